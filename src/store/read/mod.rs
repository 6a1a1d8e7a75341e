//! Reading records: lists, single records and their JSON views.

pub mod audience;
pub mod conditions;
pub mod disclosure;
pub mod key_page;
pub mod keyset;
pub mod list;
pub mod reader;
pub mod records;
pub mod total_cache;
pub mod view;
