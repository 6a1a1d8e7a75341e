//! Workbooks that no spreadsheet program would write.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A zip archive with these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // The media type of an OpenDocument file is readable at the beginning of the file.
        let is_plain = *name == "mimetype";
        let method = if is_plain { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The parts of a workbook beside its sheet.
pub struct Workbook {
    /// Attributes of the workbook.
    pub properties: &'static str,
    /// The texts that cells refer to.
    pub strings: String,
    /// The name of the sheet.
    pub name: &'static str,
}

impl Default for Workbook {
    fn default() -> Self {
        Self { properties: "", strings: "<sst/>".to_owned(), name: "Arkusz1" }
    }
}

impl Workbook {
    /// An Excel workbook with a sheet of these rows. Style 1 shows dates.
    pub fn xlsx(&self, sheet: &str) -> Vec<u8> {
        let Self { properties, strings, name } = self;
        let workbook = format!(
            "<workbook><workbookPr {properties}/><sheets><sheet name=\"{name}\" r:id=\"rId1\"/></sheets></workbook>"
        );
        let relations = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-415]d mmmm yyyy\"/></numFmts>\
                      <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>";
        archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    }
}

/// A sheet of an Excel workbook: rows of cells as XML, and what follows the rows.
pub fn sheet(rows: &str, after: &str) -> String {
    format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData>{after}</worksheet>"
    )
}

/// A cell with a text.
pub fn text(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// A row with these cells.
pub fn row(cells: &[String]) -> String {
    format!("<row>{}</row>", cells.concat())
}

/// An `OpenDocument` spreadsheet with a sheet of these rows.
pub fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Arkusz1\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}
