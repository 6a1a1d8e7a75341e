//! Lists and records in other formats than JSON.

pub(crate) mod about;
mod list;
pub(crate) mod record;
mod sink;
pub(crate) mod streamed;
