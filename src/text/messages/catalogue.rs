//! The catalogues of translations: one file for each language, in the form of gettext's PO files, which the programs of
//! translators read and write.

use std::{collections::HashMap, iter::Peekable, sync::LazyLock};

/// The Polish catalogue.
const POLISH: &str = include_str!("pl.po");

/// Returns the Polish texts by the English ones.
pub fn polish() -> &'static HashMap<String, String> {
    static ENTRIES: LazyLock<HashMap<String, String>> = LazyLock::new(|| entries(POLISH).collect());
    &ENTRIES
}

/// Returns the translated entries of a catalogue: the English and the other text. The first one of a PO file, whose
/// English text is empty, describes the file.
fn entries(catalogue: &str) -> impl Iterator<Item = (String, String)> {
    let mut lines = catalogue.lines().map(str::trim).peekable();
    std::iter::from_fn(move || {
        let english = text("msgid ", &mut lines)?;
        Some((english, text("msgstr ", &mut lines)?))
    })
    .filter(|(english, other)| !english.is_empty() && !other.is_empty())
}

/// Reads the next text with this keyword. Its parts are on one line or on several, each in quotation marks.
fn text<'l>(keyword: &str, lines: &mut Peekable<impl Iterator<Item = &'l str>>) -> Option<String> {
    let mut text = unquoted(lines.find_map(|line| line.strip_prefix(keyword))?);
    while let Some(part) = lines.next_if(|line| line.starts_with('"')) {
        text.push_str(&unquoted(part));
    }
    Some(text)
}

/// Returns a part without its quotation marks and with its escaped characters.
fn unquoted(part: &str) -> String {
    let inner = part.strip_prefix('"').and_then(|part| part.strip_suffix('"')).unwrap_or(part);
    let mut characters = inner.chars();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some(escaped) => escaped,
                None => '\\',
            },
            plain => plain,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_gettext_writes_them() {
        let catalogue = "# comment\nmsgid \"\"\nmsgstr \"Language: pl\\n\"\n\n#: file\nmsgid \"\"\n\"one \"\n\"two\"\n\
                         msgstr \"a \\\"b\\\" \\\\ c\"\n\nmsgid \"open\"\nmsgstr \"\"\n";
        let read: Vec<_> = entries(catalogue).collect();
        assert_eq!(read, [("one two".to_owned(), "a \"b\" \\ c".to_owned())]);
    }
}
