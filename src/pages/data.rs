//! The page about the data: files, feeds, the API.

use maud::{Markup, html};

use super::request::{PageRequest, PageResult, api_path};
use crate::{
    formats::table::ListFormat,
    html::{
        context::PageContext,
        frame::{PageHead, SitePart, document},
        localized_text::LocalizedText,
        parts::Section,
    },
    model::{record_type::RecordType, registry},
    resources::{dump::DUMP, events::calendar::CALENDAR},
    values::traits::ClosedList as _,
    words::table::Word,
};

/// The formats for people, with their names.
const FILES: [(ListFormat, &str); 3] = [
    (ListFormat::Xlsx, "Excel (xlsx)"),
    (ListFormat::Csv, "CSV"),
    (ListFormat::Geojson, "GeoJSON"),
];
const FEEDS: [(ListFormat, &str); 2] =
    [(ListFormat::Atom, "Atom"), (ListFormat::Jsonfeed, "JSON Feed")];

/// Returns the page about the data.
pub(super) async fn data(request: PageRequest) -> PageResult {
    request.answer(false, |_, page| Ok(render(page))).await
}

fn render(page: &PageContext) -> String {
    let words = page.words;
    let calendar = page.addresses.outside(&format!("{CALENDAR}?lang={}", page.language()));
    let feeds = html! {
        p.soft { (words.text(Word::FeedsNote)) }
        (table(page, &FEEDS))
        p { a href=(calendar) { "iCalendar: " (words.collection(RecordType::Events)) } }
    };
    let body = html! {
        div.lead { div { h1 { (words.text(Word::DataTitle)) } p.big { (words.text(Word::DataLead)) } } }
        div.prose {
            (Section::new("files", words.text(Word::FilesTitle), table(page, &FILES)))
            (Section::new("feeds", words.text(Word::FeedsTitle), feeds))
            (Section::new("developers", words.text(Word::DevelopersTitle), developers(page)))
        }
    };
    let title = LocalizedText::of_interface(page, words.text(Word::DataTitle));
    document(page, &PageHead::new(Some(title), "/data", SitePart::Other), &body)
}

/// The collections in the rows, their formats in each.
fn table(page: &PageContext, formats: &[(ListFormat, &str)]) -> Markup {
    let address = |kind: RecordType, format: ListFormat| {
        let path = api_path(&format!("/{}", kind.as_str()));
        let query = format!("format={}&lang={}", format.as_str(), page.language());
        page.addresses.outside(&format!("{path}?{query}"))
    };
    html! {
        dl.facts {
            @for kind in registry::collections().map(|info| info.record_type) {
                @let offered = ListFormat::of_list(kind);
                div {
                    dt { (page.words.collection(kind)) }
                    dd {
                        @for (format, name) in formats.iter().filter(|(format, _)| offered.contains(format)) {
                            a href=(address(kind, *format)) aria-label={ (page.words.collection(kind)) ": " (name) } { (name) }
                            " "
                        }
                    }
                }
            }
        }
    }
}

fn developers(page: &PageContext) -> Markup {
    let links = [
        ("/swagger-ui/", Word::ApiDocumentation),
        ("/api/v1", Word::ApiRoot),
        ("/api/v1/openapi.json", Word::OpenApi),
        ("/catalog", Word::Catalogue),
        (DUMP, Word::DumpFile),
    ];
    html! {
        ul.plainlist {
            @for (path, word) in links {
                li { a href=(page.addresses.outside(path)) { (page.words.text(word)) } }
            }
        }
    }
}
