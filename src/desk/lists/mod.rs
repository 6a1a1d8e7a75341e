//! The lists of the desk: drafts included, the last changed first.

mod filters;
mod row;
mod table;
mod wish;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION};
use maud::{Markup, html};

use self::{
    filters::{DeskFilters, partners},
    row::ListRow,
    table::{pager, table},
    wish::ListWish,
};
use super::{
    frame::{self, DeskPage, DeskPart, new_path},
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
        list::{PageStart, SortOrder},
        page::Page,
        reader::Reader,
    },
    values::{language::Language, traits::ClosedList as _},
    words::{
        desk_table::DeskWord,
        table::{Noun, Word},
    },
};

/// The number of records of a page.
const PAGE: i64 = 50;

/// The number of records that are looked at together for what they lack, and at most.
const CHUNK: i64 = 100;
const MOST_LOOKED_AT: i64 = 2_000;

/// The most records that are listed for what they lack.
const MOST_LACKING: usize = 200;

/// Leads to the first list.
pub(super) async fn first(visitor: Visitor) -> HttpResponse {
    let location = format!("{}{DESK}/{}", visitor.root, RecordType::Events.as_str());
    shell::protected(HttpResponse::SeeOther().insert_header((LOCATION, location)).finish())
}

/// A list with its links.
struct DeskList {
    rows: Vec<ListRow>,
    total: i64,
    links: Option<PageLinks>,
    /// Whether only the first records were looked at for what they lack.
    is_cut: bool,
}

/// Returns a list.
pub(super) async fn list<V: Collection + 'static>(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, ApiError> {
    let kind = V::Body::KIND;
    let wish = ListWish::read(request.query_string());
    let address = visitor.at(&format!("/{}", kind.as_str()));
    let asked = wish.clone();
    let (list, languages, partners) = visitor
        .read("list", move |reader| {
            let languages = reader.data_set.languages.clone();
            let list = match read::<V>(reader, &languages, &asked, address) {
                // Words that cannot be looked for find nothing.
                Err(ApiError::Invalid(_)) => None,
                list => Some(list?),
            };
            Ok((list, languages, partners::<V>(reader)?))
        })
        .await?;
    let filters = DeskFilters { words: visitor.words, wish: &wish, languages: &languages };
    let body = html! {
        (heading::<V>(&visitor))
        (filters.form::<V>(partners.as_deref()))
        (found::<V>(&visitor, list.as_ref()))
    };
    let page =
        DeskPage { title: visitor.words.collection(kind), part: DeskPart::Records(kind), body };
    Ok(shell::respond(frame::page(&visitor, &page)))
}

fn read<V: Collection>(
    reader: &mut Reader<'_>,
    languages: &[Language],
    wish: &ListWish,
    address: String,
) -> Result<DeskList, ApiError> {
    if wish.missing.is_some() {
        return lacking::<V>(reader, languages, wish);
    }
    let parameters = ListParameters::<V, V::Filter>::read(&wish.query(PAGE))?.query;
    let page = V::page(reader, &parameters)?;
    let urls = PageUrls::new(address, &wish.shown());
    let links = Some(urls.links(&page, &SortOrder::written(&parameters.sort)));
    Ok(DeskList { rows: rows(&page, languages)?, total: page.total, links, is_cut: false })
}

/// The records that lack what is asked for. No column says it, so they are looked at.
fn lacking<V: Collection>(
    reader: &mut Reader<'_>,
    languages: &[Language],
    wish: &ListWish,
) -> Result<DeskList, ApiError> {
    let mut parameters = ListParameters::<V, V::Filter>::read(&wish.query(CHUNK))?.query;
    let (mut found, mut looked_at) = (Vec::new(), 0);
    loop {
        let page = V::page(reader, &parameters)?;
        let lacks =
            |row: &ListRow| wish.missing.as_ref().is_some_and(|one| row.missing.contains(one));
        found.extend(rows(&page, languages)?.into_iter().filter(lacks));
        looked_at += CHUNK;
        let Some(next) = page.next else { break };
        if looked_at >= MOST_LOOKED_AT || found.len() > MOST_LACKING {
            found.truncate(MOST_LACKING);
            return Ok(DeskList { total: count(&found), rows: found, links: None, is_cut: true });
        }
        parameters.start = PageStart::After(next);
    }
    Ok(DeskList { total: count(&found), rows: found, links: None, is_cut: false })
}

fn count(rows: &[ListRow]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

fn rows<V: Collection>(
    page: &Page<Served<V>>,
    languages: &[Language],
) -> Result<Vec<ListRow>, ApiError> {
    let views = page.records.iter().filter_map(Served::made);
    views
        .map(|view| Ok(ListRow::of(V::Body::KIND, &serde_json::to_value(view)?, languages)))
        .collect()
}

fn heading<V: Collection>(visitor: &Visitor) -> Markup {
    let (words, kind) = (visitor.words, V::Body::KIND);
    let new = visitor.at(&new_path(kind));
    html! {
        div.row.end {
            h1 { (words.collection(kind)) }
            @if visitor.may_edit() {
                a.button href=(new) { (words.with(DeskWord::New, &[words.noun(Noun::of(V::Body::KIND), 1)])) }
            }
        }
    }
}

fn found<V: Collection>(visitor: &Visitor, list: Option<&DeskList>) -> Markup {
    let words = visitor.words;
    html! {
        @match list {
            Some(list) => {
                p role="status" { (words.counted(Noun::of(V::Body::KIND), list.total)) }
                @if list.is_cut { p.note { (words.text(DeskWord::ListCut)) } }
                @if !list.rows.is_empty() { (table(visitor, V::Body::KIND, &list.rows)) }
                @if let Some(links) = &list.links { (pager(words, links)) }
            },
            None => p.note role="status" { (words.text(Word::NoResults)) },
        }
    }
}
