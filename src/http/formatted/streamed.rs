//! A list that is sent while it is read.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    rt,
};
use tokio::sync::oneshot;

use crate::{
    error::ApiError,
    http::{
        made::{BodyForm, BodyHeaders, tagged},
        read::ReadRequest,
        request::accept::accepts_gzip,
        response::{
            etag::with_coding,
            streamed::{StreamSender, StreamedBody, stream},
        },
        state::AppState,
    },
    model::visibility::Visibility,
    store::read::reader::Reader,
    values::language::Language,
};

/// The coding of a list that is sent while it is read.
const GZIP: &str = "gzip";

/// A list that can be sent while it is read.
pub(crate) trait StreamedList: Send + Sync {
    /// Returns what is told of the list before it is read.
    fn begin(&self, reader: &mut Reader<'_>) -> Result<BodyHeaders, ApiError>;

    /// Sends the list. Where it stops before the end, the answer is broken off.
    fn send(&self, reader: &mut Reader<'_>, sender: StreamSender) -> Result<(), ApiError>;
}

/// What is known before the first byte.
struct Begun {
    visibility: Visibility,
    tag: String,
    /// The tag of what the reader has, if that is the same.
    known: Option<String>,
    headers: BodyHeaders,
}

impl ReadRequest {
    /// Returns a list while it is read, all of it from one state of the data set.
    pub(crate) async fn streamed(
        self,
        form: BodyForm,
        language: Option<Language>,
        depends_on_the_day: bool,
        list: Arc<dyn StreamedList>,
    ) -> Result<HttpResponse, ApiError> {
        let audience = self.context.audience(language);
        let variant = self.variant(form, &audience, depends_on_the_day);
        let Self { context, conditions, accept_encoding, .. } = self;
        let is_compressed = accepts_gzip(accept_encoding);
        let service = context.service.clone();
        let (sender, body) = stream(is_compressed);
        let (begun, beginning) = oneshot::channel();
        let (failed, failure) = oneshot::channel();
        let work = move |reader: &mut Reader<'_>| {
            let tag = variant.tag(reader, None);
            let known = conditions.for_reading(&tag)?;
            let is_known = known.is_some();
            let headers = list.begin(reader)?;
            let visibility = reader.audience.visibility;
            let is_awaited = begun.send(Begun { visibility, tag, known, headers }).is_ok();
            if is_awaited && !is_known { list.send(reader, sender) } else { Ok(()) }
        };
        let reading = rt::spawn(async move {
            if let Err(error) = context.read_long(audience, work).await {
                // Once the answer has begun, nobody waits for the error.
                if let Err(error) = failed.send(error) {
                    log::warn!("a list is broken off: {error:?}");
                }
            }
        });
        let Ok(begun) = beginning.await else {
            let error = failure.await;
            return Err(error.unwrap_or_else(|gone| ApiError::Internal(gone.into())));
        };
        Ok(begun.response(&service, form, is_compressed, body.of(reading)))
    }
}

impl Begun {
    /// Begins the answer, or says that the reader has it.
    fn response(
        self,
        service: &AppState,
        form: BodyForm,
        is_compressed: bool,
        body: StreamedBody,
    ) -> HttpResponse {
        let Self { visibility, tag, known, headers } = self;
        if let Some(known) = known {
            return tagged(service, visibility, StatusCode::NOT_MODIFIED, &known).finish();
        }
        let tag = if is_compressed { with_coding(&tag, GZIP) } else { tag };
        let mut response = tagged(service, visibility, StatusCode::OK, &tag);
        if is_compressed {
            response.insert_header((header::CONTENT_ENCODING, GZIP));
        }
        for header in headers {
            response.insert_header(header);
        }
        response.content_type(form.content_type).body(body)
    }
}
