//! `/import`: imports many records from one file.

use actix_web::{HttpResponse, post};
use utoipa::IntoParams;

use crate::{
    db::DbConnection,
    error::{ApiError, Fault},
    http::{
        request::{
            form::{FILE_LIMIT, FORM, FileForm},
            query_reader::QueryReader,
            write_parameters::RepeatHeaders,
        },
        response::stored_response::{StoredResponse, WorkError},
        route_registry::RouteRegistry,
        write::{WriteRequest, bounded},
    },
    import::{
        format::{FormatFault, ImportFormat, ImportOptions, TextFormat},
        report::ImportReport,
        run, unseen_changes,
    },
    journal::position::Position,
    model::record_type::RecordType,
    text::messages::{Message, message},
};

/// The media type of the exchange format, one JSON document per line.
const NDJSON: &str = "application/x-ndjson";

/// The media types of files, which only say whether a text without records is NDJSON: what a file is is seen by its bytes.
const ACCEPTED: &str = "application/x-ndjson, text/csv, multipart/form-data, \
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/vnd.oasis.opendocument.spreadsheet";

/// The maximum number of faults in an error response.
const NAMED: usize = 100;

/// The maximum number of faults that a dry run looks for.
const MOST_FAULTS: usize = 10_000;

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(import_records);
}

/// The query parameters of an import.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct ImportParameters {
    /// Only report the result of each row, and change nothing.
    #[param(rename = "dryRun", required = false)]
    pub dry_run: bool,
    /// The collection of the spreadsheet: required for CSV, not allowed for NDJSON. Of a workbook, the sheet with this
    /// name is read, otherwise the first; without `type`, the sheet that has the name of a collection.
    #[param(rename = "type", inline, required = false)]
    pub collection: Option<RecordType>,
    /// The `position` of the dry run, or of `/changes`, that the file is based on. If a record that the file would change
    /// was changed after it, the response is 412, `errors` names each row, and nothing is changed.
    #[param(rename = "ifUnchangedSince", inline, required = false)]
    pub if_unchanged_since: Option<Position>,
}

/// What is to be imported.
struct ImportSource {
    file: Vec<u8>,
    file_name: Option<String>,
    /// The parameters as they were written.
    parameters: String,
    format: ImportFormat,
    dry_run: bool,
    if_unchanged_since: Option<Position>,
}

impl ImportSource {
    /// The parameters and the content of the request.
    fn asked(&self) -> [&[u8]; 2] {
        [self.parameters.as_bytes(), &self.file]
    }

    fn options<'o>(&'o self, actor: &'o str) -> ImportOptions<'o> {
        ImportOptions {
            dry_run: self.dry_run,
            report_all_rows: true,
            most_faults: Some(if self.dry_run { MOST_FAULTS } else { NAMED }),
            file_name: self.file_name.as_deref(),
            if_unchanged_since: self.if_unchanged_since,
            ..ImportOptions::of(self.format, actor)
        }
    }
}

/// Import records from a file
///
/// Imports all records of the file or none. The file is NDJSON with a record on each line, as `twinning export` writes
/// it, or the spreadsheet of one collection: an Excel workbook (xlsx), an open spreadsheet (ods), or CSV with `;`,
/// `,` or tabs in UTF-8, UTF-16 or windows-1250. What the file is is seen by its bytes; `file` in the answer tells it. NDJSON
/// replaces existing records; a spreadsheet changes the fields of its columns. A page can send the file as the part `file`
/// of a form (`multipart/form-data`), with the parameters as further parts. A `revision` in a line or a column makes
/// a row hold for this revision of its record alone (412). Send an `Idempotency-Key` to be able to repeat an import that took
/// longer than the request.
#[utoipa::path(post, path = "/import", operation_id = "importRecords", tag = "Import",
    params(ImportParameters, RepeatHeaders), security(("token" = ["editor"])),
    request_body(description = "The file.", content(
        (String = "application/x-ndjson"), (String = "text/csv"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "application/vnd.oasis.opendocument.spreadsheet"))),
    responses((status = 200, description = "The result of each row; with `dryRun`, the result that it would have.", body = ImportReport)))]
#[post("/import")]
pub(crate) async fn import_records(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let identity = request.identity().await?;
    let media_type = request.media_type().to_owned();
    if !ACCEPTED.split(", ").any(|accepted| accepted == media_type) {
        return Err(ApiError::UnsupportedMediaType { accepted: ACCEPTED });
    }
    let (query, content_type) = (request.context.query.clone(), request.content_type());
    let read = async move |body: Vec<u8>| match content_type {
        Some(content_type) if media_type == FORM => {
            let FileForm { file, file_name, query: parts } =
                FileForm::read(content_type, body).await?;
            let joined = [query, parts].into_iter().filter(|part| !part.is_empty());
            let query = joined.collect::<Vec<_>>().join("&");
            Ok(ImportSource { file_name, ..source(query, TextFormat::Csv, file)? })
        }
        _ => {
            let is_ndjson = media_type == NDJSON;
            source(query, if is_ndjson { TextFormat::Ndjson } else { TextFormat::Csv }, body)
        }
    };
    let _permit = request.context.service.import_permit()?;
    let (most, today) = (request.context.service.longest_change, request.context.service.today());
    let language = request.context.message_language();
    let work = move |connection: &mut DbConnection, source: &ImportSource, actor: &str| {
        let options = ImportOptions { today, language, ..source.options(actor) };
        let report = bounded(most, || Ok(run::within(connection, &*source.file, &options)?))?;
        told(&report, source.dry_run)
    };
    request.with_bytes(identity, FILE_LIMIT, read, ImportSource::asked, work).await
}

/// Reads the parameters and what the file is; fails with all faults at once.
fn source(parameters: String, text: TextFormat, file: Vec<u8>) -> Result<ImportSource, ApiError> {
    let mut query = QueryReader::new(&parameters);
    let dry_run = query.flag("dryRun");
    let collection = query.choice::<RecordType>("type");
    let if_unchanged_since = query.text_value("ifUnchangedSince");
    let format = ImportFormat::of(&file, text, collection);
    match format {
        Err(FormatFault::NoCollection) if !query.is_given("type") => {
            let detail =
                message!("is missing: give the collection of the spreadsheet, as in type=events");
            query.fault("type", "missing", detail);
        }
        Err(FormatFault::NeedlessCollection) => {
            let detail = message!(
                "is only for spreadsheets: the file is NDJSON, in which each line has its own type"
            );
            query.fault("type", "conflict", detail);
        }
        _ => {}
    }
    query.finish()?;
    let format = format.map_err(|_told| ApiError::Internal("a fault was not reported".into()))?;
    Ok(ImportSource { file, file_name: None, parameters, format, dry_run, if_unchanged_since })
}

/// The response to an import within the open transaction, which an error or a dry run rolls back.
fn told(report: &ImportReport, is_dry_run: bool) -> Result<StoredResponse, WorkError> {
    let response = StoredResponse::told(report)?;
    match (report.applied, is_dry_run) {
        (true, _) => Ok(response),
        (false, true) => Err(WorkError::Unchanged(response)),
        (false, false) => Err(WorkError::Refused(refusal(report))),
    }
}

/// The error response with the faults of the refused rows.
fn refusal(report: &ImportReport) -> ApiError {
    let faults = report.refusals().flat_map(|row| &row.errors).take(NAMED).map(|fault| Fault {
        row: u32::try_from(fault.row).ok(),
        column: fault.column.as_deref().map(Into::into),
        parameter: None,
        pointer: fault.pointer.clone(),
        code: fault.code,
        detail: Message::Verbatim(fault.detail.clone()),
    });
    let rest = report.stopped_after.map(|row| {
        let detail = message!("there may be more faults: nothing after row {row} was read", row);
        Fault::whole("too-many", detail)
    });
    let faults: Vec<Fault> = faults.chain(rest).collect();
    if faults.iter().any(|fault| fault.code == unseen_changes::CODE) {
        return ApiError::RecordsChanged(faults);
    }
    ApiError::Invalid(faults)
}
