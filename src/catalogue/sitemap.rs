//! The sitemap (sitemaps.org 0.9): the addresses of everything that is published.

use super::facts::SiteUrls;
use crate::{
    formats::xml::XmlWriter,
    html::address::{PageAddresses, lasting_pages},
    model::record_type::RecordType,
    values::{instant::Instant, language::Language},
};

/// The namespace.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The number of records of one file. With their pages in 30 languages and those of no record, it has at most the 50,000
/// addresses that are allowed.
pub(crate) const RECORDS_PER_FILE: i64 = 1_600;

/// A record that is published.
pub(crate) struct PublishedRecord {
    /// Its type.
    pub record_type: RecordType,
    /// Its id.
    pub id: String,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// The number of the file that has the record with this `seq`, from 1. Numbers never move: a record that is deleted
/// leaves a gap.
pub(crate) fn file_of(seq: i64) -> i64 {
    (seq - 1) / RECORDS_PER_FILE + 1
}

/// The numbers of the first and the last record of a file; `None` if there can be no such file.
pub(crate) fn records_of(file: i64) -> Option<(i64, i64)> {
    let last = file.checked_mul(RECORDS_PER_FILE).filter(|_| file > 0)?;
    Some((last - RECORDS_PER_FILE + 1, last))
}

/// Writes one file: the addresses of the records in the API, after the root of the service.
pub(crate) fn file(urls: &SiteUrls, number: i64, records: &[PublishedRecord]) -> String {
    let mut xml = begun();
    if number == 1 {
        address(&mut xml, "url", &urls.home(), None);
    }
    for PublishedRecord { record_type, id, updated_at } in records {
        let url = format!("{}/{}", urls.api, record_type.url_path(id));
        address(&mut xml, "url", &url, Some(*updated_at));
    }
    xml.finish()
}

/// Writes one file: the pages of the records in every language, after those of no record.
pub(crate) fn file_of_pages(
    urls: &SiteUrls,
    number: i64,
    records: &[PublishedRecord],
    languages: &[Language],
) -> String {
    let mut xml = begun();
    for language in languages {
        let addresses = PageAddresses::new(&urls.site, language.clone());
        for path in lasting_pages().filter(|_| number == 1) {
            address(&mut xml, "url", &addresses.url_in(language, &path), None);
        }
        // The municipality has no page but the home page.
        let others = records.iter().filter(|one| one.record_type != RecordType::Municipality);
        for PublishedRecord { record_type, id, updated_at } in others {
            let path = format!("/{}", record_type.path(id));
            address(&mut xml, "url", &addresses.url_in(language, &path), Some(*updated_at));
        }
    }
    xml.finish()
}

fn begun() -> XmlWriter {
    let mut xml = XmlWriter::new();
    xml.open("urlset", &[("xmlns", NAMESPACE)]);
    xml
}

/// Writes the list of files.
pub(crate) fn index(urls: &SiteUrls, files: &[i64]) -> String {
    let mut xml = XmlWriter::new();
    xml.open("sitemapindex", &[("xmlns", NAMESPACE)]);
    for number in files {
        address(&mut xml, "sitemap", &urls.at(&format!("/sitemap-{number}.xml")), None);
    }
    xml.finish()
}

fn address(xml: &mut XmlWriter, element: &str, url: &str, changed: Option<Instant>) {
    xml.open(element, &[]);
    xml.text_element("loc", &[], url);
    if let Some(changed) = changed {
        xml.text_element("lastmod", &[], &changed.to_string());
    }
    xml.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_has_a_place_in_one_file() {
        for (seq, file) in [(1, 1), (1_600, 1), (1_601, 2), (3_200, 2), (3_201, 3)] {
            assert_eq!(file_of(seq), file, "{seq}");
            let (first, last) = records_of(file).unwrap();
            assert!((first..=last).contains(&seq), "{seq}: {first} to {last}");
        }
        assert_eq!((records_of(0), records_of(-1), records_of(i64::MAX)), (None, None, None));
    }
}
