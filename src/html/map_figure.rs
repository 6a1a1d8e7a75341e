//! A map of partners or of a place, as SVG.

use std::sync::Arc;

use maud::{Markup, html};

use super::{
    context::PageContext,
    entry::ListEntry,
    map::{Anchor, MapDrawing, MapPlace, MapSize, Mark, draw},
    money::pixels,
    parts::Section,
};
use crate::{
    values::place::Location,
    words::table::{Noun, Word},
};

/// The size of the map of all partners, and of one on the page of a record.
const LARGE: MapSize = MapSize { width: 440.0, height: 310.0 };
const SMALL: MapSize = MapSize { width: 320.0, height: 230.0 };

/// The most partners on a map of all of them.
pub(crate) const MOST: i64 = 300;

/// The longest label, in characters: longer ones are cut.
const LABEL: usize = 28;

/// A place with its page.
#[derive(Clone, Debug)]
pub(crate) struct MapLink {
    /// The name that is shown.
    pub name: String,
    /// The language of the name, if the page has another.
    pub lang: Option<String>,
    /// What else is said of it, such as the country.
    pub about: String,
    /// Where it is.
    pub location: Location,
    /// The address of its page; `None` if it has none.
    pub address: Option<String>,
}

impl MapLink {
    /// An entry of a list on the map; `None` if nobody knows where it is.
    pub(crate) fn of(page: &PageContext, entry: &ListEntry) -> Option<Self> {
        Some(Self {
            name: entry.title.text.clone(),
            lang: entry.title.lang(page).map(str::to_owned),
            about: entry.notes.first().map(|note| note.text.clone()).unwrap_or_default(),
            location: entry.location?,
            address: Some(entry.address(page)),
        })
    }

    fn place(&self) -> MapPlace {
        let Location { latitude, longitude } = self.location;
        MapPlace { latitude, longitude, label: shortened(&self.name) }
    }
}

/// The section with a small map; `None` if there is no place.
pub(crate) fn section(page: &PageContext, links: &[MapLink]) -> Option<Section> {
    let figure = figure(page, links, SMALL, &Markup::default())?;
    Some(Section::new("map", page.words.text(Word::WhereItIs), figure))
}

/// The large map of partners and the municipality; `None` if there is no place. Below it is said that so many of them
/// are not on it.
pub(crate) fn of_partners(
    page: &PageContext,
    links: &[MapLink],
    without_place: usize,
) -> Option<Markup> {
    let lacking = i64::try_from(without_place).ok().filter(|lacking| *lacking > 0);
    let lacking = lacking.map(|lacking| page.words.counted(Noun::Partners, lacking));
    let note = html! {
        figcaption {
            (page.words.text(Word::MapNote))
            @if let Some(lacking) = lacking { " " (page.words.with(Word::MapLacks, &[&lacking])) }
        }
    };
    figure(page, links, LARGE, &note)
}

fn figure(page: &PageContext, links: &[MapLink], size: MapSize, note: &Markup) -> Option<Markup> {
    let drawing = drawing(page, links, size)?;
    Some(html! { figure.map { (picture(page, links, &drawing)) (note) } })
}

fn drawing(page: &PageContext, links: &[MapLink], size: MapSize) -> Option<Arc<MapDrawing>> {
    let places: Vec<MapPlace> = links.iter().map(MapLink::place).collect();
    draw(home(page).as_ref(), &places, size)
}

/// Where the municipality is, if it says so.
fn home(page: &PageContext) -> Option<MapPlace> {
    let owner = page.owner.as_ref()?;
    let Location { latitude, longitude } = owner.location?;
    Some(MapPlace { latitude, longitude, label: shortened(&owner.name.text) })
}

fn view_box(drawing: &MapDrawing) -> String {
    format!("0 0 {} {}", pixels(drawing.size.width), pixels(drawing.size.height))
}

fn picture(page: &PageContext, links: &[MapLink], drawing: &MapDrawing) -> Markup {
    html! {
        svg viewBox=(view_box(drawing)) role="group" aria-labelledby="map-title" {
            (content(page, links, drawing))
        }
    }
}

/// The map as a file of its own, with its colours in it.
pub(crate) fn file(page: &PageContext, links: &[MapLink]) -> Option<String> {
    let drawing = drawing(page, links, LARGE)?;
    let (width, height) = (pixels(drawing.size.width), pixels(drawing.size.height));
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(view_box(&drawing)) width=(width) height=(height) role="img"
            aria-labelledby="map-title" {
            style { (FILE_STYLES) }
            rect.sea width=(width) height=(height) {}
            (content(page, links, &drawing))
        }
    };
    Some(svg.into_string())
}

/// The colours of the map as a file, which is shown on pages of any colour.
const FILE_STYLES: &str = ".sea{fill:#eaf1f3}.land{fill:#d5dddb}.border{fill:none;stroke:#fff;stroke-width:.8}\
    .arc,.arc2{fill:none;stroke:#bf7f00;stroke-width:1.6}.arc2{stroke:#0a5468;stroke-width:3}\
    .home{fill:#0a5468;stroke:#fff;stroke-width:2}.dot{fill:#bf7f00;stroke:#14232a;stroke-width:1.5}.ring{fill:none}\
    text{font:600 14px system-ui,sans-serif;fill:#14232a;paint-order:stroke;stroke:#eaf1f3;stroke-width:4px}";

fn content(page: &PageContext, links: &[MapLink], drawing: &MapDrawing) -> Markup {
    html! {
            title id="map-title" { (page.words.text(Word::MapTitle)) }
            path.land d=(drawing.land) {}
            path.border d=(drawing.borders) {}
            // Each curve is drawn twice, and written once.
            @if !drawing.arcs.is_empty() {
                defs { path id="arcs" d=(drawing.arcs.concat()) {} }
                use.arc2 href="#arcs" {}
                use.arc href="#arcs" {}
            }
            @if let (Some(mark), Some(home)) = (&drawing.home, home(page)) {
                circle.home cx=(pixels(mark.x)) cy=(pixels(mark.y)) r="8" {}
                (label(mark, &home.label))
            }
            @for mark in &drawing.marks { (linked_mark(page, links, mark)) }
    }
}

fn linked_mark(page: &PageContext, links: &[MapLink], mark: &Mark) -> Markup {
    let Some(link) = mark.places.first().and_then(|first| links.get(*first)) else {
        return Markup::default();
    };
    let others = mark.places.len() - 1;
    let shown = if others == 0 {
        shortened(&link.name)
    } else {
        format!("{} +{others}", shortened(&link.name))
    };
    let (x, y) = (pixels(mark.x), pixels(mark.y));
    let sign = html! {
        circle.ring cx=(x) cy=(y) r="14" {}
        circle.dot cx=(x) cy=(y) r="6.5" {}
        (label(mark, &shown))
    };
    html! {
        @if let Some(address) = &link.address {
            a href=(address) aria-label=(spoken(page, link, (&shown, others))) lang=[link.lang.as_ref()] { (sign) }
        } @else {
            g lang=[link.lang.as_ref()] { (sign) }
        }
    }
}

/// The name of a mark for those who hear it: it begins with what is shown.
fn spoken(page: &PageContext, link: &MapLink, (shown, others): (&str, usize)) -> String {
    let MapLink { name, about, .. } = link;
    let named = if about.is_empty() { name.clone() } else { format!("{name}, {about}") };
    if others == 0 {
        return named;
    }
    let all = page.words.with(Word::MapMore, &[&named, &others.to_string()]);
    format!("{shown}: {all}")
}

fn label(mark: &Mark, text: &str) -> Markup {
    let Some(at) = &mark.label else { return Markup::default() };
    let anchor = match at.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! { text x=(pixels(at.x)) y=(pixels(at.y)) text-anchor=(anchor) { (text) } }
}

/// A name as a label, cut if it is too long for one.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LABEL {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LABEL - 1).collect();
    format!("{}…", cut.trim_end())
}
