//! The form by which a list is narrowed and sorted.

use maud::{Markup, html};

use super::wish::{ListWish, MISSING, Missing, has_partners, orders};
use crate::{
    error::ApiError,
    http::collection::Collection,
    model::{document::Body as _, record_type::RecordType, visibility::Visibility},
    store::read::{reader::Reader, records::first_ids},
    values::language::Language,
    words::{
        Words, capitalised,
        desk_table::DeskWord,
        table::{Noun, Word},
    },
};

/// The most partners that are offered to choose from; where there are more, an id is typed.
const MOST_PARTNERS: i64 = 300;

/// The filters of a list.
pub(super) struct DeskFilters<'w> {
    /// The words.
    pub words: Words,
    /// What is asked.
    pub wish: &'w ListWish,
    /// The languages of the municipality.
    pub languages: &'w [Language],
}

/// An option of a list to choose from: its value and its name.
type ListOption = (String, String);

/// The partners by which a list can be narrowed, by name; `None` if there are too many to choose from.
pub(super) fn partners<V: Collection>(
    reader: &mut Reader<'_>,
) -> Result<Option<Vec<ListOption>>, ApiError> {
    if !has_partners::<V>() {
        return Ok(Some(Vec::new()));
    }
    let ids =
        first_ids(reader.connection, RecordType::Partners, Visibility::Drafts, MOST_PARTNERS + 1)?;
    if ids.len() > usize::try_from(MOST_PARTNERS).unwrap_or(usize::MAX) {
        return Ok(None);
    }
    let paths: Vec<String> = ids.iter().map(|id| RecordType::Partners.path(id)).collect();
    let names = reader.names_of(&paths)?;
    let option = |(id, path): (String, &String)| {
        let name = names.get(path).unwrap_or(&id).clone();
        (id, name)
    };
    let mut partners: Vec<ListOption> = ids.into_iter().zip(&paths).map(option).collect();
    partners.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(Some(partners))
}

impl DeskFilters<'_> {
    /// The form.
    pub(super) fn form<V: Collection>(&self, partners: Option<&[ListOption]>) -> Markup {
        let words = self.words;
        let states = [
            ("draft", words.text(DeskWord::Drafts)),
            ("published", words.text(DeskWord::PublishedOnes)),
        ];
        let states = states.map(|(value, name)| (value.to_owned(), name.to_owned()));
        let missing = Missing::all(V::Body::KIND, self.languages);
        let missing: Vec<ListOption> =
            missing.map(|one| (one.written(), one.told(words))).collect();
        let orders = orders::<V>().map(|(order, word)| (order, words.text(word).to_owned()));
        let (any, sought) = (words.text(Word::Everything), self.wish.value("q"));
        html! {
            form.filters role="search" {
                div {
                    label for="q" { (words.text(Word::Search)) }
                    input id="q" type="search" name="q" value=(sought);
                }
                (self.choice("state", words.text(DeskWord::Publication), Some(any), &states))
                @match partners {
                    Some([]) => {},
                    Some(partners) => (self.choice("partner", &capitalised(words.noun(Noun::Partners, 1)), Some(any), partners)),
                    None => div {
                        label for="partner" { (capitalised(words.noun(Noun::Partners, 1))) }
                        input id="partner" name="partner" value=(self.wish.value("partner"));
                    },
                }
                (self.choice(MISSING, words.text(DeskWord::Lacking), Some(any), &missing))
                (self.choice("sort", words.text(DeskWord::Sorted), None, &orders))
                div { button.quiet type="submit" { (words.text(DeskWord::Show)) } }
            }
        }
    }

    /// A list to choose from, with an option for everything if it has a name.
    fn choice(
        &self,
        name: &'static str,
        label: &str,
        any: Option<&str>,
        options: &[ListOption],
    ) -> Markup {
        let missing = self.wish.missing.as_ref().map(Missing::written).unwrap_or_default();
        let chosen = if name == MISSING { missing.as_str() } else { self.wish.value(name) };
        html! {
            div {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    @if let Some(any) = any { option value="" selected[chosen.is_empty()] { (any) } }
                    @for (value, option) in options {
                        option value=(value) selected[value == chosen] { (option) }
                    }
                }
            }
        }
    }
}
