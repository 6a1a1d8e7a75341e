//! Pages of the journal, for one record or for the whole data set.

pub(crate) mod page;
pub(crate) mod parameters;
pub(crate) mod view;
