//! The locations in which a name was found, as text.

use std::fmt;

use super::similar_names::SimilarForm;

/// The maximum number of locations of one kind that are listed.
const MAX_LISTED: usize = 100;

/// The locations of one kind: their number, and the first of them.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Locations {
    listed: Vec<String>,
    count: usize,
}

impl Locations {
    /// Adds a location.
    pub(crate) fn note(&mut self, place: impl FnOnce() -> String) {
        self.count += 1;
        if self.listed.len() < MAX_LISTED {
            self.listed.push(place());
        }
    }

    fn show(&self, f: &mut fmt::Formatter<'_>, heading: &str) -> fmt::Result {
        if self.count == 0 {
            return Ok(());
        }
        writeln!(f, "  {heading}: {}", self.count)?;
        for place in &self.listed {
            writeln!(f, "    {place}")?;
        }
        if self.count > self.listed.len() {
            writeln!(f, "    … and {} more", self.count - self.listed.len())?;
        }
        Ok(())
    }
}

/// The locations in which a name was found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Findings {
    /// Current documents, including those of drafts and deleted records.
    pub records: Locations,
    /// Earlier documents.
    pub history: Locations,
    /// Actors of changes.
    pub actors: Locations,
    /// Names of imported files.
    pub files: Locations,
    /// Names of tokens.
    pub tokens: Locations,
    /// Stored responses.
    pub answers: Locations,
    /// Ids similar to the name, which cannot be changed.
    pub ids: Locations,
    /// Similar names, which are not replaced.
    pub near: Vec<(String, SimilarForm)>,
    /// The revision of the erasure, if records were changed.
    pub revision: Option<i64>,
}

impl Findings {
    /// Checks whether there is nothing to erase.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { records, history, actors, files, tokens, answers, ids: _, near: _, revision: _ } =
            self;
        [records, history, actors, files, tokens, answers].iter().all(|places| places.count == 0)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.records.show(f, "records")?;
        self.history.show(f, "earlier states of records")?;
        self.actors.show(f, "who made changes")?;
        self.files.show(f, "names of imported files")?;
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
