//! The types of records.

use crate::values::{labels::labelled, traits::ClosedList};

choices! {
    /// The type of a record, named after its collection.
    #[derive(Hash)]
    pub enum RecordType {
        /// The municipality that publishes the data.
        Municipality = "municipality",
        /// Funding programmes.
        Programmes = "programmes",
        /// Partners.
        Partners = "partners",
        /// Projects.
        Projects = "projects",
        /// Agreements.
        Agreements = "agreements",
        /// Events.
        Events = "events",
    }
}

impl RecordType {
    /// The position in an exchange file, where a record follows the records that it refers to.
    pub fn rank(self) -> i16 {
        self as i16
    }

    /// The position in search results: the types that readers look for most come first.
    pub fn search_rank(self) -> i16 {
        match self {
            Self::Partners => 0,
            Self::Projects => 1,
            Self::Agreements => 2,
            Self::Events => 3,
            Self::Programmes => 4,
            Self::Municipality => 5,
        }
    }

    /// The path of a record of this type, unique in the data set, such as `partners/oziersk`.
    pub fn path(self, id: &str) -> String {
        format!("{}/{id}", self.as_str())
    }

    /// The path, relative to the base URL of the API, that a record is fetched from.
    pub fn url_path(self, id: &str) -> String {
        match self {
            Self::Municipality => "municipality".to_owned(),
            _ => self.path(id),
        }
    }
}

choices! {
    /// Whether a record is public (`published`) or visible only with a token (`draft`).
    #[derive(Default)]
    pub enum RecordState {
        /// Visible only with a token.
        Draft = "draft",
        /// Visible to everybody.
        #[default]
        Published = "published",
    }
}

labelled! { RecordType => RecordType, RecordState => RecordState }

/// The database state of a deleted record. Its row remains so that the id is never reused and
/// harvesters learn of the deletion.
pub const DELETED: &str = "deleted";
