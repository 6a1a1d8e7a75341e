//! The parts of a workbook, which is a zip archive of XML files, with limits for hostile ones.
//!
//! A part is decompressed while it is read and never held as a whole, so a small file that becomes a large one takes
//! time up to the limit, but no memory.

use std::io::{self, BufReader, Cursor, Read};

use memchr::memmem;
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesStart, Event, attributes::AttrError},
};
use zip::{ZipArchive, result::ZipError};

use crate::{
    db::work_limit,
    text::messages::{Message, message},
};

/// The maximum number of bytes of a part when it is decompressed: a sheet of 50,000 rows is smaller.
const LARGEST_PART: u64 = 64 << 20;

/// The maximum number of parts; a workbook has dozens.
const MOST_PARTS: usize = 2_000;

/// The beginning of the entry of a part in the list at the end of an archive.
const ENTRY: &[u8] = b"PK\x01\x02";

/// The reason why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) enum WorkbookError {
    /// The archive or one of its parts is damaged.
    Damaged(Message),
    /// A part is larger than any that a spreadsheet program writes for so few records.
    TooLarge,
    /// No sheet can be chosen.
    NoSheet(Message),
}

impl WorkbookError {
    /// Describes the reason, and what to do.
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Damaged(reason) => message!(
                "the file is damaged ({reason}): open it in a spreadsheet program and save it again",
                reason = reason.clone()
            ),
            Self::TooLarge => message!(
                "the file is too large when it is decompressed: copy the rows with records into a new workbook"
            ),
            Self::NoSheet(reason) => reason.clone(),
        }
    }

    /// Makes the fault of a place where there should be something else.
    pub(crate) fn misplaced() -> Self {
        Self::Damaged(message!("a row or a cell is out of place"))
    }
}

impl From<ZipError> for WorkbookError {
    fn from(error: ZipError) -> Self {
        Self::Damaged(Message::Verbatim(error.to_string()))
    }
}

impl From<AttrError> for WorkbookError {
    fn from(error: AttrError) -> Self {
        Self::Damaged(Message::Verbatim(error.to_string()))
    }
}

impl From<quick_xml::Error> for WorkbookError {
    fn from(error: quick_xml::Error) -> Self {
        match &error {
            quick_xml::Error::Io(failed) if failed.kind() == io::ErrorKind::FileTooLarge => {
                Self::TooLarge
            }
            _ => Self::Damaged(Message::Verbatim(error.to_string())),
        }
    }
}

/// Reads the XML of a part.
pub(crate) type PartReader<'p> = Reader<BufReader<Limited<'p>>>;

/// The parts of a workbook.
pub(crate) struct Parts<'b>(ZipArchive<Cursor<&'b [u8]>>);

impl<'b> Parts<'b> {
    /// Opens an archive.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, WorkbookError> {
        // The list of the parts is read at once, so it is counted first.
        if memmem::find_iter(bytes, ENTRY).nth(MOST_PARTS).is_some() {
            return Err(WorkbookError::TooLarge);
        }
        Ok(Self(ZipArchive::new(Cursor::new(bytes))?))
    }

    /// Opens a part; `None` if there is none with this name.
    pub(crate) fn part<'p>(
        &'p mut self,
        name: &str,
    ) -> Result<Option<PartReader<'p>>, WorkbookError> {
        match self.0.by_name(name) {
            Ok(part) => {
                let limited = Limited { source: Box::new(part), left: LARGEST_PART };
                let mut reader = Reader::from_reader(BufReader::with_capacity(32 << 10, limited));
                reader.config_mut().expand_empty_elements = true;
                Ok(Some(reader))
            }
            Err(ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a part that every workbook of its kind has.
    pub(crate) fn required<'p>(&'p mut self, name: &str) -> Result<PartReader<'p>, WorkbookError> {
        self.part(name)?.ok_or_else(|| WorkbookError::Damaged(message!("it has no {name}", name)))
    }
}

/// A source that fails after so many bytes.
pub(crate) struct Limited<'p> {
    source: Box<dyn Read + 'p>,
    left: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // Whoever imports says why: rows without a cell are read without a question to the database.
        work_limit::check().map_err(|_over| io::Error::from(io::ErrorKind::TimedOut))?;
        let read = self.source.read(into)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(read)
    }
}

/// Returns the next event of a part.
pub(crate) fn next_event<'e>(
    reader: &mut PartReader<'_>,
    buffer: &'e mut Vec<u8>,
) -> Result<Event<'e>, WorkbookError> {
    buffer.clear();
    Ok(reader.read_event_into(buffer)?)
}

/// Returns the value of an attribute; a name without a prefix is that of an attribute with any.
pub(crate) fn attribute(
    element: &BytesStart<'_>,
    name: &str,
) -> Result<Option<String>, WorkbookError> {
    let mut attributes = element.attributes();
    for attribute in attributes.with_checks(false) {
        let attribute = attribute?;
        if attribute.key.as_ref() == name || attribute.key.local_name().as_ref() == name {
            return Ok(Some(attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned()));
        }
    }
    Ok(None)
}

/// Appends the text of an event; any other event has none.
pub(crate) fn push_text(event: &Event<'_>, text: &mut String) -> Result<(), WorkbookError> {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(reference) => match reference.resolve_char_ref()? {
            Some(character) => text.push(character),
            None => text.push_str(resolve_xml_entity(reference).unwrap_or_default()),
        },
        _ => {}
    }
    Ok(())
}
