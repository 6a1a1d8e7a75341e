//! Finds and replaces a name outside the records: in the journal, the names of tokens and stored responses.

use diesel::prelude::*;

use super::{
    erase::{Eraser, Erasure},
    json_strings::{ReplacedDocument, replace_anywhere},
};
use crate::{
    db::schema::{batch, idempotency, journal, token, upload},
    error::CommandError,
    journal::history::{AllEntries, JournalEntry},
};

impl Eraser<'_> {
    /// Searches the journal before the erasure itself is recorded.
    pub(super) fn entries(&mut self) -> Result<(), CommandError> {
        let mut entries = AllEntries::begin();
        while let Some(chunk) = entries.next(self.connection)? {
            for entry in chunk {
                self.entry(&entry)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, entry: &JournalEntry) -> Result<(), CommandError> {
        let place = format!("{} at revision {}", entry.path, entry.revision);
        let before = self.replaced(entry.before.as_deref(), &place, false)?;
        let after = self.replaced(entry.after.as_deref(), &place, true)?;
        if before.is_none() && after.is_none() {
            return Ok(());
        }
        self.touched.insert(entry.path.clone());
        self.findings.history.note(|| place);
        if self.journal.is_some() {
            let without = |replaced: Option<ReplacedDocument>, was: &Option<String>| {
                replaced.map(|replaced| replaced.json).or_else(|| was.clone())
            };
            let row = journal::table.find((entry.revision, &entry.path));
            diesel::update(row)
                .set((
                    journal::before.eq(without(before, &entry.before)),
                    journal::after.eq(without(after, &entry.after)),
                ))
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// Searches the actors. If an actor changes, so does the history of the records.
    pub(super) fn actors(&mut self) -> QueryResult<()> {
        let actors: Vec<String> =
            journal::table.select(journal::actor).distinct().load(self.connection)?;
        for actor in actors {
            let Some(without) = self.without(&actor) else { continue };
            let rows = journal::table.filter(journal::actor.eq(&actor));
            let entries: i64 = rows.count().get_result(self.connection)?;
            self.findings.actors.note(|| format!("“{actor}”, of {entries} changes"));
            if self.journal.is_some() {
                let paths: Vec<String> =
                    rows.select(journal::path).distinct().load(self.connection)?;
                self.touched.extend(paths);
                diesel::update(rows).set(journal::actor.eq(without)).execute(self.connection)?;
            }
        }
        Ok(())
    }

    /// Searches the names of imported files.
    pub(super) fn file_names(&mut self) -> QueryResult<()> {
        let names: Vec<(i64, Option<String>)> =
            batch::table.select((batch::id, batch::file_name)).load(self.connection)?;
        for (id, name) in names {
            let Some(without) = name.as_deref().and_then(|name| self.without(name)) else {
                continue;
            };
            self.findings.files.note(|| format!("of batch {id}"));
            if self.journal.is_some() {
                diesel::update(batch::table.find(id))
                    .set(batch::file_name.eq(without))
                    .execute(self.connection)?;
            }
        }
        Ok(())
    }

    /// Searches the names of tokens.
    pub(super) fn tokens(&mut self) -> QueryResult<()> {
        let tokens: Vec<(String, String)> =
            token::table.select((token::id, token::name)).load(self.connection)?;
        for (id, name) in tokens {
            let Some(without) = self.without(&name) else { continue };
            self.findings.tokens.note(|| format!("{id} “{name}”"));
            if self.journal.is_some() {
                diesel::update(token::table.find(id))
                    .set(token::name.eq(without))
                    .execute(self.connection)?;
            }
        }
        Ok(())
    }

    /// Removes the files that the desk keeps for an hour, whatever they have.
    pub(super) fn uploads(&mut self) -> QueryResult<()> {
        if self.journal.is_some() {
            diesel::delete(upload::table).execute(self.connection)?;
        }
        Ok(())
    }

    /// Searches the stored responses.
    pub(super) fn answers(&mut self) -> QueryResult<()> {
        let keys: Vec<(String, String)> = idempotency::table
            .select((idempotency::token, idempotency::key))
            .load(self.connection)?;
        for key in keys {
            let row = idempotency::table.find(key.clone());
            let (answer, at): (String, String) = row
                .select((idempotency::answer, idempotency::answered_at))
                .first(self.connection)?;
            let Erasure { phrase, replacement, .. } = self.erasure;
            let Some(without) = replace_anywhere(&answer, phrase, replacement) else { continue };
            self.findings.answers.note(|| format!("to a request of the token {} at {at}", key.0));
            if self.journal.is_some() {
                let row = idempotency::table.find(key);
                diesel::update(row)
                    .set(idempotency::answer.eq(without))
                    .execute(self.connection)?;
            }
        }
        Ok(())
    }

    /// Replaces the name in a plain text; `None` if it does not occur.
    fn without(&self, text: &str) -> Option<String> {
        self.erasure.phrase.replace(text, self.erasure.replacement)
    }
}
