//! The types of records.

use crate::values::traits::ClosedList;

choices! {
    /// The type of a record: the name of its collection.
    #[derive(Hash)]
    pub enum RecordType {
        /// The municipality that publishes.
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
    /// The place in the order of an exchange file: what is referred to comes before what refers to it.
    pub fn rank(self) -> i16 {
        self as i16
    }

    /// The place in the results of a search: what readers look for most comes first.
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

    /// The path of a record of this type, which names it in the whole data set: `partners/oziersk`.
    pub fn path(self, id: &str) -> String {
        format!("{}/{id}", self.as_str())
    }

    /// The path below the API's base where a record is fetched.
    pub fn url_path(self, id: &str) -> String {
        match self {
            Self::Municipality => "municipality".to_owned(),
            _ => self.path(id),
        }
    }
}

choices! {
    /// Whether everybody sees a record (`published`) or only those who keep the data (`draft`).
    #[derive(Default)]
    pub enum RecordState {
        /// Only those who keep the data see it.
        Draft = "draft",
        /// Everybody sees it.
        #[default]
        Published = "published",
    }
}

/// The state, in the database, of a record that was deleted: its row stays, so that its id is not used again and
/// harvesters learn that it is gone.
pub const DELETED: &str = "deleted";
