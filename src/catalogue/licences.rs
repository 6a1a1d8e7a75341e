//! The licences that catalogues have words of their own for.

use super::vocabulary::authority;
use crate::model::municipality::Licence;

/// A licence: its address without scheme, its code in the European Union's table, and the word of dane.gov.pl.
struct KnownLicence {
    address: &'static str,
    code: &'static str,
    portal: Option<&'static str>,
}

/// The licences. Version 1.10 of the schema of dane.gov.pl has no word for CC0.
const LICENCES: [KnownLicence; 7] = [
    known("creativecommons.org/licenses/by/4.0", "CC_BY_4_0", Some("CC BY 4.0")),
    known("creativecommons.org/licenses/by-sa/4.0", "CC_BYSA_4_0", Some("CC BY-SA 4.0")),
    known("creativecommons.org/licenses/by-nc/4.0", "CC_BYNC_4_0", Some("CC BY-NC 4.0")),
    known("creativecommons.org/licenses/by-nc-sa/4.0", "CC_BYNCSA_4_0", Some("CC BY-NC-SA 4.0")),
    known("creativecommons.org/licenses/by-nd/4.0", "CC_BYND_4_0", Some("CC BY-ND 4.0")),
    known("creativecommons.org/licenses/by-nc-nd/4.0", "CC_BYNCND_4_0", Some("CC BY-NC-ND 4.0")),
    known("creativecommons.org/publicdomain/zero/1.0", "CC0", None),
];

const fn known(
    address: &'static str,
    code: &'static str,
    portal: Option<&'static str>,
) -> KnownLicence {
    KnownLicence { address, code, portal }
}

/// Finds the licence by its address, whether of the summary or of the whole text, in any language.
fn find(licence: &Licence) -> Option<&'static KnownLicence> {
    let address = licence.url.as_str().to_ascii_lowercase();
    let address = address.split_once("://").map_or(&*address, |(_, rest)| rest);
    let address = address.strip_prefix("www.").unwrap_or(address);
    LICENCES.iter().find(|known| {
        let rest = address.strip_prefix(known.address);
        rest.is_some_and(|rest| {
            ["", "/"].contains(&rest)
                || ["/deed", "/legalcode"].iter().any(|page| rest.starts_with(page))
        })
    })
}

/// The IRI of a licence: the European Union's, otherwise its address.
pub(crate) fn iri(licence: &Licence) -> String {
    find(licence).map_or_else(
        || licence.url.to_string(),
        |known| authority(&format!("licence/{}", known.code)),
    )
}

/// The word of dane.gov.pl for the licence; `None` if it has none.
pub(crate) fn word_of_portal(licence: &Licence) -> Option<&'static str> {
    find(licence)?.portal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{traits::TextValue as _, web_address::WebAddress};

    #[test]
    fn licences_are_known_by_their_address() {
        let own = "https://bip.gmina.example/licencja";
        for (url, code, word) in [
            ("https://creativecommons.org/licenses/by/4.0/", "CC_BY_4_0", Some("CC BY 4.0")),
            ("http://www.creativecommons.org/licenses/by/4.0", "CC_BY_4_0", Some("CC BY 4.0")),
            ("https://creativecommons.org/licenses/by/4.0/deed.pl", "CC_BY_4_0", Some("CC BY 4.0")),
            (
                "https://creativecommons.org/licenses/by-sa/4.0/legalcode.pl",
                "CC_BYSA_4_0",
                Some("CC BY-SA 4.0"),
            ),
            (
                "https://creativecommons.org/licenses/by-nc-nd/4.0/",
                "CC_BYNCND_4_0",
                Some("CC BY-NC-ND 4.0"),
            ),
            ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0", None),
            ("https://creativecommons.org/licenses/by/3.0/pl/", "", None),
            ("https://creativecommons.org/licenses/by/4.0.1/", "", None),
            (own, "", None),
        ] {
            let licence = Licence { name: "x".to_owned(), url: WebAddress::read(url).unwrap() };
            let expected = match code {
                "" => url.to_owned(),
                code => authority(&format!("licence/{code}")),
            };
            assert_eq!((iri(&licence), word_of_portal(&licence)), (expected, word), "{url}");
        }
    }
}
