//! What comes into the build: from where, under which licence, and only what is needed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use serde_json::Value;

/// Crates that must be there in one version: their types meet.
const ONE_VERSION: [&str; 14] = [
    "actix-http",
    "actix-web",
    "brotli",
    "clap",
    "diesel",
    "flate2",
    "jiff",
    "jsonschema",
    "libsqlite3-sys",
    "log",
    "openssl-sys",
    "pq-sys",
    "serde",
    "serde_json",
];

/// Crates that are there for their features: they build C code into the binary.
const FOR_FEATURES: [&str; 3] = ["libsqlite3-sys", "openssl-sys", "pq-sys"];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--all-features"])
        .args(["--filter-platform", host().as_str()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn host() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// The packages that are built, without our own.
fn packages(metadata: &Value) -> Vec<&Value> {
    let built: BTreeSet<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["id"].as_str().unwrap())
        .collect();
    let own = metadata["workspace_members"].as_array().unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .filter(|package| {
            built.contains(package["id"].as_str().unwrap()) && !own.contains(&package["id"])
        })
        .collect()
}

/// The licences that `deny.toml` lets in.
fn allowed() -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    let list = text.split_once("allow = [").unwrap().1.split_once(']').unwrap().0;
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The packages that may have another licence, because nothing of them is in the program.
fn of_tests_alone() -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    let list = text.split_once("exceptions = [").unwrap().1.split_once("\n]").unwrap().0;
    let names = list.split("name = \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    names.map(str::to_owned).collect()
}

/// Whether an SPDX expression can be kept with these licences alone.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    let all = |part: &str| part.split(" AND ").all(|licence| is_one_allowed(licence, allowed));
    match expression.split_once('(') {
        None => expression.split(" OR ").any(all),
        Some((before, rest)) => {
            let (inner, after) = rest.split_once(')').unwrap();
            let name = if is_allowed(inner, allowed) { "MIT" } else { "none" };
            is_allowed(&format!("{before}{name}{after}"), allowed)
        }
    }
}

fn is_one_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    allowed.contains(licence.trim())
}

#[test]
fn everything_comes_from_a_registry() {
    let metadata = metadata();
    let packages = packages(&metadata);
    assert!(packages.len() > 100, "{}", packages.len());
    for package in packages {
        let source = package["source"].as_str().unwrap_or("a path");
        assert!(source.starts_with("registry+"), "{}: {source}", package["name"]);
    }
}

#[test]
fn every_licence_is_one_that_we_may_give_on() {
    let allowed = allowed();
    assert!(allowed.contains("MIT") && !allowed.contains("GPL-3.0-only"));
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only OR MIT", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
        ("MIT AND (GPL-3.0-only OR AGPL-3.0-only)", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
    let metadata = metadata();
    for package in packages(&metadata) {
        let licence = package["license"].as_str().unwrap_or("none");
        if of_tests_alone().contains(package["name"].as_str().unwrap()) {
            assert_eq!(licence, "MPL-2.0", "{}", package["name"]);
            continue;
        }
        assert!(is_allowed(licence, &allowed), "{} is under {licence}", package["name"]);
    }
}

#[test]
fn what_meets_is_there_in_one_version() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages(&metadata) {
        versions
            .entry(package["name"].as_str().unwrap())
            .or_default()
            .push(package["version"].as_str().unwrap());
    }
    for name in ONE_VERSION {
        assert_eq!(versions.get(name).map(Vec::len), Some(1), "{name}: {:?}", versions.get(name));
    }
}

#[test]
fn every_dependency_is_used() {
    let metadata = metadata();
    let own = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == "twinning")
        .unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (source, tests) = (text_below(&root.join("src")), text_below(&root.join("tests")));
    for dependency in own["dependencies"].as_array().unwrap() {
        let name = dependency["name"].as_str().unwrap();
        // The library of this one has another name.
        let module = if name == "md-5" { "md5".to_owned() } else { name.replace('-', "_") };
        let used = |text: &str| {
            ["::", "]", ";", "!", " as "].iter().any(|end| text.contains(&format!("{module}{end}")))
        };
        let used =
            if dependency["kind"] == "dev" { used(&tests) || used(&source) } else { used(&source) };
        assert!(used || FOR_FEATURES.contains(&name), "{name} is not used");
    }
}

#[test]
fn dependencies_are_sorted() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    for section in ["[dependencies]", "[dev-dependencies]"] {
        let (_, rest) = manifest.split_once(&format!("\n{section}\n")).unwrap();
        let (list, _) = rest.split_once("\n\n").unwrap();
        let names = list.lines().map(|line| line.split_once(' ').unwrap().0);
        assert!(names.is_sorted(), "{section}: {list}");
    }
}

/// All source text in a folder.
fn text_below(folder: &Path) -> String {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.extension() {
            _ if path.is_dir() => text_below(&path),
            Some(extension) if extension == "rs" && !path.ends_with("dependencies.rs") => {
                fs::read_to_string(&path).unwrap()
            }
            _ => String::new(),
        })
        .collect()
}

#[test]
fn what_only_tests_may_use_is_not_in_the_program() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{lib}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let built = String::from_utf8(tree.stdout).unwrap();
    assert!(built.lines().any(|name| name == "maud"), "{built}");
    for name in of_tests_alone() {
        let name = name.replace('-', "_");
        assert!(built.lines().all(|other| other != name), "{name} is in the program");
    }
}
