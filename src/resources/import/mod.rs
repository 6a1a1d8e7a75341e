//! `/import`: many records at once, from a file.

use std::sync::Arc;

use actix_web::{HttpResponse, post};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    db::DbConnection,
    error::{ApiError, Fault},
    http::{
        request::{query_reader::QueryReader, write_parameters::RepeatHeaders},
        response::stored_response::{StoredResponse, WorkError},
        write::WriteRequest,
    },
    import::{
        format::{ImportFormat, ImportOptions},
        report::ImportReport,
        run,
    },
    model::record_type::RecordType,
};

/// How many bytes a file may have; larger ones are for `twinning import` beside the service.
const LIMIT: usize = 16 << 20;

/// The exchange format.
const NDJSON: &str = "application/x-ndjson";

/// A spreadsheet (RFC 4180).
const CSV: &str = "text/csv";

/// How many faults a refusal names; a dry run reports all of them.
const NAMED: usize = 100;

/// The route of the import.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(import_records);
}

/// How to import.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportParameters {
    /// Only report what would become of each row, and change nothing.
    #[param(rename = "dryRun", required = false)]
    pub dry_run: bool,
    /// The collection of a spreadsheet. In NDJSON each line says its type.
    #[param(rename = "type", inline, required = false)]
    pub collection: Option<RecordType>,
}

/// Import records from a file
///
/// All of them or none: NDJSON with a record a line, as `twinning export` writes it, or the spreadsheet of one
/// collection (CSV in UTF-8, `;` or `,`, dates as 2015-06-16 or 16.06.2015; `twinning template events` prints an empty
/// one). A record that is there is replaced; of a spreadsheet the columns that it has. With `dryRun=true` nothing is
/// changed, and the report tells what would be. Send a key: an import that outlasts the request is then asked for again.
#[utoipa::path(post, path = "/import", operation_id = "importRecords", tag = "Import",
    params(ImportParameters, RepeatHeaders), security(("token" = ["editor"])),
    request_body(description = "The file.", content(
        (String = "application/x-ndjson", example = json!("{\"type\":\"partners\",\"id\":\"przyklad\",\"translations\":{\"pl\":{\"name\":\"Przykład\"}},\"kind\":\"municipality\",\"status\":\"unknown\",\"country\":\"PL\"}\n")),
        (String = "text/csv", example = json!("id;title.pl;kind;direction;status;startDate;partners\r\n2027-dni-ozierska;Dni Ozierska;visit;outgoing;scheduled;5.06.2027;oziersk\r\n")))),
    responses((status = 200, description = "What became of each row, or would become of it.", body = ImportReport)))]
#[post("/import")]
pub async fn import_records(request: WriteRequest) -> Result<HttpResponse, ApiError> {
    let identity = request.identity().await?;
    let (dry_run, format) = asked_for(&request)?;
    let _one_of_few = Arc::clone(&request.asked.service.imports)
        .try_acquire_owned()
        .map_err(|_none_left| ApiError::unavailable("other files are being imported"))?;
    request
        .with_bytes(identity, LIMIT, move |connection, bytes, actor| {
            let options = ImportOptions { format, dry_run, actor, report_all_rows: true };
            take(connection, bytes, &options)
        })
        .await
}

/// Reads the query and the media type: each fault of them at once.
fn asked_for(request: &WriteRequest) -> Result<(bool, ImportFormat), ApiError> {
    let mut query = QueryReader::new(&request.asked.query);
    let dry_run = query.flag("dryRun");
    let collection = query.choice::<RecordType>("type");
    let format = match (request.media_type(), collection) {
        (CSV, Some(kind)) => Some(ImportFormat::Csv(kind)),
        (CSV, None) => {
            if !query.is_given("type") {
                let detail = "is missing: say which collection the spreadsheet is of, as in type=events";
                query.fault("type", "missing", detail.to_owned());
            }
            None
        }
        (NDJSON, None) => Some(ImportFormat::Ndjson),
        (NDJSON, Some(_)) => {
            let detail = "is for spreadsheets: in NDJSON each line says its type".to_owned();
            query.fault("type", "conflict", detail);
            None
        }
        _ => return Err(ApiError::UnsupportedMediaType { accepted: "application/x-ndjson, text/csv" }),
    };
    query.finish()?;
    let format = format.ok_or_else(|| ApiError::Internal("a fault was not told".into()))?;
    Ok((dry_run, format))
}

/// Imports in the transaction that is open; an error rolls it back, and so does the end of a dry run.
fn take(
    connection: &mut DbConnection,
    bytes: &[u8],
    options: &ImportOptions<'_>,
) -> Result<StoredResponse, WorkError> {
    let report = run::within(connection, bytes, options).map_err(ApiError::from)?;
    let written = StoredResponse::told(&report)?;
    match (report.applied, options.dry_run) {
        (true, _) => Ok(written),
        (false, true) => Err(WorkError::Unchanged(written)),
        (false, false) => Err(WorkError::Refused(refusal(&report))),
    }
}

/// The faults of the rows, as those of a request.
fn refusal(report: &ImportReport) -> ApiError {
    let faults = report.refusals().flat_map(|row| &row.errors).take(NAMED).map(|fault| Fault {
        row: u32::try_from(fault.row).ok(),
        column: fault.column.as_deref().map(Into::into),
        parameter: None,
        pointer: fault.pointer.clone(),
        code: fault.code,
        detail: fault.detail.clone(),
    });
    ApiError::Invalid(faults.collect())
}
