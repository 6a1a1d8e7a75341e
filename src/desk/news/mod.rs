//! Events out of a news text: what was found is shown with its words, and what is kept becomes the form of a new event.

mod found;
mod known;

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use maud::{Markup, html};
use url::form_urlencoded;

use self::found::{NewsSource, ProposedValue, ValueMaker, draft, paths};
use super::{
    edit::{RecordAbout, broken, languages},
    form::{RecordForm, label},
    frame::{self, DeskPage, DeskPart, NEWS},
    save::shown,
    shell,
    visitor::{PostedForm, Visitor, value},
};
use crate::{
    error::ApiError,
    http::{
        collection::Collection as _, processors::compute, request::list_parameters::ListParameters,
    },
    model::record_type::RecordType,
    news::{EventProposal, TextMark, proposals},
    resources::events::view::EventView,
    store::read::{fragments::Served, reader::Reader},
    values::language::Language,
    words::{Words, desk_table::DeskWord, table::Noun},
};

/// The fields of the page.
const TEXT: &str = "text";
const URL: &str = "url";
const TITLE: &str = "title";

/// The button that opens a draft: its number.
const OPEN: &str = "open";

/// The most partners by which similar events are looked for: fewer than a parameter may have.
const MOST_COMPARED: usize = 20;

/// The most drafts of a text.
const MOST: usize = 50;

/// A proposal with what is shown of it.
struct FoundEvent {
    proposal: EventProposal,
    values: Vec<ProposedValue>,
    /// Events on the same days with a partner in common: paths and names.
    similar: Vec<(String, String)>,
}

/// Returns the page for a text.
pub(super) async fn form(visitor: Visitor) -> HttpResponse {
    let source = NewsSource { text: String::new(), url: String::new(), title: String::new() };
    shell::respond(page(&visitor, &source, None))
}

/// Returns what was found in a text, or the form of the event that is opened.
pub(super) async fn find(posted: PostedForm) -> Result<HttpResponse, ApiError> {
    let given = |name: &str| posted.value(name).trim().to_owned();
    // Browsers send line ends as CR LF.
    let source = NewsSource {
        text: posted.value(TEXT).replace("\r\n", "\n"),
        url: given(URL),
        title: given(TITLE),
    };
    let (visitor, words) = (&posted.visitor, posted.visitor.words);
    let known = visitor.read("names in a text", known::known).await?;
    let text = source.text.clone();
    // Beside the database: a long text takes a second.
    let found = compute(move || proposals(&text, &known)).await?;
    let left_out = found.len().saturating_sub(MOST);
    let (events, languages) = visitor
        .read("news", move |reader| {
            let found = found.into_iter().take(MOST).collect();
            Ok((events(reader, words, found)?, languages(&reader.data_set)))
        })
        .await?;
    let opened = value(&posted.fields, OPEN).parse::<usize>().ok();
    match opened.and_then(|number| Some((number, events.get(number)?))) {
        Some((number, event)) => open(&posted, &source, number, event, &languages).await,
        None => Ok(shell::respond(page(visitor, &source, Some((&events, left_out))))),
    }
}

/// What was found, with the names of the records and the events that are alike.
fn events(
    reader: &mut Reader<'_>,
    words: Words,
    found: Vec<EventProposal>,
) -> Result<Vec<FoundEvent>, ApiError> {
    let alike = found.iter().map(|proposal| similar(reader, proposal));
    let alike = alike.collect::<Result<Vec<_>, _>>()?;
    let every = found.iter().flat_map(paths).chain(alike.iter().flatten().cloned());
    let every: BTreeSet<String> = every.collect();
    let names = reader.names_of(&Vec::from_iter(every))?;
    let maker = ValueMaker { words, names: &names };
    let events = found.into_iter().zip(alike).map(|(proposal, alike)| {
        let values = maker.values(&proposal);
        let similar = alike.into_iter().filter_map(|path| {
            let name = names.get(&path)?.clone();
            Some((path, name))
        });
        FoundEvent { similar: similar.collect(), values, proposal }
    });
    Ok(events.collect())
}

/// The paths of the events on the same days with a partner in common.
fn similar(reader: &mut Reader<'_>, proposal: &EventProposal) -> Result<Vec<String>, ApiError> {
    if proposal.partners.is_empty() {
        return Ok(Vec::new());
    }
    let (start, end) =
        (proposal.start.value, proposal.end.as_ref().unwrap_or(&proposal.start).value);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("from", &start.to_string()).append_pair("to", &end.to_string());
    for partner in proposal.partners.iter().take(MOST_COMPARED) {
        query.append_pair("partner", partner.value.as_str());
    }
    let parameters = ListParameters::<EventView, _>::read(&query.finish())?.query;
    let page = EventView::page(reader, &parameters)?;
    let views = page.records.iter().filter_map(Served::made);
    Ok(views.map(|view| RecordType::Events.path(view.id.as_str())).collect())
}

/// Shows the form of a new event with the values that were kept.
async fn open(
    posted: &PostedForm,
    source: &NewsSource,
    number: usize,
    event: &FoundEvent,
    languages: &[Language],
) -> Result<HttpResponse, ApiError> {
    let name = keep_name(number);
    let is_kept = |at: usize| {
        posted.fields.iter().any(|(own, value)| *own == name && value.parse() == Ok(at))
    };
    let values = event.values.iter().enumerate();
    let kept: Vec<&ProposedValue> =
        values.filter(|(at, _)| is_kept(*at)).map(|(_, value)| value).collect();
    let record = draft(posted.visitor.words, source, &event.proposal, &kept);
    let filled = RecordForm::of_record(RecordType::Events, &record, languages).map_err(broken)?;
    let form = RecordForm { is_new: true, ..filled };
    shown(&posted.visitor, &form, &RecordAbout::new_record(), &[]).await
}

/// The name of the boxes of an event.
fn keep_name(number: usize) -> String {
    format!("keep.{number}")
}

fn page(visitor: &Visitor, source: &NewsSource, events: Option<(&[FoundEvent], usize)>) -> String {
    let words = visitor.words;
    let body = html! {
        h1 { (words.text(DeskWord::News)) }
        p { (words.text(DeskWord::NewsLead)) }
        form method="post" action=(visitor.at(NEWS)) {
            div.field {
                label for="text" { (words.text(DeskWord::NewsText)) }
                textarea id="text" name=(TEXT) lang="pl" rows="12" required { (source.text) }
            }
            @for (name, word, kind, text) in [
                (TITLE, DeskWord::NewsTitle, "text", &source.title),
                (URL, DeskWord::NewsAddress, "url", &source.url),
            ] {
                div.field {
                    label for=(name) { (words.text(word)) }
                    input id=(name) type=(kind) name=(name) value=(text);
                }
            }
            p.row { button type="submit" { (words.text(DeskWord::NewsFind)) } }
            @match events {
                None => {},
                Some(([], _)) => p.note role="status" { (words.text(DeskWord::NewsNothing)) },
                Some((events, left_out)) => {
                    @let count = words.counted(Noun::Events, i64::try_from(events.len()).unwrap_or(i64::MAX));
                    p.note role="status" { (words.with(DeskWord::NewsFound, &[&count])) }
                    @if left_out > 0 {
                        p.note { (words.with(DeskWord::NewsMore, &[&left_out.to_string()])) }
                    }
                    @for (number, event) in events.iter().enumerate() {
                        (event_section(visitor, source, number, event))
                    }
                },
            }
        }
    };
    let title = words.text(DeskWord::News).to_owned();
    frame::page(visitor, &DeskPage { title, part: DeskPart::Work(NEWS), body })
}

fn event_section(
    visitor: &Visitor,
    source: &NewsSource,
    number: usize,
    event: &FoundEvent,
) -> Markup {
    let words = visitor.words;
    let FoundEvent { proposal, values, similar } = event;
    let end = proposal.end.as_ref().map(|end| end.value);
    let heading = format!("event-{number}");
    html! {
        section aria-labelledby=(heading) {
            h2 id=(heading) { (words.period(proposal.start.value, end)) }
            @if !similar.is_empty() {
                p.note {
                    (words.text(DeskWord::NewsSimilar))
                    @for (path, name) in similar { " " a href=(visitor.at(&format!("/{path}"))) { (name) } }
                }
            }
            p.news lang="pl" { (marked(source, number, event)) }
            fieldset.field {
                legend { (words.text(DeskWord::NewsTake)) }
                @for (at, value) in values.iter().enumerate() {
                    @let id = format!("keep-{number}-{at}");
                    div.choices {
                        label for=(id) {
                            input id=(id) type="checkbox" name=(keep_name(number)) value=(at) checked;
                            span { (label(words, value.field)) ": " b { (value.shown) } }
                        }
                        a href={ "#" (mark_id(number, value.mark)) } { (words.text(DeskWord::NewsWords)) }
                        @if value.is_inferred { span.soft { (words.text(DeskWord::NewsInferred)) } }
                    }
                }
            }
            p.row { button type="submit" formtarget="_blank" name=(OPEN) value=(number) { (words.text(DeskWord::NewsOpen)) } }
        }
    }
}

/// The id of marked words.
fn mark_id(number: usize, mark: TextMark) -> String {
    format!("m-{number}-{}-{}", mark.start, mark.end)
}

/// The sentences of a proposal with the words marked in which its values were found.
fn marked(source: &NewsSource, number: usize, event: &FoundEvent) -> Markup {
    let mut marks: Vec<TextMark> = event.values.iter().map(|value| value.mark).collect();
    marks.sort_unstable_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    marks.dedup();
    html! {
        @for sentence in &event.proposal.sentences {
            @let inside = marks.iter().copied().filter(|mark| mark.start >= sentence.start && mark.end <= sentence.end);
            (spans(&source.text, number, *sentence, inside.collect::<Vec<_>>().as_slice()))
            " "
        }
    }
}

/// A part of the text with its marks; `marks` are sorted, the longer of those that begin together first.
fn spans(text: &str, number: usize, part: TextMark, marks: &[TextMark]) -> Markup {
    let Some((first, rest)) = marks.split_first() else { return html! { (part.of(text)) } };
    let split = rest.iter().position(|mark| mark.start >= first.end).unwrap_or(rest.len());
    let (meanwhile, after) = rest.split_at(split);
    let (within, across): (Vec<TextMark>, Vec<TextMark>) =
        meanwhile.iter().copied().partition(|mark| mark.end <= first.end);
    let before = TextMark { start: part.start, end: first.start };
    let following = TextMark { start: first.end, end: part.end };
    html! {
        (before.of(text))
        // Words that begin within others and end after them are shown by where they begin.
        @for mark in across { span id=(mark_id(number, mark)) {} }
        mark id=(mark_id(number, *first)) { (spans(text, number, *first, &within)) }
        (spans(text, number, following, after))
    }
}
