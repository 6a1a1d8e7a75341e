//! What has a form at the desk: the records of the collections, and the municipality.

use crate::{
    http::collection::Collection,
    model::{document::Body as _, record_type::RecordType},
    words::table::Noun,
};

/// A type of record that is edited at the desk.
pub(super) trait DeskRecord: 'static {
    /// The type.
    const KIND: RecordType;

    /// The noun by which its records are counted.
    const NOUN: Noun;
}

impl<V: Collection + 'static> DeskRecord for V {
    const KIND: RecordType = V::Body::KIND;
    const NOUN: Noun = V::NOUN;
}

/// The municipality that the data is about: one record.
pub(super) struct OwnMunicipality;

impl DeskRecord for OwnMunicipality {
    const KIND: RecordType = RecordType::Municipality;
    const NOUN: Noun = Noun::Municipalities;
}
