//! `undo`: undoes an import as a whole.

use clap::Args;

use super::{
    arguments::{DatabaseArguments, text},
    locale, output, startup,
};
use crate::{
    db::{connect::OpenMode, transaction},
    error::{ApiError, CommandError},
    store::{
        open::open_migrated,
        write::undo::{Undone, undo_by},
    },
    text::messages::{Message, MessageLanguage, message},
};

const UNDO_EXAMPLES: &str = "Examples:
  twinning undo 101 --dry-run     report what would be done
  twinning undo 101               undo the import whose first change is revision 101";

/// The arguments of `undo`.
#[derive(Debug, Args)]
#[command(after_help = UNDO_EXAMPLES)]
pub struct UndoArguments {
    /// The number of the batch, as the import reported it.
    #[arg(value_parser = batch)]
    pub batch: i64,
    /// Report the changes without applying them.
    #[arg(long)]
    pub dry_run: bool,
    /// The actor for the journal.
    #[arg(long, env = "TWINNING_ACTOR", default_value = "undo", value_parser = text)]
    pub actor: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// The end of an undo of which nothing stays.
enum UndoEnd {
    DryRun(Undone),
    Refused(ApiError),
}

impl<E: Into<ApiError>> From<E> for UndoEnd {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Runs the command.
pub(super) fn run(settings: &UndoArguments) -> Result<(), CommandError> {
    let language = locale::of_messages();
    let mut connection = open_migrated(&settings.database.url()?, OpenMode::Existing)?;
    startup::reindex_if_stale(&mut connection)?;
    let done = transaction::write(&mut connection, |connection| {
        let done = undo_by(connection, settings.batch, &settings.actor)?;
        if settings.dry_run { Err(UndoEnd::DryRun(done)) } else { Ok(done) }
    });
    match done {
        Ok(done) => {
            let end = message!("This is batch {batch}.", batch = done.batch);
            output::print(&told(done, &end, language))
        }
        Err(UndoEnd::DryRun(done)) => {
            let end = message!("Nothing was changed: this was a dry run.");
            output::print(&told(done, &end, language))
        }
        Err(UndoEnd::Refused(error)) => refused(settings.batch, error, language),
    }
}

fn told(done: Undone, end: &Message, language: MessageLanguage) -> String {
    let Undone { batch: _, created, replaced, deleted } = done;
    let told = message!(
        "{created} created again, {replaced} replaced, {deleted} deleted. {end}",
        created,
        replaced,
        deleted,
        end
    );
    format!("{}\n", told.in_language(language))
}

/// Prints every reason, and returns the error.
fn refused(batch: i64, error: ApiError, language: MessageLanguage) -> Result<(), CommandError> {
    let message = match error {
        ApiError::Conflict { faults, .. } if !faults.is_empty() => {
            let lines =
                faults.iter().map(|fault| format!("{}\n", fault.detail.in_language(language)));
            output::print(&lines.collect::<String>())?;
            message!("batch {batch} cannot be undone as a whole; nothing was changed", batch)
        }
        ApiError::NotFound(detail) | ApiError::Conflict { detail, .. } => detail,
        other => message!("{error}; nothing was changed", error = other.to_string()),
    };
    Err(CommandError(message.in_language(language)))
}

fn batch(text: &str) -> Result<i64, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("“{text}” is not the number of a batch, such as 101"))
}
