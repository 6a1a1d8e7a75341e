//! The password of a database reaches no output, whatever is wrong and wherever the address stands.

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
};

use crate::support::program::{Ran, program, run, run_with};

const PASSWORD: &str = "S3cretPw";

/// Addresses, right and wrong. Nothing listens on port 1.
const ADDRESSES: [&str; 8] = [
    "postgres://tw:S3cretPw@127.0.0.1:1/tw",
    "sqlite://tw:S3cretPw@127.0.0.1/db",
    "mysql://tw:S3cretPw@127.0.0.1:1/tw",
    "postgres://tw:a@S3cretPw b@127.0.0.1:1/tw",
    "postgres://tw:\nS3cretPw@127.0.0.1:1/tw",
    "postgres://tw:S3cretPw",
    "postgres:/tw:S3cretPw@127.0.0.1:1/tw",
    "postgres://127.0.0.1:1/tw?password=S3cretPw",
];

/// Commands that are whole.
const COMMANDS: [&[&str]; 13] = [
    &["serve", "--bind", "127.0.0.1:0"],
    &["import", "data.ndjson"],
    &["import", "data.ndjson", "--dry-run"],
    &["template", "events"],
    &["export"],
    &["check"],
    &["token", "list"],
    &["token", "create", "anna", "--role", "reader"],
    &["token", "revoke", "anna"],
    &["backup", "backup.ndjson"],
    &["restore", "backup.ndjson"],
    &["erase-person", "Anna Nowak"],
    &["openapi"],
];

/// Commands that lack a value, and get the address in its place.
const LACKING: [&[&str]; 26] = [
    &[],
    &["serve", "--bind"],
    &["serve", "--public-url"],
    &["serve", "--time-zone"],
    &["serve", "--cache-seconds"],
    &["serve", "--trusted-proxy"],
    &["serve", "--metrics-bind"],
    &["serve", "--log-format"],
    &["import"],
    &["import", "data.ndjson", "--type"],
    &["import", "data.ndjson", "--format"],
    &["import", "data.ndjson", "--actor"],
    &["template"],
    &["template", "events", "--languages"],
    &["template", "events", "--delimiter"],
    &["export", "--output"],
    &["token"],
    &["token", "create", "--role", "reader"],
    &["token", "create", "anna", "--role"],
    &["token", "create", "anna", "--role", "reader", "--expires"],
    &["token", "revoke"],
    &["backup"],
    &["restore"],
    &["erase-person"],
    &["erase-person", "Anna Nowak", "--replacement"],
    &["health", "--bind"],
];

/// The variables of the program.
const VARIABLES: [&str; 6] = [
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "TWINNING_BIND",
    "TWINNING_PUBLIC_URL",
    "TWINNING_ACTOR",
    "TWINNING_LOG_FORMAT",
];

/// Runs a command in an empty folder; its output has no password.
#[track_caller]
fn ran(arguments: &[&str], environment: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let output = program(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .current_dir(folder.path())
        .output()
        .unwrap();
    let Output { status, stdout, stderr } = output;
    let told = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    assert!(!told.contains(PASSWORD), "{arguments:?} {environment:?}: {told}");
    assert!(!told.contains("panicked"), "{arguments:?} {environment:?}: {told}");
    assert!(status.code().is_some_and(|code| code < 3), "{arguments:?} {environment:?}: {told}");
}

fn prepare(folder: &Path) {
    fs::write(folder.join("data.ndjson"), "{}\n").unwrap();
}

#[test]
fn an_address_in_a_flag_in_a_file_or_behind_the_arguments_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    for (number, address) in ADDRESSES.iter().enumerate() {
        let file = folder.path().join(number.to_string());
        fs::write(&file, address).unwrap();
        let file = file.to_str().unwrap();
        for command in COMMANDS {
            let with = |more: &[&str]| ran(&[command, more].concat(), &[]);
            with(&["--database-url", address]);
            with(&["--database-url-file", address]);
            with(&["--database-url-file", file]);
            with(&[address]);
        }
    }
}

#[test]
fn an_address_in_place_of_another_value_is_not_repeated() {
    for address in ADDRESSES {
        for command in LACKING {
            ran(&[command, &[address]].concat(), &[]);
        }
    }
}

#[test]
fn an_address_in_a_variable_is_not_repeated_by_a_command_or_its_help() {
    for address in ADDRESSES {
        for variable in VARIABLES {
            for command in [&["check"][..], &["restore", "backup.ndjson"], &["serve", "--help"]] {
                ran(command, &[(variable, address)]);
            }
        }
        for variable in ["DATABASE_URL", "DATABASE_URL_FILE"] {
            for command in COMMANDS {
                ran(command, &[(variable, address)]);
            }
            ran(&["serve", "--log-format", "json"], &[(variable, address)]);
        }
    }
}

#[test]
fn an_address_in_place_of_a_file_is_told() {
    let address = ADDRESSES[0];
    let told = |ran: Ran| {
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(
            ran.err.contains("'postgres://tw:…@127.0.0.1:1/tw'")
                && ran.err.contains(
                    "this is an address, not a file: set DATABASE_URL (--database-url), or write it into a file"
                ),
            "{ran:?}"
        );
    };
    for command in [
        &["import"][..],
        &["backup"],
        &["restore"],
        &["export", "--output"],
        &["check", "--database-url-file"],
    ] {
        told(run(&[command, &[address]].concat()));
    }
    told(run_with(&["check"], &[("DATABASE_URL_FILE", address)]));
}
