//! The file that the harvester of dane.gov.pl reads, and its hash.
//!
//! The harvester fetches both several times in one run and compares them, so nothing in the file depends on the clock.
//! It deletes for ever what a file does not have: the names of resources are fixed, and all are always there.

use md5::{Digest as _, Md5};

use super::{
    distributions,
    facts::{CatalogueFacts, SiteUrls},
    licences,
    texts::{self, CatalogueText},
};
use crate::{
    formats::xml::XmlWriter, model::record_type::RecordType, values::traits::ClosedList as _,
};

/// The version of the schema, which the harvester reads in the namespace. Elements are in that namespace since 1.10.
const SCHEMA_VERSION: &str = "1.10";

/// The name of the data set, unique in the source.
const DATASET: &str = "twinning";

/// The categories of the data set.
const CATEGORIES: [&str; 3] = ["REGI", "INTR", "GOVE"];

/// The maximum number of characters of titles and of descriptions.
const LONGEST_TITLE: usize = 300;
const LONGEST_DESCRIPTION: usize = 1_000;

/// The collections that have more formats than CSV there.
const IN_FURTHER_FORMATS: [RecordType; 2] = [RecordType::Events, RecordType::Partners];

/// An address that the portal takes.
struct PortalResource {
    name: String,
    address: String,
    title: [String; 2],
    description: CatalogueText,
}

/// Whether the portal takes the addresses of this service.
pub(crate) fn takes(urls: &SiteUrls) -> bool {
    urls.site.starts_with("https://")
}

/// Returns the hash of the file, as the harvester compares it: nothing but the digits and a line feed.
pub(crate) fn hash(file: &str) -> String {
    format!("{}\n", data_encoding::HEXLOWER.encode(&Md5::digest(file)))
}

/// Writes the file.
pub(crate) fn file(urls: &SiteUrls, facts: &CatalogueFacts) -> String {
    let mut xml = XmlWriter::new();
    let namespace = format!("urn:otwarte-dane:harvester:{SCHEMA_VERSION}");
    xml.open("datasets", &[("xmlns", &namespace)]);
    xml.open("dataset", &[("status", "published")]);
    xml.text_element("extIdent", &[], DATASET);
    let (polish, english) = names(facts);
    let title = [texts::PORTAL_TITLE.polish(polish), texts::PORTAL_TITLE.english(english)];
    in_both(&mut xml, "title", title, LONGEST_TITLE);
    let about = texts::PORTAL_DESCRIPTION;
    let about = [about.polish(polish), about.english(english)];
    in_both(&mut xml, "description", about, LONGEST_DESCRIPTION);
    xml.text_element("url", &[], &urls.home());
    xml.text_element("updateFrequency", &[], "notApplicable");
    xml.open("categories", &[]);
    for category in CATEGORIES {
        xml.text_element("category", &[], category);
    }
    xml.close();
    conditions(&mut xml, facts);
    xml.open("resources", &[]);
    for resource in resources(urls) {
        write_resource(&mut xml, &resource, facts);
    }
    xml.close();
    tags(&mut xml);
    xml.text_element("lastUpdateDate", &[], &facts.modified.to_string());
    xml.finish()
}

/// The name of the municipality in Polish and in English.
fn names(facts: &CatalogueFacts) -> (&str, &str) {
    (facts.publisher.name("pl"), facts.publisher.name("en"))
}

fn in_both(xml: &mut XmlWriter, element: &str, texts: [String; 2], most: usize) {
    xml.open(element, &[]);
    for (language, text) in ["polish", "english"].into_iter().zip(texts) {
        xml.text_element(language, &[], &text.chars().take(most).collect::<String>());
    }
    xml.close();
}

/// Writes the licence, if the portal has a word for it.
fn conditions(xml: &mut XmlWriter, facts: &CatalogueFacts) {
    let Some(licence) = &facts.publisher.licence else { return };
    let Some(word) = licences::word_of_portal(licence) else { return };
    xml.open("conditions", &[]);
    xml.text_element("source", &[], "true");
    xml.text_element("modification", &[], "true");
    xml.text_element("dbOrCopyrighted", &[], &format!("{}: {}", licence.name, licence.url));
    xml.text_element("dbOrCopyrightedLicenseChosen", &[], word);
    xml.close();
}

/// The resources, always the same ones.
fn resources(urls: &SiteUrls) -> Vec<PortalResource> {
    let mut resources = Vec::new();
    for collection in distributions::collections() {
        let words = texts::of_collection(collection);
        for format in distributions::of(collection).filter(|format| format.is_for_portal) {
            if format.name() != "csv" && !IN_FURTHER_FORMATS.contains(&collection) {
                continue;
            }
            let in_format = |title: String| format!("{title} ({})", format.label);
            resources.push(PortalResource {
                name: format!("{}-{}", collection.as_str(), format.name()),
                address: format.address(&urls.api, collection),
                title: [words.title.polish(""), words.title.english("")].map(in_format),
                description: words.description,
            });
        }
    }
    let title = texts::API.title;
    resources.push(PortalResource {
        name: texts::API.id.to_owned(),
        address: urls.api.clone(),
        title: [title.polish(""), title.english("")],
        description: texts::API.description,
    });
    resources
}

fn write_resource(xml: &mut XmlWriter, resource: &PortalResource, facts: &CatalogueFacts) {
    let PortalResource { name, address, title, description } = resource;
    xml.open("resource", &[("status", "published")]);
    xml.text_element("extIdent", &[], name);
    xml.text_element("url", &[], address);
    in_both(xml, "title", title.clone(), LONGEST_TITLE);
    let (polish, english) = names(facts);
    let about = [description.polish(polish), description.english(english)];
    in_both(xml, "description", about, LONGEST_DESCRIPTION);
    xml.text_element("availability", &[], "remote");
    xml.text_element("dataDate", &[], &facts.modified.day().to_string());
    xml.text_element("lastUpdateDate", &[], &facts.modified.to_string());
    if let Some(code) = facts.publisher.identifier("teryt").filter(|code| is_teryt(code)) {
        xml.open("regions", &[]);
        xml.text_element("terytIdent", &[], code);
        xml.close();
    }
    xml.close();
}

/// Whether a code names a voivodeship, a county or a commune. The portal refuses the whole file for an unknown one.
fn is_teryt(code: &str) -> bool {
    matches!(code.len(), 2 | 4 | 7) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn tags(xml: &mut XmlWriter) {
    xml.open("tags", &[]);
    for (language, text) in
        [("pl", CatalogueText::polish as fn(_, &str) -> _), ("en", CatalogueText::english)]
    {
        for keyword in texts::KEYWORDS {
            xml.text_element("tag", &[("lang", language)], &text(keyword, ""));
        }
    }
    xml.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_rfc_1321_and_nothing_else() {
        assert_eq!(hash(""), "d41d8cd98f00b204e9800998ecf8427e\n");
        assert_eq!(hash("abc"), "900150983cd24fb0d6963f7d28e17f72\n");
    }

    #[test]
    fn texts_are_cut_at_characters() {
        let mut xml = XmlWriter::new();
        in_both(&mut xml, "title", ["ęą".repeat(400), "a".to_owned()], LONGEST_TITLE);
        let polish = format!("<polish>{}</polish>", "ęą".repeat(150));
        assert!(xml.finish().contains(&polish));
    }

    #[test]
    fn a_code_of_teryt_is_two_four_or_seven_digits() {
        for (code, expected) in [
            ("28", true),
            ("2808", true),
            ("2808032", true),
            ("280803", false),
            ("28080R2", false),
            ("", false),
        ] {
            assert_eq!(is_teryt(code), expected, "{code}");
        }
    }
}
