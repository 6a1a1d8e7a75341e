//! What a file is, seen by its first bytes: neither its name nor its media type is trusted.

use memchr::memmem;

/// The number of bytes at the beginning of a file that [`FileKind::of`] needs.
pub(crate) const HEAD: usize = 8 << 10;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FileKind {
    /// An Excel workbook (Office Open XML).
    Xlsx,
    /// An `OpenDocument` spreadsheet.
    Ods,
    /// JSON: the exchange format.
    Json,
    /// Text: CSV, or nothing.
    Text,
    /// A file that nothing can be read from, with its name.
    Foreign(&'static str),
}

/// The beginnings of files that are sent by mistake.
const SIGNATURES: [(&[u8], &str); 9] = [
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed folder (7z)"),
    (b"Rar!", "a compressed folder (rar)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
];

/// The parts of other files in a zip archive, which name what it is.
const ARCHIVES: [(&[u8], &str); 8] = [
    (b"word/document", "a Word document (docx)"),
    (b"ppt/presentation", "a presentation (pptx)"),
    (b"xl/workbook.bin", "a binary Excel workbook (xlsb)"),
    (b"application/vnd.oasis.opendocument.text", "a text document (odt)"),
    (b"application/vnd.oasis.opendocument.presentation", "a presentation (odp)"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file, but no spreadsheet"),
    (b"application/epub", "a book (epub)"),
    (b"Index/Document.iwa", "a document of Apple iWork"),
];

/// The media type in the first part of an `OpenDocument` spreadsheet.
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

impl FileKind {
    /// Returns what a file is that begins and ends with these bytes. The list of the parts of an archive is at its end;
    /// `tail` is empty if the end is not known yet.
    pub(crate) fn of(head: &[u8], tail: &[u8]) -> Self {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Self::of_archive(head, tail);
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Self::Foreign(
                "an old Excel or Word file (xls, doc), or a workbook with a password",
            );
        }
        if let Some((_, name)) = SIGNATURES.iter().find(|(start, _)| head.starts_with(start)) {
            return Self::Foreign(name);
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let begins =
            |tag: &[u8]| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        if begins(b"<!doctype html") || begins(b"<html") || begins(b"<table") {
            return Self::Foreign("a page (HTML), even if its name says Excel");
        }
        match text.first() {
            Some(b'<') => Self::Foreign("an XML file"),
            Some(b'{' | b'[') => Self::Json,
            _ => Self::Text,
        }
    }

    fn of_archive(head: &[u8], tail: &[u8]) -> Self {
        let has =
            |name: &[u8]| memmem::find(head, name).is_some() || memmem::find(tail, name).is_some();
        if has(ODS) {
            return Self::Ods;
        }
        if let Some((_, name)) = ARCHIVES.iter().find(|(part, _)| has(part)) {
            return Self::Foreign(name);
        }
        if has(b"xl/workbook") || has(b"[Content_Types].xml") {
            return Self::Xlsx;
        }
        Self::Foreign("a compressed folder (zip)")
    }

    /// Returns the sentence for a file that nothing can be read from.
    pub(crate) fn refusal(name: &str) -> String {
        format!("this is {name}: open it in a spreadsheet program and save it as xlsx, ods or CSV")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_bytes() {
        let cases: [(&[u8], FileKind); 12] = [
            (b"", FileKind::Text),
            (b"id;kind\n", FileKind::Text),
            (b"\xef\xbb\xbf {\"type\":\"events\"}", FileKind::Json),
            (b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", FileKind::Xlsx),
            (
                b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                FileKind::Ods,
            ),
            (
                b"PK\x03\x04[Content_Types].xml word/document.xml",
                FileKind::Foreign("a Word document (docx)"),
            ),
            (b"PK\x03\x04 photo.jpg", FileKind::Foreign("a compressed folder (zip)")),
            (b"%PDF-1.7", FileKind::Foreign("a PDF document")),
            (b"\r\n<HTML><table>", FileKind::Foreign("a page (HTML), even if its name says Excel")),
            (b"<?xml version=\"1.0\"?>", FileKind::Foreign("an XML file")),
            (b"\x1f\x8b\x08", FileKind::Foreign("a compressed file (gzip)")),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1",
                FileKind::Foreign(
                    "an old Excel or Word file (xls, doc), or a workbook with a password",
                ),
            ),
        ];
        for (bytes, kind) in cases {
            assert_eq!(FileKind::of(bytes, b""), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
