//! The two databases: their tables, their versions, and one behaviour of both.

mod other_language;
mod same_answers;
mod tables;
mod upgrade;
