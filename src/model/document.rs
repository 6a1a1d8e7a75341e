//! What a resource says about its documents, so that they can be stored, found and linked.

use std::collections::BTreeMap;

use diesel::QueryResult;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::record_type::{RecordState, RecordType};
use crate::{
    db::DbConnection,
    error::Fault,
    values::{
        date::{CalendarDate, DatePrecision},
        language::Language,
        reference::ReferenceInput,
        source::Identifier,
        topic::Topic,
        traits::ClosedList as _,
    },
};

/// A reference that a document makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordLink {
    /// Where in the document: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The type of the record that is referred to.
    pub kind: RecordType,
    /// Its id.
    pub id: String,
}

impl RecordLink {
    /// Links for a list of references, at `/field/0/id`, `/field/1/id` …
    pub fn each<'a>(
        field: &str,
        kind: RecordType,
        references: impl IntoIterator<Item = &'a ReferenceInput>,
    ) -> Vec<Self> {
        let link = |(at, reference): (usize, &ReferenceInput)| Self {
            pointer: format!("/{field}/{at}/id"),
            kind,
            id: reference.id.to_string(),
        };
        references.into_iter().enumerate().map(link).collect()
    }
}

/// A text that search looks through.
pub type SearchableText<'a> = (Option<&'a Language>, &'a str);

/// The bytes that every row of a resource's table sorts by.
#[derive(Clone, Debug)]
pub struct IndexKeys {
    /// The record's number in the database: the revision that created it.
    pub seq: i64,
    /// The record, as `events/some-id`.
    pub path: String,
    /// Draft or published.
    pub state: RecordState,
    /// The name in dictionary order.
    pub name_key: Vec<u8>,
    /// When the record was created, by revision.
    pub created_key: Vec<u8>,
    /// When the record was last changed, by revision.
    pub updated_key: Vec<u8>,
    /// The id, which makes every order total.
    pub id_key: Vec<u8>,
}

impl IndexKeys {
    /// The keys of a record: created as number `seq`, last changed as `revision`.
    pub fn of(document: &dyn Document, id: &str, seq: i64, revision: i64, name_key: Vec<u8>) -> Self {
        Self {
            seq,
            path: document.kind().path(id),
            state: document.state(),
            name_key,
            created_key: seq.to_be_bytes().to_vec(),
            updated_key: revision.to_be_bytes().to_vec(),
            id_key: id.as_bytes().to_vec(),
        }
    }
}

/// A document of any type.
pub trait Document {
    /// Its type.
    fn kind(&self) -> RecordType;

    /// The document as it is stored, exported and compared: one line of JSON with its fields in their order.
    fn to_json(&self) -> serde_json::Result<String>;

    /// Draft or published.
    fn state(&self) -> RecordState;

    /// Its name or title in each language that has one.
    fn names(&self) -> BTreeMap<&Language, &str>;

    /// What search looks through, names included.
    fn texts(&self) -> Vec<SearchableText<'_>>;

    /// The records that it refers to.
    fn links(&self) -> Vec<RecordLink>;

    /// What it is about.
    fn topics(&self) -> &[Topic];

    /// What it is called in other registers.
    fn identifiers(&self) -> &[Identifier];

    /// Where it stands in the default order of its collection.
    fn order_key(&self) -> Vec<u8>;

    /// The rules that its schema cannot say.
    fn check(&self, faults: &mut Vec<Fault>);

    /// The default language and the languages of the data set, from the one record that says them.
    fn languages(&self) -> Option<(&Language, &[Language])> {
        None
    }

    /// The record that takes its place once it is deleted.
    fn successor(&self) -> Option<RecordLink> {
        None
    }

    /// Adds its row to the resource's table; `indexed_in!` writes this and the next.
    fn index(&self, connection: &mut DbConnection, keys: &IndexKeys) -> QueryResult<()>;

    /// Whether its row is there and says what the document says.
    fn is_indexed(&self, connection: &mut DbConnection, keys: &IndexKeys) -> QueryResult<bool>;
}

/// Implements the parts of [`Document`] that only read fields which every body has; `$texts` is the type of its
/// texts, of which the first names the record.
macro_rules! body_basics {
    ($texts:ty) => {
        fn kind(&self) -> RecordType {
            Self::KIND
        }

        fn to_json(&self) -> serde_json::Result<String> {
            serde_json::to_string(self)
        }

        fn state(&self) -> RecordState {
            self.state
        }

        fn names(&self) -> std::collections::BTreeMap<&Language, &str> {
            <$texts>::names(&self.translations)
        }

        fn identifiers(&self) -> &[Identifier] {
            &self.identifiers
        }
    };
}

pub(crate) use body_basics;

/// A type of document.
pub trait Body: Document + Serialize + DeserializeOwned + ToSchema + Send + 'static {
    /// The type of its records.
    const KIND: RecordType;

    /// The sentence that describes the collection.
    const ABOUT: &'static str;

    /// The table of its index rows; `None` where there is no list.
    const TABLE: Option<&'static str>;

    /// Whether its documents can refer to other records.
    const REFERS: bool;

    /// The fields that readers get in their language beside `translations`; writers may send them back.
    const TEXTS: &'static [&'static str];
}

/// Says that none of the translations has a name.
pub fn require_name(names: &BTreeMap<&Language, &str>, field: &str, faults: &mut Vec<Fault>) {
    if names.is_empty() {
        faults.push(Fault::at(
            "/translations",
            "missing",
            format!("needs a {field} in at least one language, as in {{\"pl\": {{\"{field}\": \"…\"}}}}"),
        ));
    }
}

/// Says which dates are not the first day of the month or year that they stand for.
pub fn require_first_days(
    precision: DatePrecision,
    dates: &[(&str, Option<CalendarDate>)],
    faults: &mut Vec<Fault>,
) {
    for (field, date) in dates {
        let Some(date) = *date else { continue };
        let first = precision.first_day(date);
        if date != first {
            let detail =
                format!("is {date}, but with datePrecision “{}” it is written {first}", precision.as_str());
            faults.push(Fault::at(format!("/{field}"), "not-first-day", detail));
        }
    }
}
