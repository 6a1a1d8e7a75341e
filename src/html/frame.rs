//! The frame of every page: head, navigation, bread crumbs, foot.

use maud::{DOCTYPE, Markup, html};
use url::form_urlencoded;

use super::{
    address::embeddable,
    assets::SITE_STYLES,
    context::PageContext,
    localized_text::LocalizedText,
    parts::{outside_link, short_link},
};
use crate::{
    model::{record_type::RecordType, registry},
    words::{languages::own_name, table::Word},
};

/// A form of the page for programs.
pub(crate) struct Alternate {
    /// Its media type.
    pub media_type: &'static str,
    /// Its path.
    pub address: String,
}

/// A link of the bread crumbs.
pub(crate) struct Crumb {
    /// The path of the page.
    pub address: String,
    /// Its name.
    pub name: String,
}

/// The part of the site that a page is in, which the navigation marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SitePart {
    /// A page of no list.
    Other,
    /// The search.
    Search,
    /// A list.
    List(RecordType),
    /// A page below a list.
    Below(RecordType),
}

/// What the frame shows of a page.
pub(crate) struct PageHead {
    /// The title, without the name of the municipality; `None` on the home page.
    pub title: Option<LocalizedText>,
    /// A sentence for search engines.
    pub description: Option<String>,
    /// The path below the language, with its query.
    pub path: String,
    /// The part of the site.
    pub part: SitePart,
    /// The pages above, below the home page.
    pub crumbs: Vec<Crumb>,
    /// The forms for programs.
    pub alternates: Vec<Alternate>,
    /// The page as linked data.
    pub linked_data: Option<Markup>,
}

impl PageHead {
    /// The head of a page at a path below the language.
    pub(crate) fn new(
        title: Option<LocalizedText>,
        path: impl Into<String>,
        part: SitePart,
    ) -> Self {
        Self {
            title,
            description: None,
            path: path.into(),
            part,
            crumbs: Vec::new(),
            alternates: Vec::new(),
            linked_data: None,
        }
    }
}

/// The longest description for search engines, in characters.
const DESCRIPTION: usize = 300;

/// Puts a page together.
pub(crate) fn document(page: &PageContext, head: &PageHead, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(page.words.tag()) {
            (document_head(page, head))
            body {
                a.skip href="#main" { (page.words.text(Word::Skip)) }
                (top(page, head))
                (crumbs(page, head))
                main.in id="main" { (body) }
                (foot(page, head))
            }
        }
    };
    markup.into_string()
}

fn document_head(page: &PageContext, head: &PageHead) -> Markup {
    let (owner, addresses) = (page.owner_name().text, &page.addresses);
    let title = match &head.title {
        Some(title) => format!("{} – {owner}", title.text),
        None => format!("{owner} – {}", page.words.text(Word::Site)),
    };
    let description = head.description.as_deref().unwrap_or(&title);
    let description: String = description.chars().take(DESCRIPTION).collect();
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            meta name="description" content=(description);
            link rel="stylesheet" href=(addresses.outside(&SITE_STYLES.path));
            link rel="icon" href=(addresses.outside("/favicon.ico")) sizes="32x32";
            link rel="icon" href=(addresses.outside("/favicon.svg")) type="image/svg+xml";
            link rel="canonical" href=(addresses.url_in(page.language(), &head.path));
            @for language in &page.languages {
                link rel="alternate" hreflang=(language) href=(addresses.url_in(language, &head.path));
            }
            link rel="alternate" hreflang="x-default" href=(addresses.url_in_any(&head.path));
            @for alternate in &head.alternates {
                link rel="alternate" type=(alternate.media_type) href=(addresses.outside(&alternate.address));
            }
            @if let Some(oembed) = oembed_of(page, &head.path) {
                link rel="alternate" type="application/json+oembed" href=(oembed) title=(title);
            }
            @if let Some(linked_data) = &head.linked_data { (linked_data) }
        }
    }
}

/// The address at which a page says how it is embedded.
fn oembed_of(page: &PageContext, path: &str) -> Option<String> {
    let without_query = path.split('?').next().unwrap_or_default();
    let is_embedded = embeddable(without_query).is_some();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("url", &page.addresses.url_in(page.language(), path));
    is_embedded.then(|| format!("{}/oembed?{}", page.addresses.site, query.finish()))
}

fn top(page: &PageContext, head: &PageHead) -> Markup {
    let owner = page.owner_name();
    html! {
        header.top {
            div.in {
                a.brand href=(page.addresses.path("")) {
                    (emblem())
                    span {
                        span lang=[owner.lang(page)] { (owner.text) }
                        @if page.owner.is_some() { small { (page.words.text(Word::Site)) } }
                    }
                }
                (navigation(page, head))
                (language_switch(page, head))
            }
        }
    }
}

/// Two rings, one through the other.
pub(crate) fn emblem() -> Markup {
    html! {
        svg viewBox="0 0 46 30" aria-hidden="true" {
            circle.own cx="16" cy="15" r="12" {}
            circle.theirs cx="30" cy="15" r="12" {}
            path.own d="M23 5.3a12 12 0 0 1 5 9.7" {}
        }
    }
}

fn navigation(page: &PageContext, head: &PageHead) -> Markup {
    let current = |record_type: RecordType| match head.part {
        SitePart::List(part) if part == record_type => Some("page"),
        SitePart::Below(part) if part == record_type => Some("true"),
        _ => None,
    };
    let search = (head.part == SitePart::Search).then_some("page");
    html! {
        nav.nav aria-label=(page.words.text(Word::Navigation)) {
            ul {
                @for record_type in registry::collections().map(|info| info.record_type) {
                    li {
                        a href=(page.addresses.list(record_type)) aria-current=[current(record_type)] {
                            (page.words.collection(record_type))
                        }
                    }
                }
                li {
                    a href=(page.addresses.path("/search")) aria-current=[search] {
                        (page.words.text(Word::Search))
                    }
                }
            }
        }
    }
}

fn language_switch(page: &PageContext, head: &PageHead) -> Markup {
    let others: Vec<_> = page.languages.iter().filter(|one| *one != page.language()).collect();
    let address = |language| {
        let addresses = &page.addresses;
        let path = if head.path.is_empty() { "/" } else { &head.path };
        format!("{}/{language}{path}", addresses.root)
    };
    html! {
        @if !others.is_empty() {
            nav.lang aria-label=(page.words.text(Word::PageLanguage)) {
                @for language in others {
                    a href=(address(language)) hreflang=(language) lang=(language) { (own_name(language)) }
                }
            }
        }
    }
}

fn crumbs(page: &PageContext, head: &PageHead) -> Markup {
    let Some(title) = head.title.as_ref().filter(|_| !head.crumbs.is_empty()) else {
        return Markup::default();
    };
    html! {
        nav.crumbs.in aria-label=(page.words.text(Word::YouAreHere)) {
            ol {
                li { a href=(page.addresses.path("")) { (page.words.text(Word::Home)) } }
                @for crumb in &head.crumbs { li { a href=(crumb.address) { (crumb.name) } } }
                li aria-current="page" lang=[title.lang(page)] { (title.text) }
            }
        }
    }
}

fn foot(page: &PageContext, head: &PageHead) -> Markup {
    let links = [
        ("/accessibility", Word::Accessibility),
        ("/widget", Word::WidgetTitle),
        ("/data", Word::DataAndFeeds),
    ];
    html! {
        footer.foot {
            div.in {
                (imprint(page))
                ul {
                    @for (path, word) in links {
                        li { a href=(page.addresses.path(path)) { (page.words.text(word)) } }
                    }
                }
                (state(page))
                p.paper { (page.addresses.url_in(page.language(), &head.path)) }
            }
        }
    }
}

fn imprint(page: &PageContext) -> Markup {
    let Some(owner) = &page.owner else { return Markup::default() };
    let address = owner.contact.as_ref().and_then(|contact| contact.address.as_deref());
    html! {
        div {
            strong lang=[owner.name.lang(page)] { (owner.name.text) }
            @for line in address.into_iter().flat_map(str::lines) { br; (line) }
            @if let Some(website) = &owner.website { br; (short_link(website.as_str())) }
        }
    }
}

/// The state of the data and its licence.
fn state(page: &PageContext) -> Markup {
    let words = page.words;
    let licence = page.owner.as_ref().and_then(|owner| owner.licence.as_ref());
    html! {
        div.soft {
            @if let Some(changed) = page.changed_at {
                (words.with(
                    Word::DataAsOf,
                    &[&page.revision.to_string(), &words.day_of(changed, &page.time_zone)],
                ))
                br;
            }
            @match licence {
                Some(licence) => {
                    (words.text(Word::LicenceOfData)) " "
                    (outside_link(licence.url.as_str(), &licence.name))
                },
                None => (words.text(Word::NoLicence)),
            }
        }
    }
}
