//! Tokens, made and listed by the program itself.

use super::{
    database::TestDatabase,
    program::{Ran, run},
};

/// Runs `token` with these arguments on the database.
pub fn token(database: &TestDatabase, arguments: &[&str]) -> Ran {
    run(&[&["token"], arguments, &["--database-url", &database.argument()]].concat())
}

/// Makes a token for an editor; its text.
pub fn made(database: &TestDatabase, name: &str) -> String {
    token(database, &["create", name, "--role", "editor"]).succeeded().trim_end().to_owned()
}

/// A row of the list.
#[derive(Debug)]
pub struct Listed {
    pub id: String,
    pub role: String,
    pub state: String,
    pub created: String,
    pub expires: String,
    pub last_used: String,
    pub name: String,
}

/// The list, without its head.
pub fn listed(database: &TestDatabase) -> Vec<Listed> {
    let list = token(database, &["list"]).succeeded();
    let mut rows = list.lines().map(|line| {
        let mut parts =
            line.split("  ").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_else(|| panic!("a column is missing: {line}"));
        Listed {
            id: next(),
            role: next(),
            state: next(),
            created: next(),
            expires: next(),
            last_used: next(),
            name: next(),
        }
    });
    let head = rows.next().unwrap();
    assert_eq!((&*head.id, &*head.last_used, &*head.name), ("id", "last used", "name"), "{head:?}");
    rows.collect()
}
