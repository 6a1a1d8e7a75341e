//! The formats that each data set is offered in.

use crate::{
    formats::{list::Extent, table::ListFormat},
    model::{
        record_type::RecordType,
        registry::{self, RecordTypeInfo},
    },
    values::traits::ClosedList as _,
};

/// The name of the data set of everything.
pub(crate) const ALL: &str = "all";

/// The name of the address of everything in one file.
pub(crate) const DUMP: &str = "dump.ndjson";

/// A format, and what catalogues say of it.
pub(crate) struct OfferedFormat {
    /// The format.
    format: ListFormat,
    /// The name for people.
    pub label: &'static str,
    /// The code in the European Union's table of file types; `None` if that has none.
    pub file_type: Option<&'static str>,
    /// The stars of openness (5-star open data).
    pub stars: u8,
    /// Whether dane.gov.pl takes an address of this format.
    pub is_for_portal: bool,
}

/// The formats, in the order in which they are offered.
pub(crate) const FORMATS: [OfferedFormat; 6] = [
    OfferedFormat {
        format: ListFormat::Json,
        label: "JSON",
        file_type: Some("JSON"),
        stars: 3,
        is_for_portal: false,
    },
    OfferedFormat {
        format: ListFormat::Csv,
        label: "CSV",
        file_type: Some("CSV"),
        stars: 3,
        is_for_portal: true,
    },
    OfferedFormat {
        format: ListFormat::Ndjson,
        label: "NDJSON",
        file_type: None,
        stars: 3,
        is_for_portal: false,
    },
    OfferedFormat {
        format: ListFormat::Geojson,
        label: "GeoJSON",
        file_type: Some("GEOJSON"),
        stars: 3,
        is_for_portal: true,
    },
    OfferedFormat {
        format: ListFormat::Ics,
        label: "iCalendar",
        file_type: Some("ICS"),
        stars: 3,
        is_for_portal: false,
    },
    OfferedFormat {
        format: ListFormat::Jsonld,
        label: "JSON-LD",
        file_type: Some("JSON_LD"),
        stars: 5,
        is_for_portal: true,
    },
];

/// The collections, each of which is a data set.
pub(crate) fn collections() -> impl Iterator<Item = RecordType> {
    registry::collections().map(|info: &RecordTypeInfo| info.record_type)
}

/// The formats of a collection.
pub(crate) fn of(collection: RecordType) -> impl Iterator<Item = &'static OfferedFormat> {
    let formats = ListFormat::of_list(collection);
    FORMATS.iter().filter(move |offered| formats.contains(&offered.format))
}

/// The format of the file of everything.
pub(crate) fn of_dump() -> impl Iterator<Item = &'static OfferedFormat> {
    FORMATS.iter().filter(|format| format.format == ListFormat::Ndjson)
}

impl OfferedFormat {
    /// The value of `format`.
    pub(crate) fn name(&self) -> &'static str {
        self.format.as_str()
    }

    /// The media type without parameters; `None` if it is not registered.
    pub(crate) fn media_type(&self) -> Option<&'static str> {
        let media_type = self.format.media_type();
        let is_registered = !media_type.contains("/x-");
        is_registered.then_some(media_type)
    }

    /// Whether an answer has the whole list, not one page.
    pub(crate) fn is_whole(&self) -> bool {
        self.format.writer().is_some_and(|format| format.extent() != Extent::Page)
    }

    /// The address of a collection in this format; `api` is that of the API.
    pub(crate) fn address(&self, api: &str, collection: RecordType) -> String {
        let list = format!("{api}/{}", collection.as_str());
        if self.format == ListFormat::Json {
            list
        } else {
            format!("{list}?format={}", self.name())
        }
    }
}
