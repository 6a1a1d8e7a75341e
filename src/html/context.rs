//! What every part of a page needs to know of it.

use jiff::tz::TimeZone;
use maud::{Markup, Render as _, html};

use super::{address::PageAddresses, localized_text::LocalizedText};
use crate::{
    model::municipality::{Contact, Licence},
    text::characters::turns_direction,
    values::{
        instant::Instant, language::Language, place::Location, traits::TextValue as _,
        web_address::WebAddress,
    },
    words::{Words, table::Word},
};

/// The municipality, as pages name it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct SiteOwner {
    /// The name.
    pub name: LocalizedText,
    /// A sentence or two about it.
    pub description: Option<LocalizedText>,
    /// The address of its website.
    pub website: Option<WebAddress>,
    /// The contact of the office.
    pub contact: Option<Contact>,
    /// The licence of the data.
    pub licence: Option<Licence>,
    /// Where it is.
    pub location: Option<Location>,
}

/// A page: its language, its addresses, and the state of the data that it shows.
#[derive(Clone, Debug)]
pub(crate) struct PageContext {
    /// The words of the interface.
    pub words: Words,
    /// The addresses, with the language of the page.
    pub addresses: PageAddresses,
    /// The languages of the municipality, for which there is a page each.
    pub languages: Vec<Language>,
    /// The language of texts of the data that name none.
    pub default_language: Language,
    /// The municipality, if it is described.
    pub owner: Option<SiteOwner>,
    /// The number of the last change of the public data.
    pub revision: i64,
    /// When that change was made.
    pub changed_at: Option<Instant>,
    /// The time zone of the municipality.
    pub time_zone: TimeZone,
}

impl PageContext {
    /// The language of the page: of its address, and of the texts of the data where they have it.
    pub(crate) fn language(&self) -> &Language {
        &self.addresses.language
    }

    /// The value of `lang` for a text in a language; `None` if the page has the same one. A text without a language is in
    /// the default language.
    pub(crate) fn foreign<'l>(&'l self, language: Option<&'l Language>) -> Option<&'l str> {
        let language = language.unwrap_or(&self.default_language).as_str();
        (language != self.words.tag()).then_some(language)
    }

    /// The name of the municipality, or what the site is about while nobody described it.
    pub(crate) fn owner_name(&self) -> LocalizedText {
        let unnamed = || LocalizedText::of_interface(self, self.words.text(Word::Site));
        self.owner.as_ref().map_or_else(unnamed, |owner| owner.name.clone())
    }
}

impl LocalizedText {
    /// A text of the interface.
    pub(crate) fn of_interface(page: &PageContext, text: impl Into<String>) -> Self {
        Self { text: text.into(), language: Language::read(page.words.tag()) }
    }

    /// The value of `lang`; `None` if it is the language of the page.
    pub(crate) fn lang<'p>(&'p self, page: &'p PageContext) -> Option<&'p str> {
        page.foreign(self.language.as_ref())
    }

    /// The text inside a line, marked with its language if the page has another. One that turns the direction of
    /// letters does not turn what follows it.
    pub(crate) fn inline(&self, page: &PageContext) -> Markup {
        let (language, is_turning) = (self.lang(page), self.text.contains(turns_direction));
        if language.is_none() && !is_turning {
            return self.text.render();
        }
        let class = is_turning.then_some("isolated");
        html! { span class=[class] lang=[language] { (self.text) } }
    }
}
