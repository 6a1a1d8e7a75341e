//! Filters of a list as links: each value leads to the list with it, or without it if it was chosen.

use maud::{Markup, html};
use url::form_urlencoded;

use crate::{
    html::context::PageContext,
    store::read::facet::{Facet, FacetValue, FacetView},
    words::{capitalised, table::Word},
};

/// The values of one filter that are shown.
const MOST_VALUES: usize = 12;

/// The parameters that choose a part of a list.
const PLACES: [&str; 2] = ["after", "before"];

/// The parameters of a list.
pub(super) struct ListFilters {
    address: String,
    pairs: Vec<(String, String)>,
}

impl ListFilters {
    /// The parameters of the list at this address. Values with commas between them are taken apart, but for words.
    pub(super) fn new(address: String, query: &str) -> Self {
        let given = form_urlencoded::parse(query.as_bytes());
        let pairs = given
            .filter(|(name, _)| !PLACES.contains(&&**name))
            .flat_map(|(name, value)| {
                let parts: Vec<String> = match &*name {
                    "q" | "within" | "near" => vec![value.into_owned()],
                    _ => value.split(',').map(str::to_owned).collect(),
                };
                parts.into_iter().map(move |part| (name.to_string(), part))
            })
            .collect();
        Self { address, pairs }
    }

    /// The words that were asked for.
    pub(super) fn words(&self) -> &str {
        self.pairs.iter().find(|(name, _)| name == "q").map_or("", |(_, value)| value)
    }

    /// Whether a value is chosen: all parameters that take it have it.
    fn has(&self, facet: Facet, value: &str) -> bool {
        let own = |name: &&str| self.pairs.iter().any(|(n, v)| n == name && v == value);
        !facet.parameters.is_empty() && facet.parameters.iter().all(own)
    }

    /// The address with one value more, or without it if it is chosen. A period has one value.
    fn toggled(&self, facet: Facet, value: &str) -> String {
        let is_chosen = self.has(facet, value);
        let is_period = facet.parameters.len() > 1;
        let is_other = |(n, v): &&(String, String)| {
            let is_of_facet = facet.parameters.contains(&n.as_str());
            !(is_of_facet && (is_period || is_chosen && v == value))
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs.iter().filter(is_other));
        if !is_chosen {
            query.extend_pairs(facet.parameters.iter().map(|name| (name, value)));
        }
        self.at(&query.finish())
    }

    fn at(&self, query: &str) -> String {
        if query.is_empty() { self.address.clone() } else { format!("{}?{query}", self.address) }
    }

    /// The form that looks for words within the list.
    pub(super) fn form(&self, page: &PageContext) -> Markup {
        let others = self.pairs.iter().filter(|(name, _)| name != "q");
        html! {
            form.find.gap.noprint role="search" action=(self.address) {
                label.hide for="q" { (page.words.text(Word::SearchLabel)) }
                input id="q" type="search" name="q" value=(self.words());
                @for (name, value) in others { input type="hidden" name=(name) value=(value); }
                button type="submit" { (page.words.text(Word::Search)) }
            }
        }
    }

    /// The filters with the number of records of each value; nothing if there is no choice.
    pub(super) fn facets(
        &self,
        page: &PageContext,
        facets: &[Facet],
        counts: &[(&'static str, FacetView)],
    ) -> Markup {
        let counted = |facet: &Facet| {
            let found = counts.iter().find(|(name, _)| *name == facet.name)?;
            Some((*facet, &found.1.values))
        };
        let is_choice = |(facet, values): &(Facet, &Vec<FacetValue>)| {
            let is_chosen = values.iter().any(|value| self.has(*facet, &value.value));
            !facet.parameters.is_empty() && (values.len() > 1 || is_chosen)
        };
        let shown: Vec<_> = facets.iter().filter_map(counted).filter(is_choice).collect();
        let is_used = !self.pairs.is_empty();
        html! {
            @if !shown.is_empty() {
                details.narrow-list.noprint open[is_used] {
                    summary { (page.words.text(Word::Narrow)) }
                    @for (facet, values) in shown {
                        h2.small id={ "by-" (facet.name) } { (heading(page, facet.name)) }
                        ul.facets aria-labelledby={ "by-" (facet.name) } {
                            @for value in values.iter().take(MOST_VALUES) {
                                li { (self.choice(page, facet, value)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn choice(&self, page: &PageContext, facet: Facet, value: &FacetValue) -> Markup {
        let is_chosen = self.has(facet, &value.value);
        let label = label(facet.name, value);
        html! {
            a href=(self.toggled(facet, &value.value)) aria-current=[is_chosen.then_some("true")] {
                (label) " (" (page.words.integer(value.count)) ")"
                @if is_chosen { span.hide { ": " (page.words.text(Word::RemoveFilter)) } }
            }
        }
    }
}

fn heading(page: &PageContext, name: &str) -> &'static str {
    page.words.text(match name {
        "country" => Word::Country,
        "direction" => Word::Direction,
        "instrument" => Word::Instrument,
        "partner" => Word::Partner,
        "status" => Word::Status,
        "topic" => Word::Topic,
        "year" => Word::Year,
        _ => Word::Kind,
    })
}

/// The name of a value: that of the interface, or of the data.
fn label(name: &'static str, value: &FacetValue) -> String {
    match (&value.name, name) {
        (Some(name), "partner") => name.clone(),
        (Some(name), _) => capitalised(name),
        (None, _) => value.value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::read::facet::FacetSource;

    #[test]
    fn a_choice_adds_its_value_or_takes_it_away() {
        let filters = |query| ListFilters::new("/pl/events".to_owned(), query);
        let facet =
            |parameters| Facet::new("facet", FacetSource::Text("event.kind")).taken_by(parameters);
        let (kind, topic, year) = (facet(&["kind"]), facet(&["topic"]), facet(&["from", "to"]));
        for (query, facet, value, address) in [
            ("", kind, "visit", "/pl/events?kind=visit"),
            ("kind=visit", kind, "visit", "/pl/events"),
            ("kind=visit,meeting&q=a%2Cb", kind, "visit", "/pl/events?kind=meeting&q=a%2Cb"),
            ("kind=visit", kind, "sport", "/pl/events?kind=visit&kind=sport"),
            ("after=abc&q=x", topic, "sport", "/pl/events?q=x&topic=sport"),
            ("", year, "2015", "/pl/events?from=2015&to=2015"),
            ("from=2015&to=2015&q=x", year, "2015", "/pl/events?q=x"),
            ("from=2015&to=2016", year, "2015", "/pl/events?from=2015&to=2015"),
        ] {
            assert_eq!(filters(query).toggled(facet, value), address, "{query}");
        }
    }
}
