//! Imports NDJSON, line by line: while lines are written, a second thread reads the documents of the next ones.

use std::{
    io::BufRead,
    ops::Range,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use diesel::QueryResult;

use super::{
    error::ImportError,
    importer::Importer,
    incoming::{IncomingRow, RowId, links_of},
};
use crate::{
    db::work_limit,
    exchange::line::{self, ExchangeLine, UnreadableLine},
    model::document::RecordLink,
    spreadsheet::fault::CellFault,
    store::write::preparation::{Preparation, Preparer},
    values::record_id::RecordId,
};

/// The maximum length of a line in bytes, which no record reaches.
const LONGEST_LINE: u64 = 4 << 20;

/// The number of lines that are read at a time, and of bytes after which no more are.
const MOST_LINES: usize = 200;
const MOST_BYTES: usize = 256 << 10;

/// How many times as many are taken from the file before they are written.
const AHEAD: usize = 2;

/// Lines of the file as they are.
#[derive(Default)]
struct RawLines {
    text: Vec<u8>,
    /// The number of each line, and where it is in the text.
    lines: Vec<(u64, Range<usize>)>,
    /// Why no more follow: the end of the file, or an error.
    end: Option<Result<(), ImportError>>,
}

/// Lines with their documents.
struct ReadLines {
    lines: Vec<(u64, Result<PreparedLine, UnreadableLine>)>,
    end: Option<Result<(), ImportError>>,
}

/// A line whose document is ready to be written.
struct PreparedLine {
    line: ExchangeLine,
    links: Vec<RecordLink>,
    preparation: Option<Preparation>,
}

/// Takes lines from a file.
struct LineSource<S> {
    source: S,
    number: u64,
}

/// Imports all lines.
pub(crate) fn read(importer: &mut Importer<'_>, source: impl BufRead) -> Result<(), ImportError> {
    let mut preparer = importer.begin_load();
    let mut source = LineSource { source, number: 0 };
    thread::scope(|scope| {
        let (raw_lines, taken) = sync_channel::<RawLines>(AHEAD);
        let (done, read_lines) = sync_channel(AHEAD);
        let prepare = move || prepare_all(&mut preparer, &taken, &done);
        // It ends when the sender of the raw lines is dropped, or the receiver of the others.
        thread::Builder::new()
            .name("import".to_owned())
            .spawn_scoped(scope, prepare)
            .map_err(ImportError::Unreadable)?;
        write_all(importer, &mut source, &raw_lines, &read_lines)
    })
}

/// Takes all lines from the file, hands them over, and writes what comes back.
fn write_all(
    importer: &mut Importer<'_>,
    source: &mut LineSource<impl BufRead>,
    raw_lines: &SyncSender<RawLines>,
    read_lines: &Receiver<ReadLines>,
) -> Result<(), ImportError> {
    let (mut handed_over, mut is_at_end) = (0, false);
    loop {
        while handed_over < AHEAD && !is_at_end {
            let lines = source.take()?;
            is_at_end = lines.end.is_some();
            if raw_lines.send(lines).is_err() {
                break;
            }
            handed_over += 1;
        }
        // Without the thread nothing comes back: it panicked, and the scope goes on with that.
        let Ok(ReadLines { lines, end }) = read_lines.recv() else { return Ok(()) };
        handed_over -= 1;
        if !write(importer, lines)? {
            return Ok(());
        }
        if let Some(end) = end {
            return end;
        }
    }
}

impl<S: BufRead> LineSource<S> {
    /// Takes the next lines, without blank ones.
    fn take(&mut self) -> QueryResult<RawLines> {
        let mut taken = RawLines::default();
        while taken.end.is_none() && taken.lines.len() < MOST_LINES && taken.text.len() < MOST_BYTES
        {
            work_limit::check()?;
            self.number += 1;
            let start = taken.text.len();
            let mut limited = std::io::Read::take(&mut self.source, LONGEST_LINE);
            match limited.read_until(b'\n', &mut taken.text) {
                Err(error) => taken.end = Some(Err(ImportError::Unreadable(error))),
                Ok(0) => taken.end = Some(Ok(())),
                Ok(length) if length as u64 == LONGEST_LINE && !taken.text.ends_with(b"\n") => {
                    let (line, limit) = (self.number, LONGEST_LINE);
                    taken.end = Some(Err(ImportError::TooLong { line, limit }));
                }
                Ok(_) => taken.lines.push((self.number, start..taken.text.len())),
            }
        }
        Ok(taken)
    }
}

/// Reads and prepares the documents of all lines.
fn prepare_all(preparer: &mut Preparer, taken: &Receiver<RawLines>, done: &SyncSender<ReadLines>) {
    for RawLines { text, lines, end } in taken {
        let bare = |range: Range<usize>| line::bare(text.get(range).unwrap_or_default());
        let lines = lines.into_iter().map(|(number, range)| (number, bare(range)));
        let lines = lines.filter(|(_, line)| !line.is_empty());
        let lines = lines.map(|(number, line)| (number, prepare(preparer, line))).collect();
        if done.send(ReadLines { lines, end }).is_err() {
            return;
        }
    }
}

fn prepare(preparer: &mut Preparer, line: &[u8]) -> Result<PreparedLine, UnreadableLine> {
    let line = line::read(line)?;
    let links = links_of(&line.document);
    let document = line.document.as_ref().ok();
    let preparation = document.and_then(|document| preparer.prepare(&**document));
    Ok(PreparedLine { line, links, preparation })
}

/// Writes lines. Returns whether to go on.
fn write(
    importer: &mut Importer<'_>,
    lines: Vec<(u64, Result<PreparedLine, UnreadableLine>)>,
) -> QueryResult<bool> {
    let readable = || lines.iter().filter_map(|(row, read)| Some((*row, read.as_ref().ok()?)));
    let records = readable().filter_map(|(row, PreparedLine { line, .. })| {
        Some((line.kind.path(line.id.as_ref()?.as_str()), row))
    });
    importer.look_ahead(records.collect(), readable().flat_map(|(_, read)| &read.links))?;
    for (row, read) in lines {
        work_limit::check()?;
        one(importer, row, read)?;
        if importer.stops_after(row) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Imports one line, or reports its faults.
fn one(
    importer: &mut Importer<'_>,
    row: u64,
    read: Result<PreparedLine, UnreadableLine>,
) -> QueryResult<()> {
    let own = |fault| CellFault { column: None, fault };
    match read {
        Ok(PreparedLine { line, links, preparation }) => {
            let ExchangeLine { kind, id, revision, faults, document } = line;
            let is_needed = document.is_err() || revision.is_some();
            let previous = match &id {
                Some(id) => importer.previous(row, kind, id, is_needed)?,
                None => None,
            };
            let place = importer.place(row, None);
            let (id, faults) = (id.map(RowId::given), faults.into_iter().map(own).collect());
            importer
                .take(IncomingRow {
                    place,
                    kind,
                    id,
                    revision,
                    document,
                    preparation,
                    links,
                    previous,
                    named: Vec::new(),
                    faults,
                    warnings: Vec::new(),
                })
                .map(drop)
        }
        Err(UnreadableLine { id, faults }) => {
            let faults = faults.into_iter().map(own).collect();
            importer.refuse(row, None, id.as_ref().map(RecordId::as_str), faults);
            Ok(())
        }
    }
}
