//! What an import did, or would do.

use std::fmt;

use crate::{error::Fault, records::writer::Outcome};

/// How many refused lines are told one by one.
const TOLD: usize = 50;

/// A line that was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The number of the line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// The report.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Report {
    /// How many records are new.
    pub created: u64,
    /// How many have another state.
    pub replaced: u64,
    /// How many were the same.
    pub unchanged: u64,
    /// How many lines were refused.
    pub refused: u64,
    /// The first of them.
    pub refusals: Vec<Refusal>,
    /// Whether nothing was to be written.
    pub dry_run: bool,
}

impl Report {
    /// Counts what became of a record.
    pub fn count(&mut self, line: u64, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Replaced => self.replaced += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Gone => {
                let detail = "belonged to a record that was deleted; ids are not used again".to_owned();
                self.refuse(line, vec![Fault::at("/id", "gone", detail)]);
            }
            Outcome::SecondMunicipality => {
                let detail = "there is another municipality already; an instance publishes one".to_owned();
                self.refuse(line, vec![Fault::at("/id", "conflict", detail)]);
            }
        }
    }

    /// Notes a refused line.
    pub fn refuse(&mut self, line: u64, faults: Vec<Fault>) {
        self.refused += 1;
        if self.refusals.len() < TOLD {
            self.refusals.push(Refusal { line, faults });
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Refusal { line, faults } in &self.refusals {
            for fault in faults {
                writeln!(f, "line {line}: {fault}")?;
            }
        }
        let told = u64::try_from(self.refusals.len()).unwrap_or(u64::MAX);
        if self.refused > told {
            writeln!(f, "… and {} more lines with faults", self.refused - told)?;
        }
        let Self { created, replaced, unchanged, refused, .. } = self;
        let done = match (self.refused > 0, self.dry_run) {
            (true, _) => "Nothing was changed: correct the lines and import again.",
            (false, true) => "Nothing was changed: this was a dry run.",
            (false, false) => "Done.",
        };
        writeln!(
            f,
            "{created} created, {replaced} replaced, {unchanged} unchanged, {refused} refused. {done}"
        )
    }
}
