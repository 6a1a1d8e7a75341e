//! `/import`: imports many records from one file.

use std::sync::Arc;

use actix_web::{HttpResponse, post};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    db::{DbConnection, work_limit},
    error::{ApiError, Fault},
    http::{
        request::{query_reader::QueryReader, write_parameters::RepeatHeaders},
        response::stored_response::{StoredResponse, WorkError},
        write::WriteRequest,
    },
    import::{
        format::{ImportFormat, ImportOptions},
        report::ImportReport,
        run, unseen_changes,
    },
    journal::position::Position,
    model::record_type::RecordType,
};

/// The maximum size of a file in bytes; `twinning import` accepts larger ones.
const LIMIT: usize = 16 << 20;

/// The media type of the exchange format, one JSON document per line.
const NDJSON: &str = "application/x-ndjson";

/// The media type of a spreadsheet (RFC 4180).
const CSV: &str = "text/csv";

/// The maximum number of faults in an error response.
const NAMED: usize = 100;

/// The maximum number of faults that a dry run looks for.
const MOST_FAULTS: usize = 10_000;

/// Registers the route.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
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
    /// The collection of the spreadsheet: required for CSV, not allowed for NDJSON.
    #[param(rename = "type", inline, required = false)]
    pub collection: Option<RecordType>,
    /// The `position` of the dry run, or of `/changes`, that the file is based on. If a record that the file would change
    /// was changed after it, the response is 412, `errors` names each row, and nothing is changed.
    #[param(rename = "ifUnchangedSince", inline, required = false)]
    pub if_unchanged_since: Option<Position>,
}

/// Import records from a file
///
/// Imports all records of the file or none. The file is NDJSON with a record on each line, as `twinning export` writes
/// it, or the spreadsheet of one collection: CSV in UTF-8, with `;` or `,`, and dates as 2015-06-16 or 16.06.2015
/// (`twinning template events` prints an empty one). NDJSON replaces existing records; a spreadsheet changes the fields
/// of its columns. A `revision` in a line or a column makes a row hold for this revision of its record alone (412). Send an
/// `Idempotency-Key` to be able to repeat an import that took longer than the request.
#[utoipa::path(post, path = "/import", operation_id = "importRecords", tag = "Import",
    params(ImportParameters, RepeatHeaders), security(("token" = ["editor"])),
    request_body(description = "The file.", content(
        (String = "application/x-ndjson"), (String = "text/csv"))),
    responses((status = 200, description = "The result of each row; with `dryRun`, the result that it would have.", body = ImportReport)))]
#[post("/import")]
pub(crate) async fn import_records(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let identity = request.identity().await?;
    let (dry_run, format, if_unchanged_since) = parameters(&request)?;
    let _permit = Arc::clone(&request.context.service.imports)
        .try_acquire_owned()
        .map_err(|_none_left| ApiError::busy("other files are being imported"))?;
    let most = request.context.service.longest_change;
    request
        .with_bytes(identity, LIMIT, move |connection, bytes, actor| {
            let most_faults = Some(if dry_run { MOST_FAULTS } else { NAMED });
            let options = ImportOptions {
                dry_run,
                report_all_rows: true,
                most_faults,
                if_unchanged_since,
                ..ImportOptions::of(format, actor)
            };
            let (done, is_late) = work_limit::part(most, || take(connection, bytes, &options));
            match done {
                // By its own time, so that it is known that nothing stays.
                Err(WorkError::Refused(ApiError::TooSlow(_))) if is_late => {
                    Err(ApiError::TooManyRecords { most }.into())
                }
                done => done,
            }
        })
        .await
}

/// Reads the query and the media type; fails with all faults at once.
fn parameters(request: &WriteRequest) -> Result<(bool, ImportFormat, Option<Position>), ApiError> {
    let mut query = QueryReader::new(&request.context.query);
    let dry_run = query.flag("dryRun");
    let collection = query.choice::<RecordType>("type");
    let since = query.text_value("ifUnchangedSince");
    let format = match (request.media_type(), collection) {
        (CSV, Some(kind)) => Some(ImportFormat::Csv(kind)),
        (CSV, None) => {
            if !query.is_given("type") {
                let detail =
                    "is missing: give the collection of the spreadsheet, as in type=events";
                query.fault("type", "missing", detail.to_owned());
            }
            None
        }
        (NDJSON, None) => Some(ImportFormat::Ndjson),
        (NDJSON, Some(_)) => {
            let detail =
                "is only for spreadsheets: in NDJSON each line has its own type".to_owned();
            query.fault("type", "conflict", detail);
            None
        }
        _ => {
            return Err(ApiError::UnsupportedMediaType {
                accepted: "application/x-ndjson, text/csv",
            });
        }
    };
    query.finish()?;
    let format = format.ok_or_else(|| ApiError::Internal("a fault was not reported".into()))?;
    Ok((dry_run, format, since))
}

/// Imports within the open transaction, which an error or a dry run rolls back.
fn take(
    connection: &mut DbConnection,
    bytes: &[u8],
    options: &ImportOptions<'_>,
) -> Result<StoredResponse, WorkError> {
    let report = run::within(connection, bytes, options).map_err(ApiError::from)?;
    let response = StoredResponse::told(&report)?;
    match (report.applied, options.dry_run) {
        (true, _) => Ok(response),
        (false, true) => Err(WorkError::Unchanged(response)),
        (false, false) => Err(WorkError::Refused(refusal(&report))),
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
        detail: fault.detail.clone(),
    });
    let rest = report.stopped_after.map(|row| {
        let detail = format!("there may be more faults: nothing after row {row} was read");
        Fault::whole("too-many", detail)
    });
    let faults: Vec<Fault> = faults.chain(rest).collect();
    if faults.iter().any(|fault| fault.code == unseen_changes::CODE) {
        return ApiError::RecordsChanged(faults);
    }
    ApiError::Invalid(faults)
}
