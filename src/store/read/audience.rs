//! For whom answers are made.

use std::sync::Arc;

use crate::{
    model::visibility::Visibility,
    values::{date::CalendarDate, language::Language},
};

/// What answers are made for: in which language, with which addresses, on which day.
#[derive(Clone, Debug)]
pub struct Audience {
    /// The languages that were asked for, the best first.
    pub languages: Vec<Language>,
    /// The base of all links: the public URL with `/api/v1`.
    pub base_url: Arc<str>,
    /// Today, where the municipality is.
    pub today: CalendarDate,
    /// Which records they see.
    pub visibility: Visibility,
}
