//! Somebody who keeps a copy of the data set by the feed of changes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use twinning::{
    model::{record_type::RecordType, visibility::Visibility},
    values::traits::ClosedList as _,
};

use super::{TestApp, app::path_of, client::Answer, keeper::Keeper};

/// Who asks.
pub enum Eyes<'a> {
    /// Without a token.
    Public(&'a TestApp),
    /// With one.
    Drafts(Keeper<'a>),
}

impl Eyes<'_> {
    /// GET below `/api/v1`.
    pub fn get(&self, path: &str) -> Answer {
        match self {
            Self::Public(app) => app.get(path),
            Self::Drafts(keeper) => keeper.get(path),
        }
    }

    /// What they see.
    pub fn visibility(&self) -> Visibility {
        match self {
            Self::Public(_) => Visibility::Public,
            Self::Drafts(_) => Visibility::Drafts,
        }
    }
}

/// A change, with the record as the very bytes that came.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    pub revision: i64,
    pub r#type: String,
    pub id: String,
    #[serde(rename = "change")]
    pub what: String,
    pub record: Option<Box<RawValue>>,
}

#[derive(Deserialize, Debug)]
struct Page {
    data: Vec<Change>,
    position: String,
    links: serde_json::Value,
}

/// A copy, and how far it has come.
pub struct Harvester<'a> {
    pub eyes: Eyes<'a>,
    pub position: String,
    /// The types to copy, as the parameter has them; all when empty.
    pub types: &'static str,
    copy: BTreeMap<(i16, String), String>,
}

impl<'a> Harvester<'a> {
    pub fn new(eyes: Eyes<'a>, types: &'static str) -> Self {
        Self { eyes, types, position: "0".to_owned(), copy: BTreeMap::new() }
    }

    /// Reads one page; the first `kept` of its changes reach the copy, and the position only if all did. Says whether
    /// the feed goes on.
    pub fn step(&mut self, limit: usize, kept: usize) -> bool {
        let types =
            if self.types.is_empty() { String::new() } else { format!("&type={}", self.types) };
        let answer =
            self.eyes.get(&format!("/changes?after={}&limit={limit}{types}", self.position));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page: Page = serde_json::from_slice(&answer.bytes).unwrap();
        let next = path_of(&page.links["next"]);
        if let Some(next) = &next {
            assert!(
                next.ends_with(&format!("after={}", page.position)),
                "{next} {}",
                page.position
            );
            assert!(!page.data.is_empty());
        }
        assert!(page.data.len() <= limit);
        assert!(page.data.is_sorted_by_key(|change| change.revision));
        let count = page.data.len();
        page.data.into_iter().take(kept).for_each(|change| self.apply(change));
        if kept >= count {
            self.position = page.position;
        }
        next.is_some()
    }

    fn apply(&mut self, change: Change) {
        let key = (RecordType::read(&change.r#type).unwrap().rank(), change.id);
        match (&*change.what, change.record) {
            ("saved", Some(record)) => self.copy.insert(key, format!("{}\n", record.get())),
            ("removed", None) => self.copy.remove(&key),
            (other, _) => panic!("{other}"),
        };
    }

    /// Walks to the end; the copy as an export has it.
    pub fn walk(&mut self, limit: usize) -> String {
        while self.step(limit, usize::MAX) {}
        self.lines()
    }

    /// The copy as an export has it.
    pub fn lines(&self) -> String {
        self.copy.values().map(String::as_str).collect()
    }
}

/// The lines of an export that are records of these types.
pub fn of_types(lines: &str, types: &str) -> String {
    let kept = |line: &&str| {
        types.split(',').any(|kind| line.starts_with(&format!("{{\"type\":\"{kind}\"")))
    };
    lines.split_inclusive('\n').filter(|line| types.is_empty() || kept(line)).collect()
}
