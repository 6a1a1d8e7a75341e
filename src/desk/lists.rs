//! The lists of the desk: drafts included, the last changed first.

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION};
use maud::{Markup, html};
use serde_json::Value;
use url::form_urlencoded;

use super::{
    frame::{self, DeskPage},
    shell,
    visitor::Visitor,
};
use crate::{
    error::ApiError,
    http::{
        collection::Collection,
        edge::headers::DESK,
        request::list_parameters::ListParameters,
        response::{page::PageLinks, page_urls::PageUrls},
    },
    model::{document::Body as _, record_type::RecordType},
    store::read::{
        fragments::Served,
        list::{Page, SortOrder},
        reader::Reader,
    },
    values::{
        date::PartialDate,
        language::Language,
        traits::{ClosedList as _, TextValue as _},
    },
    words::{Words, desk_table::DeskWord, table::Word},
};

/// The parameters that the page takes over from its address.
const TAKEN: [&str; 4] = ["q", "state", "after", "before"];

/// Leads to the first list.
pub(super) async fn first(visitor: Visitor) -> HttpResponse {
    let location = format!("{}{DESK}/{}", visitor.root, RecordType::Events.as_str());
    shell::protected(HttpResponse::SeeOther().insert_header((LOCATION, location)).finish())
}

/// A row of a list.
struct ListRow {
    id: String,
    name: String,
    date: Option<PartialDate>,
    partners: String,
    languages: Vec<String>,
    missing: Vec<String>,
    has_source: bool,
    is_draft: bool,
    revision: i64,
}

/// A list with its links.
struct DeskList {
    rows: Vec<ListRow>,
    total: i64,
    links: PageLinks,
}

/// Returns a list.
pub(super) async fn list<V: Collection>(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, ApiError> {
    let kind = V::Body::KIND;
    let given: Vec<(String, String)> = form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, value)| TAKEN.contains(&&**name) && !value.trim().is_empty())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&given)
        .append_pair("sort", "-updatedAt")
        .append_pair("limit", "50")
        .finish();
    let shown = form_urlencoded::Serializer::new(String::new()).extend_pairs(&given).finish();
    let address = visitor.at(&format!("/{}", kind.as_str()));
    let words = visitor.words;
    let list = visitor
        .read("list", move |reader| {
            read::<V>(reader, words, &query, &PageUrls::new(address, &shown))
        })
        .await;
    let list = match list {
        Err(ApiError::Invalid(_)) => None,
        other => Some(other?),
    };
    let value = |name: &str| {
        given.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value).to_owned()
    };
    let body = body::<V>(&visitor, list.as_ref(), &value("q"), &value("state"));
    let page = DeskPage { title: visitor.words.collection(kind), part: Some(kind), body };
    Ok(shell::respond(frame::page(&visitor, &page)))
}

fn read<V: Collection>(
    reader: &mut Reader<'_>,
    words: Words,
    query: &str,
    urls: &PageUrls,
) -> Result<DeskList, ApiError> {
    let parameters = ListParameters::<V, V::Filter>::read(query)?.query;
    let wanted: Vec<Language> = reader.data_set.languages.clone();
    let page: Page<V> = V::page(reader, &parameters)?;
    let links = urls.links(&page, &SortOrder::written(&parameters.sort));
    let views = page.records.iter().filter_map(Served::made);
    let rows = views.map(|view| Ok(row(words, &serde_json::to_value(view)?, &wanted)));
    Ok(DeskList { rows: rows.collect::<Result<_, ApiError>>()?, total: page.total, links })
}

fn row(words: Words, record: &Value, wanted: &[Language]) -> ListRow {
    let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
    let name = text("/title").or_else(|| text("/name")).unwrap_or_default().to_owned();
    let date = ["/startDate", "/signedOn", "/partnerSince"].into_iter().find_map(text);
    let partners = record["partners"].as_array().into_iter().flatten();
    let partners = partners.filter_map(|partner| partner["name"].as_str());
    let texts = record["translations"].as_object();
    let languages: Vec<String> =
        texts.into_iter().flat_map(|texts| texts.keys().cloned()).collect();
    let missing = wanted.iter().filter(|one| !languages.iter().any(|own| own == one.as_str()));
    ListRow {
        id: text("/id").unwrap_or_default().to_owned(),
        name,
        date: date.and_then(PartialDate::read),
        partners: partners.collect::<Vec<_>>().join(", "),
        missing: missing
            .map(|language| words.with(DeskWord::NoText, &[words.language(language)]))
            .collect(),
        languages,
        has_source: record["sources"].as_array().is_some_and(|sources| !sources.is_empty()),
        is_draft: text("/state") == Some("draft"),
        revision: record["revision"].as_i64().unwrap_or_default(),
    }
}

fn body<V: Collection>(
    visitor: &Visitor,
    list: Option<&DeskList>,
    sought: &str,
    state: &str,
) -> Markup {
    let (words, kind) = (visitor.words, V::Body::KIND);
    let new = visitor.at(&format!("/{}/new", kind.as_str()));
    html! {
        div.row.end {
            h1 { (words.collection(kind)) }
            @if visitor.may_edit() {
                a.button href=(new) { (words.with(DeskWord::New, &[words.noun(V::NOUN, 1)])) }
            }
        }
        (filters(words, sought, state))
        @match list {
            Some(list) => {
                p role="status" { (words.counted(V::NOUN, list.total)) }
                @if !list.rows.is_empty() { (table(visitor, kind, &list.rows)) }
                (pager(words, &list.links))
            },
            None => p.note role="status" { (words.text(Word::NoResults)) },
        }
    }
}

/// What a list is narrowed by.
fn filters(words: Words, sought: &str, state: &str) -> Markup {
    let states = [
        ("", words.text(Word::Everything)),
        ("draft", words.text(DeskWord::Drafts)),
        ("published", words.text(DeskWord::PublishedOnes)),
    ];
    html! {
        form.filters role="search" {
            div {
                label for="q" { (words.text(Word::Search)) }
                input id="q" type="search" name="q" value=(sought);
            }
            div {
                label for="state" { (words.text(DeskWord::Publication)) }
                select id="state" name="state" {
                    @for (value, word) in states {
                        option value=(value) selected[value == state] { (word) }
                    }
                }
            }
            div { button.quiet type="submit" { (words.text(DeskWord::Show)) } }
        }
    }
}

fn table(visitor: &Visitor, kind: RecordType, rows: &[ListRow]) -> Markup {
    let words = visitor.words;
    let heads = [
        words.text(DeskWord::Record),
        words.text(Word::When),
        words.text(DeskWord::Partners),
        words.text(DeskWord::Languages),
        words.text(DeskWord::Publication),
        words.text(DeskWord::LastChange),
    ];
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.collection(kind)) {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for row in rows {
                        @let address = visitor.at(&format!("/{}/{}", kind.as_str(), row.id));
                        tr {
                            th scope="row" { a.main href=(address) { (row.name) } }
                            td.num { @if let Some(date) = row.date { (words.date(date)) } }
                            td { (row.partners) }
                            td { (languages(words, row)) }
                            td { (state(words, row)) }
                            td.num { (words.with(DeskWord::ChangeNumber, &[&row.revision.to_string()])) }
                        }
                    }
                }
            }
        }
    }
}

fn languages(words: Words, row: &ListRow) -> Markup {
    html! {
        (row.languages.join(" ").to_uppercase())
        @for missing in &row.missing { " " span.badge.warm { (missing) } }
        @if !row.has_source { " " span.badge.warm { (words.text(DeskWord::NoSource)) } }
    }
}

fn state(words: Words, row: &ListRow) -> Markup {
    html! {
        @if row.is_draft {
            span.badge.warm { (words.text(DeskWord::Draft)) }
        } @else {
            span.badge.good { (words.text(DeskWord::Published)) }
        }
    }
}

fn pager(words: Words, links: &PageLinks) -> Markup {
    html! {
        @if links.prev.is_some() || links.next.is_some() {
            nav.pager aria-label=(words.text(Word::Pages)) {
                @if let Some(prev) = &links.prev {
                    a.button.quiet rel="prev" href=(prev) { "‹ " (words.text(Word::Previous)) }
                }
                @if let Some(next) = &links.next {
                    a.button.quiet rel="next" href=(next) { (words.text(Word::Next)) " ›" }
                }
            }
        }
    }
}
