//! Where a name stands, in words.

use std::fmt;

use super::similar_names::SimilarForm;

/// How many places of a kind are told one by one.
const TOLD: usize = 100;

/// Places of one kind: the first of them, and how many there are.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Places {
    told: Vec<String>,
    count: usize,
}

impl Places {
    /// Notes one.
    pub fn note(&mut self, place: impl FnOnce() -> String) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push(place());
        }
    }

    fn show(&self, f: &mut fmt::Formatter<'_>, heading: &str) -> fmt::Result {
        if self.count == 0 {
            return Ok(());
        }
        writeln!(f, "  {heading}: {}", self.count)?;
        for place in &self.told {
            writeln!(f, "    {place}")?;
        }
        if self.count > self.told.len() {
            writeln!(f, "    … and {} more", self.count - self.told.len())?;
        }
        Ok(())
    }
}

/// Where a name stands.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Findings {
    /// Records as they are now, drafts and deleted ones too.
    pub records: Places,
    /// Earlier states of records.
    pub history: Places,
    /// Who made changes.
    pub actors: Places,
    /// Names of tokens.
    pub tokens: Places,
    /// Answers that are stored to be given again.
    pub answers: Places,
    /// Ids that look like the name. They cannot be changed.
    pub ids: Places,
    /// What is written nearly like the name.
    pub near: Vec<(String, SimilarForm)>,
    /// The revision of the erasure, where records were changed.
    pub revision: Option<i64>,
}

impl Findings {
    /// Whether there is nothing to erase.
    pub fn is_empty(&self) -> bool {
        let Self { records, history, actors, tokens, answers, ids: _, near: _, revision: _ } = self;
        [records, history, actors, tokens, answers].iter().all(|places| places.count == 0)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.records.show(f, "records")?;
        self.history.show(f, "earlier states of records")?;
        self.actors.show(f, "who made changes")?;
        self.tokens.show(f, "names of tokens")?;
        self.answers.show(f, "stored answers")?;
        if self.ids.count > 0 {
            writeln!(
                f,
                "Ids that look like it and cannot be changed (put the record under another id, delete this one):"
            )?;
            self.ids.show(f, "ids")?;
        }
        if !self.near.is_empty() {
            writeln!(
                f,
                "Also look at these; they are other spellings, and erased only when you give them as the name:"
            )?;
            for (form, SimilarForm { count, place }) in &self.near {
                writeln!(f, "    “{form}”, {count} times, first in {place}")?;
            }
        }
        Ok(())
    }
}
