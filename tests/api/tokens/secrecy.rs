//! The token itself is nowhere but on the paper of who has it.

use std::{fmt::Write as _, fs};

use twinning::auth::secret::Secret;

use crate::support::{
    database::{TestDatabase, texts},
    program::{Serving, run_with},
    raw::{exchange, get},
    tokens::{made, token},
};

/// All that the database keeps: the bytes of the files of SQLite, every row of PostgreSQL.
fn everything(database: &TestDatabase) -> Vec<u8> {
    if !database.is_postgres() {
        let files = database
            .folder
            .path()
            .read_dir()
            .unwrap()
            .map(|file| fs::read(file.unwrap().path()).unwrap());
        return files.flatten().collect();
    }
    let mut connection = database.connection();
    let rows = |table: &String| format!("SELECT t::text AS value FROM {table} t");
    let rows = database
        .tables()
        .iter()
        .flat_map(|table| texts(&mut connection, &rows(table)))
        .collect::<String>();
    rows.into_bytes()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn the_database_keeps_the_hash_alone() {
    let database = TestDatabase::migrated();
    let secret = made(&database, "Anna Nowak");
    let random = &secret[4..36];
    let kept = everything(&database);
    assert!(contains(&kept, b"Anna Nowak"), "it is a dump");
    let hash = Secret::read(&secret).unwrap().hash();
    assert!(contains(&kept, &hash) || contains(&kept, hex(&hash).as_bytes()), "the hash is there");
    for part in [random, &random[..16], &random[16..]] {
        assert!(!contains(&kept, part.as_bytes()), "the database has a part of the token");
        assert!(
            !contains(&kept, hex(part.as_bytes()).as_bytes()),
            "the database has a part of the token"
        );
    }
}

#[test]
fn nothing_that_is_told_has_the_token_or_its_hash() {
    let database = TestDatabase::migrated();
    let url = database.argument();
    let arguments = ["token", "create", "Anna", "--role", "editor", "--database-url", &url];
    let ran = run_with(&arguments, &[("RUST_LOG", "trace")]);
    let secret = ran.out.trim_end().to_owned();
    let hash = hex(&Secret::read(&secret).unwrap().hash());
    let list = token(&database, &["list"]);
    let revoked = token(&database, &["revoke", &secret]);
    for told in [&ran.err, &list.out, &list.err, &revoked.out, &revoked.err] {
        assert!(!told.contains(&secret[4..]) && !told.contains(&hash), "{told}");
    }
    assert!(list.out.contains("Anna"), "{list:?}");
}

#[test]
fn the_log_of_the_service_does_not_have_it() {
    let database = TestDatabase::migrated();
    let secret = made(&database, "Anna");
    let serving = Serving::start(&database.argument(), &[], &[]);
    let header = format!("Authorization: Bearer {secret}\r\n");
    exchange(serving.address, get("/api/v1/partners", &header)).unwrap();
    exchange(serving.address, get("/api/v1/partners/nobody", &header)).unwrap();
    let log = serving.whole_log();
    assert!(log.contains("GET /api/v1/partners/nobody"), "{log}");
    assert!(!log.contains(&secret[4..]), "{log}");
}
