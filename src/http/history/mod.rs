//! Pages of the journal: of one record, or of the whole data set.

pub mod page;
pub mod parameters;
pub mod view;
