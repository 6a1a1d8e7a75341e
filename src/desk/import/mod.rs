//! The import of a spreadsheet: it is checked, what it would do is shown, and exactly that is done.

mod page;
mod report;
mod run;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Path};
use url::form_urlencoded;

use self::{
    page::{ImportNews, ImportPage, TYPE},
    report::{POSITION, ReportPage, SEEN},
    run::Approval,
};
use super::{
    frame::IMPORT,
    shell,
    visitor::{PostedFile, PostedForm, Visitor, value},
};
use crate::{
    db::DbConnection,
    error::{ApiError, Fault},
    import::{
        format::{FormatFault, ImportFormat, TextFormat},
        report::ImportReport,
        uploads::{self, Upload},
    },
    journal::{
        batches::{self, Batch},
        position::Position,
    },
    model::record_type::RecordType,
    resources::batches::parameters::BatchPath,
    store::read::reader::Reader,
    text::messages::message,
    values::{
        instant::Instant,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The most batches that are listed, or looked through for one that was just imported.
const BATCHES: i64 = 20;

/// Returns the page on which a file is chosen.
pub(super) async fn form(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    let number = |name: &str| value(&query, name).parse().ok();
    let news = match (number("imported"), number("undone")) {
        (Some(batch), _) => Some(ImportNews::Imported(batch)),
        (_, Some(batch)) => Some(ImportNews::Undone(batch)),
        _ => None,
    };
    let kind = RecordType::read(value(&query, TYPE));
    Ok(shell::respond(choice(&visitor, kind, news, &[]).await?))
}

/// The page on which a file is chosen, with the batches that can be undone.
async fn choice(
    visitor: &Visitor,
    kind: Option<RecordType>,
    news: Option<ImportNews>,
    faults: &[String],
) -> Result<String, ApiError> {
    let batches = visitor
        .read("batches", |reader| Ok(batches::before(reader.connection, None, BATCHES)?))
        .await?;
    Ok(ImportPage { visitor, kind, news, faults, batches: &batches }.render())
}

/// The page on which a file is chosen, as the answer to an error.
async fn refused(
    visitor: &Visitor,
    kind: Option<RecordType>,
    error: ApiError,
) -> Result<HttpResponse, ApiError> {
    let Some(told) = error.told_to_reader() else { return Err(error) };
    let language = visitor.words.message_language();
    let faults: Vec<String> = told.iter().map(|detail| detail.in_language(language)).collect();
    let html = choice(visitor, kind, None, &faults).await?;
    Ok(shell::with_page(&error, html))
}

/// Keeps a file and leads to what it would do.
pub(super) async fn upload(posted: PostedFile) -> Result<HttpResponse, ApiError> {
    let PostedFile { visitor, form } = posted;
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(form.query.as_bytes()).into_owned().collect();
    let kind = RecordType::read(value(&fields, TYPE));
    if let Err(fault) = checked(&form.file, kind) {
        return refused(&visitor, kind, ApiError::Invalid(vec![fault])).await;
    }
    let _permit = visitor.service.import_permit()?;
    let id = uuid::Uuid::now_v7().to_string();
    let file_name = form.file_name.unwrap_or_default();
    let (file, address) = (form.file, visitor.at(&format!("{IMPORT}/{id}")));
    visitor
        .change(move |connection, identity| {
            let token_id = identity.token_id.clone();
            let upload = Upload { id, token_id, kind, file_name, content: Arc::new(file) };
            Ok::<_, ApiError>(uploads::keep(connection, &upload, Instant::now())?)
        })
        .await?;
    Ok(led(address))
}

/// What is wrong with a file as a whole.
fn checked(file: &[u8], kind: Option<RecordType>) -> Result<(), Fault> {
    if file.is_empty() {
        return Err(Fault::of("file", "missing", message!("choose a file that is not empty")));
    }
    match ImportFormat::of(file, TextFormat::Csv, kind) {
        Ok(ImportFormat::Sheet(_)) => Ok(()),
        Err(FormatFault::NoCollection) => {
            let detail = message!("choose what is in the file: CSV does not say it");
            Err(Fault::of(TYPE, "missing", detail))
        }
        Ok(ImportFormat::Ndjson) | Err(FormatFault::NeedlessCollection) => {
            let detail = message!("this is not a spreadsheet: choose an xlsx, ods or CSV file");
            Err(Fault::of("file", "invalid-format", detail))
        }
    }
}

/// Returns what a file would do, as of now.
pub(super) async fn check(visitor: Visitor, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let Some(file) = find(&visitor, id.into_inner()).await? else {
        return refused(&visitor, None, gone()).await;
    };
    let kind = file.kind;
    match run::tried(&visitor, &file).await {
        Ok(report) => {
            let page =
                ReportPage { visitor: &visitor, file: &file, report: &report, is_new: false };
            Ok(shell::respond(page.render()))
        }
        Err(error) => refused(&visitor, kind, error).await,
    }
}

/// Imports a file if it does what was shown; shows what it would do otherwise.
pub(super) async fn import(id: Path<String>, posted: PostedForm) -> Result<HttpResponse, ApiError> {
    let visitor = &posted.visitor;
    let Some(file) = find(visitor, id.into_inner()).await? else {
        return refused(visitor, None, gone()).await;
    };
    let approval = Approval::of(posted.value(SEEN), posted.value(POSITION));
    match run::imported(visitor, &file, approval).await {
        Ok(Some(batch)) => Ok(led(visitor.at(&format!("{IMPORT}?imported={batch}")))),
        Ok(None) => {
            let report = run::tried(visitor, &file).await?;
            if let Some(batch) = done(visitor, &file, &report, posted.value(POSITION)).await? {
                return Ok(led(visitor.at(&format!("{IMPORT}?imported={batch}"))));
            }
            let html = ReportPage { visitor, file: &file, report: &report, is_new: true }.render();
            let detail =
                message!("The data was changed meanwhile; see what the file would do now.");
            Ok(shell::with_page(&ApiError::conflict(detail), html))
        }
        Err(error) => refused(visitor, file.kind, error).await,
    }
}

/// The batch of the same file, if it was imported since its report was seen and there is nothing left of it to do: the
/// button was pressed twice.
async fn done(
    visitor: &Visitor,
    file: &Upload,
    report: &ImportReport,
    seen: &str,
) -> Result<Option<i64>, ApiError> {
    if report.created + report.replaced + report.refused > 0 {
        return Ok(None);
    }
    let Some(seen) = Position::read(seen) else { return Ok(None) };
    let latest = |reader: &mut Reader<'_>| Ok(batches::before(reader.connection, None, BATCHES)?);
    let latest = visitor.read("batches", latest).await?;
    let (actor, name) = (&visitor.session.identity.name, Some(&file.file_name));
    let is_same = |batch: &Batch| {
        batch.id > seen.revision
            && batch.actor == *actor
            && batch.file_name.as_ref() == name.filter(|name| !name.is_empty())
            && batch.undone_by.is_none()
    };
    Ok(latest.into_iter().find(is_same).map(|batch| batch.id))
}

/// Asks whether to undo a batch.
pub(super) async fn ask_undo(
    BatchPath { batch }: BatchPath,
    visitor: Visitor,
) -> Result<HttpResponse, ApiError> {
    let found = visitor.read("batch", move |reader| Ok(batches::find(reader.connection, batch)?));
    match found.await? {
        Some(batch) => Ok(shell::respond(page::undo_question(&visitor, &batch))),
        None => Err(BatchPath { batch }.absent()),
    }
}

/// Undoes a batch.
pub(super) async fn undo(
    BatchPath { batch }: BatchPath,
    posted: PostedForm,
) -> Result<HttpResponse, ApiError> {
    let visitor = &posted.visitor;
    match run::undone(visitor, batch).await {
        Ok(()) => Ok(led(visitor.at(&format!("{IMPORT}?undone={batch}")))),
        Err(error) => refused(visitor, None, error).await,
    }
}

async fn find(visitor: &Visitor, id: String) -> Result<Option<Upload>, ApiError> {
    let token_id = visitor.session.identity.token_id.clone();
    let find = move |connection: &mut DbConnection| {
        Ok::<_, ApiError>(uploads::find(connection, &id, &token_id, Instant::now())?)
    };
    visitor.service.db.look_up(find).await
}

/// The error of a file that is not kept.
fn gone() -> ApiError {
    ApiError::NotFound(message!("This file is not kept any more: choose it again."))
}

fn led(address: String) -> HttpResponse {
    shell::protected(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish())
}
