//! The rules of the house, read out of `src/`: layers look down only, knowledge stands in one place, files are small.
//!
//! CONTRIBUTING.md says why. Each rule is a function of the source texts, so that a test can show that it fails on a
//! source that breaks it.

#![cfg(test)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The layers from the top: each may use itself and those after it.
const LAYERS: [&str; 32] = [
    "main",
    "cli",
    "server",
    "scrape",
    "openapi",
    "desk",
    "pages",
    "resources",
    "http",
    "import",
    "backup",
    "check",
    "privacy",
    "exchange",
    "catalogue",
    "websub",
    "webhooks",
    "html",
    "formats",
    "spreadsheet",
    "auth",
    "news",
    "store",
    "index",
    "journal",
    "words",
    "model",
    "error",
    "db",
    "telemetry",
    "values",
    "text",
];

/// The files that may name most types of records, and why.
const LISTS_OF_TYPES: [(&str, &str); 8] = [
    ("src/model/record_type.rs", "declares them"),
    ("src/model/registry.rs", "is the list"),
    ("src/catalogue/texts.rs", "has a title and a description of each"),
    ("src/model/event.rs", "an event refers to records of four types"),
    ("src/resources/events/queries.rs", "the list of events filters by four types"),
    ("src/resources/events/view.rs", "an event shows records of four types"),
    ("src/resources/events/page.rs", "an event links to records of four types"),
    ("src/pages/home.rs", "shows four types, each in its own way"),
];

/// The most types of records that any other file may name.
const NAMED_TYPES: usize = 4;

/// Where the status of an error is picked.
const STATUSES: &str = "src/http/response/error.rs";

/// The most lines of a file, and of a function.
const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 40;

/// Functions that are longer, and why.
const LONG_FUNCTIONS: [(&str, &str, &str); 6] = [
    ("src/resources/agreements/view.rs", "new", ONE_LINE_A_FIELD),
    ("src/resources/events/view.rs", "new", ONE_LINE_A_FIELD),
    ("src/resources/municipality/view.rs", "new", ONE_LINE_A_FIELD),
    ("src/resources/partners/view.rs", "new", ONE_LINE_A_FIELD),
    ("src/resources/programmes/view.rs", "new", ONE_LINE_A_FIELD),
    ("src/resources/projects/view.rs", "new", ONE_LINE_A_FIELD),
];
const ONE_LINE_A_FIELD: &str =
    "takes every field of the document apart, so that a new one does not compile until it is shown";

/// Type names that are declared more than once, and why.
const REPEATED_TYPES: [(&str, &str); 0] = [];

/// A source file: its module path below the crate (`http::read`), its text without the tests, and its tests.
struct Source {
    file: String,
    module: String,
    text: String,
    tests: String,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path(), &mut files);
    files.sort();
    files.into_iter().map(|file| Source::new(&file, &fs::read_to_string(&file).unwrap())).collect()
}

fn collect(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.to_str().unwrap().to_owned());
        }
    }
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let file = path.rsplit_once("/src/").map_or(path, |(_, below)| below);
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        let (text, tests) = text.split_once("#[cfg(test)]").unwrap_or((text, ""));
        let (text, tests) = (text.to_owned(), tests.to_owned());
        Self { file: format!("src/{file}"), module, text, tests }
    }

    fn layer(&self) -> &str {
        self.module.split("::").next().unwrap_or_default()
    }

    /// Every path that a `use` of this file or its code names, below the crate: `store::read::reader::Reader`.
    fn paths(&self) -> BTreeSet<String> {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.map(str::trim).collect::<Vec<_>>().join("\n");
        let is_use = |line: &str| {
            let line = line.split('\n').next().unwrap_or_default();
            line.starts_with("use ") || line.starts_with("pub") && line.contains(" use ")
        };
        let starts = code.match_indices('\n').map(|(at, _)| at + 1).chain([0]);
        let uses = starts.map(|at| &code[at..]).filter(|rest| is_use(rest));
        let trees = uses
            .filter_map(|rest| rest.split_once("use ")?.1.split_once(';'))
            .map(|(tree, _)| tree);
        let mut paths: BTreeSet<String> = trees.flat_map(|tree| leaves(tree.trim())).collect();
        let is_of_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
        for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
            let path: String = code[at..].chars().take_while(|c| is_of_path(*c)).collect();
            // That of `use super::{…}` is only the beginning of those that were read above.
            if !code[..at].ends_with(is_of_path) && !path.ends_with("::") {
                paths.insert(path);
            }
        }
        paths.iter().filter_map(|path| self.absolute(path)).collect()
    }

    /// The names that this module hands on from one inside it (`pub use pool::Db`), each with its origin.
    fn handed_on(&self) -> Vec<(String, String)> {
        let trees = self.text.split('\n').filter_map(|line| {
            line.starts_with("pub").then(|| line.split_once(" use ")?.1.strip_suffix(';')).flatten()
        });
        let inside =
            trees.flat_map(leaves).map(|leaf| leaf.trim_start_matches("self::").to_owned());
        inside
            .filter(|leaf| !leaf.starts_with("crate::") && !leaf.starts_with("super::"))
            .map(|leaf| {
                let name = leaf.rsplit("::").next().unwrap_or_default();
                (format!("{}::{name}", self.module), format!("{}::{leaf}", self.module))
            })
            .collect()
    }

    fn absolute(&self, path: &str) -> Option<String> {
        if let Some(path) = path.strip_prefix("crate::") {
            return Some(path.to_owned());
        }
        if let Some(path) = path.strip_prefix("self::") {
            return Some(format!("{}::{path}", self.module));
        }
        let (mut base, mut rest) = (self.module.clone(), path.strip_prefix("super::")?);
        loop {
            base = base.rsplit_once("::").map(|(parent, _)| parent.to_owned()).unwrap_or_default();
            match rest.strip_prefix("super::") {
                Some(further) => rest = further,
                None => {
                    return Some(if base.is_empty() {
                        rest.to_owned()
                    } else {
                        format!("{base}::{rest}")
                    });
                }
            }
        }
    }
}

/// The paths of a tree of imports: `a::{b, c::{d}}` has `a::b` and `a::c::d`.
fn leaves(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut parts, mut part, mut depth) = (Vec::new(), String::new(), 0_usize);
    for character in inner.chars() {
        match character {
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            _ => {
                depth = (depth + usize::from(character == '{')) - usize::from(character == '}');
                part.push(character);
            }
        }
    }
    parts.push(part);
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(leaves).map(|leaf| format!("{}{leaf}", prefix.trim())).collect()
}

/// The module of each file that another one uses.
fn edges(sources: &[Source]) -> BTreeMap<&str, BTreeSet<&str>> {
    let modules: BTreeSet<&str> = sources.iter().map(|source| source.module.as_str()).collect();
    let module_of = |path: &str| {
        let ends = path.match_indices("::").map(|(at, _)| at).chain([path.len()]);
        ends.filter_map(|end| modules.get(&path[..end]).copied()).last()
    };
    let handed_on: BTreeMap<String, String> = sources.iter().flat_map(Source::handed_on).collect();
    let origin = |path: &str| handed_on.get(path).cloned().unwrap_or_else(|| path.to_owned());
    let used = |source: &Source| {
        let paths = source.paths();
        paths.iter().filter_map(|path| module_of(&origin(path))).collect::<BTreeSet<_>>()
    };
    let mut edges = BTreeMap::new();
    for source in sources {
        let mut used = used(source);
        used.remove(source.module.as_str());
        edges.insert(source.module.as_str(), used);
    }
    edges
}

/// Imports of a layer above.
fn upward(sources: &[Source]) -> Vec<String> {
    let rank =
        |module: &str| LAYERS.iter().position(|layer| Some(*layer) == module.split("::").next());
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| source.module != "lib") {
        let Some(own) = rank(&source.module) else {
            faults.push(format!(
                "{} is in no layer: add “{}” to LAYERS",
                source.file,
                source.layer()
            ));
            continue;
        };
        for path in source.paths() {
            if rank(&path).is_some_and(|other| other < own) {
                faults.push(format!("{} uses {path}, which is above it", source.file));
            }
        }
    }
    faults
}

/// Nodes that can reach themselves.
fn circles(edges: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let reaches = |start: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(node) = open.pop() {
            for next in edges.get(node).into_iter().flatten() {
                if next == start {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    };
    edges.keys().filter(|node| reaches(node)).map(|node| format!("{node} is in a circle")).collect()
}

fn owned(edges: &BTreeMap<&str, BTreeSet<&str>>) -> BTreeMap<String, BTreeSet<String>> {
    let text = |text: &&str| (*text).to_owned();
    edges.iter().map(|(from, to)| (text(from), to.iter().map(text).collect())).collect()
}

/// The folder of each file, and the folders that its files use. A folder and those inside of it are one room.
fn folder_edges(sources: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let folders: BTreeMap<&str, &str> = sources
        .iter()
        .map(|source| {
            (source.module.as_str(), source.file.rsplit_once('/').map_or("", |(folder, _)| folder))
        })
        .collect();
    let mut between: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, used) in edges(sources) {
        for to in used {
            let (from, to) = (folders[from], folders[to]);
            let is_inside =
                |one: &str, other: &str| format!("{one}/").starts_with(&format!("{other}/"));
            if !is_inside(from, to) && !is_inside(to, from) {
                between.entry(from.to_owned()).or_default().insert(to.to_owned());
            }
        }
    }
    between
}

/// Files that name so many types of records that they are a list of them.
fn lists_of_types(sources: &[Source]) -> Vec<String> {
    let known = |file: &str| LISTS_OF_TYPES.iter().any(|(listed, _)| *listed == file);
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !known(&source.file)) {
        let named: BTreeSet<&str> = source
            .text
            .split("RecordType::")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
            .filter(|name| name.ends_with('s') || *name == "Municipality")
            .collect();
        if named.len() > NAMED_TYPES {
            faults.push(format!(
                "{} lists the types of records {named:?}: ask the registry",
                source.file
            ));
        }
    }
    faults
}

/// Statuses of errors that are picked elsewhere than where they belong: all that are not successes.
fn statuses(sources: &[Source]) -> Vec<String> {
    const SUCCESSES: [&str; 8] = [
        "OK",
        "CREATED",
        "NO_CONTENT",
        "NOT_MODIFIED",
        "MOVED_PERMANENTLY",
        "SEE_OTHER",
        "TEMPORARY_REDIRECT",
        "PERMANENT_REDIRECT",
    ];
    let builders: Vec<String> =
        SUCCESSES.iter().map(|name| name.split('_').map(capitalised).collect()).collect();
    let named = |text: &str, after: &str| -> Vec<String> {
        let ends = |c: char| !c.is_alphanumeric() && c != '_';
        let names = text.split(after).skip(1).filter_map(|rest| rest.split(ends).next());
        names.map(str::to_owned).collect()
    };
    let picks = |text: &str| {
        let statuses = named(text, "StatusCode::").into_iter();
        let statuses = statuses
            .filter(|name| name.chars().all(|c| c.is_uppercase() || c == '_'))
            .filter(|name| !name.is_empty() && !SUCCESSES.contains(&name.as_str()));
        let built = named(text, "HttpResponse::")
            .into_iter()
            .filter(|name| name.starts_with(char::is_uppercase) && !builders.contains(name));
        let others = named(text, "error::Error").into_iter().filter(|name| !name.is_empty());
        statuses.chain(built).chain(others).collect::<Vec<_>>()
    };
    let others = sources.iter().filter(|source| source.file != STATUSES);
    others
        .flat_map(|source| picks(&source.text).into_iter().map(move |name| (source, name)))
        .map(|(source, name)| {
            format!("{} picks the status {name}: only {STATUSES} does", source.file)
        })
        .collect()
}

fn capitalised(word: &str) -> String {
    let word = word.to_lowercase();
    format!("{}{}", word[..1].to_uppercase(), &word[1..])
}

/// Code for tests that hides the code after it from the other rules.
fn hidden(sources: &[Source]) -> Vec<String> {
    let hidden = sources.iter().filter(|source| {
        let tests = source.tests.trim_start();
        !tests.is_empty() && !tests.starts_with("mod tests {")
    });
    hidden
        .map(|source| format!("{}: #[cfg(test)] stands only before mod tests", source.file))
        .collect()
}

/// Names of types that are declared more than once.
fn repeated_types(sources: &[Source]) -> Vec<String> {
    let mut declared: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in sources {
        for line in source.text.lines() {
            let line = line
                .strip_prefix("pub(crate) ")
                .or_else(|| line.strip_prefix("pub(super) "))
                .unwrap_or(line);
            let line = line.strip_prefix("pub ").unwrap_or(line);
            let keyword = ["struct ", "enum ", "trait ", "type "]
                .iter()
                .find_map(|word| line.strip_prefix(word));
            if let Some(name) =
                keyword.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
            {
                declared.entry(name).or_default().push(&source.file);
            }
        }
    }
    let known = |name: &str| REPEATED_TYPES.iter().any(|(listed, _)| *listed == name);
    let repeated = declared.into_iter().filter(|(name, files)| files.len() > 1 && !known(name));
    repeated
        .map(|(name, files)| format!("the type {name} is declared in {}", files.join(", ")))
        .collect()
}

/// Files and functions that are too long.
fn too_long(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for Source { file, text, .. } in sources {
        if text.lines().count() > FILE_LINES {
            faults
                .push(format!("{file} has {} lines, more than {FILE_LINES}", text.lines().count()));
        }
        for (name, lines) in functions(text) {
            let known = LONG_FUNCTIONS
                .iter()
                .any(|(in_file, function, _)| in_file == file && *function == name);
            if lines > FUNCTION_LINES && !known {
                faults.push(format!(
                    "{name} in {file} has {lines} lines, more than {FUNCTION_LINES}"
                ));
            }
        }
    }
    faults
}

/// The functions of a file as rustfmt lays them out: each ends with a brace below its first letter.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut functions = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> =
            line.split_whitespace().take_while(|word| !word.starts_with("//")).collect();
        let Some(name) =
            words.iter().position(|word| *word == "fn").and_then(|at| words.get(at + 1))
        else {
            continue;
        };
        // A declaration without a body ends with its parameters.
        let is_end = |end: &str| end.starts_with('}') || end.starts_with(')') && end.ends_with(';');
        let end = lines[at..]
            .iter()
            .position(|end| indent(end) == indent(line) && is_end(end.trim_start()));
        let name = name.split(['(', '<']).next().unwrap_or_default().to_owned();
        if let Some(end) = end.filter(|_| !line.trim_end().ends_with(';')) {
            functions.push((name, end + 1));
        }
    }
    functions
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn layers_look_down_only() {
    none(&upward(&sources()));
}

#[test]
fn no_file_is_in_a_circle() {
    none(&circles(&owned(&edges(&sources()))));
}

#[test]
fn no_folder_is_in_a_circle() {
    none(&circles(&folder_edges(&sources())));
}

#[test]
fn the_registry_alone_lists_the_types_of_records() {
    none(&lists_of_types(&sources()));
}

#[test]
fn the_status_of_an_error_is_picked_in_one_place() {
    none(&statuses(&sources()));
}

#[test]
fn nothing_hides_behind_a_test() {
    none(&hidden(&sources()));
}

#[test]
fn a_type_name_is_declared_once() {
    none(&repeated_types(&sources()));
}

#[test]
fn files_and_functions_are_short() {
    none(&too_long(&sources()));
}

#[test]
fn every_exception_is_still_needed() {
    let sources = sources();
    let long: Vec<_> = sources
        .iter()
        .flat_map(|source| functions(&source.text).into_iter().map(|one| (&source.file, one)))
        .collect();
    for (file, function, reason) in LONG_FUNCTIONS {
        let found = long.iter().any(|(in_file, (name, lines))| {
            **in_file == file && name == function && *lines > FUNCTION_LINES
        });
        assert!(found && !reason.is_empty(), "{function} in {file} is not too long any more");
    }
}

#[test]
fn each_rule_refuses_a_source_that_breaks_it() {
    let source = |path: &str, text: &str| Source::new(&format!("/src/{path}"), text);
    let upper = source("store/a.rs", "use crate::{http::state::AppState, model::{b::C, d}};\n");
    assert_eq!(upward(&[upper]), ["src/store/a.rs uses http::state::AppState, which is above it"]);
    let inline = source("values/a.rs", "fn a() {\n    crate::store::open();\n}\n");
    assert_eq!(upward(&[inline]).len(), 1);
    let climbing = source("values/a.rs", "fn a() {\n    super::super::store::open();\n}\n");
    assert_eq!(upward(&[climbing]).len(), 1);
    let handed_on = source("values/a.rs", "pub(super) use super::super::store::open;\n");
    assert_eq!(upward(&[handed_on]).len(), 1);
    assert_eq!(upward(&[source("attic/a.rs", "")]).len(), 1, "a folder that is in no layer");
    let circle = [
        source("store/a.rs", "use super::b::B;\n"),
        source("store/b.rs", "use crate::store::{a::{A, C}};\n"),
    ];
    assert_eq!(circles(&owned(&edges(&circle))).len(), 2);
    let facade = [
        source("store/mod.rs", "pub use b::B;\npub use self::a::{A};\n"),
        source("store/a.rs", "use super::B;\n"),
        source("store/b.rs", "use super::A;\n"),
    ];
    assert_eq!(circles(&owned(&edges(&facade))).len(), 2);
    let folders = [
        source("store/one/a.rs", "use crate::store::two::c::C;\n"),
        source("store/one/b.rs", ""),
        source("store/two/c.rs", "use super::super::one::b::B;\n"),
    ];
    assert_eq!(circles(&folder_edges(&folders)).len(), 2);
    let types = ["Partners", "Events", "Agreements", "Projects", "Programmes"]
        .map(|name| format!("RecordType::{name}"));
    assert_eq!(lists_of_types(&[source("cli/a.rs", &types.join(", "))]).len(), 1);
    assert_eq!(lists_of_types(&[source("cli/a.rs", &types[..4].join(", "))]).len(), 0);
    assert_eq!(statuses(&[source("http/read.rs", "StatusCode::NOT_FOUND")]).len(), 1);
    assert_eq!(statuses(&[source("http/read.rs", "HttpResponse::NotFound()")]).len(), 1);
    assert_eq!(statuses(&[source("http/read.rs", "StatusCode::BAD_GATEWAY")]).len(), 1);
    assert_eq!(statuses(&[source("http/read.rs", "error::ErrorNotFound(\"\")")]).len(), 1);
    assert_eq!(statuses(&[source("http/read.rs", "StatusCode::OK HttpResponse::Ok()")]).len(), 0);
    assert_eq!(
        repeated_types(&[
            source("a.rs", "struct Row {\n"),
            source("b.rs", "pub(crate) enum Row {\n")
        ])
        .len(),
        1
    );
    assert_eq!(hidden(&[source("a.rs", "#[cfg(test)]\nuse a::B;\nfn a() {}\n")]).len(), 1);
    let long = format!("fn long() {{\n{}}}\n", "    a();\n".repeat(FUNCTION_LINES));
    assert_eq!(too_long(&[source("a.rs", &long)]).len(), 1);
    assert_eq!(too_long(&[source("a.rs", &"\n".repeat(FILE_LINES + 1))]).len(), 1);
}
