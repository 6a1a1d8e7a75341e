//! `check`: checks every record and everything derived from it.

use clap::Args;

use super::{arguments::DatabaseArguments, output, pages::PagesArguments};
use crate::{
    check::{CheckReport, inside},
    db::{connect::OpenMode, transaction},
    error::CommandError,
    store::open::open_migrated,
};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseArguments,
    /// The pages for people, whose accessibility statement is checked too.
    #[command(flatten)]
    pub pages: PagesArguments,
}

/// Runs the command.
pub(super) fn run(settings: &CheckArguments) -> Result<(), CommandError> {
    let mut connection = open_migrated(&settings.database.url()?, OpenMode::Existing)?;
    let report = transaction::snapshot(&mut connection, inside)?;
    let CheckReport { records, faults, count, warnings } = report;
    for warning in warnings.iter().chain(&settings.pages.warning()) {
        output::print(&format!("warning: {warning}\n"))?;
    }
    for fault in &faults {
        output::print(&format!("{fault}\n"))?;
    }
    if count > 0 {
        return Err(CommandError(format!("{count} faults in {records} records")));
    }
    output::print(&format!(
        "{records} records follow every rule, and all derived data matches them.\n"
    ))
}
