//! Who may do and see what: roles, drafts, wrong tokens, and what the log says of them.

mod attempts;
mod drafts;
mod log;
mod operations;
