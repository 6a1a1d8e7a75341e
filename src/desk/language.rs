//! The language of the desk: the first of the browser's that has words, until somebody chooses another.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{LOCATION, REFERER},
};
use url::Url;

use super::{
    cookies,
    return_path::below_desk,
    shell::{LANGUAGE, protected},
    visitor::{Submission, value},
};
use crate::{
    error::{ApiError, Fault},
    text::messages::{MessageLanguage, message},
};

/// Keeps the choice in a cookie, and leads back to where it was made.
pub(super) async fn choose(
    request: HttpRequest,
    submission: Submission,
) -> Result<HttpResponse, ApiError> {
    let (desk, fields) = submission.fields().await?;
    let language = MessageLanguage::of_tag(value(&fields, LANGUAGE)).ok_or_else(|| {
        let detail = message!("is not a language of the desk: these are en and pl");
        ApiError::Invalid(vec![Fault::of(LANGUAGE, "invalid-value", detail)])
    })?;
    let from = request.headers().get(REFERER).and_then(|from| Url::parse(from.to_str().ok()?).ok());
    let path = from.map(|from| path_and_query(&from)).unwrap_or_default();
    let to = path.strip_prefix(&*desk.root).unwrap_or_default();
    let mut response = HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("{}{}", desk.root, below_desk(to))))
        .finish();
    let cookie = cookies::chosen_language(&desk.service, &desk.root, language);
    response.add_cookie(&cookie).map_err(|error| ApiError::Internal(Box::new(error)))?;
    Ok(protected(response))
}

fn path_and_query(address: &Url) -> String {
    match address.query() {
        Some(query) => format!("{}?{query}", address.path()),
        None => address.path().to_owned(),
    }
}
