//! What every page of the desk has, whether somebody has signed in or not, and how it is sent.

use actix_web::{
    HttpResponse, ResponseError as _,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue},
};
use maud::{DOCTYPE, Markup, html};

use crate::{
    error::ApiError,
    html::{
        assets::{DESK_SCRIPT, DESK_STYLES},
        frame::emblem,
        unlisted_head::unlisted_head,
    },
    http::edge::{
        error_page::ErrorPage,
        headers::{DESK, DESK_POLICY},
    },
    text::messages::MessageLanguage,
    values::{language::Language, traits::TextValue as _},
    words::{Words, desk_table::DeskWord, languages::own_name, table::Word},
};

/// Sends a page.
pub(super) fn respond(html: String) -> HttpResponse {
    protected(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}

/// Adds the headers that keep what the desk sends in the hands of who has signed in.
pub(super) fn protected(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, DESK_POLICY),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    response
}

/// A page for somebody who has not signed in; `more` stands beside the name of the desk.
pub(super) fn plain(
    (words, root): (Words, &str),
    title: &str,
    more: &Markup,
    body: &Markup,
) -> String {
    let top = html! { (brand(words, root)) (more) };
    let main = html! { main.in id="main" { (body) } };
    document(words, root, title, &top, &main)
}

/// A page of the desk as the response to an error.
pub(super) fn with_page(error: &ApiError, html: String) -> HttpResponse {
    let mut response = error.error_response();
    response.extensions_mut().insert(ErrorPage(html));
    response
}

/// Puts a page together.
pub(super) fn document(
    words: Words,
    root: &str,
    title: &str,
    top: &Markup,
    main: &Markup,
) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(words.tag()) {
            head {
                (unlisted_head(root, &format!("{title} – {}", words.text(DeskWord::Name))))
                link rel="stylesheet" href={ (root) (DESK_STYLES.path) };
                script type="module" src={ (root) (DESK_SCRIPT.path) } {}
            }
            body.desk {
                a.skip href="#main" { (words.text(Word::Skip)) }
                header.top { div.in { (top) } }
                (main)
            }
        }
    };
    markup.into_string()
}

/// The path that a choice of language is sent to, and the field with its tag.
pub(super) const LANGUAGE_PATH: &str = "/language";
pub(super) const LANGUAGE: &str = "language";

/// The buttons with the other languages, each in its own words.
pub(super) fn languages(words: Words, root: &str) -> Markup {
    let others = MessageLanguage::ALL.into_iter().filter(|one| *one != words.message_language());
    let others = others.filter_map(|other| Language::read(other.tag()));
    html! {
        form method="post" action={ (root) (DESK) (LANGUAGE_PATH) } {
            @for other in others {
                button.quiet type="submit" name=(LANGUAGE) value=(other) lang=(other) { (own_name(&other)) }
            }
        }
    }
}

/// The name of the desk, as a link to it.
pub(super) fn brand(words: Words, root: &str) -> Markup {
    html! {
        a.brand href={ (root) (DESK) } { (emblem()) span { (words.text(DeskWord::Name)) } }
    }
}
