//! Whose eyes records are read with: drafts are there only for those who keep the data.

use diesel::{dsl::sql, expression::SqlLiteral, sql_types::Bool};

use super::record_type::{DELETED, RecordState};
use crate::{db::Condition, values::traits::ClosedList};

/// Which records a reader sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// Published ones: everybody.
    Public,
    /// Drafts too: who brought a token.
    Drafts,
}

impl Visibility {
    /// The states of the records that are seen.
    pub fn states(self) -> &'static [RecordState] {
        match self {
            Self::Public => &[RecordState::Published],
            Self::Drafts => &[RecordState::Draft, RecordState::Published],
        }
    }

    /// The condition that a row is seen, by the name of its state's column (`partner.state`), as SQL.
    pub fn sql(self, column: &str) -> String {
        match self {
            Self::Public => format!("{column} = '{}'", RecordState::Published.as_str()),
            Self::Drafts => format!("{column} <> '{DELETED}'"),
        }
    }

    /// The same, as a part of a query.
    pub fn literal(self, column: &str) -> SqlLiteral<Bool> {
        sql(&self.sql(column))
    }

    /// The same, as a condition beside others.
    pub fn sees<Source: 'static>(self, column: &str) -> Condition<Source> {
        Box::new(self.literal(column))
    }

    /// What keeps answers for different eyes apart.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Drafts => "drafts",
        }
    }
}
