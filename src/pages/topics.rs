//! The page of a topic: everything about it.

use actix_web::web::Path;
use maud::{Markup, html};

use super::{
    lists::{beginning, link_to_all},
    request::{PageRequest, PageResult},
    site::not_offered,
};
use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        entry,
        frame::{PageHead, SitePart, document},
        localized_text::LocalizedText,
    },
    http::collection::Collection,
    model::document::Body as _,
    resources::{
        agreements::view::AgreementView, events::view::EventView, projects::view::ProjectView,
    },
    store::read::reader::Reader,
    values::{topic::Topic, traits::ClosedList as _},
    words::table::{Noun, Word},
};

/// Returns the page of a topic.
pub(super) async fn topic(request: PageRequest, path: Path<(String, String)>) -> PageResult {
    let (_, name) = path.into_inner();
    let topic = Topic::read(&name).ok_or_else(not_offered)?;
    request.answer(false, move |reader, page| render(reader, page, topic)).await
}

fn render(reader: &mut Reader<'_>, page: &PageContext, topic: Topic) -> Result<String, ApiError> {
    let lists = [
        list::<EventView>(reader, page, topic)?,
        list::<AgreementView>(reader, page, topic)?,
        list::<ProjectView>(reader, page, topic)?,
    ];
    let is_empty = lists.iter().all(Option::is_none);
    let title = page.words.with(Word::TopicTitle, &[page.words.name(topic)]);
    let body = html! {
        div.lead { div { h1 { (title) } } }
        @for list in lists.into_iter().flatten() { (list) }
        @if is_empty { p { (page.words.text(Word::TopicNothing)) } }
    };
    let path = format!("/topics/{}", topic.as_str());
    let title = LocalizedText::of_interface(page, title);
    Ok(document(page, &PageHead::new(Some(title), path, SitePart::Other), &body))
}

/// The records of a collection with the topic; `None` if there are none.
fn list<V: Collection>(
    reader: &mut Reader<'_>,
    page: &PageContext,
    topic: Topic,
) -> Result<Option<Markup>, ApiError> {
    let kind = V::Body::KIND;
    let query = format!("topic={}", topic.as_str());
    let Some((entries, total)) = beginning::<V>(reader, page, &query)? else { return Ok(None) };
    let address = page.addresses.filtered(kind, "topic", topic.as_str());
    Ok(Some(html! {
        section aria-labelledby=(kind.as_str()) {
            h2 id=(kind.as_str()) { (page.words.collection(kind)) }
            (entry::list(page, &entries))
            (link_to_all(page, (Noun::of(V::Body::KIND), total), entries.len(), &address))
        }
    }))
}
