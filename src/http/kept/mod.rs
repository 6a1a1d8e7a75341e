//! Answers that are kept ready: what everybody gets is made once for each state of the data set, and then sent from
//! memory without a look at the database.
//!
//! An answer is kept under the number of the state that it was made from (see [`crate::db::public_state`]), so that
//! nothing needs to be removed when the data set changes: the answers of older states are not asked for any more, and make
//! room for others. What depends on who asks is never kept: a request with a token does not come here at all.

pub(crate) mod answer;
pub mod answers;
mod flights;
pub(crate) mod question;
mod wishes;
