//! The cookies of the desk: the session, and the language that somebody chose.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::{
    auth::session::SessionSecret,
    http::{edge::headers::DESK, state::AppState},
    text::messages::MessageLanguage,
};

/// The cookie with the tag of a language.
const LANGUAGE: &str = "desk-language";

/// The days for which a choice of language is kept.
const KEPT_DAYS: i64 = 365;

/// The cookie of a session. Its name makes browsers insist on https and on this host, where the service has https.
pub(super) fn session(service: &AppState, value: &str) -> Cookie<'static> {
    Cookie::build(session_name(service), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(is_secure(service))
        .same_site(SameSite::Strict)
        .finish()
}

/// The secret of the session that a request names.
pub(super) fn secret(request: &HttpRequest, service: &AppState) -> Option<SessionSecret> {
    SessionSecret::read(request.cookie(session_name(service))?.value())
}

/// The cookie with a language.
pub(super) fn chosen_language(
    service: &AppState,
    root: &str,
    language: MessageLanguage,
) -> Cookie<'static> {
    Cookie::build(LANGUAGE, language.tag())
        .path(format!("{root}{DESK}"))
        .http_only(true)
        .secure(is_secure(service))
        .same_site(SameSite::Strict)
        .max_age(Duration::days(KEPT_DAYS))
        .finish()
}

/// The language that was chosen.
pub(super) fn language(request: &HttpRequest) -> Option<MessageLanguage> {
    MessageLanguage::of_tag(request.cookie(LANGUAGE)?.value())
}

fn session_name(service: &AppState) -> &'static str {
    if is_secure(service) { "__Host-desk" } else { "desk" }
}

fn is_secure(service: &AppState) -> bool {
    service.base_url.starts_with("https://")
}
