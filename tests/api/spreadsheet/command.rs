//! `import` of spreadsheets and `template` on the command line.

use std::{fs, path::Path};

use crate::support::{database::TestDatabase, program, program::run};

const SHEET: &str =
    "title.pl;kind;direction;status;startDate\nŚwięto;visit;incoming;held;16.06.2015\n";

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_spreadsheet_is_imported_by_its_name_and_type() {
    let database = TestDatabase::new();
    let (folder, url) = (database.folder.path(), database.argument());
    let import =
        |arguments: &[&str]| run(&[&["import", "--database-url", &url], arguments].concat());
    let csv = written(folder, "events.CSV", SHEET);
    import(&["tests/data/records.ndjson"]).succeeded();
    let dry = import(&[&csv, "--type", "events", "--dry-run"]).succeeded();
    assert!(dry.starts_with("row 2: events/swieto created; its id was made from “Święto”, 2015-06-16\n1 created, 0 replaced"), "{dry}");
    assert!(dry.contains("this was a dry run"), "{dry}");
    let real = import(&[&csv, "--type", "events"]).succeeded();
    assert!(real.contains("1 created, 0 replaced, 0 unchanged, 0 refused. Done.\n"), "{real}");
    let batch: u32 = real
        .split_once("This is batch ")
        .and_then(|(_, rest)| rest.split(';').next()?.parse().ok())
        .unwrap();
    let undone =
        run(&["undo", &batch.to_string(), "--dry-run", "--database-url", &url]).succeeded();
    assert!(undone.contains("1 deleted"), "the number of the batch leads on: {undone}");
    let changed = written(folder, "dane.txt", &SHEET.replace("incoming", "outgoing"));
    let report = import(&[&changed, "--type", "events"]).succeeded();
    assert!(report.contains("row 2:   direction: “incoming” → “outgoing”"), "{report}");
}

#[test]
fn the_bytes_say_what_a_file_is() {
    let database = TestDatabase::new();
    let import = |arguments: &[&str]| {
        run(&[&["import", "--database-url", &database.argument()], arguments].concat())
    };
    import(&["data/gmina-ketrzyn.ndjson", "--format", "csv"]).succeeded();
    let report = import(&["tests/data/partners.ods", "--type", "partners"]).succeeded();
    assert!(report.contains("1 created, 0 replaced, 0 unchanged, 0 refused. Done.\n"), "{report}");
    let report = import(&["tests/data/partners-cp1250.csv", "--type", "partners"]).succeeded();
    assert!(report.starts_with("The file was read as windows-1250: see whether"), "{report}");
    assert!(report.contains("1 unchanged"), "{report}");
    let named = import(&["tests/data/partners.xlsx"]).succeeded();
    assert!(named.contains("1 unchanged"), "the sheet has the name of the collection: {named}");
}

#[test]
fn faults_are_lines_with_row_and_column() {
    let database = TestDatabase::new();
    let csv = written(database.folder.path(), "events.csv", &SHEET.replace("visit", "visti"));
    let ran = run(&["import", &csv, "--type", "events", "--database-url", &database.argument()]);
    assert!(
        ran.out.starts_with("row 2: kind: “visti” is not valid; did you mean “visit”?"),
        "{}",
        ran.out
    );
    assert_eq!(ran.refused(), "twinning: 1 row was refused\n");
}

#[test]
fn what_is_missing_on_the_command_line_is_named() {
    let database = TestDatabase::new();
    let (folder, url) = (database.folder.path(), database.argument());
    let csv = written(folder, "events.csv", SHEET);
    let import =
        |arguments: &[&str]| run(&[&["import", "--database-url", &url], arguments].concat());
    let line = import(&[&csv]).refused();
    assert!(
        line.contains("say which, as in `twinning import")
            && line.contains("events.csv --type events`"),
        "{line}"
    );
    let line = import(&["-", "--format", "csv"]).refused();
    assert!(line.contains("import - --type events`"), "{line}");
    let line = import(&["tests/data/records.ndjson", "--type", "events"]).refused();
    assert!(line.contains("each line has its type: leave out --type"), "{line}");
    let ran = import(&[&csv, "--type", "event"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean “events”"), "{}", ran.err);
}

#[test]
fn a_template_is_printed_for_each_collection() {
    for kind in ["events", "partners", "agreements", "projects", "programmes", "municipality"] {
        let text = run(&["template", kind]).succeeded();
        assert!(
            text.starts_with("\u{feff}id;state;") && text.contains("\r\n\"# state: "),
            "{text}"
        );
    }
    let text =
        run(&["template", "partners", "--languages", "lt", "--delimiter", ",", "--items", "3"])
            .succeeded();
    assert!(
        text.contains("name.lt,")
            && text.contains(",aliases.3.value,")
            && !text.contains("aliases.4"),
        "{text}"
    );
    let text = run(&["template", "partners", "--delimiter", "tab"]).succeeded();
    assert!(text.starts_with("\u{feff}id\tstate\t"), "{text}");
    for (arguments, words) in [
        (vec!["template", "event"], "did you mean “events”"),
        (vec!["template", "events", "--languages", "polish"], "a language tag"),
        (vec!["template", "events", "--delimiter", "|"], "a semicolon, a comma or the word tab"),
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn help_has_examples() {
    for command in ["import", "template"] {
        let help = program::run(&[command, "--help"]).succeeded();
        assert!(help.contains("Examples:\n") && help.contains(".csv"), "{help}");
    }
}
