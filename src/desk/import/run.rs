//! What a file does to the data: tried, done, and undone.

use std::time::Duration;

use crate::{
    db::DbConnection,
    desk::{
        trial::{Trial, seen},
        visitor::Visitor,
    },
    error::ApiError,
    http::write::bounded,
    import::{
        format::{ImportFormat, ImportOptions},
        report::ImportReport,
        run,
        uploads::Upload,
    },
    journal::position::Position,
    store::write::undo::undo_by,
    text::messages::MessageLanguage,
    values::{date::CalendarDate, traits::TextValue as _},
};

/// The maximum number of faults that are looked for.
const MOST_FAULTS: usize = 1_000;

/// What stands for a report: another report has another one.
pub(super) fn digest(report: &ImportReport) -> String {
    let ImportReport { created, replaced, unchanged, refused, digest, .. } = report;
    format!("{created}-{replaced}-{unchanged}-{refused}-{digest}")
}

/// The report that was seen before a file is imported.
pub(super) struct Approval {
    digest: String,
    position: Option<Position>,
}

impl Approval {
    /// Reads what the form says.
    pub(super) fn of(digest: &str, position: &str) -> Self {
        Self { digest: digest.to_owned(), position: Position::read(position) }
    }
}

/// A file that is read, and for whom.
struct FileRun {
    file: Upload,
    today: CalendarDate,
    language: MessageLanguage,
    /// How long it may take.
    most: Duration,
}

impl FileRun {
    fn of(visitor: &Visitor, file: &Upload) -> Self {
        let language = visitor.words.message_language();
        let most = visitor.service.longest_change;
        Self { file: file.clone(), today: visitor.service.today(), language, most }
    }

    fn within(
        &self,
        connection: &mut DbConnection,
        (actor, dry_run): (&str, bool),
        if_unchanged_since: Option<Position>,
    ) -> Result<ImportReport, ApiError> {
        let Self { file, today, language, .. } = self;
        let name = file.file_name.as_str();
        let options = ImportOptions {
            dry_run,
            report_all_rows: true,
            most_faults: Some(MOST_FAULTS),
            file_name: Some(name).filter(|name| !name.is_empty()),
            if_unchanged_since,
            today: *today,
            language: *language,
            ..ImportOptions::of(ImportFormat::Sheet(file.kind), actor)
        };
        bounded(self.most, || Ok(run::within(connection, &**file.content, &options)?))
    }
}

/// Finds out what a file would do, and changes nothing.
pub(super) async fn tried(visitor: &Visitor, file: &Upload) -> Result<ImportReport, ApiError> {
    let _permit = visitor.service.import_permit_in_turn().await?;
    let run = FileRun::of(visitor, file);
    let ended = visitor.change_many(move |connection, identity| {
        Err(Trial::Made(Box::new(run.within(connection, (&identity.name, true), None)?)))
    });
    seen(ended.await).map(|report| *report)
}

/// Imports a file if it does what was seen. Returns the number of the batch; `None` if it would do something else.
pub(super) async fn imported(
    visitor: &Visitor,
    file: &Upload,
    approval: Approval,
) -> Result<Option<i64>, ApiError> {
    let _permit = visitor.service.import_permit_in_turn().await?;
    let run = FileRun::of(visitor, file);
    let other = || Trial::Made(());
    let ended = visitor.change_many(move |connection, identity| {
        let Approval { digest: approved, position } = approval;
        let position = position.ok_or_else(other)?;
        let report = match run.within(connection, (&identity.name, false), Some(position)) {
            // The position is one of another data set: this one was restored meanwhile.
            Err(ApiError::Conflict { .. }) => return Err(other()),
            report => report?,
        };
        let batch = report.batch.filter(|_| report.applied && digest(&report) == approved);
        batch.ok_or_else(other)
    });
    match ended.await {
        Ok(batch) => Ok(Some(batch)),
        Err(Trial::Made(())) => Ok(None),
        Err(Trial::Refused(error)) => Err(error),
    }
}

/// Undoes a batch.
pub(super) async fn undone(visitor: &Visitor, batch: i64) -> Result<(), ApiError> {
    let most = visitor.service.longest_change;
    visitor
        .change_many(move |connection, identity| {
            bounded(most, || undo_by(connection, batch, &identity.name)).map(drop)
        })
        .await
}
