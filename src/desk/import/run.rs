//! What a file does to the data: tried, done, and undone.

use diesel::result::Error as QueryError;

use crate::{
    db::{DbConnection, error::DbError},
    desk::visitor::Visitor,
    error::ApiError,
    import::{
        format::{ImportFormat, ImportOptions},
        report::ImportReport,
        run,
        uploads::Upload,
    },
    journal::position::Position,
    store::write::{undo::undo, writer::Writer},
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

/// Why a file was not imported.
pub(super) enum ImportEnd {
    /// It would do something else than what was seen.
    Other,
    /// It was refused.
    Refused(ApiError),
}

impl From<ApiError> for ImportEnd {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbError> for ImportEnd {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<QueryError> for ImportEnd {
    fn from(error: QueryError) -> Self {
        Self::Refused(error.into())
    }
}

/// Why nothing of a trial stays.
enum TrialEnd {
    /// It was one.
    Tried(Box<ImportReport>),
    /// It could not be made.
    Refused(ApiError),
}

impl From<ApiError> for TrialEnd {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbError> for TrialEnd {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<QueryError> for TrialEnd {
    fn from(error: QueryError) -> Self {
        Self::Refused(error.into())
    }
}

/// A file that is read, and for whom.
struct FileRun {
    file: Upload,
    today: CalendarDate,
    language: MessageLanguage,
}

impl FileRun {
    fn of(visitor: &Visitor, file: &Upload) -> Self {
        let language = visitor.words.message_language();
        Self { file: file.clone(), today: visitor.service.today(), language }
    }

    fn within(
        &self,
        connection: &mut DbConnection,
        (actor, dry_run): (&str, bool),
        if_unchanged_since: Option<Position>,
    ) -> Result<ImportReport, ApiError> {
        let Self { file, today, language } = self;
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
        Ok(run::within(connection, &*file.content, &options)?)
    }
}

/// Finds out what a file would do, and changes nothing.
pub(super) async fn tried(visitor: &Visitor, file: &Upload) -> Result<ImportReport, ApiError> {
    let _permit = visitor.service.import_permit_in_turn().await?;
    let run = FileRun::of(visitor, file);
    let ended = visitor
        .change_many(move |connection, identity| {
            let report = run.within(connection, (&identity.name, true), None)?;
            Err::<(), _>(TrialEnd::Tried(Box::new(report)))
        })
        .await;
    match ended {
        Err(TrialEnd::Tried(report)) => Ok(*report),
        Err(TrialEnd::Refused(error)) => Err(error),
        Ok(()) => Err(ApiError::Internal("a trial was not ended".into())),
    }
}

/// Imports a file if it does what was seen. Returns the number of the batch.
pub(super) async fn imported(
    visitor: &Visitor,
    file: &Upload,
    seen: Approval,
) -> Result<i64, ImportEnd> {
    let _permit = visitor.service.import_permit_in_turn().await?;
    let run = FileRun::of(visitor, file);
    visitor
        .change_many(move |connection, identity| {
            let Some(position) = seen.position else { return Err(ImportEnd::Other) };
            let report = match run.within(connection, (&identity.name, false), Some(position)) {
                // The position is one of another data set: this one was restored meanwhile.
                Err(ApiError::Conflict { .. }) => return Err(ImportEnd::Other),
                report => report?,
            };
            let batch = report.batch.filter(|_| report.applied && digest(&report) == seen.digest);
            batch.ok_or(ImportEnd::Other)
        })
        .await
}

/// Undoes a batch.
pub(super) async fn undone(visitor: &Visitor, batch: i64) -> Result<(), ApiError> {
    visitor
        .change_many(move |connection, identity| {
            let mut writer = Writer::begin(connection, &identity.name)?;
            undo(&mut writer, batch)?;
            writer.finish()?;
            Ok(())
        })
        .await
}
