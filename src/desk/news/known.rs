//! The names that are looked for in a text: those of the partners, programmes and projects, drafts included.

use serde_json::Value;

use crate::{
    error::ApiError,
    model::record_type::RecordType,
    news::{KnownNames, KnownRecord},
    store::read::reader::Reader,
    values::{record_id::RecordId, traits::TextValue as _},
};

/// Reads the names.
pub(super) fn known(reader: &mut Reader<'_>) -> Result<KnownNames, ApiError> {
    let home = records(reader, RecordType::Municipality)?;
    Ok(KnownNames {
        partners: records(reader, RecordType::Partners)?,
        programmes: records(reader, RecordType::Programmes)?,
        projects: records(reader, RecordType::Projects)?,
        home: home.into_iter().flat_map(|record| record.names).collect(),
    })
}

fn records(reader: &mut Reader<'_>, kind: RecordType) -> Result<Vec<KnownRecord>, ApiError> {
    let mut known = Vec::new();
    for (id, document) in reader.documents(kind)? {
        let Some(id) = RecordId::read(&id) else { continue };
        known.push(KnownRecord { id, names: names(&serde_json::from_str(&document)?) });
    }
    Ok(known)
}

/// The names of a record in all languages, with its other names.
fn names(record: &Value) -> Vec<String> {
    let texts = record["translations"].as_object().into_iter().flat_map(|texts| texts.values());
    let names = texts.filter_map(|text| text["name"].as_str().or(text["title"].as_str()));
    let aliases = record["aliases"].as_array().into_iter().flatten();
    let aliases = aliases.filter_map(|alias| alias["value"].as_str());
    names.chain(aliases).map(str::to_owned).collect()
}
