//! The page “Put this on your site”: three ways ready to copy, with a preview.

use maud::{Markup, html};
use url::form_urlencoded;

use super::{
    lists::beginning,
    request::{PageRequest, PageResult},
};
use crate::{
    error::ApiError,
    html::{
        context::PageContext,
        frame::{PageHead, SitePart, document},
        localized_text::LocalizedText,
        parts::Section,
    },
    resources::partners::view::PartnerView,
    store::read::reader::Reader,
    values::{topic::Topic, traits::ClosedList as _},
    words::table::Word,
};

/// The most events that can be chosen.
const MOST: u8 = 20;

/// What was chosen.
struct Choice {
    partner: String,
    topic: String,
    /// Which events by their time, as in the API.
    period: &'static str,
    limit: u8,
}

/// The choices of time: events to come, past ones, or all.
const PERIODS: [(&str, Word); 3] =
    [("current,upcoming", Word::ComingEvents), ("past", Word::PastEvents), ("", Word::Everything)];

impl Choice {
    fn read(query: &str) -> Self {
        let value = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs
                .find(|(own, _)| own == name)
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        let is_id = |text: &String| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let limit = value("limit").parse().unwrap_or(5);
        Self {
            partner: Some(value("partner")).filter(is_id).unwrap_or_default(),
            topic: Topic::read(&value("topic")).map_or("", |topic| topic.as_str()).to_owned(),
            period: PERIODS
                .into_iter()
                .map(|(period, _)| period)
                .find(|period| *period == value("period"))
                .unwrap_or_default(),
            limit: limit.clamp(1, MOST),
        }
    }

    /// The parameters of the list.
    fn query(&self, language: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("lang", language).extend_pairs(self.filters());
        query.append_pair("limit", &self.limit.to_string());
        query.finish()
    }

    /// What events are to fit, by the names of parameters and of attributes.
    fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let filters =
            [("partner", &*self.partner), ("topic", &*self.topic), ("period", self.period)];
        filters.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// The address of the list with these events.
    fn list(&self, page: &PageContext) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.filters());
        if self.period.contains("upcoming") {
            query.append_pair("sort", "startDate");
        }
        query.append_pair("limit", &self.limit.to_string());
        format!("{}?{}", page.addresses.url_in(page.language(), "/events"), query.finish())
    }

    /// What the events are called.
    fn name(&self) -> Word {
        let named = PERIODS.into_iter().find(|(period, _)| *period == self.period);
        match named {
            Some((period, name)) if !period.is_empty() => name,
            _ => Word::EventsWithPartners,
        }
    }
}

/// Returns the page.
pub(super) async fn widget(request: PageRequest) -> PageResult {
    let choice = Choice::read(request.query());
    request.answer_with_frame(move |reader, page| render(reader, page, &choice)).await
}

fn render(
    reader: &mut Reader<'_>,
    page: &PageContext,
    choice: &Choice,
) -> Result<String, ApiError> {
    let words = page.words;
    let form = form(reader, page, choice)?;
    let section = |id, word: Word, body| Section::new(id, words.text(word), body);
    let site = &page.addresses.site;
    let note = words.with(Word::WidgetScriptNote, &[site]);
    let frame = page
        .addresses
        .outside(&format!("/embed/events?{}", choice.query(page.language().as_str())));
    let address = choice.list(page);
    let body = html! {
        div.lead { div { h1 { (words.text(Word::WidgetTitle)) } p.big { (words.text(Word::WidgetLead)) } } }
        (form)
        (section("preview", Word::WidgetPreview, html! {
            iframe.preview src=(frame) title=(words.text(Word::WidgetPreview)) {}
        }))
        (section("script", Word::WidgetScript, html! { (code(page, &script_code(page, choice))) p.soft.small { (note) } }))
        (section("frame", Word::WidgetFrame, code(page, &frame_code(page, choice))))
        (section("oembed", Word::WidgetOembed, code(page, &address)))
    };
    let title = LocalizedText::of_interface(page, words.text(Word::WidgetTitle));
    Ok(document(page, &PageHead::new(Some(title), "/widget", SitePart::Other), &body))
}

fn form(reader: &mut Reader<'_>, page: &PageContext, choice: &Choice) -> Result<Markup, ApiError> {
    let words = page.words;
    let partners = beginning::<PartnerView>(reader, page, "limit=100")?;
    let partners = partners.map(|(entries, _)| entries).unwrap_or_default();
    let any = || (String::new(), words.text(Word::WidgetAny).to_owned());
    let named = partners.into_iter().map(|partner| (partner.id.to_string(), partner.title.text));
    let topics =
        Topic::ALL.iter().map(|one| (one.as_str().to_owned(), words.name(*one).to_owned()));
    let periods = PERIODS.map(|(period, name)| (period.to_owned(), words.text(name).to_owned()));
    let partners: Vec<_> = std::iter::once(any()).chain(named).collect();
    let topics: Vec<_> = std::iter::once(any()).chain(topics).collect();
    Ok(html! {
        form.choose aria-label=(words.text(Word::WidgetChoose)) {
            (select("partner", words.text(Word::Partner), &choice.partner, &partners))
            (select("topic", words.text(Word::Topic), &choice.topic, &topics))
            (select("period", words.text(Word::When), choice.period, &periods))
            div {
                label for="limit" { (words.text(Word::WidgetNumber)) }
                input id="limit" type="text" inputmode="numeric" name="limit" value=(choice.limit);
            }
            div { button type="submit" { (words.text(Word::WidgetShow)) } }
        }
    })
}

/// A list to choose from; options have a value and a name.
fn select(name: &str, label: &str, chosen: &str, options: &[(String, String)]) -> Markup {
    html! {
        div {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, name) in options { option value=(value) selected[value == chosen] { (name) } }
            }
        }
    }
}

/// A text to copy.
fn code(page: &PageContext, text: &str) -> Markup {
    html! { pre tabindex="0" role="region" aria-label=(page.words.text(Word::WidgetCode)) { code { (text) } } }
}

fn script_code(page: &PageContext, choice: &Choice) -> String {
    let site = &page.addresses.site;
    let events = page.addresses.url_in(page.language(), "/events");
    let name = page.words.text(choice.name());
    let limit = choice.limit.to_string();
    let element = html! {
        script type="module" src={ (site) "/embed/twinning.js" } {}
        "\n"
        twinning-events lang=(page.language()) limit=(limit)
            partner=[(!choice.partner.is_empty()).then_some(&choice.partner)]
            topic=[(!choice.topic.is_empty()).then_some(&choice.topic)]
            period=[(!choice.period.is_empty()).then_some(choice.period)] {
            a href=(events) { (name) }
        }
    };
    element.into_string()
}

fn frame_code(page: &PageContext, choice: &Choice) -> String {
    let source =
        format!("{}/embed/events?{}", page.addresses.site, choice.query(page.language().as_str()));
    let element = html! {
        iframe src=(source) title=(page.words.text(choice.name())) width="100%" height="400" loading="lazy"
            sandbox="allow-top-navigation-by-user-activation" {}
    };
    element.into_string()
}
