//! Reading records: lists, single records and their JSON views.

pub mod area;
pub mod audience;
pub(crate) mod conditions;
pub(crate) mod disclosure;
pub(crate) mod document_row;
pub mod facet;
pub(crate) mod facets;
pub mod find;
pub(crate) mod fragments;
pub(crate) mod key_page;
pub(crate) mod keyset;
pub mod labels;
pub(crate) mod link_set;
pub mod list;
mod list_state;
pub(crate) mod listing;
pub(crate) mod order_page;
pub(crate) mod publication;
pub(crate) mod publisher;
pub mod read_caches;
pub mod reader;
pub(crate) mod records;
pub(crate) mod referred_topics;
pub(crate) mod served;
pub(crate) mod set_cache;
pub mod total_cache;
pub(crate) mod view;
