//! The links of the documents lead to files and headings that exist.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::console_blocks::{documents, root};

/// Documents that are neither README.md nor in docs/.
const OTHERS: [&str; 3] = ["CHANGELOG.md", "CONTRIBUTING.md", "migrations/README.md"];

/// The lines of a document outside of its fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The targets of the links in a line.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The anchor of a heading, as GitHub derives it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn has_heading(document: &Path, wanted: &str) -> bool {
    let text = fs::read_to_string(document).unwrap();
    let mut headings = prose(&text).filter(|line| line.starts_with('#'));
    headings.any(|line| anchor(line.trim_start_matches('#')) == wanted)
}

fn is_broken(document: &Path, target: &str) -> bool {
    if target.contains("://") || target.starts_with("mailto:") {
        return false;
    }
    let (path, heading) =
        target.split_once('#').map_or((target, None), |(path, name)| (path, Some(name)));
    let file =
        if path.is_empty() { document.to_owned() } else { document.parent().unwrap().join(path) };
    !file.exists() || heading.is_some_and(|heading| !has_heading(&file, heading))
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_that_exist() {
    let documents = documents().into_iter().chain(OTHERS.map(|name| root().join(name)));
    let broken = |document: PathBuf| -> Vec<String> {
        let text = fs::read_to_string(&document).unwrap();
        let targets = prose(&text).flat_map(targets).filter(|target| is_broken(&document, target));
        targets.map(|target| format!("{}: {target}", document.display())).collect()
    };
    let broken: Vec<String> = documents.flat_map(broken).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let readme = root().join("README.md");
    for broken in ["nowhere.md", "#nowhere", "docs/api/guide.md#nowhere"] {
        assert!(is_broken(&readme, broken), "{broken}");
    }
    assert!(!is_broken(&readme, "docs/api/guide.md#web-pages-of-other-origins-cors"));
}
