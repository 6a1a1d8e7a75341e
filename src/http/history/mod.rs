//! Pages of the journal, for one record or for the whole data set.

pub mod page;
pub mod parameters;
pub mod view;
