//! What the program says about itself.

use twinning::openapi::document;

use crate::support::{
    database::TestDatabase,
    program::{Serving, run, run_with},
};

/// A flag of a command, with the variable and the default it has.
type Setting = (&'static str, &'static str, Option<&'static str>, Option<&'static str>);

/// Every setting of every command.
const SETTINGS: [Setting; 54] = [
    ("serve", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("serve", "--database-read-url", Some("DATABASE_READ_URL"), None),
    ("serve", "--bind", Some("TWINNING_BIND"), Some("127.0.0.1:8080")),
    ("serve", "--public-url", Some("TWINNING_PUBLIC_URL"), Some("http:// and the bind address")),
    ("serve", "--time-zone", Some("TWINNING_TIME_ZONE"), Some("Europe/Warsaw")),
    ("serve", "--cache-seconds", Some("TWINNING_CACHE_SECONDS"), Some("60")),
    ("serve", "--cache-megabytes", Some("TWINNING_CACHE_MEGABYTES"), Some("32")),
    ("serve", "--workers", Some("TWINNING_WORKERS"), Some("one for each processor")),
    ("serve", "--readers", Some("TWINNING_READERS"), Some("4")),
    ("serve", "--long-lists", Some("TWINNING_LONG_LISTS"), Some("2")),
    ("serve", "--trusted-proxy", Some("TWINNING_TRUSTED_PROXIES"), None),
    ("serve", "--write-origin", Some("TWINNING_WRITE_ORIGINS"), None),
    ("serve", "--demo", Some("TWINNING_DEMO"), None),
    ("import", "--dry-run", None, None),
    ("import", "--actor", Some("TWINNING_ACTOR"), Some("import")),
    ("import", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("import", "--type", None, None),
    ("template", "--format", None, Some("csv")),
    (
        "import",
        "--format",
        None,
        Some("csv if a type is given or the name ends in .csv, otherwise ndjson"),
    ),
    ("template", "--languages", None, Some("pl,en")),
    ("template", "--items", None, Some("2")),
    ("template", "--delimiter", None, Some(";")),
    ("export", "--output", None, Some("-")),
    ("export", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("check", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("backup", "--portable", None, None),
    ("backup", "--replace", None, None),
    ("backup", "--accept-faults", None, None),
    ("backup", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("restore", "--replace", None, None),
    ("restore", "--accept-faults", None, None),
    ("restore", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("erase-person", "--yes", None, None),
    ("erase-person", "--replacement", None, Some("\"[name erased]\"")),
    ("erase-person", "--actor", Some("TWINNING_ACTOR"), Some("erase-person")),
    ("erase-person", "--database-url", Some("DATABASE_URL"), Some("sqlite://twinning.db")),
    ("health", "--bind", Some("TWINNING_BIND"), Some("127.0.0.1:8080")),
    ("serve", "--websub-hub", Some("TWINNING_WEBSUB_HUB"), None),
    ("serve", "--no-pages", Some("TWINNING_NO_PAGES"), None),
    ("serve", "--no-desk", Some("TWINNING_NO_DESK"), None),
    ("check", "--no-pages", Some("TWINNING_NO_PAGES"), None),
    ("serve", "--accessibility-status", Some("TWINNING_ACCESSIBILITY_STATUS"), None),
    ("serve", "--accessibility-exceptions", Some("TWINNING_ACCESSIBILITY_EXCEPTIONS"), None),
    ("serve", "--accessibility-published", Some("TWINNING_ACCESSIBILITY_PUBLISHED"), None),
    (
        "serve",
        "--accessibility-updated",
        Some("TWINNING_ACCESSIBILITY_UPDATED"),
        Some("that of the publication"),
    ),
    ("serve", "--accessibility-prepared", Some("TWINNING_ACCESSIBILITY_PREPARED"), None),
    (
        "serve",
        "--accessibility-reviewed",
        Some("TWINNING_ACCESSIBILITY_REVIEWED"),
        Some("that of the preparation"),
    ),
    ("serve", "--accessibility-auditor", Some("TWINNING_ACCESSIBILITY_AUDITOR"), None),
    ("serve", "--accessibility-contact", Some("TWINNING_ACCESSIBILITY_CONTACT"), None),
    ("serve", "--accessibility-email", Some("TWINNING_ACCESSIBILITY_EMAIL"), None),
    ("serve", "--accessibility-phone", Some("TWINNING_ACCESSIBILITY_PHONE"), None),
    ("serve", "--accessibility-building", Some("TWINNING_ACCESSIBILITY_BUILDING"), None),
    ("token", "--help", None, None),
    ("openapi", "--help", None, None),
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
    assert_eq!(
        run(&["--version"]).succeeded(),
        format!("twinning {}\n", env!("CARGO_PKG_VERSION"))
    );
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
        "6 partners, 6 events, 5 agreements, 2 projects, 4 programmes at revision 24",
        &format!("API         http://{address}/api/v1"),
        &format!("Swagger UI  http://{address}/swagger-ui/"),
        &format!("database    {}", database.url),
        &format!("listening   on {address} (stop with Ctrl-C)"),
    ] {
        assert!(greeting.contains(part), "{part}: {greeting}");
    }
    serving.terminate();
    serving.ended();
    let again = Serving::start(
        &database.argument(),
        &["--demo"],
        &[("TWINNING_PUBLIC_URL", "https://a.example/b/")],
    );
    let greeting = again.greeting.join("\n");
    assert!(greeting.contains("at revision 24"), "the demonstration is loaded once: {greeting}");
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
