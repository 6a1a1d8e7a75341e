//! Whether the data can be served.

use crate::{db::Db, error::ApiError, journal::revision};

/// Succeeds if the database answers, however busy the readers are, and its files are those that were opened.
pub(crate) async fn check(db: &Db) -> Result<(), ApiError> {
    let files = db.clone();
    db.look_up(move |connection| {
        files.check_file()?;
        Ok(revision::current(connection).map(drop)?)
    })
    .await
}
