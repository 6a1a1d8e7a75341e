//! Arguments that several commands share.

use clap::Args;

use crate::{
    db::DatabaseUrl, model::record_type::RecordType, text::suggest::not_among,
    values::traits::ClosedList as _,
};

/// The database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArguments {
    /// The database: `sqlite://path/to/file.db` or `postgres://user:password@host/database`.
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://twinning.db",
        hide_env_values = true
    )]
    pub database_url: DatabaseUrl,
}

/// Reads the name of a collection.
pub(super) fn collection(name: &str) -> Result<RecordType, String> {
    let names: Vec<&str> = RecordType::ALL.iter().map(|kind| kind.as_str()).collect();
    RecordType::read(name).ok_or_else(|| not_among(&format!("“{name}”"), Some(name), &names))
}
