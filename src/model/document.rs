//! The interface that every type of document implements, so that its records can be stored, found
//! and linked.

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
        place::Location,
        reference::ReferenceInput,
        source::Identifier,
        topic::Topic,
        traits::ClosedList as _,
    },
};

/// A reference from a document to another record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordLink {
    /// The position of the reference in the document, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The type of the referenced record.
    pub kind: RecordType,
    /// The id of the referenced record.
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

/// A searchable text with its language; `None` for texts that have no translations, such as names
/// of people.
pub(crate) type SearchableText<'a> = (Option<&'a Language>, &'a str);

/// The identity and sort keys that every row of an index table has.
#[derive(Clone, Debug)]
pub struct IndexKeys {
    /// The number of the record in the database, equal to the revision that created it.
    pub seq: i64,
    /// The path of the record, such as `events/some-id`.
    pub path: String,
    /// Draft or published.
    pub state: RecordState,
    /// The collation key of the name, in dictionary order of the default language.
    pub name_key: Vec<u8>,
    /// The revision that created the record, as big-endian bytes.
    pub created_key: Vec<u8>,
    /// The revision that last changed the record, as big-endian bytes.
    pub updated_key: Vec<u8>,
    /// The id, the last level of every sort order, which makes the order total.
    pub id_key: Vec<u8>,
}

impl IndexKeys {
    /// The keys of a record that revision `seq` created and `revision` last changed.
    pub fn of(
        document: &dyn Document,
        id: &str,
        seq: i64,
        revision: i64,
        name_key: Vec<u8>,
    ) -> Self {
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
pub trait Document: Send {
    /// The type of the record.
    fn kind(&self) -> RecordType;

    /// The document as it is stored, exported and compared: one line of JSON with the fields in
    /// schema order.
    fn to_json(&self) -> serde_json::Result<String>;

    /// Draft or published.
    fn state(&self) -> RecordState;

    /// The name or title in each language that has one.
    fn names(&self) -> BTreeMap<&Language, &str>;

    /// All searchable texts, including names.
    fn texts(&self) -> Vec<SearchableText<'_>>;

    /// All references to other records.
    fn links(&self) -> Vec<RecordLink>;

    /// The topics of the record.
    fn topics(&self) -> &[Topic];

    /// The identifiers of the record in other registers.
    fn identifiers(&self) -> &[Identifier];

    /// The place on the map by which the record is found, if its type has one.
    fn location(&self) -> Option<Location> {
        None
    }

    /// The sort key in the default order of the collection; empty if the type has none or the
    /// value is unknown.
    fn order_key(&self) -> Vec<u8>;

    /// Checks the rules that the schema cannot express and appends their faults.
    fn check(&self, faults: &mut Vec<Fault>);

    /// The default language and all languages of the data set; only the municipality defines them.
    fn languages(&self) -> Option<(&Language, &[Language])> {
        None
    }

    /// The record to redirect to once this one is deleted.
    fn successor(&self) -> Option<RecordLink> {
        None
    }

    /// Inserts the row into the index table. `indexed_in!` implements this method and the next.
    fn index(&self, connection: &mut DbConnection, keys: &IndexKeys) -> QueryResult<()>;

    /// Whether the index table has exactly the row that the document requires.
    fn is_indexed(&self, connection: &mut DbConnection, keys: &IndexKeys) -> QueryResult<bool>;
}

/// Implements the methods of [`Document`] that only read fields common to all bodies. `$texts` is
/// the type of the translated texts.
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

/// A concrete type of document.
pub trait Body: Document + Serialize + DeserializeOwned + ToSchema + 'static {
    /// The type of the records.
    const KIND: RecordType;

    /// A sentence that describes the collection.
    const ABOUT: &'static str;

    /// The table of the index rows, or `None` if the type has no list.
    const TABLE: Option<&'static str>;

    /// Whether documents of this type can refer to other records.
    const REFERS: bool;

    /// The text fields that responses add to `translations`, in the language of the reader.
    /// Request bodies may contain them; they are ignored.
    const TEXTS: &'static [&'static str];
}

/// Adds a fault if no translation has a name or title.
pub(crate) fn require_name(
    names: &BTreeMap<&Language, &str>,
    field: &str,
    faults: &mut Vec<Fault>,
) {
    if names.is_empty() {
        faults.push(Fault::at(
            "/translations",
            "missing",
            format!(
                "needs a {field} in at least one language, as in {{\"pl\": {{\"{field}\": \"…\"}}}}"
            ),
        ));
    }
}

/// Adds a fault for each date that, at this precision, is not the first day of its month or year.
pub(crate) fn require_first_days(
    precision: DatePrecision,
    dates: &[(&str, Option<CalendarDate>)],
    faults: &mut Vec<Fault>,
) {
    for (field, date) in dates {
        let Some(date) = *date else { continue };
        let first = precision.first_day(date);
        if date != first {
            let detail = format!(
                "is {date}, but with datePrecision “{}” it is written {first}",
                precision.as_str()
            );
            faults.push(Fault::at(format!("/{field}"), "not-first-day", detail));
        }
    }
}
