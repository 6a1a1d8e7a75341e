//! The `console` blocks of README.md and docs/, run as written and compared with the output that they show.
//!
//! Each file is one session: a service of its own with the demonstration data, one bash, one scratch folder that has
//! `docs/` and `data/` as links, the built program as `twinning`. So a variable, file or record that an earlier block of
//! the file made can be used by a later one.
//!
//! - A line that begins with `$ ` is a command. It goes on where a line ends in `\`, and to the end of a `<<'END'`.
//!   The other lines are its output, standard error included. A command without output must print nothing.
//! - `…` in the shown output stands for any text, line breaks included.
//! - [`substitutions`] maps the address, database, dates and folder that the documents show to those of the test.
//! - [`NAMED`] are values that the service chooses: the first time that one is shown it takes the value that was
//!   printed there, and later commands use that value.
//! - Numbers of requests, times, hashes in tags and tokens are compared by their form ([`form`]).
//! - A command succeeds, unless its shown output has a line that begins with `twinning: `; then it ends with 1.
//! - [`SERVES`] begins the service itself: its output is what the service of the session printed when it began.
//! - [`OPTIONAL`] are programs that a machine may lack; their commands run where the program is installed.

use std::{
    fmt::Write as _,
    fs,
    io::{PipeReader, Read as _, Write as _, pipe},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

use jiff::{Span, Zoned, tz::TimeZone};

use crate::support::{database::TestDatabase, program::Serving};

/// Commands that start the service, in any spelling that the documents use.
const SERVES: [&str; 2] = ["cargo run --release -- serve --demo", "twinning serve --demo"];

/// Programs that the tests do not require, each with the reason.
const OPTIONAL: [(&str, &str); 1] =
    [("node", "the test suite needs no Node.js; continuous integration has it")];

/// Values that the service chooses, as the documents show them.
const NAMED: [&str; 1] = ["aB3dE6gH"];

/// How long the commands of a document may take together.
const SECONDS: &str = "300";

/// Ends the output of a command, followed by its status and once more by itself.
const END: char = '\u{1e}';

/// A command of a document, with the output that it shows.
#[derive(Debug)]
struct Step {
    line: usize,
    command: String,
    shown: String,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and everything below docs/.
pub fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The fenced blocks of a document: the line where each begins, its language, its lines.
fn blocks(text: &str) -> Vec<(usize, &str, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            let body =
                lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim_start() != "```");
            blocks.push((at + 1, language, body.collect()));
        }
    }
    blocks
}

/// The commands of a block that begins at this line.
fn steps(first: usize, lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = lines.iter().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            let step = steps
                .last_mut()
                .unwrap_or_else(|| panic!("line {first}: a block begins with a command"));
            step.shown.push_str(line);
            step.shown.push('\n');
            continue;
        };
        let mut command = command.to_owned();
        let mut next = |command: &mut String| {
            command.push('\n');
            command.push_str(
                lines.next().map_or_else(|| panic!("line {first}: no end"), |(_, line)| line),
            );
        };
        while command.ends_with('\\') {
            next(&mut command);
        }
        if let Some((_, end)) =
            command.split_once("<<'").and_then(|(_, word)| Some(("", word.split_once('\'')?.0)))
        {
            let end = format!("\n{end}");
            while !command.ends_with(&end) {
                next(&mut command);
            }
        }
        steps.push(Step { line: first + at + 1, command, shown: String::new() });
    }
    steps
}

/// What the documents show, and what stands for it in a session.
fn substitutions(serving: &Serving, database: &str, scratch: &Path) -> Vec<(&'static str, String)> {
    let today = Zoned::now().with_time_zone(TimeZone::UTC).date();
    vec![
        ("127.0.0.1:8080", serving.address.to_string()),
        ("sqlite://twinning.db", database.to_owned()),
        ("/var/backups", scratch.join("backups").display().to_string()),
        ("2026-11-23", today.to_string()),
        ("2027-11-23", today.checked_add(Span::new().days(365)).unwrap().to_string()),
    ]
}

/// A text whose volatile words are replaced by their form.
fn form(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-:.".contains(c);
    let mut formed = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
        formed.push_str(before);
        formed.push_str(&form_of_word(word));
        rest = after;
    }
    formed + rest
}

fn form_of_word(word: &str) -> String {
    let hex =
        |part: &str, length| part.len() == length && part.chars().all(|c| c.is_ascii_hexdigit());
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape == "0000-00-00T00:00:00Z" {
        return "(instant)".to_owned();
    }
    if word.strip_prefix("twn_").is_some_and(|secret| secret.len() == 38) {
        return "twn_…".to_owned(); // the documents show no whole token
    }
    let parts: Vec<&str> = word.split('-').collect();
    match parts.as_slice() {
        [first, middle @ .., last] if parts.len() == 5 && hex(first, 8) && hex(last, 12) => {
            if middle.iter().all(|part| hex(part, 4)) {
                "(number)".to_owned()
            } else {
                word.to_owned()
            }
        }
        // The tag of a record: its revision and copy, the revision of the data set, a hash.
        [record, revision, hash] if hex(hash, 16) => match record.split_once('.') {
            Some((own, copy)) if hex(copy.trim_end_matches('p'), 8) => {
                format!("{own}.(copy)-{revision}-(hash)")
            }
            _ => word.to_owned(),
        },
        [revision, hash] if hex(hash, 16) => format!("{revision}-(hash)"),
        _ => word.to_owned(),
    }
}

/// Whether the shown output is the actual one; `…` stands for any text.
fn matches(shown: &str, actual: &str) -> bool {
    let mut pieces = shown.split('…');
    let Some(mut rest) = pieces.next().and_then(|first| actual.strip_prefix(first)) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// The value that stands where the shown text has a name.
fn value_of(name: &str, shown: &str, actual: &str) -> Option<String> {
    let (before, _) = shown.split_once(name)?;
    let before = before.rsplit(['…', '\n']).next().unwrap();
    let start =
        if before.is_empty() { shown.find(name)? } else { actual.find(before)? + before.len() };
    actual.get(start..start + name.len()).map(str::to_owned)
}

/// A bash with a service.
struct Session {
    shell: Child,
    input: ChildStdin,
    output: PipeReader,
    serving: Serving,
    database: TestDatabase,
    named: Vec<(&'static str, String)>,
}

impl Session {
    fn start() -> Self {
        let database = TestDatabase::new();
        let serving = Serving::start(&database.argument(), &["--demo"], &[]);
        let scratch = database.folder.path().join("scratch");
        fs::create_dir_all(scratch.join("backups")).unwrap();
        fs::create_dir(scratch.join("bin")).unwrap();
        symlink(assert_cmd::cargo::cargo_bin!("twinning"), scratch.join("bin/twinning")).unwrap();
        for folder in ["docs", "data"] {
            symlink(root().join(folder), scratch.join(folder)).unwrap();
        }
        let (output, write) = pipe().unwrap();
        let mut command = Command::new("timeout");
        for name in [
            "http_proxy",
            "HTTP_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "RUST_LOG",
            "TWINNING_TOKEN",
            "TWINNING_ACTOR",
        ] {
            command.env_remove(name);
        }
        command
            .args([SECONDS, "bash", "--norc", "--noprofile"])
            .current_dir(&scratch)
            .env("DATABASE_URL", database.argument())
            .env("TWINNING_BIND", serving.address.to_string())
            .stdin(Stdio::piped())
            .stdout(write.try_clone().unwrap())
            .stderr(write);
        let mut shell = command.spawn().expect("bash runs the documents' commands");
        let mut input = shell.stdin.take().unwrap();
        writeln!(input, "set -o pipefail; PATH=$PWD/bin:$PATH").unwrap();
        drop(command);
        let mut session = Self { shell, input, output, serving, database, named: Vec::new() };
        session.run("until twinning health 2>health; do sleep 0.2; done; rm health");
        session
    }

    /// Runs a command; what it printed, and the status with which it ended.
    fn run(&mut self, command: &str) -> (String, i32) {
        writeln!(self.input, "{{ {command}\n}} </dev/null\nprintf '{END}%d{END}' $?").unwrap();
        let mut bytes = Vec::new();
        while String::from_utf8_lossy(&bytes).matches(END).count() < 2 {
            let mut buffer = [0; 4096];
            let length = self.output.read(&mut buffer).unwrap();
            assert!(length > 0, "bash ended in “{command}”: {}", String::from_utf8_lossy(&bytes));
            bytes.extend(&buffer[..length]);
        }
        let text = String::from_utf8(bytes).unwrap();
        let (printed, status) = text.split_once(END).unwrap();
        (printed.replace("\r\n", "\n"), status.trim_end_matches(END).parse().unwrap())
    }

    /// Why what a step shows is not what comes out; nothing when it is.
    fn fault(&mut self, step: &Step) -> Option<String> {
        let scratch = self.database.folder.path().join("scratch");
        let substitutions = substitutions(&self.serving, &self.database.argument(), &scratch);
        let (printed, status) = if SERVES.contains(&step.command.as_str()) {
            // The documents show the output of cargo as `…`.
            let built = if step.command.starts_with("cargo ") { "(built)\n" } else { "" };
            (format!("{built}{}\n", self.serving.greeting.join("\n")), 0)
        } else {
            let named = self.named.iter().map(|(name, value)| (*name, value));
            let all = substitutions.iter().map(|(shown, actual)| (*shown, actual)).chain(named);
            let command =
                all.fold(step.command.clone(), |text, (shown, actual)| text.replace(shown, actual));
            self.run(&command)
        };
        let mut printed =
            substitutions.iter().fold(printed, |text, (shown, actual)| text.replace(actual, shown));
        for name in NAMED {
            if !self.named.iter().any(|(known, _)| *known == name)
                && let Some(value) = value_of(name, &step.shown, &printed)
            {
                self.named.push((name, value));
            }
        }
        printed = self.named.iter().fold(printed, |text, (name, value)| text.replace(value, name));
        let expected = i32::from(step.shown.lines().any(|line| line.starts_with("twinning: ")));
        let same = matches(form(&step.shown).trim_end(), form(&printed).trim_end());
        (!same || status != expected).then(|| {
            let Step { line, command, shown } = step;
            format!("line {line}: $ {command}\n--- shown\n{shown}--- printed (status {status})\n{printed}")
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs a document; its faults.
fn faults_of(document: &Path) -> String {
    let text = fs::read_to_string(document).unwrap();
    let console = blocks(&text).into_iter().filter(|(_, language, _)| *language == "console");
    let steps: Vec<Step> = console.flat_map(|(line, _, lines)| steps(line, &lines)).collect();
    let mut faults = String::new();
    if steps.is_empty() {
        return faults;
    }
    let mut session = Session::start();
    for step in &steps {
        let program = step.command.split_whitespace().next().unwrap_or_default();
        if OPTIONAL.iter().any(|(name, _)| *name == program) && !is_installed(program) {
            continue;
        }
        if let Some(fault) = session.fault(step) {
            writeln!(faults, "\n{}, {fault}", document.display()).unwrap();
        }
    }
    faults
}

#[test]
fn every_console_block_shows_the_output_of_its_commands() {
    // One after the other: a service among many that start at the same time may answer too late for its clients.
    let faults: String = documents().iter().map(|document| faults_of(document)).collect();
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_command_with_a_prompt_is_in_a_console_block() {
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for (line, language, lines) in blocks(&text) {
            let prompt = lines.iter().any(|line| line.starts_with("$ "));
            assert!(
                !prompt || language == "console",
                "{}, line {line}: write console",
                document.display()
            );
        }
    }
}

#[test]
fn every_exception_is_needed() {
    let texts: String =
        documents().iter().map(|document| fs::read_to_string(document).unwrap()).collect();
    for (program, reason) in OPTIONAL {
        assert!(
            texts.contains(&format!("\n$ {program} ")),
            "no document runs {program} ({reason})"
        );
    }
    for name in NAMED {
        assert!(texts.contains(name), "no document shows {name}");
    }
    assert!(
        SERVES.iter().any(|command| texts.contains(&format!("\n$ {command}\n"))),
        "no document serves"
    );
}

#[test]
fn another_output_does_not_match() {
    assert!(matches("a … c", "a b c") && matches("…", "") && matches("a", "a"));
    assert!(!matches("a … c", "a b d") && !matches("a", "ab") && !matches("a …", "b"));
    assert_eq!(form("etag: \"21-5e4360b6be919293\""), form("etag: \"21-0000000000000000\""));
    assert_ne!(form("etag: \"21-5e4360b6be919293\""), form("etag: \"22-5e4360b6be919293\""));
    assert_eq!(
        form("\"8.bffe2dfe-21-5e4360b6be919293\""),
        form("\"8.00000000-21-0000000000000000\"")
    );
    assert_ne!(form("\"9-21-11ffc395645dffbe\""), form("\"9.bffe2dfe-21-11ffc395645dffbe\""));
    assert_ne!(form("2015-06-16"), form("2015-06-17"));
}
