//! NDJSON: one record a line, each as the item of a list in JSON.

use serde_json::Value;

use super::list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter};

/// NDJSON.
pub(crate) struct Ndjson;

impl RecordFormat for Ndjson {
    fn media_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn extent(&self) -> Extent {
        Extent::Whole
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn file_ending(&self) -> Option<&'static str> {
        Some("ndjson")
    }

    fn list<'l>(
        &self,
        _: &'l ListAbout,
        _: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        Ok(Box::new(Lines))
    }
}

/// Lines of JSON.
struct Lines;

impl RecordWriter for Lines {
    fn write(&mut self, record: &Value, out: &mut Vec<u8>) -> Result<(), FormatError> {
        serde_json::to_writer(&mut *out, record)?;
        out.push(b'\n');
        Ok(())
    }

    fn end(self: Box<Self>, _: &mut Vec<u8>) -> Result<(), FormatError> {
        Ok(())
    }
}
