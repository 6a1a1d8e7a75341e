//! Documents of the first edition of the model, in records and journal, written in the form of the second.

use std::collections::HashMap;

use diesel::prelude::*;

use super::read::{document_row::read_names, records::AllRecords};
use crate::{
    db::{
        DbConnection,
        schema::{dataset, journal, record},
    },
    journal::{
        history::{AllEntries, JournalEntry},
        revision::corrupt,
    },
    model::{
        edition::{EDITION, UnreadableDocument, upgraded},
        record_type::RecordType,
    },
    values::{
        language::Language,
        traits::{ClosedList, TextValue as _},
        translations::pick,
    },
};

/// Writes all documents in the form of the edition that this version reads, unless they are in it.
pub(crate) fn run(connection: &mut DbConnection) -> QueryResult<()> {
    let edition: i16 = dataset::table.select(dataset::edition).first(connection)?;
    if edition < EDITION {
        all(connection)?;
        diesel::update(dataset::table).set(dataset::edition.eq(EDITION)).execute(connection)?;
    }
    Ok(())
}

/// Writes all documents of the first edition in the form of the second.
pub(crate) fn all(connection: &mut DbConnection) -> QueryResult<()> {
    let mut names = Names::load(connection)?;
    let mut records = AllRecords::begin();
    while let Some(chunk) = records.next(connection)? {
        for stored in &chunk {
            let is_live = !stored.is_deleted();
            let document =
                names.upgraded(&stored.record_type, &stored.path, &stored.document, is_live)?;
            diesel::update(record::table.filter(record::seq.eq(stored.seq)))
                .set(record::document.eq(document))
                .execute(connection)?;
        }
    }
    let mut entries = AllEntries::begin();
    while let Some(chunk) = entries.next(connection)? {
        for entry in &chunk {
            rewrite(connection, &mut names, entry)?;
        }
    }
    Ok(())
}

fn rewrite(
    connection: &mut DbConnection,
    names: &mut Names,
    entry: &JournalEntry,
) -> QueryResult<()> {
    let mut document = |document: &Option<String>| {
        let of = |json: &String| names.upgraded(&entry.record_type, &entry.path, json, false);
        document.as_ref().map(of).transpose()
    };
    let (before, after) = (document(&entry.before)?, document(&entry.after)?);
    diesel::update(journal::table.find((entry.revision, &entry.path)))
        .set((journal::before.eq(before), journal::after.eq(after)))
        .execute(connection)
        .map(drop)
}

/// The names of partners and of the municipality, in the default language.
struct Names {
    by_path: HashMap<String, String>,
    municipality: String,
}

impl Names {
    fn load(connection: &mut DbConnection) -> QueryResult<Self> {
        let tag: String = dataset::table.select(dataset::default_language).first(connection)?;
        let language = [Language::read(&tag).ok_or_else(|| corrupt(&tag))?];
        let kinds = [RecordType::Municipality, RecordType::Partners].map(ClosedList::as_str);
        let rows: Vec<(String, String, String)> = record::table
            .filter(record::record_type.eq_any(kinds))
            .select((record::record_type, record::path, record::names))
            .load(connection)?;
        let mut names = Self { by_path: HashMap::new(), municipality: String::new() };
        for (kind, path, json) in rows {
            let all = read_names(&json)?;
            let name = pick(&all, &language, |name| Some(name.as_str()));
            let name = name.map(|(_, name)| name.to_owned()).unwrap_or_default();
            if kind == RecordType::Municipality.as_str() {
                names.municipality = name;
            } else {
                names.by_path.insert(path, name);
            }
        }
        Ok(names)
    }

    /// The document in the form of the second edition. Of a record that is in use this version must be able to read it;
    /// what is past is kept as far as it has a form.
    fn upgraded(
        &mut self,
        kind: &str,
        path: &str,
        document: &str,
        is_live: bool,
    ) -> QueryResult<String> {
        let kind = RecordType::read(kind).ok_or_else(|| corrupt(kind))?;
        let mut name_of = |path: Option<&str>| match path {
            None if self.municipality.is_empty() => RecordType::Municipality.as_str().to_owned(),
            None => self.municipality.clone(),
            Some(path) => {
                let id = || path.rsplit('/').next().unwrap_or(path).to_owned();
                self.by_path.get(path).cloned().unwrap_or_else(id)
            }
        };
        match upgraded(kind, document, &mut name_of) {
            Err(UnreadableDocument { error, .. }) if is_live => {
                Err(corrupt(&format!("{path}: {error}")))
            }
            Ok(json) | Err(UnreadableDocument { json, .. }) => Ok(json),
        }
    }
}
