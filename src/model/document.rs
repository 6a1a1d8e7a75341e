//! The interface that every type of document implements, so that its records can be stored, found
//! and linked.

use std::collections::BTreeMap;

use diesel::QueryResult;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    media::{Medium, require_alt},
    record_type::{RecordState, RecordType},
};
use crate::{
    db::{DbConnection, rows::TableRow},
    error::Fault,
    text::messages::{MessageText, message},
    values::{
        country::Country,
        date::{CalendarDate, PartialDate},
        language::Language,
        place::Location,
        place::Place,
        reference::ReferenceInput,
        source::{FactSource, Identifier},
        topic::Topic,
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
    /// The link for an optional reference, at `/field/id`.
    pub fn one(field: &str, kind: RecordType, reference: Option<&ReferenceInput>) -> Option<Self> {
        let id = reference?.id.to_string();
        Some(Self { pointer: format!("/{field}/id"), kind, id })
    }

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

    /// The country and the first date, by which people tell records of one name apart: what
    /// [`COUNTRY`](super::identity::COUNTRY) and [`FIRST_DATE`](super::identity::FIRST_DATE) are in JSON.
    fn country_and_date(&self) -> (Option<&Country>, Option<String>);

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

    /// What contradicts itself as of `today`, and may be right tomorrow or have been right yesterday.
    fn warnings(&self, today: CalendarDate) -> Vec<Fault> {
        let _ = today;
        Vec::new()
    }

    /// The default language and all languages of the data set; only the municipality defines them.
    fn languages(&self) -> Option<(&Language, &[Language])> {
        None
    }

    /// The record to redirect to once this one is deleted.
    fn successor(&self) -> Option<RecordLink> {
        None
    }

    /// The references along which no record may lead back to itself, such as to the event that this one is part of.
    fn ancestors(&self) -> Vec<RecordLink> {
        Vec::new()
    }

    /// The row of the index table, if the type has one. `indexed_in!` implements this method and the next.
    fn indexed(&self, keys: &IndexKeys) -> Option<TableRow>;

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

    /// Further fields that responses compute from others. Request bodies may contain them; they are ignored.
    const COMPUTED: &'static [&'static str] = &[];

    /// The faults of the computed fields of a request, which say something else than those they are computed from.
    fn computed_faults(&self, fields: &Map<String, Value>) -> Vec<Fault> {
        let _ = fields;
        Vec::new()
    }

    /// Fills in what follows from other fields, so that a record is stored in one form.
    fn settle(&mut self) {}
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
            message!("needs a {field} in at least one language, as in {{\"pl\": {{\"{field}\": \"…\"}}}}", field),
        ));
    }
    for (language, name) in
        names.iter().filter(|(_, name)| !name.chars().any(char::is_alphanumeric))
    {
        let detail = message!("“{name}” has no letter and no digit", name);
        faults.push(Fault::at(format!("/translations/{language}/{field}"), "empty", detail));
    }
}

/// A field with a date, if the record has it.
pub(crate) type DateField<'f> = (&'f str, Option<PartialDate>);

/// Adds a fault if all days of the second date are before the first one.
pub(crate) fn require_order(
    (first, start): DateField<'_>,
    (last, end): DateField<'_>,
    faults: &mut Vec<Fault>,
) {
    if let (Some(start), Some(end)) = (start, end)
        && end.is_before(start)
    {
        let detail = message!("is before {first} {start}", first, start);
        faults.push(Fault::at(format!("/{last}"), "before-start", detail));
    }
}

/// Adds the faults of what every record has.
pub(crate) fn check_common(sources: &[FactSource], media: &[Medium], faults: &mut Vec<Fault>) {
    require_alt(media, faults);
    for (at, source) in sources.iter().enumerate() {
        if let (Some(published), Some(accessed)) = (source.published_on, source.accessed_on)
            && PartialDate::from(accessed).is_before(published)
        {
            let detail = message!("is before publishedOn {published}", published);
            faults.push(Fault::at(format!("/sources/{at}/accessedOn"), "before-start", detail));
        }
    }
}

/// Adds a fault if there is a place that has neither a name nor an address nor coordinates.
pub(crate) fn check_place(place: Option<&Place>, faults: &mut Vec<Fault>) {
    let Some(Place { name: None, address: None, location: None, .. }) = place else { return };
    let detail = message!("needs a name, an address or a location");
    faults.push(Fault::at("/place", "missing", detail));
}

/// A warning about a status that a date contradicts today.
pub(crate) fn status_warning(
    status: &str,
    field: &str,
    date: PartialDate,
    is: MessageText,
) -> Fault {
    let detail = message!("is {status}, but {field} {date} {is}", status, field, date, is);
    Fault::at("/status", "contradicts-date", detail)
}
