//! `GeoJSON` (RFC 7946): records as features of a map.

use serde_json::{Value, json};

use super::{
    list::{Extent, FormatError, ListAbout, RecordFormat, RecordWriter},
    record::ShownRecord,
};
use crate::model::record_type::RecordType;

/// `GeoJSON`.
pub(crate) struct GeoJson;

impl RecordFormat for GeoJson {
    fn media_type(&self) -> &'static str {
        "application/geo+json"
    }

    fn extent(&self) -> Extent {
        Extent::Whole
    }

    fn has_list(&self, kind: RecordType) -> bool {
        matches!(kind, RecordType::Events | RecordType::Partners | RecordType::Projects)
    }

    fn has_record(&self, kind: RecordType) -> bool {
        self.has_list(kind) || kind == RecordType::Municipality
    }

    fn has_fields(&self) -> bool {
        true
    }

    fn file_ending(&self) -> Option<&'static str> {
        Some("geojson")
    }

    fn list<'l>(
        &self,
        about: &'l ListAbout,
        out: &mut Vec<u8>,
    ) -> Result<Box<dyn RecordWriter + 'l>, FormatError> {
        out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
        Ok(Box::new(Features { about, is_first: true }))
    }

    fn record(&self, about: &ListAbout, record: &Value) -> Result<Vec<u8>, FormatError> {
        Ok(serde_json::to_vec(&feature(about, record))?)
    }
}

/// The features of a collection.
struct Features<'l> {
    about: &'l ListAbout,
    is_first: bool,
}

impl RecordWriter for Features<'_> {
    fn write(&mut self, record: &Value, out: &mut Vec<u8>) -> Result<(), FormatError> {
        if !std::mem::take(&mut self.is_first) {
            out.extend_from_slice(b",\n");
        }
        Ok(serde_json::to_writer(out, &feature(self.about, record))?)
    }

    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.extend_from_slice(b"]}\n");
        Ok(())
    }
}

/// Makes the feature of a record. One without coordinates stays in the list, without a geometry (RFC 7946 §3.2): a place
/// that no source gives would be a guess.
fn feature(about: &ListAbout, record: &Value) -> Value {
    let shown = ShownRecord(record);
    // The longitude comes first (RFC 7946 §3.1.1).
    let point = shown.position().map(
        |(latitude, longitude)| json!({"type": "Point", "coordinates": [longitude, latitude]}),
    );
    json!({
        "type": "Feature",
        "id": about.id_of(shown.url()),
        "geometry": point,
        "properties": record,
    })
}
