//! What the program says about itself.

use twinning::openapi::document;

use crate::support::{
    database::TestDatabase,
    program::{Serving, run, run_with},
};

/// Every setting of every command: flag, environment variable, default.
const SETTINGS: [(&str, &str, &str, &str); 34] = [
    ("serve", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("serve", "--bind", "TWINNING_BIND", "127.0.0.1:8080"),
    ("serve", "--public-url", "TWINNING_PUBLIC_URL", "http:// and the bind address"),
    ("serve", "--time-zone", "TWINNING_TIME_ZONE", "Europe/Warsaw"),
    ("serve", "--cache-seconds", "TWINNING_CACHE_SECONDS", "60"),
    ("serve", "--workers", "TWINNING_WORKERS", "one for each processor"),
    ("serve", "--readers", "TWINNING_READERS", "4"),
    ("serve", "--trusted-proxy", "TWINNING_TRUSTED_PROXIES", ""),
    ("serve", "--demo", "TWINNING_DEMO", ""),
    ("import", "--dry-run", "", ""),
    ("import", "--actor", "TWINNING_ACTOR", "import"),
    ("import", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("import", "--type", "", ""),
    ("import", "--format", "", "csv if its name ends in .csv, otherwise ndjson"),
    ("template", "--languages", "", "pl,en"),
    ("template", "--items", "", "2"),
    ("template", "--delimiter", "", ";"),
    ("export", "--output", "", "-"),
    ("export", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("check", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("backup", "--portable", "", ""),
    ("backup", "--replace", "", ""),
    ("backup", "--accept-faults", "", ""),
    ("backup", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("restore", "--replace", "", ""),
    ("restore", "--accept-faults", "", ""),
    ("restore", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("erase-person", "--yes", "", ""),
    ("erase-person", "--replacement", "", "\"[name erased]\""),
    ("erase-person", "--actor", "TWINNING_ACTOR", "erase-person"),
    ("erase-person", "--database-url", "DATABASE_URL", "sqlite://twinning.db"),
    ("health", "--bind", "TWINNING_BIND", "127.0.0.1:8080"),
    ("token", "--help", "", ""),
    ("openapi", "--help", "", ""),
];

#[test]
fn help_names_every_setting_with_its_variable_and_its_default() {
    let secret = "postgres://clerk:secret@db.example/twinning";
    for (command, flag, variable, default) in SETTINGS {
        let help = run_with(&[command, "--help"], &[("DATABASE_URL", secret)]).succeeded();
        assert!(!help.contains("secret"), "{command}: {help}");
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let about = help.split_once(&format!("{flag} ")).or(help.split_once(flag));
        let about = about.unwrap_or_else(|| panic!("{command}: no {flag} in {help}")).1;
        let about = about.split(" --").next().unwrap();
        for (kind, expected, ends) in [("env: ", variable, "=]"), ("default: ", default, "]")] {
            let told = about.split_once(&format!("[{kind}")).map(|(_, rest)| rest);
            let is_right = match expected {
                Some(text) => told
                    .and_then(|told| told.strip_prefix(text))
                    .is_some_and(|rest| ends.chars().any(|end| rest.starts_with(end))),
                None => told.is_none(),
            };
            assert!(is_right, "{command} {flag}: {about}");
        }
    }
}

#[test]
fn help_names_every_command() {
    let help = run(&["--help"]).succeeded();
    for command in SETTINGS.map(|(command, ..)| command) {
        assert!(help.contains(&format!("\n  {command} ")), "{command}: {help}");
    }
    assert_eq!(run(&["--version"]).succeeded(), format!("twinning {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_document_is_printed_as_it_is_served() {
    assert_eq!(run(&["openapi"]).succeeded(), document::text());
}

#[test]
fn a_starting_service_says_where_it_is_and_what_it_has() {
    let database = TestDatabase::new();
    let mut serving = Serving::start(&database.argument(), &["--demo"], &[]);
    let greeting = serving.greeting.join("\n");
    let address = serving.address;
    for part in [
        "4 partners, 6 events, 4 agreements, 2 projects, 4 programmes at revision 21",
        &format!("API         http://{address}/api/v1"),
        &format!("Swagger UI  http://{address}/swagger-ui/"),
        &format!("database    {}", database.url),
        &format!("listening   on {address} (stop with Ctrl-C)"),
    ] {
        assert!(greeting.contains(part), "{part}: {greeting}");
    }
    serving.terminate();
    serving.ended();
    let again =
        Serving::start(&database.argument(), &["--demo"], &[("TWINNING_PUBLIC_URL", "https://a.example/b/")]);
    let greeting = again.greeting.join("\n");
    assert!(greeting.contains("at revision 21"), "the demonstration is loaded once: {greeting}");
    assert!(greeting.contains("https://a.example/b/api/v1\n"), "{greeting}");
    assert!(greeting.contains("https://a.example/b/swagger-ui/"), "{greeting}");
}

#[test]
fn health_says_whether_the_service_is_ready() {
    let database = TestDatabase::new();
    let mut serving = Serving::start(&database.argument(), &[], &[]);
    let bind = serving.address.to_string();
    assert_eq!(run(&["health", "--bind", &bind]).succeeded(), "");
    assert_eq!(run_with(&["health"], &[("TWINNING_BIND", &bind)]).succeeded(), "");
    serving.terminate();
    serving.ended();
    let line = run(&["health", "--bind", &bind]).refused();
    assert!(line.contains(&format!("http://{bind}/health/ready is not ready")), "{line}");
}
