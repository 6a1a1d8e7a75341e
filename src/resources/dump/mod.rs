//! `/dump.ndjson`: everything that is public, in the format of exchange.

mod output;

use std::sync::Arc;

use actix_web::{HttpResponse, http::header::HeaderName, route, web::ServiceConfig};

use self::output::{LimitedMemory, Sent};
use crate::{
    error::ApiError,
    exchange::export::{ExportError, run_within},
    http::{
        formatted::streamed::StreamedList,
        made::{BodyForm, BodyHeaders, MadeBody},
        read::AnyFormatRequest,
        response::streamed::StreamSender,
    },
    model::visibility::Visibility,
    store::read::reader::Reader,
};

/// The path of the dump.
pub(crate) const DUMP: &str = "/dump.ndjson";

/// The bytes of a dump that is made in memory.
const MOST_READY: usize = 1 << 20;

/// NDJSON.
const FORM: BodyForm =
    BodyForm { media_type: "application/x-ndjson", content_type: "application/x-ndjson" };

/// Where a reader goes on with `/changes`, and the copy of the data set of which that is the position.
const POSITION: HeaderName = HeaderName::from_static("twinning-position");
const INSTANCE: HeaderName = HeaderName::from_static("twinning-instance");

/// Registers the route.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(dump);
}

/// Returns all public records, as `twinning export --public` writes them and `twinning import` reads them. The answer is
/// the same for everybody: a token changes nothing in it.
#[route("/dump.ndjson", method = "GET", method = "HEAD")]
async fn dump(
    AnyFormatRequest { request, .. }: AnyFormatRequest,
) -> Result<HttpResponse, ApiError> {
    request.context.only_nothing()?;
    let in_memory = |reader: &mut Reader<'_>| {
        let headers = Dump.begin(reader)?;
        let mut output = LimitedMemory::to(MOST_READY);
        match run_within(reader.connection, Visibility::Public, &mut output) {
            Ok(()) => {
                let bytes = output.into_bytes();
                Ok(Some(MadeBody { bytes, links: None, headers, record_revision: None }))
            }
            Err(ExportError::Output(_)) => Ok(None),
            Err(ExportError::Database(error)) => Err(error.into()),
        }
    };
    match request.made_unless_long(FORM, None, false, in_memory).await? {
        Some(response) => Ok(response),
        None => request.streamed(FORM, None, false, Arc::new(Dump)).await,
    }
}

/// The dump.
struct Dump;

impl StreamedList for Dump {
    fn begin(&self, reader: &mut Reader<'_>) -> Result<BodyHeaders, ApiError> {
        reader.audience.visibility = Visibility::Public;
        let (position, instance) = (reader.revision(), reader.data_set.instance.clone());
        Ok(vec![(POSITION, position.to_string()), (INSTANCE, instance)])
    }

    fn send(&self, reader: &mut Reader<'_>, sender: StreamSender) -> Result<(), ApiError> {
        let mut output = Sent(sender);
        match run_within(reader.connection, Visibility::Public, &mut output) {
            Ok(()) => {
                output.0.end();
                Ok(())
            }
            // The reader left.
            Err(ExportError::Output(_)) => Ok(()),
            Err(ExportError::Database(error)) => Err(error.into()),
        }
    }
}
