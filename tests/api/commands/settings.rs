//! Settings: from flags and from the environment, and what is said when they are wrong.

use std::fs;

use crate::support::{
    database::TestDatabase,
    program::{Serving, run_with},
    raw::{exchange, get},
};

#[test]
fn a_wrong_setting_is_told_with_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, environment, words) in [
        (vec!["serve", "--database-url", "mysql://a/b"], vec![], "sqlite://path/to/file.db"),
        (vec!["serve", "--database-url", "twinning.db"], vec![], "sqlite://path/to/file.db"),
        (vec!["serve", "--bind", "8080"], vec![], "--bind"),
        (vec!["serve", "--bind", "localhost:8080"], vec![], "--bind"),
        (vec!["serve", "--time-zone", "Europe/Kętrzyn"], vec![], "such as Europe/Warsaw"),
        (vec!["serve", "--public-url", "twinning.example"], vec![], "https://twinning.example.org"),
        (vec!["serve", "--public-url", "https://a.example/?b"], vec![], "without a query"),
        (vec!["serve", "--cache-seconds=-1"], vec![], "--cache-seconds"),
        (vec!["serve", "--workers", "0"], vec![], "1..=256"),
        (vec!["serve", "--readers", "1000"], vec![], "1..=100"),
        (vec!["serve", "--trusted-proxy", "proxy.example"], vec![], "such as 127.0.0.1"),
        (vec!["serve", "--trusted-proxy", "10.0.0.0/8"], vec![], "such as 127.0.0.1"),
        (vec!["serve"], vec![("TWINNING_TRUSTED_PROXIES", "127.0.0.1,proxy")], "such as 127.0.0.1"),
        (vec!["serve", "--prot", "80"], vec![], "--prot"),
        (vec!["serve"], vec![("TWINNING_BIND", "here")], "--bind"),
        (vec!["export"], vec![("DATABASE_URL", "mysql://a/b")], "sqlite://path/to/file.db"),
        (vec!["serv"], vec![], "serve"),
        (vec!["import"], vec![], "<FILE>"),
        (vec!["health", "--bind", "x"], vec![], "--bind"),
    ] {
        let mut command = crate::support::program::program(&arguments);
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
        ("TWINNING_TIME_ZONE", "UTC"),
        ("TWINNING_WORKERS", "1"),
        ("TWINNING_READERS", "1"),
        ("TWINNING_TRUSTED_PROXIES", "127.0.0.1, ::1"),
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
    assert_eq!(run_with(&["export"], &environment).succeeded().lines().count(), 21);
    assert!(run_with(&["check"], &environment).succeeded().contains("21 records"));
}

#[test]
fn who_imports_stands_in_the_journal() {
    let database = TestDatabase::new();
    let file = database.folder.path().join("data.ndjson");
    fs::write(&file, include_str!("../../../data/gmina-ketrzyn.ndjson")).unwrap();
    let (file, url) = (file.to_str().unwrap(), database.argument());
    run_with(&["import", file, "--database-url", &url], &[("TWINNING_ACTOR", "the clerk")])
        .succeeded();
    assert_eq!(crate::support::journal::actors(&database), ["the clerk"]);
}
