//! The settings of pages for people.

use std::sync::Arc;

use clap::Args;

use crate::{
    error::CommandError,
    html::statement::{Conformity, StatementFacts},
    text::suggest::not_among,
    values::{
        date::CalendarDate,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The settings of pages for people.
#[derive(Debug, Clone, Args)]
pub struct PagesArguments {
    /// Serve the API alone, without pages for people.
    #[arg(long, env = "TWINNING_NO_PAGES")]
    pub no_pages: bool,
    /// Serve no desk for editors.
    #[arg(long, env = "TWINNING_NO_DESK")]
    pub no_desk: bool,
    /// What the accessibility statement says.
    #[command(flatten)]
    pub statement: StatementArguments,
}

/// What the accessibility statement says of the office. The law wants it of public bodies; what is left out is marked in the
/// statement.
#[derive(Debug, Clone, Args)]
pub struct StatementArguments {
    /// How far the pages comply with the act on digital accessibility: full, partial or none.
    #[arg(long = "accessibility-status", env = "TWINNING_ACCESSIBILITY_STATUS", value_name = "STATUS", value_parser = status)]
    status: Option<Conformity>,
    /// What is not accessible, and why; wanted where they comply partially or not.
    #[arg(long = "accessibility-exceptions", env = "TWINNING_ACCESSIBILITY_EXCEPTIONS", value_name = "TEXT", value_parser = text)]
    exceptions: Option<String>,
    /// The day on which the pages were published, such as 2026-12-01.
    #[arg(long = "accessibility-published", env = "TWINNING_ACCESSIBILITY_PUBLISHED", value_name = "DATE", value_parser = day)]
    published: Option<CalendarDate>,
    /// The day of their last important update [default: that of the publication].
    #[arg(long = "accessibility-updated", env = "TWINNING_ACCESSIBILITY_UPDATED", value_name = "DATE", value_parser = day)]
    updated: Option<CalendarDate>,
    /// The day on which the statement was prepared.
    #[arg(long = "accessibility-prepared", env = "TWINNING_ACCESSIBILITY_PREPARED", value_name = "DATE", value_parser = day)]
    prepared: Option<CalendarDate>,
    /// The day of its last review [default: that of the preparation].
    #[arg(long = "accessibility-reviewed", env = "TWINNING_ACCESSIBILITY_REVIEWED", value_name = "DATE", value_parser = day)]
    reviewed: Option<CalendarDate>,
    /// Who assessed the pages: the office itself, or another body.
    #[arg(long = "accessibility-auditor", env = "TWINNING_ACCESSIBILITY_AUDITOR", value_name = "NAME", value_parser = text)]
    auditor: Option<String>,
    /// The person or office that answers questions about accessibility.
    #[arg(long = "accessibility-contact", env = "TWINNING_ACCESSIBILITY_CONTACT", value_name = "NAME", value_parser = text)]
    contact: Option<String>,
    /// Their e-mail address.
    #[arg(long = "accessibility-email", env = "TWINNING_ACCESSIBILITY_EMAIL", value_name = "EMAIL", value_parser = email)]
    email: Option<String>,
    /// Their telephone number.
    #[arg(long = "accessibility-phone", env = "TWINNING_ACCESSIBILITY_PHONE", value_name = "NUMBER", value_parser = phone)]
    phone: Option<String>,
    /// How accessible the building of the office is: entrances, lifts, parking, guide dogs, sign language.
    #[arg(long = "accessibility-building", env = "TWINNING_ACCESSIBILITY_BUILDING", value_name = "TEXT", value_parser = text)]
    building: Option<String>,
}

impl PagesArguments {
    /// Returns what the statement says.
    pub(super) fn facts(&self) -> Arc<StatementFacts> {
        let stated = self.statement.clone();
        Arc::new(StatementFacts {
            status: stated.status,
            exceptions: stated.exceptions,
            published: stated.published,
            updated: stated.updated,
            prepared: stated.prepared,
            reviewed: stated.reviewed,
            auditor: stated.auditor,
            contact: stated.contact,
            email: stated.email,
            phone: stated.phone,
            building: stated.building,
        })
    }

    /// Returns what is wrong with the statement, for the operator; `None` if nothing is, or if there are no pages.
    pub(super) fn warning(&self) -> Option<String> {
        let facts = self.facts();
        let missing = facts.missing();
        if self.no_pages {
            return None;
        }
        if missing.is_empty() {
            return facts.is_reviewed_too_early().then(|| {
                "the accessibility statement was reviewed before it was prepared: correct \
                 TWINNING_ACCESSIBILITY_REVIEWED or TWINNING_ACCESSIBILITY_PREPARED"
                    .to_owned()
            });
        }
        let variables: Vec<String> = missing
            .iter()
            .map(|name| format!("TWINNING_ACCESSIBILITY_{}", name.to_uppercase()))
            .collect();
        Some(format!(
            "the accessibility statement, which the law wants of public bodies, is incomplete: set {}",
            variables.join(", ")
        ))
    }
}

fn status(text: &str) -> Result<Conformity, CommandError> {
    let names: Vec<&str> = Conformity::ALL.iter().map(|status| status.as_str()).collect();
    Conformity::read(text)
        .ok_or_else(|| CommandError(not_among(text, Some(text), &names).to_string()))
}

fn day(text: &str) -> Result<CalendarDate, String> {
    CalendarDate::read(text).ok_or_else(|| format!("write {}", CalendarDate::VALID))
}

fn text(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        Err("write some text, or leave the setting out".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn phone(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_of_a_number = |c: char| c.is_ascii_digit() || "+ -()".contains(c);
    if text.chars().all(is_of_a_number) && text.chars().filter(char::is_ascii_digit).count() >= 3 {
        Ok(text.to_owned())
    } else {
        Err("write a telephone number, such as +48 89 000 00 00".to_owned())
    }
}

fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_address = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    });
    if is_address {
        Ok(text.to_owned())
    } else {
        Err("write an e-mail address, such as urzad@example.org".to_owned())
    }
}
