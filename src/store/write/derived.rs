//! The data derived from a document: its index row, its links, its identifiers, its names, its
//! location and its search terms.
//!
//! It can be rebuilt at any time; `check` compares it with the documents.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::record_rows::RecordRows;

use crate::{
    db::{
        DbConnection,
        rows::table_row,
        schema::{identifier, link, location, record_name},
        together::{PlainStatement, Together},
    },
    index::full_text,
    journal::revision::corrupt,
    model::{
        document::{Document, IndexKeys},
        identity::{self, ANY_LANGUAGE},
        record_type::RecordType,
        registry,
    },
    text::{sort_key::SortKeys, terms::index_terms},
    values::{language::Language, position::GeoPosition, source::Identifier, traits::ClosedList},
};

/// The maximum length of a name key in bytes; names with the same prefix are sorted by id.
const NAME_KEY_BYTES: usize = 96;

table_row! {
    /// A reference, indexed by its target.
    #[derive(PartialEq, Eq, PartialOrd, Ord, Queryable)]
    struct LinkRow of "link" {
        target: String,
        source_rank: i16,
        state: String,
        order_key: Vec<u8>,
        id_key: Vec<u8>,
        seq: i64,
    }
}

table_row! {
    /// An identifier in another register.
    #[derive(PartialEq, Eq, PartialOrd, Ord, Queryable)]
    struct IdentifierRow of "identifier" {
        scheme: String,
        value: String,
        seq: i64,
    }
}

table_row! {
    /// A name in one language, or in any, by which an import finds the record.
    #[derive(PartialEq, Eq, PartialOrd, Ord, Queryable)]
    struct NameRow of "record_name" {
        name_key: Vec<u8>,
        first_date: String,
        country: String,
        seq: i64,
    }
}

table_row! {
    /// Where the record is.
    #[derive(PartialEq, Eq, Queryable)]
    struct LocationRow of "location" {
        seq: i64,
        type_rank: i16,
        latitude: i64,
        longitude: i64,
        x: i64,
        y: i64,
        z: i64,
        cell: i64,
    }
}

/// The data derived from one document.
pub(crate) struct Derived<'d> {
    document: &'d dyn Document,
    keys: IndexKeys,
    links: BTreeSet<LinkRow>,
    identifiers: BTreeSet<IdentifierRow>,
    location: Option<LocationRow>,
    names: BTreeSet<NameRow>,
    terms: String,
}

impl<'d> Derived<'d> {
    /// Derives the data. Texts without a language are taken to be in `default_language`.
    pub(crate) fn of(
        document: &'d dyn Document,
        keys: IndexKeys,
        default_language: &Language,
    ) -> Self {
        let terms = terms(document, default_language);
        Self::with_terms(document, keys, terms)
    }

    /// Derives the data but for the terms, which were derived before.
    pub(super) fn with_terms(document: &'d dyn Document, keys: IndexKeys, terms: String) -> Self {
        Self {
            links: links(document, &keys),
            identifiers: identifiers(document, keys.seq),
            location: document
                .location()
                .map(|found| LocationRow::of(keys.seq, document.kind(), found.into())),
            names: names(document, keys.seq),
            terms,
            document,
            keys,
        }
    }

    /// Adds the data to the rows that are yet to be inserted, of a record that has none in the database.
    pub(crate) fn insert_into(self, rows: &mut RecordRows) {
        let Self { document, keys, links, identifiers, location, names, terms } = self;
        rows.extend(document.indexed(&keys));
        rows.extend(links);
        rows.extend(identifiers);
        rows.extend(location);
        rows.extend(names);
        rows.add_terms(keys.seq, terms);
    }

    /// The terms for the search index, separated by spaces.
    pub(crate) fn terms(&self) -> &str {
        &self.terms
    }

    /// The names of the parts that are missing or different in the database.
    pub(crate) fn differences(
        &self,
        connection: &mut DbConnection,
    ) -> QueryResult<Vec<&'static str>> {
        let seq = self.keys.seq;
        let links: Vec<LinkRow> = link::table.filter(link::seq.eq(seq)).load(connection)?;
        let identifiers: Vec<IdentifierRow> =
            identifier::table.filter(identifier::seq.eq(seq)).load(connection)?;
        let location: Option<LocationRow> =
            location::table.find(seq).first(connection).optional()?;
        let names: Vec<NameRow> =
            record_name::table.filter(record_name::seq.eq(seq)).load(connection)?;
        let found = [
            ("row", self.document.is_indexed(connection, &self.keys)?),
            ("links", links.into_iter().collect::<BTreeSet<_>>() == self.links),
            ("identifiers", identifiers.into_iter().collect::<BTreeSet<_>>() == self.identifiers),
            ("location", location == self.location),
            ("names", names.into_iter().collect::<BTreeSet<_>>() == self.names),
            ("terms in the search index", full_text::has(connection, seq)?),
        ];
        Ok(found.into_iter().filter(|(_, agrees)| !agrees).map(|(what, _)| what).collect())
    }
}

impl LocationRow {
    fn of(seq: i64, kind: RecordType, position: GeoPosition) -> Self {
        let GeoPosition { latitude, longitude } = position;
        let [x, y, z] = position.on_sphere();
        let (type_rank, cell) = (kind.rank(), position.cell());
        Self { seq, type_rank, latitude, longitude, x, y, z, cell }
    }
}

/// The terms of a document for the search index, separated by spaces.
pub(super) fn terms(document: &dyn Document, default_language: &Language) -> String {
    let texts = document.texts();
    let texts =
        texts.iter().map(|(language, text)| (language.unwrap_or(default_language).as_str(), *text));
    let mut terms = full_text::marker(document.kind(), document.state());
    let words = index_terms(texts);
    if !words.is_empty() {
        // PostgreSQL rejects empty terms, and a title such as “–” has no words.
        terms.push(' ');
        terms.push_str(&words);
    }
    terms
}

fn links(document: &dyn Document, keys: &IndexKeys) -> BTreeSet<LinkRow> {
    let topics = document.topics().iter().map(|topic| format!("topics/{}", topic.as_str()));
    let records = document.links().into_iter().map(|link| link.kind.path(&link.id));
    let order_key = document.order_key();
    let row = |target| LinkRow {
        target,
        source_rank: document.kind().rank(),
        state: keys.state.as_str().to_owned(),
        order_key: order_key.clone(),
        id_key: keys.id_key.clone(),
        seq: keys.seq,
    };
    records.chain(topics).map(row).collect()
}

fn identifiers(document: &dyn Document, seq: i64) -> BTreeSet<IdentifierRow> {
    let row = |other: &Identifier| IdentifierRow {
        scheme: other.scheme.as_str().to_owned(),
        value: other.value.clone(),
        seq,
    };
    document.identifiers().iter().map(row).collect()
}

fn names(document: &dyn Document, seq: i64) -> BTreeSet<NameRow> {
    let (country, first_date) = document.country_and_date();
    let row = |(language, name): (&str, &str)| NameRow {
        name_key: identity::name_key(document.kind(), language, name),
        first_date: first_date.clone().unwrap_or_default(),
        country: country.map(ToString::to_string).unwrap_or_default(),
        seq,
    };
    let each = document.names().into_iter();
    each.flat_map(|(own, name)| [(own.as_str(), name), (ANY_LANGUAGE, name)]).map(row).collect()
}

/// Removes all data derived from the document of record number `seq`.
pub(crate) fn remove(
    together: &mut Together<'_>,
    record_type: RecordType,
    seq: i64,
) -> QueryResult<()> {
    if let Some(table) = registry::info(record_type).table {
        let delete = format!("DELETE FROM {table} WHERE seq = ");
        together.add(PlainStatement::new(delete).number(seq))?;
    }
    together.add(diesel::delete(link::table.filter(link::seq.eq(seq))))?;
    together.add(diesel::delete(identifier::table.filter(identifier::seq.eq(seq))))?;
    together.add(diesel::delete(location::table.filter(location::seq.eq(seq))))?;
    together.add(diesel::delete(record_name::table.filter(record_name::seq.eq(seq))))?;
    full_text::remove(together, seq)
}

/// The collation key of the name, in the default language or else in the first one available.
pub(crate) fn name_key(
    sort_keys: &SortKeys,
    default_language: &Language,
    document: &dyn Document,
) -> Vec<u8> {
    let names = document.names();
    let name =
        names.get(default_language).or_else(|| names.values().next()).copied().unwrap_or_default();
    let mut key = sort_keys.key(name);
    key.truncate(NAME_KEY_BYTES);
    key
}

/// The names in every language as JSON, stored for references to the record.
pub(crate) fn names_json(document: &dyn Document) -> QueryResult<String> {
    serde_json::to_string(&document.names()).map_err(|_error| corrupt("names"))
}
