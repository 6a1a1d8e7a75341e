//! The texts of an Excel workbook, which its cells refer to by number.

use quick_xml::events::Event;

use super::parts::{Parts, WorkbookError, next_event, push_text};

/// The maximum number of bytes of all texts.
const MOST_BYTES: usize = 32 << 20;

/// The maximum number of texts: a small file can have many millions of empty ones, which take seconds to read.
const MOST_TEXTS: usize = 1 << 20;

/// The texts, in one piece: a million of empty ones takes little memory.
#[derive(Default)]
pub(crate) struct SharedStrings {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl SharedStrings {
    /// Reads them. What the file says of their number is not believed.
    pub(crate) fn read(parts: &mut Parts<'_>) -> Result<Self, WorkbookError> {
        let mut strings = Self::default();
        let Some(mut reader) = parts.part("xl/sharedStrings.xml")? else { return Ok(strings) };
        let (mut buffer, mut is_text, mut is_reading_aid) = (Vec::new(), false, false);
        loop {
            let event = next_event(&mut reader, &mut buffer)?;
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "t" => is_text = !is_reading_aid,
                    "rPh" => is_reading_aid = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "t" => is_text = false,
                    "rPh" => is_reading_aid = false,
                    "si" => strings.end_text()?,
                    _ => {}
                },
                Event::Eof => return Ok(strings),
                other if is_text => push_text(other, &mut strings.text)?,
                _ => {}
            }
        }
    }

    fn end_text(&mut self) -> Result<(), WorkbookError> {
        let fits = self.text.len() <= MOST_BYTES && self.ends.len() < MOST_TEXTS;
        let end = u32::try_from(self.text.len()).ok().filter(|_| fits);
        self.ends.push(end.ok_or(WorkbookError::TooLarge)?);
        Ok(())
    }

    /// Returns the text with this number.
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        let end = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok());
        let start = at.checked_sub(1).map_or(Some(0), end)?;
        self.text.get(start..end(at)?)
    }
}
