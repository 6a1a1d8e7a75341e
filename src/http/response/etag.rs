//! The entity tags of responses (RFC 9110 §8.8.3): a response is the same while the revision is.

use sha2::{Digest, Sha256};

use crate::model::visibility::Visibility;

/// The codings that the edge may put on an answer, as they end its tag.
const CODINGS: [&str; 2] = ["br", "gzip"];

/// What marks the state of a record as everybody gets it.
pub(crate) const EVERYBODY: char = 'p';

/// The entity tag of what `parts` (address, languages, program) look like at `revision`. That of one record begins with
/// the record's own state.
pub(crate) fn entity_tag(record_state: Option<&str>, revision: i64, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts.iter().copied().chain(record_state) {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut variant = [0; 8];
    variant.copy_from_slice(&digest[..8]);
    let state = record_state.map(|state| format!("{state}-")).unwrap_or_default();
    format!("\"{state}{revision}-{:016x}\"", u64::from_be_bytes(variant))
}

/// What the tag of a record begins with: the number of its own last change and the copy of the data set that gave it,
/// which is all that `If-Match` compares; and for whose eyes it is.
pub(crate) fn record_state(record_revision: i64, instance: &str, visibility: Visibility) -> String {
    let state = record_part(record_revision, instance);
    match visibility {
        Visibility::Drafts => state,
        Visibility::Public => format!("{state}{EVERYBODY}"),
    }
}

/// What names one state of a record. A restored copy has the same revisions again for other states: the name of the
/// copy keeps them apart.
pub(crate) fn record_part(record_revision: i64, instance: &str) -> String {
    let digest = Sha256::digest(instance);
    format!(
        "{record_revision}.{:02x}{:02x}{:02x}{:02x}",
        digest[0], digest[1], digest[2], digest[3]
    )
}

/// The state of the record that a tag begins with, without quotation marks and coding.
pub(crate) fn state_in(plain: &str) -> Option<&str> {
    match plain.split('-').collect::<Vec<_>>().as_slice() {
        [state, _, _] => Some(state),
        _ => None,
    }
}

/// Takes the coding off the end of a tag without quotation marks.
pub(crate) fn without_coding(opaque: &str) -> (&str, Option<&'static str>) {
    let coded = CODINGS
        .iter()
        .find_map(|coding| Some((opaque.strip_suffix(coding)?.strip_suffix('-')?, Some(*coding))));
    coded.unwrap_or((opaque, None))
}

/// Adds the coding to a tag: a strong tag names one sequence of bytes.
pub(crate) fn with_coding(tag: &str, coding: &str) -> String {
    format!("\"{}-{coding}\"", tag.trim_matches('"'))
}
