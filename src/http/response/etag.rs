//! Conditional requests (RFC 9110 §13): an answer is the same while the revision is.

use sha2::{Digest, Sha256};

use crate::model::visibility::Visibility;

/// The codings that the edge may put on an answer, as they end its tag.
pub(crate) const CODINGS: [&str; 2] = ["-br", "-gzip"];

/// The entity tag of what `parts` (address, languages, program) look like at `revision`.
pub(crate) fn entity_tag(revision: i64, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut variant = [0; 8];
    variant.copy_from_slice(&digest[..8]);
    format!("\"{revision}-{:016x}\"", u64::from_be_bytes(variant))
}

/// What marks the tag of a record as everybody gets it.
pub(crate) const EVERYBODY: char = 'p';

/// The tag of one record: before what the answer depends on, the number of the record's own last change and the copy of
/// the data set that gave it, which is all that `If-Match` compares; and for whose eyes it is.
pub(crate) fn record_tag(
    record_revision: i64,
    instance: &str,
    visibility: Visibility,
    tag: &str,
) -> String {
    let state = record_part(record_revision, instance);
    match visibility {
        Visibility::Drafts => format!("\"{state}-{}\"", tag.trim_matches('"')),
        Visibility::Public => format!("\"{state}{EVERYBODY}-{}\"", tag.trim_matches('"')),
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

/// The tag of `if_none_match` that names what `tag` names, whatever coding it was sent in and whichever record's
/// revision stands before it.
pub(crate) fn matching<'a>(if_none_match: &'a str, tag: &str) -> Option<&'a str> {
    let tag = tag.trim_matches('"');
    if_none_match.split(',').map(str::trim).find(|given| {
        let plain = bare(given.strip_prefix("W/").unwrap_or(given));
        plain == tag || plain.split_once('-').is_some_and(|(_, rest)| rest == tag)
    })
}

/// A tag without its quotation marks and its coding.
pub(in crate::http) fn bare(given: &str) -> &str {
    let given = given.trim_matches('"');
    CODINGS.iter().find_map(|coding| given.strip_suffix(coding)).unwrap_or(given)
}

/// Adds the coding to a tag: a strong tag names one sequence of bytes.
pub(crate) fn with_coding(tag: &str, coding: &str) -> String {
    format!("\"{}-{coding}\"", tag.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_every_coding_and_in_lists() {
        let tag = entity_tag(7, &["/partners", "pl"]);
        assert_ne!(tag, entity_tag(7, &["/partnersp", "l"]));
        for given in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            with_coding(&tag, "br"),
            with_coding(&tag, "gzip"),
        ] {
            assert!(matching(&given, &tag).is_some(), "{given}");
        }
        assert!(
            matching(&record_tag(3, "a copy", Visibility::Public, &tag), &tag).is_some(),
            "with the record's revision"
        );
        for given in ["", "\"\"", "*", "\"7\"", &tag.replace("\"7", "\"8")] {
            assert!(matching(given, &tag).is_none(), "{given}");
        }
    }
}
