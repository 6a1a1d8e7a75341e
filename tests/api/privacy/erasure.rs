//! Erasing a name: everywhere, in every form, in the past too, and from the files.

use std::{fs, path::Path};

use serde_json::{Value, json};
use twinning::{
    check,
    db::{DatabaseUrl, DbConnection},
    import::run,
    text::{fold::fold, phrase::Phrase},
};

use crate::support::{
    TestApp,
    database::{TestDatabase, texts},
    export::export,
    journal::entries,
    made_up::{event, municipality},
    person::{NAME, with_person},
    program::{Ran, run, run_with},
};

fn erase(database: &TestDatabase, name: &str, more: &[&str]) -> Ran {
    run(&[&["erase-person", name, "--database-url", &database.argument()], more].concat())
}

/// Queries for every column of every table, whatever tables there are.
const SQLITE_COLUMNS: &str = "SELECT 'SELECT CAST(\"' || c.name || '\" AS TEXT) AS value FROM \"' || t.name || '\" \
     WHERE \"' || c.name || '\" IS NOT NULL' AS value \
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'";

const POSTGRES_COLUMNS: &str = "SELECT 'SELECT \"' || column_name || '\"::text AS value FROM \"' || table_name || '\" \
     WHERE \"' || column_name || '\" IS NOT NULL' AS value \
     FROM information_schema.columns WHERE table_schema = 'public'";

/// What PostgreSQL keeps of columns for its plans.
const STATISTICS: &str = "SELECT coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') \
     || coalesce(most_common_elems::text, '') AS value FROM pg_stats WHERE schemaname = 'public'";

/// Everything that is in the database, as text.
fn everything(connection: &mut DbConnection) -> Vec<String> {
    let columns = texts(connection, connection.choose(SQLITE_COLUMNS, POSTGRES_COLUMNS));
    assert!(columns.len() > 80, "{}", columns.len());
    let mut all: Vec<String> = columns
        .iter()
        .flat_map(|query| {
            let mut bytes = cells_lossy(connection, query);
            bytes.sort();
            bytes
        })
        .collect();
    if let DbConnection::Postgres(_) = connection {
        all.extend(texts(connection, STATISTICS));
    }
    all
}

/// As text; blobs of SQLite are perhaps none.
fn cells_lossy(connection: &mut DbConnection, query: &str) -> Vec<String> {
    match connection {
        DbConnection::Postgres(_) => texts(connection, query),
        DbConnection::Sqlite(_) => {
            let hexadecimal =
                query.replacen("CAST(", "hex(CAST(", 1).replacen(" AS TEXT)", " AS BLOB))", 1);
            let rows = texts(connection, &hexadecimal);
            rows.iter()
                .map(|hex| {
                    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
                    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
                    String::from_utf8_lossy(&bytes).into_owned()
                })
                .collect()
        }
    }
}

/// What the service answers to a reader who asks for everything.
fn answers(app: &TestApp) -> Vec<String> {
    let mut answers = Vec::new();
    for list in
        ["/partners", "/events", "/agreements", "/projects", "/programmes", "/search?q=wizyta"]
    {
        let page = app.get(list);
        for record in page.json()["data"].as_array().unwrap() {
            answers.push(app.get(&format!("{list}/{}", record["id"].as_str().unwrap())).text());
        }
        answers.push(page.text());
    }
    answers.extend([
        app.get("/municipality").text(),
        app.get("").text(),
        app.get("/search?q=brzekorska").text(),
    ]);
    answers
}

#[test]
fn a_name_is_erased_from_everything() {
    let app = with_person();
    let (database, phrase) = (&app.database, Phrase::new(NAME).unwrap());
    let stands = |texts: &[String]| texts.iter().filter(|text| phrase.is_in(text)).count();
    let (changes, before) = (entries(database), everything(&mut database.connection()));
    assert!(stands(&before) > 12 && stands(&answers(&app)) > 4);
    assert_eq!(check::run(&mut database.connection()).unwrap().1, Vec::<String>::new());

    let found = erase(database, NAME, &[]).succeeded();
    for part in [
        "records: 6\n",
        "partners/described (published): /translations/pl/name, /translations/pl/description\n",
        "agreements/signed (published): /signatories/0/name\n",
        "events/draft (draft): /participants/0/name\n",
        "events/visit (published): /translations/pl/title, /participants/0/name\n",
        "events/deleted (deleted): /participants/0/name\n",
        "events/past at revision 8\n",
        "who made changes: 1\n",
        "of 1 changes\n",
        "names of tokens: 1\n",
        "stored answers: 1\n",
        "ids: 1\n    partners/zelislawa-brzekorska\n",
        "“Żelisławą Brzękorską”, ",
        "“Brzękorska”, ",
        "Nothing was changed. Erase it with: twinning erase-person \"Żelisława Brzękorska\" --yes\n",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
    assert_eq!(everything(&mut database.connection()), before);

    let told = erase(database, " żelisława  BRZĘKORSKA ", &["--yes"]).succeeded();
    let last = changes.last().unwrap().revision;
    assert!(
        told.contains(&format!("was replaced by “[name erased]”, as revision {}.", last + 1)),
        "{told}"
    );
    assert_eq!(stands(&everything(&mut database.connection())), 0);
    assert_eq!(stands(&answers(&app)), 0);
    assert_eq!(stands(&[export(database)]), 0);
    assert_eq!(check::run(&mut database.connection()).unwrap().1, Vec::<String>::new());
    assert!(
        erase(database, NAME, &[])
            .succeeded()
            .starts_with(&format!("“{NAME}” does not occur anywhere.\n"))
    );
    the_erasure_is_written_down(&app, changes.len(), last + 1);
    the_files_have_nothing(&app);
}

/// One entry for each record whose text, past or actor was changed, all of one revision, which readers learn of.
fn the_erasure_is_written_down(app: &TestApp, changes: usize, revision: i64) {
    let entries = entries(&app.database);
    let erasures: Vec<_> = entries.iter().filter(|entry| entry.action == "erase").collect();
    let mut paths: Vec<&str> = erasures.iter().map(|entry| entry.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "agreements/signed",
            "events/by-her",
            "events/deleted",
            "events/deleted-draft",
            "events/draft",
            "events/past",
            "events/visit",
            "partners/described"
        ]
    );
    assert!(erasures.iter().all(|entry| entry.revision == revision
        && entry.before == entry.after
        && entry.actor == "erase-person"));
    assert_eq!(entries.len(), changes + paths.len());
    let told = "SELECT path || ' ' || public_revision AS value FROM record WHERE revision = (SELECT revision FROM dataset) ORDER BY seq";
    let told = texts(&mut app.database.connection(), told);
    let expected: Vec<String> = [
        "partners/described",
        "agreements/signed",
        "events/visit",
        "events/draft",
        "events/past",
        "events/deleted",
        "events/deleted-draft",
        "events/by-her",
    ]
    .map(|path| format!("{path} {}", if path.contains("draft") { 0 } else { revision }))
    .to_vec();
    assert_eq!(told, expected);
    let refers =
        "SELECT CAST(public_revision AS TEXT) AS value FROM record WHERE path = 'events/refers'";
    let refers = texts(&mut app.database.connection(), refers);
    assert_eq!(refers, [revision.to_string()], "it shows the name of a record that had the name");
    assert_eq!(app.json("/partners/described")["name"], "[name erased]");
    assert_eq!(
        app.json("/partners/described")["description"],
        "Od „[name erased]”, potem [name erased]."
    );
    assert_eq!(app.json("/events/visit")["title"], "Wizyta: [name erased]");
    assert_eq!(app.ids("/search?q=zelislawa"), ["near"]);
}

/// The bytes of every file: of the database, and of a new backup.
fn the_files_have_nothing(app: &TestApp) {
    let folder = app.database.folder.path();
    for form in [&[][..], &["--portable"]] {
        let backup = folder.join(format!("backup{}", form.len()));
        run(&[
            &["backup", backup.to_str().unwrap(), "--database-url", &app.database.argument()],
            form,
        ]
        .concat())
        .succeeded();
    }
    let without_marks = fold(NAME);
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for name in [
            NAME,
            &NAME.to_uppercase(),
            "Z\u{307}elisława Brze\u{328}korska",
            without_marks.as_str(),
        ] {
            assert!(!text.contains(name), "{name} is in {}", path.display());
        }
    }
}

#[test]
fn who_has_copied_the_actors_learns_of_an_erasure() {
    let app = TestApp::with(&municipality());
    let by = |lines: &str, actor: &str| {
        run::run(&mut app.database.connection(), lines.as_bytes(), false, actor).unwrap();
    };
    by(&event("by-her", json!({})), "Quirinia Zzyzxowska");
    by(&event("by-another", json!({})), "another");
    let editor = app.editor();
    let paths = ["/audit", "/events/by-her/history"];
    let tags = paths.map(|path| editor.tag(path));
    let told = erase(&app.database, "Quirinia Zzyzxowska", &["--yes"]).succeeded();
    assert!(told.contains(", as revision 4."), "{told}");
    for (path, tag) in paths.into_iter().zip(&tags) {
        let answer = editor.send("GET", path, &[("If-None-Match", tag)], &Value::Null);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains("Quirinia"), "{path}");
    }
    let entries = entries(&app.database);
    let erased =
        entries.iter().filter(|entry| entry.action == "erase").map(|entry| entry.path.as_str());
    assert_eq!(erased.collect::<Vec<_>>(), ["events/by-her"]);
    assert_eq!(check::run(&mut app.database.connection()).unwrap().1, Vec::<String>::new());
}

/// The words of the name, alone: of a person whose words stand nowhere else.
#[test]
fn not_a_word_is_left_in_a_sqlite_file() {
    let lines = |title: &str| {
        [
            municipality(),
            event("visit", json!({ "participants": [{ "name": title, "role": "wójt" }] })),
        ]
        .concat()
    };
    let app = TestApp::on(TestDatabase::sqlite());
    app.import(&lines("Quirinius Zzyzxowski"));
    for at in 0..200 {
        app.import(&event(
            &format!("other-{at}"),
            json!({ "participants": [{ "name": format!("Osoba {at}"), "role": "wójt" }] }),
        ));
    }
    let DatabaseUrl::Sqlite(file) = &app.database.url else { unreachable!() };
    let stands = |word: &str| {
        fs::read_dir(file.parent().unwrap()).unwrap().any(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap().to_ascii_lowercase();
            bytes.windows(word.len()).any(|window| window == word.as_bytes())
        })
    };
    assert!(["quirinius", "zzyzxowski"].into_iter().all(stands));
    erase(&app.database, "Quirinius Zzyzxowski", &["--yes"]).succeeded();
    for word in ["quirinius", "zzyzxowski", "quirin", "zzyzxow", "uirinius", "yzxowski"] {
        assert!(!stands(word), "{word}");
    }
    assert!(Path::new(file).exists() && app.ids("/events?q=quirinius").is_empty());
}

#[test]
fn what_would_break_a_rule_or_name_the_person_again_is_refused() {
    let title = format!("{} Ola Nowa", "x".repeat(291));
    let app = TestApp::with(
        &[municipality(), event("long", json!({ "translations": { "pl": { "title": title } } }))]
            .concat(),
    );
    let before = everything(&mut app.database.connection());
    let line = erase(&app.database, "Ola Nowa", &["--yes"]).refused();
    assert!(
        line.contains("without the name events/long would break a rule: /translations/pl/title"),
        "{line}"
    );
    assert!(line.contains("nothing was changed: give another --replacement"), "{line}");
    for (more, words) in [
        (
            &["--yes", "--replacement", "dawniej ola nowa"][..],
            "the --replacement contains the name",
        ),
        (&["--yes", "--replacement", " "], "--replacement of 1 to 100"),
        (&["--yes", "--actor", "OLA  NOWA"], "the --actor contains the name"),
    ] {
        let line = erase(&app.database, "Ola Nowa", more).refused();
        assert!(line.contains(words), "{line}");
    }
    let line = erase(&app.database, " - ", &["--yes"]).refused();
    assert!(line.contains("give the name as it is written"), "{line}");
    assert_eq!(everything(&mut app.database.connection()), before);
    erase(&app.database, "Ola Nowa", &["--yes", "--replacement", "N.N."]).succeeded();
    assert_eq!(app.json("/events/long")["title"].as_str().unwrap().len(), 296);
}

#[test]
fn a_name_that_stands_only_beside_the_records_takes_no_revision() {
    let app = TestApp::with(&municipality());
    run(&[
        "token",
        "create",
        "Ola Nowa, urząd",
        "--role",
        "editor",
        "--database-url",
        &app.database.argument(),
    ])
    .succeeded();
    let told = run_with(
        &["erase-person", "Ola Nowa", "--yes", "--database-url", &app.database.argument()],
        &[("TWINNING_ACTOR", "clerk")],
    );
    assert!(told.succeeded().contains("“Ola Nowa, urząd”"));
    assert_eq!(entries(&app.database).len(), 1);
    assert_eq!(app.json("")["revision"], json!(1));
    assert!(erase(&app.database, "Ola Nowa", &[]).succeeded().contains("does not occur anywhere"));
}

/// The tables that an erasure on PostgreSQL leaves as they are, and why: in them is nothing of a person. SQLite writes its
/// whole file anew.
const WITHOUT_TEXTS: [(&str, &str); 3] = [
    ("__diesel_schema_migrations", "which migrations were run"),
    ("dataset", "revisions and languages"),
    ("tally", "numbers of records"),
];

#[test]
fn every_table_of_postgresql_that_has_texts_is_written_anew() {
    let app = with_person();
    if !app.database.is_postgres() {
        return;
    }
    // A table that is written anew is another file.
    let files = || {
        let of = |table: &String| format!("SELECT pg_relation_filenode('{table}')::text AS value");
        let connection = &mut app.database.connection();
        let file = |table: String| (texts(connection, &of(&table)).remove(0), table);
        app.database.tables().into_iter().map(file).collect::<Vec<_>>()
    };
    let before = files();
    erase(&app.database, NAME, &["--yes"]).succeeded();
    let kept: Vec<String> =
        files().into_iter().filter(|file| before.contains(file)).map(|(_, table)| table).collect();
    assert_eq!(kept, WITHOUT_TEXTS.map(|(table, _)| table));
}
