//! XML: elements, attributes and texts, one element a line.

/// The declaration at the beginning of a document.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Stands for a character that XML cannot have.
const REPLACEMENT: char = '\u{FFFD}';

/// A document that is being written.
pub(crate) struct XmlWriter {
    document: String,
    /// The names of the elements that are open, the outermost first.
    open: Vec<String>,
}

impl XmlWriter {
    /// Begins a document.
    pub(crate) fn new() -> Self {
        Self { document: DECLARATION.to_owned(), open: Vec::new() }
    }

    /// Opens an element that has further elements.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.document.push_str(">\n");
        self.open.push(name.to_owned());
    }

    /// Writes an element that has a text alone.
    pub(crate) fn text_element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.document.push('>');
        escape(&mut self.document, text, of_text);
        self.end(name);
    }

    /// Writes an element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.document.push_str("/>\n");
    }

    /// Closes the element that was opened last.
    pub(crate) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.end(&name);
        }
    }

    /// Closes what is open, and returns the document.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.document
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.document.push('<');
        self.document.push_str(name);
        for (attribute, value) in attributes {
            for part in [" ", attribute, "=\""] {
                self.document.push_str(part);
            }
            escape(&mut self.document, value, of_attribute);
            self.document.push('"');
        }
    }

    fn end(&mut self, name: &str) {
        for part in ["</", name, ">\n"] {
            self.document.push_str(part);
        }
    }

    fn indent(&mut self) {
        self.document.extend(self.open.iter().map(|_| ' '));
    }
}

fn escape(document: &mut String, text: &str, special: fn(char) -> Option<&'static str>) {
    for character in text.chars() {
        match special(character) {
            Some(escaped) => document.push_str(escaped),
            None if is_of_xml(character) => document.push(character),
            None => document.push(REPLACEMENT),
        }
    }
}

/// The characters with a meaning in texts. A reader takes a bare carriage return for a line feed.
fn of_text(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        _ => None,
    }
}

/// The characters with a meaning in attributes, in which a reader takes a tab or a line break for a blank.
fn of_attribute(character: char) -> Option<&'static str> {
    match character {
        '"' => Some("&quot;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        _ => of_text(character),
    }
}

/// Returns whether a document may have the character (XML 1.0, section 2.2).
fn is_of_xml(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => other >= ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_nested_and_closed() {
        let mut xml = XmlWriter::new();
        xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "pl")]);
        xml.open("author", &[]);
        xml.text_element("name", &[], "Gmina Kętrzyn");
        xml.close();
        xml.empty("link", &[("rel", "self"), ("href", "https://data.example/?a=1&b=2")]);
        assert_eq!(
            xml.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"pl\">\n \
             <author>\n  <name>Gmina Kętrzyn</name>\n </author>\n \
             <link rel=\"self\" href=\"https://data.example/?a=1&amp;b=2\"/>\n</feed>\n"
        );
    }

    #[test]
    fn a_text_cannot_leave_its_place() {
        for (given, text, attribute) in [
            ("</a>", "&lt;/a&gt;", "&lt;/a&gt;"),
            ("a & b", "a &amp; b", "a &amp; b"),
            ("&amp;", "&amp;amp;", "&amp;amp;"),
            ("]]>", "]]&gt;", "]]&gt;"),
            ("\" '", "\" '", "&quot; '"),
            ("a\tb\nc\rd", "a\tb\nc&#13;d", "a&#9;b&#10;c&#13;d"),
            (
                "\u{FFFE}\u{FFFF}\0\u{1B}",
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
            ),
            ("\u{85}\u{10FFFF}ę🤝", "\u{85}\u{10FFFF}ę🤝", "\u{85}\u{10FFFF}ę🤝"),
        ] {
            let mut xml = XmlWriter::new();
            xml.text_element("a", &[("b", given)], given);
            let expected = format!("{DECLARATION}<a b=\"{attribute}\">{text}</a>\n");
            assert_eq!(xml.finish(), expected, "{given:?}");
        }
    }
}
