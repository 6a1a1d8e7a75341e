//! What a file is, seen by its first bytes: neither its name nor its media type is trusted.

use memchr::memmem;

use crate::text::messages::{Message, MessageText, message};

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
    Foreign(MessageText),
}

/// What a backup is.
const DATABASE: MessageText = MessageText("an SQLite database");

/// The beginnings of files that are sent by mistake.
const SIGNATURES: [(&[u8], MessageText); 9] = [
    (b"%PDF", MessageText("a PDF document")),
    (b"{\\rtf", MessageText("a Rich Text document")),
    (b"\x1f\x8b", MessageText("a compressed file (gzip)")),
    (b"7z\xbc\xaf", MessageText("a compressed folder (7z)")),
    (b"Rar!", MessageText("a compressed folder (rar)")),
    (b"SQLite format 3\0", DATABASE),
    (b"\x89PNG", MessageText("a picture")),
    (b"\xff\xd8\xff", MessageText("a picture")),
    (b"GIF8", MessageText("a picture")),
];

/// The parts of other files in a zip archive, which name what it is.
const ARCHIVES: [(&[u8], MessageText); 8] = [
    (b"word/document", MessageText("a Word document (docx)")),
    (b"ppt/presentation", MessageText("a presentation (pptx)")),
    (b"xl/workbook.bin", MessageText("a binary Excel workbook (xlsb)")),
    (b"application/vnd.oasis.opendocument.text", MessageText("a text document (odt)")),
    (b"application/vnd.oasis.opendocument.presentation", MessageText("a presentation (odp)")),
    (
        b"application/vnd.oasis.opendocument",
        MessageText("an OpenDocument file, but no spreadsheet"),
    ),
    (b"application/epub", MessageText("a book (epub)")),
    (b"Index/Document.iwa", MessageText("a document of Apple iWork")),
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
            return Self::Foreign(MessageText(
                "an old Excel or Word file (xls, doc), or a workbook with a password",
            ));
        }
        if let Some((_, name)) = SIGNATURES.iter().find(|(start, _)| head.starts_with(start)) {
            return Self::Foreign(*name);
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let begins =
            |tag: &[u8]| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        if begins(b"<!doctype html") || begins(b"<html") || begins(b"<table") {
            return Self::Foreign(MessageText("a page (HTML), even if its name says Excel"));
        }
        match text.first() {
            Some(b'<') => Self::Foreign(MessageText("an XML file")),
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
            return Self::Foreign(*name);
        }
        if has(b"xl/workbook") || has(b"[Content_Types].xml") {
            return Self::Xlsx;
        }
        Self::Foreign(MessageText("a compressed folder (zip)"))
    }

    /// Returns the sentence for a file that nothing can be read from.
    pub(crate) fn refusal(name: MessageText) -> Message {
        if name == DATABASE {
            return message!("this is {name}: if it is a backup, use `twinning restore`", name);
        }
        message!(
            "this is {name}: open it in a spreadsheet program and save it as xlsx, ods or CSV",
            name
        )
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
                FileKind::Foreign(MessageText("a Word document (docx)")),
            ),
            (b"PK\x03\x04 photo.jpg", FileKind::Foreign(MessageText("a compressed folder (zip)"))),
            (b"%PDF-1.7", FileKind::Foreign(MessageText("a PDF document"))),
            (
                b"\r\n<HTML><table>",
                FileKind::Foreign(MessageText("a page (HTML), even if its name says Excel")),
            ),
            (b"<?xml version=\"1.0\"?>", FileKind::Foreign(MessageText("an XML file"))),
            (b"\x1f\x8b\x08", FileKind::Foreign(MessageText("a compressed file (gzip)"))),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1",
                FileKind::Foreign(MessageText(
                    "an old Excel or Word file (xls, doc), or a workbook with a password",
                )),
            ),
        ];
        for (bytes, kind) in cases {
            assert_eq!(FileKind::of(bytes, b""), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
