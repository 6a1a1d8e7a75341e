//! The page of the search.

use maud::{Markup, html};
use url::form_urlencoded;

use super::{
    lists::{pager, told},
    request::{PageRequest, PageResult},
};
use crate::{
    error::{ApiError, Fault},
    html::{
        context::PageContext,
        frame::{PageHead, SitePart, document},
        localized_text::LocalizedText,
        parts,
    },
    http::response::page_urls::PageUrls,
    model::record_type::RecordType,
    resources::search::{
        SearchParameters,
        queries::{self, SearchFilter},
        view::SearchResult,
    },
    store::read::{
        list::{ListQuery, PageStart, SortOrder},
        reader::Reader,
    },
    values::{
        date::PartialDate,
        traits::{ClosedList as _, TextValue as _},
    },
    words::table::{Noun, Word},
};

/// Returns the page of the search: a form, and what was found for its words.
pub(super) async fn search(request: PageRequest) -> PageResult {
    let query = request.query().to_owned();
    if query.is_empty() {
        return request
            .answer(false, |_, page| Ok(document(page, &head(page, ""), &form(page, "", &[]))))
            .await;
    }
    match SearchParameters::read(&query) {
        Ok(parameters) => {
            request
                .answer(false, move |reader, page| render(reader, page, &query, &parameters.0))
                .await
        }
        Err(error) => {
            request
                .refused(error, move |page, faults| {
                    document(page, &head(page, ""), &form(page, &words(&query), faults))
                })
                .await
        }
    }
}

/// The words of a query.
fn words(query: &str) -> String {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "q").map(|(_, words)| words.into_owned()).unwrap_or_default()
}

fn head(page: &PageContext, query: &str) -> PageHead {
    let path = if query.is_empty() { "/search".to_owned() } else { format!("/search?{query}") };
    let title = match words(query) {
        none if none.is_empty() => page.words.text(Word::Search).to_owned(),
        words => page.words.with(Word::ResultsFor, &[&words]),
    };
    PageHead::new(Some(LocalizedText::of_interface(page, title)), path, SitePart::Search)
}

fn form(page: &PageContext, words: &str, faults: &[Fault]) -> Markup {
    html! {
        div.lead {
            div {
                h1 { (page.words.text(Word::Search)) }
                @if !faults.is_empty() { (told(page, faults)) }
                form.find.gap role="search" action=(page.addresses.path("/search")) {
                    label.hide for="q" { (page.words.text(Word::SearchLabel)) }
                    input id="q" type="search" name="q" value=(words);
                    button type="submit" { (page.words.text(Word::Search)) }
                }
            }
        }
    }
}

fn render(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
    list: &ListQuery<SearchFilter>,
) -> Result<String, ApiError> {
    let found = queries::list(reader, list)?;
    let counts = counts(reader, list)?;
    let (text, words) = (words(query), page.words);
    let total = words.counted(Noun::Results, found.total);
    let urls = PageUrls::new(page.addresses.path("/search"), query);
    let links = urls.links(&found, &SortOrder::written(&list.sort));
    let body = html! {
        (form(page, &text, &[]))
        div role="status" { h2 { (words.with(Word::FoundFor, &[&total, &text])) } }
        (types(page, &text, list, &counts))
        @if found.records.is_empty() {
            p.gap { (words.text(Word::NoResults)) }
        } @else {
            ol.plainlist.results {
                @for result in &found.records {
                    li { (shown(page, result)) }
                }
            }
        }
        (pager(page, &links))
        p.note { (words.text(Word::SearchNote)) }
    };
    Ok(document(page, &head(page, query), &body))
}

/// The number of results of each type that has some.
fn counts(
    reader: &mut Reader<'_>,
    list: &ListQuery<SearchFilter>,
) -> Result<Vec<(RecordType, i64)>, ApiError> {
    let mut counts = Vec::new();
    for kind in RecordType::ALL {
        let filter = SearchFilter { types: vec![*kind] };
        let of_type = ListQuery { filter, limit: 1, start: PageStart::First, ..list.clone() };
        let total = queries::list(reader, &of_type)?.total;
        if total > 0 {
            counts.push((*kind, total));
        }
    }
    counts.sort_by_key(|(kind, _)| kind.search_rank());
    Ok(counts)
}

/// The types with the numbers of their results, as links.
fn types(
    page: &PageContext,
    text: &str,
    list: &ListQuery<SearchFilter>,
    counts: &[(RecordType, i64)],
) -> Markup {
    let address = |kind: Option<RecordType>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", text);
        if let Some(kind) = kind {
            query.append_pair("type", kind.as_str());
        }
        page.addresses.path(&format!("/search?{}", query.finish()))
    };
    let is_chosen = |kind: Option<RecordType>| {
        let types = &list.filter.types;
        let chosen = kind.map_or(types.is_empty(), |kind| types.contains(&kind));
        chosen.then_some("true")
    };
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let choice = |kind: Option<RecordType>, name: &str, count: i64| {
        html! {
            a href=(address(kind)) aria-current=[is_chosen(kind)] {
                (name) " (" (page.words.integer(count)) ")"
            }
        }
    };
    html! {
        @if counts.len() > 1 {
            nav.gap.noprint aria-label=(page.words.text(Word::Narrow)) {
                ul.facets {
                    li { (choice(None, page.words.text(Word::Everything), total)) }
                    @for (kind, count) in counts {
                        li { (choice(Some(*kind), &page.words.collection(*kind), *count)) }
                    }
                }
            }
        }
    }
}

fn shown(page: &PageContext, result: &SearchResult) -> Markup {
    let date = result.date.as_deref().and_then(PartialDate::read);
    let name = LocalizedText::of(&result.name, result.served_language.as_ref());
    let address = page.addresses.record(result.record_type, result.id.as_str());
    let country = result.country.as_ref().map(|country| page.words.country(country));
    html! {
        span.when {
            (page.words.collection(result.record_type))
            @if let Some(date) = date { " · " (parts::date(page, date)) }
            @if let Some(country) = country { " · " (country) }
        }
        h3 { a href=(address) lang=[name.lang(page)] { (name.text) } }
        @if let Some(snippet) = &result.snippet {
            p.prose lang=[page.foreign(Some(&snippet.language))] {
                @for part in &snippet.parts {
                    @if part.is_match { mark { (part.text) } } @else { (part.text) }
                }
            }
        }
    }
}
