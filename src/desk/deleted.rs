//! The records that were deleted, which can be brought back from their histories.

use actix_web::{HttpRequest, HttpResponse};
use maud::html;
use url::form_urlencoded;

use super::{
    byline::moment,
    document_name::name,
    frame::{self, DELETED, DeskPage, DeskPart},
    shell,
    table::{DeskRow, DeskTable},
    visitor::Visitor,
};
use crate::{
    error::ApiError,
    model::record_type::RecordType,
    store::deleted::{self, DeletedRecord},
    values::traits::ClosedList as _,
    words::{desk_table::DeskWord, table::Word},
};

/// The number of records of a page.
const PAGE: i64 = 50;

/// The most records that come before a page.
const MOST_SKIPPED: i64 = 1_000_000;

/// Returns the page.
pub(super) async fn list(request: HttpRequest, visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let begin = skipped(request.query_string());
    let mut records = visitor
        .read("deleted", move |reader| Ok(deleted::page(reader.connection, begin, PAGE + 1)?))
        .await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let goes_on = records.len() > shown;
    records.truncate(shown);
    let words = visitor.words;
    let heads = [DeskWord::Record, DeskWord::Type, DeskWord::WhenAndWho];
    let heads = heads.map(|head| words.text(head));
    let rows: Vec<DeskRow> = records.iter().map(|record| row(&visitor, record)).collect();
    let body = html! {
        h1 { (words.text(DeskWord::DeletedRecords)) }
        @if records.is_empty() {
            p.note role="status" { (words.text(DeskWord::NothingDeleted)) }
        } @else {
            p { (words.text(DeskWord::DeletedLead)) }
            (DeskTable { label: words.text(DeskWord::DeletedRecords), heads: &heads, named_by: 0 }.with(&rows))
        }
        @if goes_on {
            nav.pager aria-label=(words.text(Word::Pages)) {
                a.button.quiet rel="next" href=(visitor.at(&format!("{DELETED}?skip={}", begin + PAGE))) {
                    (words.text(DeskWord::Earlier)) " ›"
                }
            }
        }
    };
    let title = words.text(DeskWord::DeletedRecords).to_owned();
    Ok(shell::respond(frame::page(
        &visitor,
        &DeskPage { title, part: DeskPart::Work(DELETED), body },
    )))
}

/// How many records come before a page.
fn skipped(query: &str) -> i64 {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let number = pairs.find(|(name, _)| name == "skip").and_then(|(_, value)| value.parse().ok());
    number.filter(|number| (0..=MOST_SKIPPED).contains(number)).unwrap_or_default()
}

fn row(visitor: &Visitor, record: &DeletedRecord) -> DeskRow {
    let DeletedRecord { path, at, actor, document, .. } = record;
    let (kind, id) = path.split_once('/').unwrap_or((path, ""));
    let name = document.as_deref().and_then(|document| name(visitor.words, document));
    let history = visitor.at(&format!("/{path}/history"));
    let cells = vec![
        html! {
            a.main href=(history) { (name.as_deref().unwrap_or(id)) }
            br; code.small.soft { (id) }
        },
        html! { @if let Some(kind) = RecordType::read(kind) { (visitor.words.collection(kind)) } },
        html! { (moment(visitor.words, at, &visitor.service.time_zone)) br; (actor) },
    ];
    DeskRow { anchor: None, cells }
}
