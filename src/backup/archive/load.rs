//! Loads an archive into a database, replacing all data.

use std::io::BufRead;

use diesel::{connection::SimpleConnection as _, dsl::count_star, prelude::*};
use serde_json::{Value, value::RawValue};
use uuid::Uuid;

use super::{
    lines::{
        AnswerLine, ArchiveHeader, ArchiveLine, EntryLine, HEX, RecordLine, SECOND_EDITION,
        TokenLine, WebhookLine,
    },
    read::ArchiveReader,
};
use crate::{
    db::{
        DbConnection,
        schema::{batch, dataset, idempotency, journal, record, tally, token, webhook},
    },
    error::CommandError,
    journal::revision::{DataSet, corrupt},
    model::{
        record_type::{DELETED, RecordType},
        registry,
    },
    store::{
        upgrade,
        write::{
            derived::{name_key, names_json},
            reindex,
        },
    },
    text::sort_key::SortKeys,
    values::{
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The stage of a restore.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RestoreStage {
    /// Lines are loaded.
    Loading,
    /// Data is derived from the documents.
    Deriving,
}

/// Receives the stage, the amount of work done and the total amount.
pub(crate) type LoadProgress<'p> = &'p mut dyn FnMut(RestoreStage, u64, u64);

/// The tables beside those of the collections, those with foreign keys first.
const TABLES: [&str; 13] = [
    "identifier",
    "link",
    "location",
    "record_name",
    "tally",
    "journal",
    "batch",
    "idempotency",
    "token",
    "session",
    "upload",
    "webhook",
    "record",
];

/// Loads an archive inside an open transaction in which the revision is locked. The database gets a new name,
/// since entity tags and cursors of the archived and of the replaced database are no longer valid.
pub(crate) fn load(
    connection: &mut DbConnection,
    reader: &mut ArchiveReader<impl BufRead>,
    progress: LoadProgress<'_>,
) -> Result<(), CommandError> {
    clear(connection)?;
    let data_set = data_set(&reader.header)?;
    store(connection, &data_set)?;
    let (mut done, total) = (0, reader.header.lines());
    let sort_keys = SortKeys::new(data_set.default_language.as_str());
    let is_first_edition = reader.header.format < SECOND_EDITION;
    let loader = Loader { data_set, sort_keys, is_first_edition };
    while let Some(line) = reader.next_line()? {
        loader.line(connection, &line)?;
        done += 1;
        progress(RestoreStage::Loading, done, total);
    }
    if is_first_edition {
        upgrade::all(connection)?;
    }
    reindex::all(connection, &loader.data_set, &mut |done, total| {
        progress(RestoreStage::Deriving, done.unsigned_abs(), total.unsigned_abs());
    })?;
    Ok(count(connection)?)
}

fn clear(connection: &mut DbConnection) -> QueryResult<()> {
    // TRUNCATE would be faster on PostgreSQL, but concurrent readers would find empty tables.
    for table in registry::collections().filter_map(|info| info.table).chain(TABLES) {
        connection.batch_execute(&format!("DELETE FROM {table}"))?;
    }
    connection.batch_execute(connection.choose(
        "INSERT INTO search_term (search_term) VALUES ('delete-all')",
        "DELETE FROM search_term",
    ))
}

/// Reads the data set from the first line.
fn data_set(header: &ArchiveHeader) -> Result<DataSet, CommandError> {
    let read = |tag: &String| {
        Language::read(tag).ok_or_else(|| {
            CommandError(format!(
                "the backup is damaged: “{tag}” in its first line is not a language"
            ))
        })
    };
    let default_language = read(&header.default_language)?;
    Ok(DataSet {
        instance: Uuid::now_v7().to_string(),
        revision: header.revision,
        public_revision: header.public_revision,
        index_version: reindex::version(&default_language),
        default_language,
        languages: header.languages.iter().map(read).collect::<Result<_, _>>()?,
    })
}

fn store(connection: &mut DbConnection, data_set: &DataSet) -> QueryResult<()> {
    diesel::update(dataset::table)
        .set((
            dataset::instance.eq(&data_set.instance),
            dataset::revision.eq(data_set.revision),
            dataset::public_revision.eq(data_set.public_revision),
            dataset::last_backup_at.eq(None::<String>), // that was one of the replaced data
        ))
        .execute(connection)?;
    data_set.store(connection)
}

/// Counts the records of each type and state.
fn count(connection: &mut DbConnection) -> QueryResult<()> {
    let counted: Vec<(String, String, i64)> = record::table
        .filter(record::state.ne(DELETED))
        .group_by((record::record_type, record::state))
        .select((record::record_type, record::state, count_star()))
        .load(connection)?;
    for (kind, state, records) in counted {
        diesel::insert_into(tally::table)
            .values((
                tally::record_type.eq(kind),
                tally::state.eq(state),
                tally::records.eq(records),
            ))
            .execute(connection)?;
    }
    Ok(())
}

struct Loader {
    data_set: DataSet,
    sort_keys: SortKeys,
    /// Whether the documents are yet to be written in the form of the second edition of the model.
    is_first_edition: bool,
}

impl Loader {
    fn line(&self, connection: &mut DbConnection, line: &ArchiveLine) -> QueryResult<()> {
        match line {
            ArchiveLine::Record(line) => self.record(connection, line),
            ArchiveLine::Entry(line) => entry(connection, line),
            ArchiveLine::Batch(line) => {
                diesel::insert_into(batch::table).values(line).execute(connection).map(drop)
            }
            ArchiveLine::Token(line) => token(connection, line),
            ArchiveLine::Answer(line) => answer(connection, line),
            ArchiveLine::Webhook(line) => endpoint(connection, line),
        }
    }

    fn record(&self, connection: &mut DbConnection, line: &RecordLine) -> QueryResult<()> {
        let kind = RecordType::read(&line.record_type).ok_or_else(|| corrupt(&line.record_type))?;
        let path = kind.path(&line.id);
        let (names, name_key) = match registry::stored(kind, line.document.get()) {
            Ok(document) => {
                let default_language = &self.data_set.default_language;
                let name_key = name_key(&self.sort_keys, default_language, &*document);
                (names_json(&*document)?, name_key)
            }
            // The document of a deleted record may be older than the current rules. No reader sees it.
            Err(_) if line.state == DELETED => ("{}".to_owned(), Vec::new()),
            // The name is sorted when the data is derived.
            Err(_) if self.is_first_edition => (names_of(kind, line.document.get()), Vec::new()),
            Err(_) => return Err(corrupt(&path)),
        };
        diesel::insert_into(record::table)
            .values((
                record::seq.eq(line.seq),
                record::path.eq(path),
                record::record_type.eq(&line.record_type),
                record::id.eq(&line.id),
                record::revision.eq(line.revision),
                record::public_revision.eq(line.public_revision),
                record::state.eq(&line.state),
                record::created_at.eq(&line.created_at),
                record::updated_at.eq(&line.updated_at),
                record::names.eq(names),
                record::document.eq(line.document.get()),
                record::type_rank.eq(kind.rank()),
                record::type_key.eq(kind.search_rank().to_be_bytes().to_vec()),
                record::name_key.eq(name_key),
                record::id_key.eq(line.id.as_bytes()),
            ))
            .execute(connection)
            .map(drop)
    }
}

/// The names in each language, of a document that this version does not read as it is.
fn names_of(kind: RecordType, document: &str) -> String {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let field = registry::info(kind).texts.first().copied().unwrap_or_default();
    let translations = document["translations"].as_object().into_iter().flatten();
    let named = translations.filter_map(|(language, texts)| {
        Some((language.clone(), texts.get(field).filter(|name| name.is_string())?.clone()))
    });
    Value::Object(named.collect()).to_string()
}

fn entry(connection: &mut DbConnection, line: &EntryLine) -> QueryResult<()> {
    diesel::insert_into(journal::table)
        .values((
            journal::revision.eq(line.revision),
            journal::path.eq(&line.path),
            journal::record_type.eq(&line.record_type),
            journal::action.eq(&line.action),
            journal::at.eq(&line.at),
            journal::actor.eq(&line.actor),
            journal::before.eq(line.before.as_deref().map(RawValue::get)),
            journal::after.eq(line.after.as_deref().map(RawValue::get)),
            journal::batch.eq(line.batch),
        ))
        .execute(connection)
        .map(drop)
}

fn token(connection: &mut DbConnection, line: &TokenLine) -> QueryResult<()> {
    diesel::insert_into(token::table)
        .values((
            token::id.eq(&line.id),
            token::name.eq(&line.name),
            token::role.eq(&line.role),
            token::hash.eq(bytes(&line.hash)?),
            token::created_at.eq(&line.created_at),
            token::expires_at.eq(&line.expires_at),
            token::revoked_at.eq(&line.revoked_at),
            token::last_used_at.eq(&line.last_used_at),
        ))
        .execute(connection)
        .map(drop)
}

fn bytes(digits: &str) -> QueryResult<Vec<u8>> {
    HEX.decode(digits.as_bytes()).map_err(|_error| corrupt(digits))
}

/// Loads an endpoint. Nothing counts as acknowledged: the restored data has another name, so that receivers are told to
/// begin again.
fn endpoint(connection: &mut DbConnection, line: &WebhookLine) -> QueryResult<()> {
    let previous_secret = line.previous_secret.as_deref().map(bytes).transpose()?;
    diesel::insert_into(webhook::table)
        .values((
            webhook::id.eq(&line.id),
            webhook::url.eq(&line.url),
            webhook::secret.eq(bytes(&line.secret)?),
            webhook::previous_secret.eq(previous_secret),
            webhook::previous_until.eq(&line.previous_until),
            webhook::created_at.eq(&line.created_at),
            webhook::state.eq(&line.state),
            webhook::acknowledged.eq(0),
            webhook::failures.eq(0),
            webhook::next_attempt.eq(&line.created_at),
        ))
        .execute(connection)
        .map(drop)
}

fn answer(connection: &mut DbConnection, line: &AnswerLine) -> QueryResult<()> {
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::token.eq(&line.token),
            idempotency::key.eq(&line.key),
            idempotency::request_hash.eq(bytes(&line.request_hash)?),
            idempotency::answered_at.eq(&line.answered_at),
            idempotency::answer.eq(&line.answer),
        ))
        .execute(connection)
        .map(drop)
}
