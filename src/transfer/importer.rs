//! The lines of an import, one by one: read, checked, put, and their references followed.

use std::{
    collections::HashSet,
    io::{self, BufRead},
};

use diesel::prelude::*;

use super::{awaited::Awaited, exchange, import::Stop, report::Report, seen::Seen};
use crate::{
    db::DbConnection,
    error::{CommandError, Fault},
    records::{document::Link, references::exists, writer::Writer},
    search,
};

/// The longest line that is read; a longer one is no record of ours.
const LONGEST_LINE: u64 = 4 << 20;

/// After so many changes it pays to put the search index in order.
const MANY: u64 = 10_000;

/// How many records are remembered as there: events refer to the same few partners again and again.
const REMEMBERED: usize = 10_000;

/// An import under way.
pub struct Importer<'c> {
    writer: Writer<'c>,
    seen: Seen,
    there: HashSet<String>,
    awaited: Awaited,
    report: Report,
}

impl<'c> Importer<'c> {
    /// Begins; other writers wait until the transaction ends.
    pub fn begin(connection: &'c mut DbConnection, dry_run: bool, actor: &str) -> QueryResult<Self> {
        let seen = Seen::begin(connection)?;
        let awaited = Awaited::begin(connection)?;
        Ok(Self {
            writer: Writer::begin(connection, actor)?,
            seen,
            there: HashSet::new(),
            awaited,
            report: Report { dry_run, ..Report::default() },
        })
    }

    /// Takes all lines.
    pub fn read(&mut self, mut source: impl BufRead) -> Result<(), Stop> {
        let mut buffer = Vec::new();
        for number in 1.. {
            buffer.clear();
            let mut limited = io::Read::take(&mut source, LONGEST_LINE);
            let length = limited.read_until(b'\n', &mut buffer).map_err(|error| unreadable(&error))?;
            if length == 0 {
                break;
            }
            if length as u64 == LONGEST_LINE && !buffer.ends_with(b"\n") {
                return Err(too_long(number));
            }
            let line = exchange::bare(&buffer);
            if line.is_empty() {
                continue;
            }
            match exchange::read(line) {
                Ok(line) => self.put(number, &line)?,
                Err(faults) => self.report.refuse(number, faults),
            }
        }
        Ok(())
    }

    fn put(&mut self, number: u64, line: &exchange::Line) -> QueryResult<()> {
        let path = line.kind.path(line.id.as_str());
        if let Some(first) = self.seen.note(self.writer.connection(), &path, number)? {
            let detail = format!("the record “{}” stands in line {first} already", line.id);
            self.report.refuse(number, vec![Fault::at("/id", "repeated", detail)]);
            return Ok(());
        }
        self.report.count(number, self.writer.put(&line.id, &*line.document)?);
        for link in line.document.links() {
            if !self.is_there(&link)? {
                self.awaited.wait_for(self.writer.connection(), number, &link)?;
            }
        }
        Ok(())
    }

    fn is_there(&mut self, link: &Link) -> QueryResult<bool> {
        let path = link.kind.path(&link.id);
        if self.there.contains(&path) {
            return Ok(true);
        }
        let found = exists(self.writer.connection(), &path)?;
        if found && self.there.len() < REMEMBERED {
            self.there.insert(path);
        }
        Ok(found)
    }

    /// Looks again for what was awaited, and ends the writing.
    pub fn finish(mut self) -> QueryResult<Report> {
        for (line, faults) in self.awaited.missing(self.writer.connection())? {
            self.report.refuse(line, faults);
        }
        if self.report.created + self.report.replaced >= MANY {
            search::index::optimize(self.writer.connection())?;
        }
        self.writer.finish()?;
        Ok(self.report)
    }
}

fn unreadable(error: &io::Error) -> Stop {
    Stop::Failed(CommandError(format!("cannot read on: {error}; nothing was changed")))
}

fn too_long(number: u64) -> Stop {
    Stop::Failed(CommandError(format!(
        "line {number} is longer than {LONGEST_LINE} bytes; nothing was changed"
    )))
}
