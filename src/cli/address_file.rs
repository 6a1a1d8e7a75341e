//! The file with the address of the database (`--database-url-file`).

use std::{fs, path::Path};

use crate::{db::DatabaseUrl, error::CommandError};

/// What the file holds.
const VALID: &str = "it should hold one line, the address itself, such as sqlite:///var/lib/twinning/twinning.db or \
                     postgres://user:password@host/database";

/// Reads the address in a file. No error repeats what is in it.
pub(super) fn read(file: &Path) -> Result<DatabaseUrl, CommandError> {
    let failed = |why: String| {
        CommandError(format!(
            "cannot read --database-url-file (DATABASE_URL_FILE) {}: {why}",
            file.display()
        ))
    };
    let bytes = fs::read(file).map_err(|error| failed(error.to_string()))?;
    address(&bytes).map_err(|why| failed(format!("{why}; {VALID}")))
}

/// The address in these bytes, or what is wrong with them.
fn address(bytes: &[u8]) -> Result<DatabaseUrl, String> {
    let Ok(text) = str::from_utf8(bytes) else {
        return Err("it is not in UTF-8: save it in UTF-8".to_owned());
    };
    let line = text.trim();
    let name = line.split_once('=').map_or("", |(name, _)| name.trim_start_matches("export "));
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if line.starts_with('\u{feff}') {
        return Err("it begins with a byte order mark: save it in UTF-8 without one".to_owned());
    }
    if line.is_empty() {
        return Err("it is empty".to_owned());
    }
    if line.lines().count() > 1 {
        return Err(format!("it has {} lines", line.lines().count()));
    }
    if line.starts_with(['"', '\'', '`', '“', '<']) {
        return Err("there are quotes around the address".to_owned());
    }
    if !name.is_empty() && name.trim_end().chars().all(is_name) {
        return Err("a name and = stand before the address".to_owned());
    }
    line.parse().map_err(|why: String| format!("the address in it is wrong: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_with_the_address_is_read() {
        for text in ["sqlite:///srv/a=b.db", "sqlite://a.db\n", " sqlite://a.db \r\n\n"] {
            assert!(address(text.as_bytes()).is_ok(), "{text:?}");
        }
        assert!(address(b"postgres://tw:pw@h/db?sslmode=require\n").is_ok());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_without_repeating_it() {
        for (bytes, told) in [
            (&b""[..], "it is empty"),
            (b" \r\n\n", "it is empty"),
            (b"sqlite://S3cret.db\nsqlite://b.db\n", "it has 2 lines"),
            (b"# the database\r\npostgres://tw:S3cret@h/db\r\n", "it has 2 lines"),
            (b"\xef\xbb\xbfpostgres://tw:S3cret@h/db\n", "byte order mark"),
            (b"\xff\xfes\0q\0l\0", "not in UTF-8"),
            (b"\"postgres://tw:S3cret@h/db\"\n", "quotes"),
            (b"'sqlite://S3cret.db'", "quotes"),
            (b"DATABASE_URL=postgres://tw:S3cret@h/db", "a name and ="),
            (b"DATABASE_URL=\"sqlite://S3cret.db\"", "a name and ="),
            (b"export DATABASE_URL=sqlite://S3cret.db", "a name and ="),
            (b"DATABASE_URL = sqlite://S3cret.db", "a name and ="),
            (b"tw:S3cret@h/db", "is wrong: write sqlite://"),
            (b"postgres://tw:S3cret%@h/db", "is wrong: a % begins"),
            (b"sqlite://S3\tcret.db", "is wrong: there is a line break"),
        ] {
            let why = address(bytes).unwrap_err();
            assert!(why.contains(told) && !why.contains("S3"), "{bytes:?}: {why}");
        }
    }
}
