//! The files of `deploy/` and the page about monitoring name what the program has, and all of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use serde_json::Value;

use crate::{
    project::console_blocks::root,
    support::{TestApp, program::run, scraping::Scraped},
};

/// Metrics that only a database in a file has.
const OF_SQLITE: &str = "twinning_sqlite_";

/// The beginning of the names of metrics that are there only where there are replicas.
const OF_REPLICAS: &str = "twinning_replica_";

/// Variables that `compose.yaml` has for itself.
const OF_COMPOSE: [&str; 2] = ["TWINNING_HOST", "TWINNING_PORT"];

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The rows of the first table below a heading of the page about monitoring.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = text("docs/operations/monitoring.md");
    let section = page.split_once(&format!("\n## {heading}\n")).unwrap().1;
    let rows = section.lines().skip_while(|line| !line.starts_with('|')).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.replace('`', "").trim().to_owned()).collect()
    };
    rows.map(cells).collect()
}

/// The metrics of the page, with their labels.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let labels = |cell: &str| {
        cell.split(", ").filter(|label| !label.is_empty()).map(str::to_owned).collect()
    };
    table("Metrics").into_iter().map(|row| (row[0].clone(), labels(&row[1]))).collect()
}

/// Every metric that a text names.
fn named(text: &str) -> BTreeSet<String> {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c == '_';
    let words = text.split(|c: char| !is_of_name(c));
    let metrics = words
        .filter(|word| ["twinning_", "process_"].iter().any(|prefix| word.starts_with(prefix)));
    let family = |word: &str| {
        let ending = ["_bucket", "_sum", "_count"].iter().find_map(|end| word.strip_suffix(end));
        ending.unwrap_or(word).to_owned()
    };
    metrics.map(family).collect()
}

/// The queries of the dashboard.
fn queries() -> String {
    let dashboard: Value = serde_json::from_str(&text("deploy/grafana/twinning.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<u64> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    targets.map(|target| target["expr"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_has_every_metric_with_its_labels() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    app.get("/partners");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let url = app.database.argument();
    run(&["backup", file.to_str().unwrap(), "--database-url", &url]).succeeded();
    let scrape = scrapes.now();
    let names = scrape.names();
    let documented = documented();
    let is_here = |name: &str| {
        let is_of_file = name.starts_with(OF_SQLITE) && app.database.is_postgres();
        !is_of_file && !name.starts_with(OF_REPLICAS)
    };
    let expected: BTreeSet<String> =
        documented.keys().filter(|name| is_here(name)).cloned().collect();
    assert_eq!(names, expected);
    for sample in scrape.all() {
        let name = named(&sample.name).into_iter().next().unwrap();
        let labels: BTreeSet<String> =
            sample.labels.keys().filter(|label| *label != "le").cloned().collect();
        assert_eq!(labels, documented[&name], "{name}");
    }
}

#[test]
fn the_dashboard_shows_every_metric_and_no_other() {
    let documented: BTreeSet<String> = documented().into_keys().collect();
    assert_eq!(named(&queries()), documented);
}

#[test]
fn alerts_ask_for_metrics_that_there_are_and_each_has_an_action() {
    let rules = text("deploy/prometheus/alerts.yml");
    let documented = documented();
    let queries = rules.lines().filter(|line| !line.trim_start().starts_with("summary:"));
    for name in named(&queries.collect::<Vec<_>>().join("\n")) {
        assert!(documented.contains_key(&name), "{name}");
    }
    let alerts: Vec<&str> =
        rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    let rows = table("Alerts");
    let actions: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(alerts, actions);
    assert_eq!(rules.matches("expr:").count(), alerts.len());
}

#[test]
fn settings_of_the_deployments_are_settings_of_the_program() {
    let known = text("docs/operations/install.md");
    for file in [
        "deploy/compose.yaml",
        "deploy/systemd/twinning.service",
        "deploy/systemd/twinning-backup.service",
    ] {
        let text = text(file);
        let names = text.split(|c: char| !c.is_ascii_uppercase() && c != '_');
        for name in names.filter(|name| name.starts_with("TWINNING_")) {
            let is_known = known.contains(&format!("| `{name}` |")) || OF_COMPOSE.contains(&name);
            assert!(is_known, "{file}: {name}");
        }
    }
}

#[test]
fn the_units_and_the_image_leave_the_choice_of_the_database() {
    for file in
        ["deploy/systemd/twinning.service", "deploy/systemd/twinning-backup.service", "Dockerfile"]
    {
        let text = text(file);
        // The one variable would be refused beside the other.
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        assert!(!lines.any(|line| line.contains("DATABASE_URL")), "{file}");
    }
}

#[test]
fn the_backup_is_confined_like_the_service() {
    let confinement = |unit: &str| {
        let unit = text(&format!("deploy/systemd/{unit}"));
        let lines = unit.lines().skip_while(|line| !line.starts_with("NoNewPrivileges="));
        let lines = lines.take_while(|line| !line.is_empty());
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let service = confinement("twinning.service");
    assert!(service.len() > 15, "{service:?}");
    assert_eq!(service, confinement("twinning-backup.service"));
}
