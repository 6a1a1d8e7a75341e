//! Signing in: the token is exchanged for a session.

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION};
use url::form_urlencoded;

use super::{
    cookies,
    return_path::below_desk,
    shell::{protected, respond, with_page},
    sign_in_page::{KEPT, TO, page, resumption},
    visitor::{DeskRequest, Submission, value},
};
use crate::{
    auth::{
        queries,
        secret::Secret,
        session::{self, SessionSecret},
    },
    db::DbConnection,
    error::ApiError,
    http::edge::headers::DESK,
    values::instant::{Instant, whole_seconds},
    words::desk_table::DeskWord,
};

/// Returns the form.
pub(super) async fn form(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let desk = DeskRequest::of(&request)?;
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let to = query.filter(|(name, _)| name == "to").map(|(_, to)| to.into_owned()).next();
    let html = page(desk.shown(), &to.unwrap_or_default(), "", None);
    Ok(respond(html))
}

/// Exchanges a token for a session. Wrong ones are counted like those of the API.
pub(super) async fn sign_in(submission: Submission) -> Result<HttpResponse, ApiError> {
    let (desk, fields) = submission.fields().await?;
    let (to, kept) = (value(&fields, TO).to_owned(), value(&fields, KEPT).to_owned());
    match begin(&desk, value(&fields, "token").trim()).await {
        Ok(secret) => {
            let cookie = cookies::session(&desk.service, secret.reveal());
            let mut response = if kept.is_empty() {
                let location = format!("{}{}", desk.root, below_desk(&to));
                HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
            } else {
                respond(resumption(desk.shown(), below_desk(&to), &kept))
            };
            response.add_cookie(&cookie).map_err(|error| ApiError::Internal(Box::new(error)))?;
            Ok(protected(response))
        }
        Err(error @ ApiError::Unauthorized { .. }) => {
            let told = desk.words.text(DeskWord::BadToken);
            Ok(with_page(&error, page(desk.shown(), &to, &kept, Some(told))))
        }
        Err(error @ ApiError::TooManyRequests(wait)) => {
            let seconds = whole_seconds(wait).max(1).to_string();
            let told = desk.words.with(DeskWord::TooOften, &[&seconds]);
            Ok(with_page(&error, page(desk.shown(), &to, &kept, Some(&told))))
        }
        Err(error) => Err(error),
    }
}

async fn begin(desk: &DeskRequest, token: &str) -> Result<SessionSecret, ApiError> {
    let wrong = || Err(ApiError::Unauthorized { given: true });
    let Some(token) = Secret::read(token) else { return desk.access.noted(wrong()) };
    let secret =
        SessionSecret::new().map_err(|error| ApiError::Internal(error.to_string().into()))?;
    let stored = secret.clone();
    let begin = move |connection: &mut DbConnection| {
        let now = Instant::now();
        let identity = queries::identify(connection, &token, now)?;
        let identity = identity.ok_or(ApiError::Unauthorized { given: true })?;
        Ok::<_, ApiError>(session::begin(connection, &identity.token_id, &stored, now)?)
    };
    let most = desk.service.longest_change;
    let done = desk.service.db.commit(desk.access.client(), most, begin).await;
    desk.access.noted(done)?;
    Ok(secret)
}

/// Ends the session.
pub(super) async fn sign_out(submission: Submission) -> Result<HttpResponse, ApiError> {
    let (desk, _) = submission.fields().await?;
    desk.end_session().await?;
    let location = format!("{}{DESK}/sign-in", desk.root);
    let mut response = HttpResponse::SeeOther().insert_header((LOCATION, location)).finish();
    let mut gone = cookies::session(&desk.service, "");
    gone.make_removal();
    response.add_cookie(&gone).map_err(|error| ApiError::Internal(Box::new(error)))?;
    Ok(protected(response))
}
