//! The accessibility statement: by the Polish act of 4 April 2019 on digital accessibility and the ministry's technical
//! conditions for statements, version 2.0, which give its parts their ids. Monitoring programs look for them.

use maud::{Markup, html};

use super::{context::PageContext, parts::Section};
use crate::{
    values::date::{CalendarDate, PartialDate},
    words::table::Word,
};

choices! {
    /// How far the site complies with the act.
    pub(crate) enum Conformity {
        /// Fully.
        Full = "full",
        /// Partially.
        Partial = "partial",
        /// Not.
        None = "none",
    }
}

/// What only the office knows. What it has not stated says so on the page.
#[derive(Clone, Default, Debug)]
pub struct StatementFacts {
    /// How far the site complies.
    pub(crate) status: Option<Conformity>,
    /// What is not accessible, and why.
    pub(crate) exceptions: Option<String>,
    /// When the site was published.
    pub(crate) published: Option<CalendarDate>,
    /// When it was last changed in an important way.
    pub(crate) updated: Option<CalendarDate>,
    /// When the statement was prepared.
    pub(crate) prepared: Option<CalendarDate>,
    /// When it was last reviewed.
    pub(crate) reviewed: Option<CalendarDate>,
    /// Who assessed the site.
    pub(crate) auditor: Option<String>,
    /// Who answers.
    pub(crate) contact: Option<String>,
    /// Their e-mail address.
    pub(crate) email: Option<String>,
    /// Their telephone number.
    pub(crate) phone: Option<String>,
    /// The accessibility of the building.
    pub(crate) building: Option<String>,
}

impl StatementFacts {
    /// Returns the names of what the law wants to be stated and is not.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let stated = [
            ("status", self.status.is_some()),
            ("exceptions", self.exceptions.is_some() || !self.has_exceptions()),
            ("published", self.published.is_some()),
            ("prepared", self.prepared.is_some()),
            ("auditor", self.auditor.is_some()),
            ("contact", self.contact.is_some()),
            ("email", self.email.is_some()),
            ("phone", self.phone.is_some()),
            ("building", self.building.is_some()),
        ];
        stated.into_iter().filter(|(_, is_stated)| !is_stated).map(|(name, _)| name).collect()
    }

    /// Whether it says that not everything is accessible.
    fn has_exceptions(&self) -> bool {
        matches!(self.status, Some(Conformity::Partial | Conformity::None))
    }

    /// Whether it was reviewed before it was prepared.
    pub(crate) fn is_reviewed_too_early(&self) -> bool {
        self.reviewed.zip(self.prepared).is_some_and(|(reviewed, prepared)| reviewed < prepared)
    }
}

/// The statement.
pub(crate) fn body(page: &PageContext, facts: &StatementFacts) -> Markup {
    let words = page.words;
    let owner = page.owner_name();
    let intro = words.with(Word::StatementIntro, &["\u{0}"]);
    let (before, after) = intro.split_once('\u{0}').unwrap_or(("", &intro));
    let site = &page.addresses.site;
    let updated = facts.updated.or(facts.published);
    html! {
        div.lead {
            div {
                h1 id="a11y-deklaracja" { (words.text(Word::Accessibility)) }
                p id="a11y-wstep" {
                    (before) span id="a11y-podmiot" lang=[owner.lang(page)] { (owner.text) } (after) " "
                    a id="a11y-url" href={ (site) "/" } { (words.text(Word::Site)) } "."
                }
                @if words.tag() != "pl" { p.soft { (words.text(Word::StatementLanguageNote)) } }
            }
        }
        div.prose {
            dl.facts {
                div {
                    dt { (words.text(Word::StatementPublished)) }
                    dd { (day(page, "a11y-data-publikacja", facts.published)) }
                }
                div {
                    dt { (words.text(Word::StatementUpdated)) }
                    dd { (day(page, "a11y-data-aktualizacja", updated)) }
                }
            }
            @for section in sections(page, facts) { (section) }
        }
    }
}

fn sections(page: &PageContext, facts: &StatementFacts) -> [Section; 6] {
    let section = |id, word: Word, body| Section::new(id, page.words.text(word), body);
    [
        section("state", Word::StatementState, status(page, facts)),
        section("preparation", Word::StatementPreparation, preparation(page, facts)),
        section("a11y-kontakt", Word::StatementContact, contact(page, facts)),
        section("a11y-procedura", Word::StatementProcedure, procedure(page)),
        section("a11y-architektura", Word::StatementBuilding, building(page, facts)),
        section(
            "a11y-aplikacje",
            Word::StatementApps,
            html! { p { (page.words.text(Word::StatementNoApps)) } },
        ),
    ]
}

fn status(page: &PageContext, facts: &StatementFacts) -> Markup {
    let sentence = match facts.status {
        Some(Conformity::Full) => Word::StatementFull,
        Some(Conformity::Partial) => Word::StatementPartial,
        Some(Conformity::None) => Word::StatementNone,
        None => Word::StatementNotSet,
    };
    html! {
        p id="a11y-status" { (page.words.text(sentence)) }
        @if facts.has_exceptions() {
            p { (page.words.text(Word::StatementExceptions)) }
            (lines(page, facts.exceptions.as_deref()))
        }
    }
}

fn preparation(page: &PageContext, facts: &StatementFacts) -> Markup {
    let words = page.words;
    let reviewed = facts.reviewed.or(facts.prepared);
    html! {
        p {
            (words.text(Word::StatementMade)) " "
            (day(page, "a11y-data-sporzadzenie", facts.prepared)) br;
            (words.text(Word::StatementReviewed)) " " (day(page, "a11y-data-przeglad", reviewed)) br;
            (words.text(Word::StatementAuditor)) " "
            span id="a11y-audytor" { (stated(page, facts.auditor.as_deref())) }
        }
    }
}

fn contact(page: &PageContext, facts: &StatementFacts) -> Markup {
    let words = page.words;
    let email = facts.email.as_deref();
    let phone = facts.phone.as_deref();
    let dialled = phone.map(|phone| phone.replace([' ', '-', '(', ')'], ""));
    html! {
        p { (words.text(Word::StatementContactNote)) }
        dl.facts {
            div {
                dt { (words.text(Word::ContactPerson)) }
                dd { span id="a11y-osoba" { (stated(page, facts.contact.as_deref())) } }
            }
            div {
                dt { (words.text(Word::Email)) }
                dd id="a11y-email" {
                    @match email {
                        Some(email) => a href={ "mailto:" (email) } { (email) },
                        None => (stated(page, None)),
                    }
                }
            }
            div {
                dt { (words.text(Word::Phone)) }
                dd id="a11y-telefon" {
                    @match (phone, dialled) {
                        (Some(phone), Some(dialled)) => a href={ "tel:" (dialled) } { (phone) },
                        _ => (stated(page, None)),
                    }
                }
            }
        }
    }
}

fn procedure(page: &PageContext) -> Markup {
    let address = "https://bip.brpo.gov.pl/";
    html! {
        p {
            (page.words.text(Word::StatementProcedureText)) " "
            a href=(address) lang=[page.foreign(None)] { "Rzecznik Praw Obywatelskich" }
        }
    }
}

fn building(page: &PageContext, facts: &StatementFacts) -> Markup {
    let contact = page.owner.as_ref().and_then(|owner| owner.contact.as_ref());
    let address = contact.and_then(|contact| contact.address.as_deref());
    html! {
        @if let Some(address) = address { p { (address) } }
        (lines(page, facts.building.as_deref()))
    }
}

/// A text of the office, a paragraph for each line.
fn lines(page: &PageContext, text: Option<&str>) -> Markup {
    html! {
        @match text {
            Some(text) => @for line in text.lines() { p lang=[page.foreign(None)] { (line) } },
            None => p { (stated(page, None)) },
        }
    }
}

/// A day with its id, or the note that the office has not stated it.
fn day(page: &PageContext, id: &str, day: Option<CalendarDate>) -> Markup {
    html! {
        @if let Some(day) = day {
            time id=(id) datetime=(day) { (page.words.date(PartialDate::from(day))) }
        } @else {
            span id=(id) { (stated(page, None)) }
        }
    }
}

fn stated(page: &PageContext, text: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = text { (text) } @else { strong { (page.words.text(Word::StatementNotSet)) } }
    }
}
