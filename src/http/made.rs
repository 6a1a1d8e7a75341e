//! Responses out of bodies that are made from one state of the data set, in any format.

use std::sync::Arc;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
};

use super::{
    conditions::Conditions,
    kept::answer::{Day, SameForAll},
    media_types::JSON,
    request::context::RequestContext,
    response::{etag::record_state, variant::Variant},
    state::AppState,
};
use crate::{
    error::ApiError,
    model::visibility::Visibility,
    store::read::{audience::Audience, reader::Reader},
};

/// The `Vary` header: the request headers that responses depend on (RFC 9110 §12.5.5).
pub(crate) const VARY: &str = "Accept, Accept-Language, Accept-Encoding, Authorization";

/// A body that is ready to be sent.
pub(crate) struct MadeBody {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The `Link` header.
    pub links: Option<String>,
    /// Further headers.
    pub headers: BodyHeaders,
    /// The revision of the record that `If-Match` is compared with, if the response is one record.
    pub record_revision: Option<i64>,
}

/// Makes a body; `None` if it is too long for the time of an ordinary question. In a box, so that what surrounds it is
/// compiled once and not for each operation.
pub(super) type BodyWork =
    Box<dyn FnOnce(&mut Reader<'_>) -> Result<Option<MadeBody>, ApiError> + Send>;

/// Headers that tell of a body.
pub(crate) type BodyHeaders = Vec<(HeaderName, String)>;

/// The form of a body.
#[derive(Clone, Copy)]
pub(crate) struct BodyForm {
    /// The media type.
    pub media_type: &'static str,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
}

/// JSON.
pub(super) const JSON_FORM: BodyForm = BodyForm { media_type: JSON, content_type: JSON };

/// The result of the thread that reads the database.
enum Finished {
    /// 304, with the matching entity tag.
    NotModified(String),
    Body {
        tag: String,
        made: MadeBody,
        languages: String,
        same: SameForAll,
    },
}

/// Who asks, and what they have already.
pub(super) struct Asked<'r> {
    /// The context of the request.
    pub context: &'r RequestContext,
    /// The states that the client knows.
    pub conditions: &'r Conditions,
}

/// Returns the body that `work` makes, or 304 if the client has it already; `None` if `work` says that it is too long.
pub(super) async fn made_unless_long(
    Asked { context, conditions }: Asked<'_>,
    (form, variant): (BodyForm, Arc<Variant>),
    audience: Audience,
    work: BodyWork,
) -> Result<Option<HttpResponse>, ApiError> {
    // What the client has already is said without waiting behind those who ask for more.
    if let (None, Some(known)) = (&conditions.if_match, conditions.if_none_match.clone()) {
        let variant = Arc::clone(&variant);
        let known =
            move |reader: &mut Reader<'_>| Ok(known.known(|state| variant.tag(reader, state)));
        let (visibility, known) = context.look_up(audience.clone(), known).await?;
        if let Some(tag) = known {
            let finished = Finished::NotModified(tag);
            return Ok(Some(respond(&context.service, visibility, form, finished)));
        }
    }
    let conditions = conditions.clone();
    let finished = move |reader: &mut Reader<'_>| {
        let made = work(reader)?;
        made.map(|made| finish(reader, &conditions, &variant, made)).transpose()
    };
    let (visibility, finished) = context.read(audience, finished).await?;
    Ok(finished.map(|finished| respond(&context.service, visibility, form, finished)))
}

/// Returns the body that `work` makes, for longer than others may take.
pub(super) async fn made_at_length(
    Asked { context, conditions }: Asked<'_>,
    (form, variant): (BodyForm, Arc<Variant>),
    audience: Audience,
    work: BodyWork,
) -> Result<HttpResponse, ApiError> {
    let conditions = conditions.clone();
    let finished = move |reader: &mut Reader<'_>| {
        let made = work(reader)?.ok_or_else(too_long)?;
        finish(reader, &conditions, &variant, made)
    };
    let (visibility, finished) = context.read_long(audience, finished).await?;
    Ok(respond(&context.service, visibility, form, finished))
}

/// The error of a body that is said to be too long where it may be as long as it is.
pub(super) fn too_long() -> ApiError {
    ApiError::Internal("a body is said to be long".into())
}

fn finish(
    reader: &mut Reader<'_>,
    conditions: &Conditions,
    variant: &Variant,
    made: MadeBody,
) -> Result<Finished, ApiError> {
    let (instance, visibility) = (&reader.data_set.instance, reader.audience.visibility);
    let state = made.record_revision.map(|revision| record_state(revision, instance, visibility));
    let tag = variant.tag(reader, state.as_deref());
    if let Some(known) = conditions.for_reading(&tag)? {
        return Ok(Finished::NotModified(known));
    }
    let languages = reader.languages_served();
    let (depends, day) = (!variant.day.is_empty(), Day::of(&reader.audience));
    let state = reader.state_number.filter(|_| !depends || day.is_some());
    let same = SameForAll { state, day: day.filter(|_| depends) };
    Ok(Finished::Body { tag, made, languages, same })
}

/// The `Cache-Control` header. Responses that may contain drafts are private and must be
/// revalidated.
fn cache_control(service: &AppState, visibility: Visibility) -> String {
    match visibility {
        Visibility::Public => format!("public, max-age={}", service.fresh_seconds),
        Visibility::Drafts => "private, no-cache".to_owned(),
    }
}

/// Begins the response with a tag.
pub(super) fn tagged(
    service: &AppState,
    visibility: Visibility,
    status: StatusCode,
    tag: &str,
) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, cache_control(service, visibility)))
        .insert_header((header::VARY, VARY));
    response
}

fn respond(
    service: &AppState,
    visibility: Visibility,
    form: BodyForm,
    finished: Finished,
) -> HttpResponse {
    let (tag, made, languages, same) = match finished {
        Finished::NotModified(tag) => {
            return tagged(service, visibility, StatusCode::NOT_MODIFIED, &tag).finish();
        }
        Finished::Body { tag, made, languages, same } => (tag, made, languages, same),
    };
    let MadeBody { bytes, links, headers, record_revision: _ } = made;
    let mut response = tagged(service, visibility, StatusCode::OK, &tag);
    if let Some(links) = links {
        response.insert_header((header::LINK, links));
    }
    for header in headers {
        response.insert_header(header);
    }
    if !languages.is_empty() {
        response.insert_header((header::CONTENT_LANGUAGE, languages));
    }
    let mut response = response.content_type(form.content_type).body(bytes);
    if visibility == Visibility::Public {
        response.extensions_mut().insert(same);
    }
    response
}
