//! The statements that the service asks while it answers, and how long each took SQLite, in steps.

use std::sync::{Arc, Mutex, Once};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use twinning::db::work_limit::times_asked;

use crate::support::plans::Statement;

/// A statement that was asked.
pub struct Asked {
    pub statement: Statement,
    /// How often SQLite asked meanwhile whether it is to go on: once in four thousand steps of its machine.
    pub work: u64,
}

type Notes = Arc<Mutex<Vec<Asked>>>;

/// What is in the address of each database that is watched, and what is asked of it.
static WATCHED: Mutex<Vec<(String, Notes)>> = Mutex::new(Vec::new());

/// What is asked of one database by whoever connects with it from now on.
pub struct Recording(Notes);

impl Recording {
    /// Of the database with this text in its address.
    pub fn of(address: &str) -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            set_default_instrumentation(|| Some(Box::new(Recorder::default()))).unwrap();
        });
        let notes = Notes::default();
        WATCHED.lock().unwrap().push((address.to_owned(), Arc::clone(&notes)));
        Self(notes)
    }

    /// What was asked since the last time.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        WATCHED.lock().unwrap().retain(|(_, notes)| !Arc::ptr_eq(notes, &self.0));
    }
}

/// Sees what is done with one connection, and writes it down if its database is watched.
#[derive(Default)]
struct Recorder {
    notes: Option<Notes>,
    began: u64,
}

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                let watched = WATCHED.lock().unwrap();
                let found = watched.iter().find(|(address, _)| url.contains(address));
                self.notes = found.map(|(_, notes)| Arc::clone(notes));
            }
            InstrumentationEvent::StartQuery { .. } => self.began = times_asked(),
            InstrumentationEvent::FinishQuery { query, .. } => {
                if let Some(notes) = &self.notes {
                    let work = times_asked() - self.began;
                    let statement = Statement::of(&query.to_string());
                    notes.lock().unwrap().push(Asked { statement, work });
                }
            }
            _ => {}
        }
    }
}
