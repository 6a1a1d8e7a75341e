//! Writes archives.

use std::io::{self, Write};

use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    lines::{ArchiveEnd, ArchiveHeader, BatchLine, FORMAT, HEX, written},
    rows::{AnswerRow, TokenRow, WebhookRow, entry_line, record_line},
};
use crate::{
    db::{
        DbConnection,
        schema::{batch, idempotency, journal, record, token, webhook},
    },
    error::CommandError,
    journal::{history::AllEntries, revision::DataSet},
    store::read::records::AllRecords,
    values::language::Language,
};

/// Writes all data that the open transaction sees. `progress` receives the number of lines written and the
/// total number.
pub(crate) fn write(
    connection: &mut DbConnection,
    output: impl Write,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ArchiveHeader, CommandError> {
    let header = header(connection)?;
    let total = header.lines();
    let mut writer = ArchiveWriter { output, hash: Sha256::new(), lines: 0, total, progress };
    writer.line("backup", &header)?;
    writer.records(connection)?;
    writer.entries(connection)?;
    writer.batches(connection)?;
    writer.tokens(connection)?;
    writer.answers(connection)?;
    writer.webhooks(connection)?;
    writer.end()?;
    Ok(header)
}

fn header(connection: &mut DbConnection) -> QueryResult<ArchiveHeader> {
    let DataSet {
        instance,
        revision,
        public_revision,
        default_language,
        languages,
        index_version: _,
    } = DataSet::load(connection)?;
    let records: i64 = record::table.count().get_result(connection)?;
    let entries: i64 = journal::table.count().get_result(connection)?;
    let batches: i64 = batch::table.count().get_result(connection)?;
    let tokens: i64 = token::table.count().get_result(connection)?;
    let answers: i64 = idempotency::table.count().get_result(connection)?;
    let webhooks: i64 = webhook::table.count().get_result(connection)?;
    Ok(ArchiveHeader {
        format: FORMAT,
        instance,
        revision,
        public_revision,
        default_language: default_language.to_string(),
        languages: languages.iter().map(Language::to_string).collect(),
        records: records.unsigned_abs(),
        entries: entries.unsigned_abs(),
        batches: batches.unsigned_abs(),
        tokens: tokens.unsigned_abs(),
        answers: answers.unsigned_abs(),
        webhooks: webhooks.unsigned_abs(),
    })
}

fn unwritable(error: &io::Error) -> CommandError {
    CommandError(format!("cannot write the backup: {error}"))
}

struct ArchiveWriter<'p, W> {
    output: W,
    hash: Sha256,
    lines: u64,
    total: u64,
    progress: &'p mut dyn FnMut(u64, u64),
}

impl<W: Write> ArchiveWriter<'_, W> {
    fn line(&mut self, tag: &str, fields: &impl Serialize) -> Result<(), CommandError> {
        let line = written(tag, fields).map_err(|error| unwritable(&error.into()))?;
        self.hash.update(&line);
        self.output.write_all(line.as_bytes()).map_err(|error| unwritable(&error))?;
        (self.progress)(self.lines, self.total);
        self.lines += 1;
        Ok(())
    }

    fn records(&mut self, connection: &mut DbConnection) -> Result<(), CommandError> {
        let mut records = AllRecords::begin();
        while let Some(chunk) = records.next(connection)? {
            for row in chunk {
                self.line("record", &record_line(row)?)?;
            }
        }
        Ok(())
    }

    fn entries(&mut self, connection: &mut DbConnection) -> Result<(), CommandError> {
        let mut entries = AllEntries::begin();
        while let Some(chunk) = entries.next(connection)? {
            for row in chunk {
                self.line("entry", &entry_line(row)?)?;
            }
        }
        Ok(())
    }

    fn batches(&mut self, connection: &mut DbConnection) -> Result<(), CommandError> {
        let rows: Vec<BatchLine> = batch::table.order(batch::id).load(connection)?;
        rows.into_iter().try_for_each(|row| self.line("batch", &row))
    }

    fn tokens(&mut self, connection: &mut DbConnection) -> Result<(), CommandError> {
        let mut rows: Vec<TokenRow> =
            token::table.select(TokenRow::as_select()).load(connection)?;
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        rows.into_iter().try_for_each(|row| self.line("token", &row.line()))
    }

    fn answers(&mut self, connection: &mut DbConnection) -> Result<(), CommandError> {
        let mut keys: Vec<(String, String)> =
            idempotency::table.select((idempotency::token, idempotency::key)).load(connection)?;
        keys.sort();
        for key in keys {
            let row: AnswerRow =
                idempotency::table.find(key).select(AnswerRow::as_select()).first(connection)?;
            self.line("answer", &row.line())?;
        }
        Ok(())
    }

    fn webhooks(&mut self, connection: &mut DbConnection) -> Result<(), CommandError> {
        let mut rows: Vec<WebhookRow> =
            webhook::table.select(WebhookRow::as_select()).load(connection)?;
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        rows.into_iter().try_for_each(|row| self.line("webhook", &row.line()))
    }

    fn end(mut self) -> Result<(), CommandError> {
        let end = ArchiveEnd { sha256: HEX.encode(&self.hash.finalize()) };
        let line = written("end", &end).map_err(|error| unwritable(&error.into()))?;
        self.output
            .write_all(line.as_bytes())
            .and_then(|()| self.output.flush())
            .map_err(|error| unwritable(&error))
    }
}
