//! Settings: from flags and from the environment, and what is said when they are wrong.

use std::fs;

use twinning::{
    db::{DatabaseUrl, connect::OpenMode},
    store::open::open_migrated,
};

use crate::support::{
    database::TestDatabase,
    program::{Ran, Serving, program, run_with},
    raw::{exchange, get},
    waiting::eventually,
};

#[test]
fn a_wrong_setting_is_told_with_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, environment, words) in [
        (vec!["serve", "--database-url", "mysql://a/b"], vec![], "sqlite://path/to/file.db"),
        (vec!["serve", "--database-url", "twinning.db"], vec![], "sqlite://path/to/file.db"),
        (vec!["serve", "--database-read-url", "sqlite://a.db"], vec![], "postgres://user"),
        (vec!["serve", "--database-read-url", "postgres://a/b c"], vec![], "postgres://user"),
        (vec!["serve", "--bind", "8080"], vec![], "--bind"),
        (vec!["serve", "--bind", "localhost:8080"], vec![], "--bind"),
        (vec!["serve", "--time-zone", "Europe/Kętrzyn"], vec![], "such as Europe/Warsaw"),
        (vec!["serve", "--public-url", "twinning.example"], vec![], "https://twinning.example.org"),
        (vec!["serve", "--public-url", "https://a.example/?b"], vec![], "without a query"),
        (vec!["serve", "--cache-seconds=-1"], vec![], "--cache-seconds"),
        (vec!["serve", "--workers", "0"], vec![], "from 1 to 256, such as 4"),
        (vec!["serve", "--readers", "1000"], vec![], "from 1 to 100, such as 4"),
        (vec!["serve", "--trusted-proxy", "proxy.example"], vec![], "such as 127.0.0.1"),
        (vec!["serve", "--trusted-proxy", "10.0.0.0/8"], vec![], "such as 127.0.0.1"),
        (vec!["serve"], vec![("TWINNING_TRUSTED_PROXIES", "127.0.0.1,proxy")], "such as 127.0.0.1"),
        (vec!["serve", "--write-origin", "*"], vec![], "such as https://editor.example.org"),
        (vec!["serve", "--write-origin", "https://a.example/b"], vec![], "the origin of a page"),
        (vec!["serve"], vec![("TWINNING_WRITE_ORIGINS", "https://a.example,b")], "the origin"),
        (vec!["serve", "--prot", "80"], vec![], "--prot"),
        (
            vec!["serve"],
            vec![("TWINNING_BIND", "here")],
            "'TWINNING_BIND (--bind)': write an IP address and a port, such as 127.0.0.1:8080",
        ),
        (
            vec!["serve"],
            vec![("TWINNING_RATE_LIMIT", "5x")],
            "'5x' for 'TWINNING_RATE_LIMIT (--rate-limit)'",
        ),
        (
            vec!["serve", "--rate-limit", "many"],
            vec![("TWINNING_RATE_LIMIT", "5")],
            "'--rate-limit <RATE_LIMIT>': write a whole number",
        ),
        (vec!["serve", "--rate-limit", "-3"], vec![], "'-3' for '--rate-limit <RATE_LIMIT>'"),
        (vec!["serve"], vec![("TWINNING_DEMO", "yes")], "'TWINNING_DEMO (--demo)'"),
        (
            vec!["serve"],
            vec![("TWINNING_LOG_FORMAT", "xml")],
            "'TWINNING_LOG_FORMAT (--log-format)'",
        ),
        (vec!["serve", "--query-seconds", "0.5"], vec![], "from 1 to 25, such as 2"),
        (vec!["serve", "--metrics-bind", "9464"], vec![], "such as 127.0.0.1:9464"),
        (
            vec!["export"],
            vec![("DATABASE_URL", "mysql://a/b")],
            "for 'DATABASE_URL (--database-url)': write sqlite://path/to/file.db",
        ),
        (vec!["serv"], vec![], "serve"),
        (vec!["import"], vec![], "<FILE>"),
        (vec!["health", "--bind", "x"], vec![], "--bind"),
    ] {
        let mut command = program(&arguments);
        let output =
            command.envs(environment.iter().copied()).current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.starts_with("error: ") && told.contains(words), "{arguments:?}: {told}");
        assert!(!told.contains("panicked") && output.stdout.is_empty(), "{arguments:?}: {told}");
    }
    assert!(folder.path().read_dir().unwrap().next().is_none(), "nothing was made");
}

#[test]
fn every_setting_can_come_from_the_environment() {
    let database = TestDatabase::new();
    let environment = [
        ("TWINNING_PUBLIC_URL", "https://data.example"),
        ("TWINNING_CACHE_SECONDS", "7"),
        ("TWINNING_CACHE_MEGABYTES", "0"),
        ("TWINNING_TIME_ZONE", "UTC"),
        ("TWINNING_WORKERS", "1"),
        ("TWINNING_READERS", "1"),
        ("TWINNING_LONG_LISTS", "1"),
        ("TWINNING_TRUSTED_PROXIES", "127.0.0.1, ::1"),
        ("TWINNING_WRITE_ORIGINS", "https://Editor.example/, http://localhost:8081"),
        ("TWINNING_DEMO", "true"),
    ];
    let serving = Serving::start(&database.argument(), &[], &environment);
    let answer = exchange(serving.address, get("/api/v1/partners", "")).unwrap();
    assert_eq!(answer.header("cache-control"), "public, max-age=7");
    assert!(
        answer.text().contains("https://data.example/api/v1/partners/oziersk"),
        "{}",
        answer.text()
    );
    let url = database.argument();
    let environment = [("DATABASE_URL", &*url)];
    assert_eq!(run_with(&["export"], &environment).succeeded().lines().count(), 24);
    assert!(run_with(&["check"], &environment).succeeded().contains("24 records"));
}

#[test]
fn who_imports_stands_in_the_journal() {
    let database = TestDatabase::new();
    let file = database.folder.path().join("data.ndjson");
    fs::write(&file, include_str!("../../data/records.ndjson")).unwrap();
    let (file, url) = (file.to_str().unwrap(), database.argument());
    run_with(&["import", file, "--database-url", &url], &[("TWINNING_ACTOR", "the clerk")])
        .succeeded();
    assert_eq!(crate::support::journal::actors(&database), ["the clerk"]);
}

/// Runs `check` with settings in which {a} is the address of a database that is there, {file} a file with this address, and
/// {b} that of a database that is not.
fn check(arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let (there, missing) = (folder.path().join("a.db"), folder.path().join("b.db"));
    drop(open_migrated(&DatabaseUrl::Sqlite(there.clone()), OpenMode::Create).unwrap());
    let (a, b) =
        (format!("sqlite://{}", there.display()), format!("sqlite://{}", missing.display()));
    let file = folder.path().join("url");
    fs::write(&file, format!("{a}\n")).unwrap();
    let filled = |text: &str| {
        text.replace("{file}", file.to_str().unwrap()).replace("{a}", &a).replace("{b}", &b)
    };
    let arguments: Vec<String> = arguments.iter().map(|text| filled(text)).collect();
    let arguments: Vec<&str> =
        [&["check"][..], &arguments.iter().map(String::as_str).collect::<Vec<_>>()].concat();
    let environment: Vec<(&str, String)> =
        environment.iter().map(|(name, value)| (*name, filled(value))).collect();
    let environment: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    run_with(&arguments, &environment)
}

#[test]
fn a_flag_takes_precedence_over_a_variable_and_an_empty_variable_is_none() {
    for (arguments, environment) in [
        (&["--database-url", "{a}"][..], &[("DATABASE_URL", "{b}")][..]),
        (&["--database-url={a}"], &[("DATABASE_URL", "nonsense")]),
        (&["--database-url={a}"], &[("DATABASE_URL_FILE", "/nowhere")]),
        (&["--database-url", "{a}"], &[("DATABASE_URL_FILE", "postgres://x")]),
        (&["--database-url", "{a}"], &[("DATABASE_URL", "{b}"), ("DATABASE_URL_FILE", "/nowhere")]),
        (&["--database-url-file", "{file}"], &[("DATABASE_URL", "{b}")]),
        (&["--database-url-file={file}"], &[("DATABASE_URL", "nonsense")]),
        (&["--database-url-file={file}"], &[("DATABASE_URL_FILE", "/nowhere")]),
        (&[], &[("DATABASE_URL", "{a}"), ("DATABASE_URL_FILE", "")]),
        (&[], &[("DATABASE_URL", ""), ("DATABASE_URL_FILE", "{file}")]),
    ] {
        let ran = check(arguments, environment);
        assert_eq!(ran.code, Some(0), "{arguments:?} {environment:?}: {ran:?}");
    }
}

#[test]
fn two_flags_or_two_variables_for_the_database_are_refused() {
    for (arguments, environment) in [
        (&["--database-url={a}", "--database-url-file={file}"][..], &[][..]),
        (&["--database-url-file={file}", "--database-url={a}"], &[("DATABASE_URL", "{a}")]),
        (&[], &[("DATABASE_URL", "{a}"), ("DATABASE_URL_FILE", "{file}")]),
    ] {
        let line = check(arguments, environment).refused();
        assert!(line.contains("not by both"), "{arguments:?} {environment:?}: {line}");
    }
}

#[test]
fn without_a_setting_the_database_is_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(&["check"]);
    let output = command.env("DATABASE_URL", "").current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("cannot use the database sqlite://twinning.db: there is no"), "{told}");
}

#[test]
fn a_file_has_no_replicas() {
    let arguments = ["serve", "--database-read-url", "postgres://a/b"];
    let refused = run_with(&arguments, &[("DATABASE_URL", "sqlite://a.db")]).refused();
    assert!(refused.contains("only PostgreSQL has replicas"), "{refused}");
}

#[test]
fn empty_variables_are_none() {
    const VARIABLES: [&str; 36] = [
        "DATABASE_URL",
        "DATABASE_READ_URL",
        "DATABASE_URL_FILE",
        "TWINNING_BIND",
        "TWINNING_PUBLIC_URL",
        "TWINNING_TIME_ZONE",
        "TWINNING_CACHE_SECONDS",
        "TWINNING_CACHE_MEGABYTES",
        "TWINNING_WORKERS",
        "TWINNING_READERS",
        "TWINNING_QUERY_SECONDS",
        "TWINNING_LONG_LISTS",
        "TWINNING_RATE_LIMIT",
        "TWINNING_TRUSTED_PROXIES",
        "TWINNING_WRITE_ORIGINS",
        "TWINNING_METRICS_BIND",
        "TWINNING_LOG_FORMAT",
        "TWINNING_LOG_ADDRESSES",
        "TWINNING_ID_BASE",
        "TWINNING_WEBSUB_HUB",
        "TWINNING_WEBHOOK_ALLOW_LOOPBACK",
        "TWINNING_NO_PAGES",
        "TWINNING_NO_DESK",
        "TWINNING_ACCESSIBILITY_STATUS",
        "TWINNING_ACCESSIBILITY_EXCEPTIONS",
        "TWINNING_ACCESSIBILITY_PUBLISHED",
        "TWINNING_ACCESSIBILITY_UPDATED",
        "TWINNING_ACCESSIBILITY_PREPARED",
        "TWINNING_ACCESSIBILITY_REVIEWED",
        "TWINNING_ACCESSIBILITY_AUDITOR",
        "TWINNING_ACCESSIBILITY_CONTACT",
        "TWINNING_ACCESSIBILITY_EMAIL",
        "TWINNING_ACCESSIBILITY_PHONE",
        "TWINNING_ACCESSIBILITY_BUILDING",
        "TWINNING_DEMO",
        "RUST_LOG",
    ];
    let known =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operations/install.md"))
            .unwrap();
    let documented = known.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1));
    let names = documented.filter_map(|cell| cell.strip_prefix('`')?.strip_suffix('`'));
    for variable in names.filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_')) {
        // The actor is no setting of `serve`.
        assert!(VARIABLES.contains(&variable) || variable == "TWINNING_ACTOR", "{variable}");
    }
    let database = TestDatabase::new();
    let serving = Serving::start(&database.argument(), &[], &VARIABLES.map(|name| (name, "")));
    assert_eq!(exchange(serving.address, get("/api/v1", "")).unwrap().status, 200);
    eventually("the request is in the log", || serving.log().contains("/api/v1"));
    let file = database.folder.path().join("data.ndjson");
    fs::write(&file, include_str!("../../data/records.ndjson")).unwrap();
    let (file, url) = (file.to_str().unwrap(), database.argument());
    run_with(&["import", file, "--database-url", &url], &[("TWINNING_ACTOR", "")]).succeeded();
    assert_eq!(crate::support::journal::actors(&database), ["import"]);
}
