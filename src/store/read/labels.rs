//! The names of the codes of a record, so that no portal needs a dictionary.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::view::ViewContext;
use crate::{
    model::{budget::Budget, media::Medium, record_type::RecordState},
    values::{
        country::Country,
        labels::{self, Labelled, Vocabulary},
        language::Language,
        money::Money,
        place::Place,
        topic::Topic,
    },
};

/// Names of codes, by code: `{"water": "Woda i ścieki"}`.
type ByCode = BTreeMap<String, String>;

/// The names of all codes of a record, for display. `GET /vocabularies` has them in all languages.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Labels {
    /// The language of the names: the first one that has names of the requested ones and the default language, otherwise
    /// English.
    #[schema(example = "pl")]
    pub language: String,
    /// The name of `state`.
    #[schema(example = "opublikowane")]
    pub state: String,
    /// The name of `kind`.
    #[schema(example = "wizyta")]
    pub kind: Option<String>,
    /// The name of `direction`.
    #[schema(example = "u nas")]
    pub direction: Option<String>,
    /// The name of `status`.
    #[schema(example = "odbyło się")]
    pub status: Option<String>,
    /// The name of `instrument`.
    pub instrument: Option<String>,
    /// The name of `country`, or of the country of the place.
    #[schema(example = "Rosja")]
    pub country: Option<String>,
    /// The names of the topics.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub topics: ByCode,
    /// The names of the statuses in `statusChanges`.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub statuses: ByCode,
    /// The names of the kinds of `aliases`.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub alias_kinds: ByCode,
    /// The names of the roles of `organisations`.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub roles: ByCode,
    /// The names of the countries of `organisations`.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub countries: ByCode,
    /// The names of the kinds of `contributions` to the budget.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub contribution_kinds: ByCode,
    /// The names of the currencies of the budget.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub currencies: ByCode,
    /// The names of the kinds of `media`.
    #[serde(skip_serializing_if = "ByCode::is_empty")]
    pub media_kinds: ByCode,
}

/// Names codes in the language of the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labeller {
    language: &'static str,
}

impl Labeller {
    /// Begins in the language of the reader.
    pub(crate) fn new(context: &ViewContext) -> Self {
        Self::of(context.languages())
    }

    /// Begins in the first of these languages that has names.
    pub(crate) fn of(languages: &[Language]) -> Self {
        Self { language: labels::language(languages) }
    }

    /// The language of the names.
    pub(crate) fn language(self) -> &'static str {
        self.language
    }

    /// The names of what every record has.
    pub(crate) fn common(self, state: RecordState, media: &[Medium]) -> Labels {
        Labels {
            language: self.language.to_owned(),
            state: self.name(state),
            media_kinds: self.names(media.iter().map(|medium| medium.kind)),
            ..Labels::default()
        }
    }

    /// The name of a value of a closed list.
    pub(crate) fn name<L: Labelled>(self, value: L) -> String {
        labels::label(L::VOCABULARY, value.as_str(), self.language).to_owned()
    }

    /// The names of several values of a closed list.
    pub(crate) fn names<L: Labelled>(self, values: impl IntoIterator<Item = L>) -> ByCode {
        values.into_iter().map(|value| (value.as_str().to_owned(), self.name(value))).collect()
    }

    /// The name of a code.
    pub(crate) fn code(self, vocabulary: Vocabulary, code: &str) -> String {
        labels::label(vocabulary, code, self.language).to_owned()
    }

    /// The name of a country.
    pub(crate) fn country(self, country: &Country) -> String {
        labels::label(Vocabulary::Country, country.as_str(), self.language).to_owned()
    }

    /// The names of several countries.
    pub(crate) fn countries<'c>(self, countries: impl IntoIterator<Item = &'c Country>) -> ByCode {
        let named = |country: &Country| (country.to_string(), self.country(country));
        countries.into_iter().map(named).collect()
    }

    /// The name of the country of a place.
    pub(crate) fn country_of(self, place: Option<&Place>) -> Option<String> {
        Some(self.country(place?.country.as_ref()?))
    }

    /// The names of topics.
    pub(crate) fn topics(self, topics: &[Topic]) -> ByCode {
        self.names(topics.iter().copied())
    }

    /// Adds the names of the codes of a budget.
    pub(crate) fn add_budget(self, labels: &mut Labels, budget: Option<&Budget>) {
        let Some(budget) = budget else { return };
        labels.contribution_kinds = self.names(budget.contributions.iter().map(|part| part.kind));
        let amounts = [budget.total, budget.eu_contribution].into_iter().flatten();
        let amounts = amounts.chain(budget.contributions.iter().map(|part| part.amount));
        let named = |money: Money| {
            let code = money.currency.code();
            let name = labels::label(Vocabulary::Currency, code, self.language);
            (code.to_owned(), name.to_owned())
        };
        labels.currencies = amounts.map(named).collect();
    }
}
