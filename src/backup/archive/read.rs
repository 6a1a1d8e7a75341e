//! Reads archives and checks that they are complete and unchanged.

use std::io::{BufRead, Read as _};

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::lines::{ArchiveEnd, ArchiveHeader, ArchiveLine, BEGINNING, FORMAT, HEX, tag};
use crate::error::CommandError;

/// The maximum length of a line in bytes: an entry of the journal has two documents, each of which can have 4
/// MiB.
const LONGEST_LINE: u64 = 32 << 20;

/// An archive that is being read.
pub(crate) struct ArchiveReader<R> {
    source: R,
    /// The first line.
    pub header: ArchiveHeader,
    hash: Sha256,
    number: u64,
    counts: [u64; 6],
    buffer: String,
}

impl<R: BufRead> ArchiveReader<R> {
    /// Reads the first line.
    pub(crate) fn begin(source: R) -> Result<Self, CommandError> {
        let header = ArchiveHeader {
            format: 0,
            instance: String::new(),
            revision: 0,
            public_revision: 0,
            default_language: String::new(),
            languages: Vec::new(),
            records: 0,
            entries: 0,
            batches: 0,
            tokens: 0,
            answers: 0,
            webhooks: 0,
        };
        let (hash, buffer) = (Sha256::new(), String::new());
        let mut reader = Self { source, header, hash, number: 0, counts: [0; 6], buffer };
        reader.read_line()?;
        if !reader.buffer.starts_with(BEGINNING) {
            return Err(CommandError("this is no backup of twinning".to_owned()));
        }
        reader.header = reader.parsed()?;
        if reader.header.format > FORMAT {
            return Err(CommandError(format!(
                "the backup was made by a newer version of twinning (format {}): use that version",
                reader.header.format
            )));
        }
        reader.hash.update(&reader.buffer);
        Ok(reader)
    }

    /// Returns the next line; `None` after the last one, if the archive is unchanged.
    pub(crate) fn next_line(&mut self) -> Result<Option<ArchiveLine>, CommandError> {
        self.read_line()?;
        let line = match tag(&self.buffer) {
            Some("record") => ArchiveLine::Record(self.parsed()?),
            Some("entry") => ArchiveLine::Entry(self.parsed()?),
            Some("batch") => ArchiveLine::Batch(self.parsed()?),
            Some("token") => ArchiveLine::Token(self.parsed()?),
            Some("answer") => ArchiveLine::Answer(self.parsed()?),
            Some("webhook") => ArchiveLine::Webhook(self.parsed()?),
            Some("end") => return self.end().map(|()| None),
            _ => return Err(self.damaged("is none of a backup")),
        };
        self.hash.update(&self.buffer);
        let [records, entries, batches, tokens, answers, webhooks] = &mut self.counts;
        *match line {
            ArchiveLine::Record(_) => records,
            ArchiveLine::Entry(_) => entries,
            ArchiveLine::Batch(_) => batches,
            ArchiveLine::Token(_) => tokens,
            ArchiveLine::Answer(_) => answers,
            ArchiveLine::Webhook(_) => webhooks,
        } += 1;
        Ok(Some(line))
    }

    fn end(&mut self) -> Result<(), CommandError> {
        let ArchiveEnd { sha256 } = self.parsed()?;
        let hash = std::mem::take(&mut self.hash).finalize();
        if sha256 != HEX.encode(&hash) {
            return Err(self.damaged("has a different checksum: the file was changed"));
        }
        let ArchiveHeader { records, entries, batches, tokens, answers, webhooks, .. } =
            self.header;
        if self.counts != [records, entries, batches, tokens, answers, webhooks] {
            return Err(self.damaged("comes after more or fewer lines than the first line says"));
        }
        match self.source.fill_buf() {
            Ok([]) => Ok(()),
            Ok(_) => Err(self.damaged("should be the last, and is not")),
            Err(error) => Err(CommandError(format!("cannot read on: {error}"))),
        }
    }

    fn read_line(&mut self) -> Result<(), CommandError> {
        self.buffer.clear();
        self.number += 1;
        let mut limited = self.source.by_ref().take(LONGEST_LINE);
        match limited.read_line(&mut self.buffer) {
            Err(error) if error.kind() != std::io::ErrorKind::InvalidData => {
                Err(CommandError(format!("cannot read on: {error}")))
            }
            Err(_) => Err(self.damaged("is not UTF-8")),
            Ok(_) if !self.buffer.ends_with('\n') => {
                Err(self.damaged("is not there or not whole: the file was cut off"))
            }
            Ok(_) => Ok(()),
        }
    }

    fn parsed<T: DeserializeOwned>(&self) -> Result<T, CommandError> {
        serde_json::from_str(&self.buffer)
            .map_err(|error| self.damaged(&format!("cannot be read: {error}")))
    }

    /// Makes the error of a damaged archive.
    fn damaged(&self, why: &str) -> CommandError {
        CommandError(format!(
            "the backup is damaged: line {} {why}; use another backup",
            self.number
        ))
    }
}

/// Reads a whole archive and returns its first line.
pub(crate) fn verify(source: impl BufRead) -> Result<ArchiveHeader, CommandError> {
    let mut reader = ArchiveReader::begin(source)?;
    while reader.next_line()?.is_some() {}
    Ok(reader.header)
}
