//! The page of a list: its query is that of the API, with the same names and the same faults.

use maud::{Markup, html};

use super::{
    filters::ListFilters,
    request::{PageRequest, PageResult, api_path},
};
use crate::{
    error::{ApiError, Fault},
    formats::table::ListFormat,
    html::{
        context::PageContext,
        entry::{self, ListEntry, Marker},
        frame::{Alternate, PageHead, SitePart, document},
        localized_text::LocalizedText,
        map_figure::{self, MapLink},
    },
    http::{
        collection::Collection,
        request::{list_parameters::ListParameters, query_reader::ReadFilter},
        response::{page::PageLinks, page_urls::PageUrls},
    },
    model::{document::Body as _, record_type::RecordType},
    store::read::{
        list::{ListFilter, SortOrder},
        page::{FoundPage, Page},
        reader::Reader,
    },
    values::traits::ClosedList,
    words::table::{Noun, Word},
};

/// Returns the page of a list.
pub(super) async fn list<V: Collection>(request: PageRequest) -> PageResult {
    let query = request.query().to_owned();
    let parameters = ListParameters::<V, V::Filter>::read_in(&query, ListFormat::Json);
    match parameters {
        Ok(mut parameters) => {
            parameters.query.facets = V::Filter::FACETS.to_vec();
            let depends_on_the_day = parameters.depends_on_the_day;
            request
                .answer(depends_on_the_day, move |reader, page| {
                    render::<V>(reader, page, &query, &parameters)
                })
                .await
        }
        Err(error) => {
            request.refused(error, move |page, faults| refusal::<V>(page, &query, faults)).await
        }
    }
}

fn render<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
    parameters: &ListParameters<V, V::Filter>,
) -> Result<String, ApiError> {
    let kind = V::Body::KIND;
    let list = V::entries(reader, &parameters.query, page)?;
    let filters = ListFilters::new(page.addresses.list(kind), query);
    let links = links(page, kind, query, &list, &parameters.query.sort);
    let body = html! {
        div.lead {
            div {
                h1 { (page.words.collection(kind)) }
                (filters.form(page))
            }
        }
        div.count role="status" { h2 { (page.words.counted(Noun::of(V::Body::KIND), list.total)) } }
        (filters.facets(page, V::Filter::FACETS, &list.facets))
        (listed(page, &list.records))
        (pager(page, &links))
    };
    Ok(document(page, &head(page, kind, query), &body))
}

/// The entries: partners as cards beside their map, others in the order of time.
fn listed(page: &PageContext, entries: &[ListEntry]) -> Markup {
    let have_dates = entries.iter().any(|entry| entry.marker != Marker::None);
    let places: Vec<MapLink> =
        entries.iter().filter_map(|entry| MapLink::of(page, entry)).collect();
    html! {
        @if entries.is_empty() {
            p.gap { (page.words.text(Word::NoResults)) }
        } @else if have_dates {
            section aria-label=(page.words.text(Word::Everything)) { (entry::list(page, entries)) }
        } @else {
            section aria-label=(page.words.text(Word::Everything)) { (entry::cards(page, entries, |_| None)) }
            @if let Some(map) = map_figure::of_partners(page, &places, entries.len() - places.len()) {
                section.half aria-label=(page.words.text(Word::MapTitle)) { (map) }
            }
        }
    }
}

fn links<S: ClosedList>(
    page: &PageContext,
    kind: RecordType,
    query: &str,
    list: &Page<ListEntry>,
    sort: &[SortOrder<S>],
) -> PageLinks {
    PageUrls::new(page.addresses.list(kind), query).links(list, &SortOrder::written(sort))
}

/// Links to the pages around one; nothing if there are none.
pub(super) fn pager(page: &PageContext, links: &PageLinks) -> Markup {
    html! {
        @if links.prev.is_some() || links.next.is_some() {
            nav.pager.noprint aria-label=(page.words.text(Word::Pages)) {
                @if let Some(prev) = &links.prev {
                    a.button.quiet rel="prev" href=(prev) { "‹ " (page.words.text(Word::Previous)) }
                }
                @if let Some(next) = &links.next {
                    a.button.quiet rel="next" href=(next) { (page.words.text(Word::Next)) " ›" }
                }
            }
        }
    }
}

fn head(page: &PageContext, kind: RecordType, query: &str) -> PageHead {
    let path = format!("/{}", kind.as_str());
    let with_query = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let title = LocalizedText::of_interface(page, page.words.collection(kind));
    let with_format = |format: ListFormat| {
        let address = api_path(&with_query);
        let separator = if query.is_empty() { '?' } else { '&' };
        format!("{address}{separator}format={}&lang={}", format.as_str(), page.language())
    };
    let feeds = [ListFormat::Json, ListFormat::Atom, ListFormat::Ics];
    let offered = ListFormat::of_list(kind);
    let feeds = feeds.into_iter().filter(|format| offered.contains(format));
    PageHead {
        alternates: feeds
            .map(|format| Alternate {
                media_type: format.media_type(),
                address: with_format(format),
            })
            .collect(),
        ..PageHead::new(Some(title), with_query, SitePart::List(kind))
    }
}

/// The page of a list that was asked for with faults: it names them above the form.
fn refusal<V: Collection>(page: &PageContext, query: &str, faults: &[Fault]) -> String {
    let kind = V::Body::KIND;
    let address = page.addresses.list(kind);
    let filters = ListFilters::new(address.clone(), query);
    let body = html! {
        div.lead {
            div {
                h1 { (page.words.collection(kind)) }
                (told(page, faults))
                (filters.form(page))
                p.gap { a href=(address) { (page.words.text(Word::BackToList)) } }
            }
        }
    };
    document(page, &head(page, kind, ""), &body)
}

/// The faults of the parameters, in the language of the page.
pub(super) fn told(page: &PageContext, faults: &[Fault]) -> Markup {
    html! {
        div.faults role="alert" {
            h2 { (page.words.text(Word::BadRequest)) }
            ul {
                @for fault in faults {
                    li {
                        @if let Some(name) = &fault.parameter { code { (name) } " " }
                        (fault.detail.in_language(page.words.message_language()))
                    }
                }
            }
        }
    }
}

/// The first records of a list that a query filters, with a link to all of it; `None` if there are none.
pub(super) fn beginning<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    query: &str,
) -> Result<Option<(Vec<ListEntry>, i64)>, ApiError>
where
    V::Filter: ReadFilter + ListFilter,
{
    let found = found::<V>(reader, query)?;
    let list = V::shown(reader, found, page)?;
    Ok((!list.records.is_empty()).then_some((list.records, list.total)))
}

/// What the first page of a list that a query filters consists of.
pub(super) fn found<V: Collection>(
    reader: &mut Reader<'_>,
    query: &str,
) -> Result<FoundPage, ApiError> {
    V::find(reader, &ListParameters::<V, V::Filter>::read(query)?.query)
}

/// A link to a whole list, if more records are in it than are shown.
pub(super) fn link_to_all(
    page: &PageContext,
    (noun, total): (Noun, i64),
    shown: usize,
    address: &str,
) -> Markup {
    html! {
        @if usize::try_from(total).is_ok_and(|total| total > shown) {
            p { a href=(address) {
                (page.words.with(Word::AllOf, &[&page.words.counted(noun, total)]))
            } }
        }
    }
}
