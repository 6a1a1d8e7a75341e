//! The page that asks for the token, and what it keeps meanwhile.

use actix_web::{
    HttpResponse,
    error::InternalError,
    http::header::{CACHE_CONTROL, LOCATION},
};
use maud::{Markup, html};
use url::form_urlencoded;

use super::shell::{self, with_page};
use crate::{
    error::ApiError,
    http::edge::headers::DESK,
    words::{Words, desk_table::DeskWord},
};

/// The field with the page to come back to, and the one with the form that was sent without a session.
pub(super) const TO: &str = "desk.to";
pub(super) const KEPT: &str = "desk.kept";

/// Leads to the sign-in, and back afterwards.
pub(super) fn redirect(root: &str, to: &str) -> InternalError<&'static str> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("to", to);
    let location = format!("{}{DESK}/sign-in?{}", root, query.finish());
    let response = HttpResponse::SeeOther()
        .insert_header((LOCATION, location))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish();
    InternalError::from_response("not signed in", response)
}

/// Asks for the token again, with what was typed.
pub(super) fn again(
    (words, root): (Words, &str),
    to: &str,
    fields: &[(String, String)],
) -> HttpResponse {
    let kept = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let html = page((words, root), to, &kept, Some(words.text(DeskWord::SessionEnded)));
    with_page(&ApiError::Unauthorized { given: true }, html)
}

/// The page that asks for the token.
pub(super) fn page(
    (words, root): (Words, &str),
    to: &str,
    kept: &str,
    told: Option<&str>,
) -> String {
    let described = if told.is_some() { "token-hint token-fault" } else { "token-hint" };
    let body = html! {
        div.lead { div { h1 { (words.text(DeskWord::SignIn)) } p { (words.text(DeskWord::Session)) } } }
        form.sheet.narrow method="post" action={ (root) (DESK) "/sign-in" } data-keep[!kept.is_empty()] data-unsaved[!kept.is_empty()] {
            // For what keeps passwords: whose this one is.
            input type="text" name="desk.user" value="twinning" autocomplete="username" readonly hidden;
            div class=(if told.is_some() { "field bad" } else { "field" }) {
                label for="token" { (words.text(DeskWord::Token)) }
                p.hint id="token-hint" { (words.text(DeskWord::TokenHint)) }
                @if let Some(told) = told { p.fault id="token-fault" role="alert" { (told) } }
                input id="token" name="token" type="password" autocomplete="current-password"
                    spellcheck="false" required aria-describedby=(described)
                    aria-invalid=[told.map(|_| "true")];
            }
            input type="hidden" name=(TO) value=(to);
            @if !kept.is_empty() { input type="hidden" name=(KEPT) value=(kept); }
            p.gap { button type="submit" { (words.text(DeskWord::SignIn)) } }
        }
    };
    // Whoever chooses a language loads the page anew, without what was typed.
    let more = if kept.is_empty() { shell::languages(words, root) } else { Markup::default() };
    shell::plain((words, root), words.text(DeskWord::SignIn), &more, &body)
}

/// A page that sends what was typed before the session ended.
pub(super) fn resumption((words, root): (Words, &str), to: &str, kept: &str) -> String {
    let fields = form_urlencoded::parse(kept.as_bytes());
    let body: Markup = html! {
        div.lead { div { h1 { (words.text(DeskWord::WelcomeBack)) } } }
        form.sheet.narrow method="post" action={ (root) (to) } data-keep data-unsaved {
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            p { (words.text(DeskWord::Kept)) }
            p.gap { button type="submit" { (words.text(DeskWord::SendKept)) } }
        }
    };
    let title = words.text(DeskWord::WelcomeBack);
    shell::plain((words, root), title, &Markup::default(), &body)
}
