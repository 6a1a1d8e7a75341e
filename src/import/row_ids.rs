//! Determines which record a row of a spreadsheet is: by its id, otherwise by what tells records apart for people.

use diesel::QueryResult;
use serde_json::{Map, Value};

use super::{
    importer::Importer,
    incoming::RowId,
    previous::PreviousRecord,
    report::{IdAction, IdOrigin},
};
use crate::{
    error::Fault,
    journal::revision::corrupt,
    model::identity::{COUNTRY, FIRST_DATE, RecordIdentity, text_at},
    spreadsheet::{
        columns::{TRANSLATIONS, Target},
        fault::{CellFault, shortened},
        filled::fill,
        header::Header,
        sheet::SheetRow,
    },
    store::{same_name, write::new_id},
    text::messages::{Message, message},
    values::{language::Language, record_id::RecordId, traits::TextValue as _},
};

/// The maximum number of records that a fault names.
const NAMED: i64 = 10;

/// The record of a row.
#[derive(Default)]
pub(crate) struct RowRecord {
    /// The id, if there is one and only one.
    pub id: Option<RowId>,
    /// The record that the cells of the row change; `None` for a new one.
    pub previous: Option<PreviousRecord>,
    /// The reason why the row cannot be this record, or none.
    pub fault: Option<Fault>,
}

impl RowRecord {
    fn refused(code: &'static str, detail: Message) -> Self {
        Self { fault: Some(Fault::at("/id", code, detail)), ..Self::default() }
    }

    /// Returns the fault, in the column of the id.
    pub(crate) fn take_fault(&mut self, header: &Header) -> Option<CellFault> {
        let column = header.column("/id").map(|column| column.name.clone());
        self.fault.take().map(|fault| CellFault { column, fault })
    }
}

/// Determines the record of a row. Names in the default language are preferred.
pub(crate) fn record_of(
    importer: &mut Importer<'_>,
    header: &Header,
    row: &SheetRow,
    default_language: &Language,
) -> QueryResult<RowRecord> {
    let written = row.text_of(header, &Target::Id);
    if written.is_empty() {
        if !header.is_whole {
            // The name or a date may be in the column that is not read.
            return Ok(RowRecord::default());
        }
        return by_name(importer, header, row, default_language);
    }
    let Some(id) = RecordId::read(written) else {
        return Ok(RowRecord::refused("invalid-value", RecordId::refusal(&shortened(written))));
    };
    let previous = previous(importer, header, id.as_str())?;
    Ok(RowRecord { id: Some(RowId::given(id)), previous, fault: None })
}

fn previous(
    importer: &mut Importer<'_>,
    header: &Header,
    id: &str,
) -> QueryResult<Option<PreviousRecord>> {
    PreviousRecord::of(importer.connection()?, &header.all.kind().path(id))
}

/// Determines the record of a row without an id.
fn by_name(
    importer: &mut Importer<'_>,
    header: &Header,
    row: &SheetRow,
    default_language: &Language,
) -> QueryResult<RowRecord> {
    let Some(identity) = identity_of(header, row, default_language) else {
        return Ok(without_name(header));
    };
    let first = importer.claim(&identity.key(), row.number)?;
    let known = same_name::ids(importer.connection()?, &identity, NAMED + 1)?;
    let mut record = match &known[..] {
        [] => made(importer, header, &identity)?,
        [id] => {
            let id = RecordId::read(id).ok_or_else(|| corrupt(id))?;
            let origin = Some(IdOrigin::of(IdAction::Found, &identity, Vec::new()));
            RowRecord { id: Some(RowId { id, origin }), ..RowRecord::default() }
        }
        _ => RowRecord::refused("ambiguous", ambiguous(header, &identity, &known)),
    };
    if let Some(id) = known.first() {
        record.previous = previous(importer, header, id)?;
    }
    if let Some(first) = first {
        record.fault = Some(Fault::at("/id", "repeated", repeated(header, &identity, first)));
    }
    Ok(record)
}

/// Makes an id for a new record.
fn made(
    importer: &mut Importer<'_>,
    header: &Header,
    identity: &RecordIdentity,
) -> QueryResult<RowRecord> {
    let id = new_id::of_name(importer.connection()?, identity.kind, &identity.name)?;
    let Some(id) = id else { return Ok(without_name(header)) };
    let any = RecordIdentity { country: None, first_date: None, ..identity.clone() };
    let same_name = same_name::ids(importer.connection()?, &any, NAMED)?;
    let origin = Some(IdOrigin::of(IdAction::Made, identity, same_name));
    Ok(RowRecord { id: Some(RowId { id, origin }), ..RowRecord::default() })
}

fn without_name(header: &Header) -> RowRecord {
    let name = header.all.name_field();
    let detail = message!("the row has neither an id nor a {name} to make one of", name);
    RowRecord::refused("missing", detail)
}

fn ambiguous(header: &Header, identity: &RecordIdentity, known: &[String]) -> Message {
    let named: Vec<&str> = (0..NAMED).zip(known).map(|(_, id)| id.as_str()).collect();
    let more = if named.len() < known.len() { " …" } else { "" };
    message!(
        "several records have {what}: {ids}{more}; write the id of the right one into the column id, or a new one for another \
         record",
        what = told(header, identity),
        ids = named.join(", "),
        more
    )
}

fn repeated(header: &Header, identity: &RecordIdentity, first: i64) -> Message {
    message!(
        "row {first} has {what} too: remove one of the rows, or give the second record an id of its own in the column id",
        first,
        what = told(header, identity)
    )
}

/// Names what was compared: `the title “Wizyta”, the country PL and the startDate 2015-06-16`.
fn told(header: &Header, identity: &RecordIdentity) -> Message {
    let RecordIdentity { name, country, first_date, .. } = identity;
    let mut parts = vec![message!(
        "the {field} “{name}”",
        field = header.all.name_field(),
        name = shortened(name)
    )];
    for (value, places) in [(country, &COUNTRY[..]), (first_date, &FIRST_DATE)] {
        let column = places.iter().find_map(|place| header.column(place));
        if let (Some(value), Some(column)) = (value, column) {
            let column = &column.name;
            parts.push(match value.as_str() {
                "" => message!("the {column} left empty", column),
                value => message!("the {column} {value}", column, value),
            });
        }
    }
    Message::all(parts)
}

/// Reads what tells records apart out of the cells of a row; `None` if it has no name. What the file has no column for
/// is not compared.
fn identity_of(
    header: &Header,
    row: &SheetRow,
    default_language: &Language,
) -> Option<RecordIdentity> {
    let fields = Value::Object(fill(header, row, Map::new()).fields);
    let names = fields.get(TRANSLATIONS)?.as_object()?;
    let name_in = |texts: &Value| texts.get(header.all.name_field())?.as_str().map(str::to_owned);
    let first = || names.iter().find_map(|(language, texts)| Some((language, name_in(texts)?)));
    let own = names.get_key_value(default_language.as_str());
    let own = own.and_then(|(language, texts)| Some((language, name_in(texts)?)));
    let (language, name) = own.or_else(first)?;
    let compared = |places: &[&str]| {
        let is_column = places.iter().any(|place| header.column(place).is_some());
        is_column.then(|| text_at(&fields, places))
    };
    Some(RecordIdentity {
        kind: header.all.kind(),
        language: language.clone(),
        name,
        country: compared(&COUNTRY),
        first_date: compared(&FIRST_DATE),
    })
}
