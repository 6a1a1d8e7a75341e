//! Visibility of records: drafts are returned only to callers with a token.

use diesel::sql_types::Bool;

use super::record_type::{DELETED, RecordState};
use crate::{
    db::{Condition, fixed_sql::FixedSql},
    values::traits::ClosedList,
};

/// The records that a caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// Published records only; for everybody.
    Public,
    /// Published records and drafts; for callers with a token.
    Drafts,
}

impl Visibility {
    /// The states of visible records.
    pub fn states(self) -> &'static [RecordState] {
        match self {
            Self::Public => &[RecordState::Published],
            Self::Drafts => &[RecordState::Draft, RecordState::Published],
        }
    }

    /// The SQL condition for a visible row, where `column` holds its state (`partner.state`).
    pub fn sql(self, column: &str) -> String {
        match self {
            Self::Public => format!("{column} = '{}'", RecordState::Published.as_str()),
            Self::Drafts => format!("{column} <> '{DELETED}'"),
        }
    }

    /// The same condition as a Diesel expression.
    pub(crate) fn literal(self, column: &str) -> FixedSql<Bool> {
        FixedSql::new(self.sql(column))
    }

    /// The same condition, boxed so that it can be combined with others.
    pub fn sees<Source: 'static>(self, column: &str) -> Condition<Source> {
        Box::new(self.literal(column))
    }

    /// The name used in cache keys and entity tags to keep public responses and drafts apart.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Drafts => "drafts",
        }
    }
}
