//! Who changed what: the journal, for those who keep the data; of one record, or of all.

pub mod handlers;
pub mod history;
pub mod parameters;
pub mod view;
