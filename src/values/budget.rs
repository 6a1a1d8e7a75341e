//! Budgets: how much, from whom, and who says so.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{date::CalendarDate, money::Money, source::FactSource};

/// The cost of something, and the part that the European Union pays. Figures differ between sources and years, so
/// that a budget names its source and its date.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Budget {
    /// The total amount.
    pub total: Option<Money>,
    /// The amount that the European Union pays.
    pub eu_contribution: Option<Money>,
    /// The share that the European Union pays, in per cent, as a decimal string.
    #[schema(pattern = "^(100|[0-9]{1,2})(\\.[0-9]{1,4})?$", example = "90")]
    pub eu_rate: Option<String>,
    /// The date of the figures.
    pub as_of: Option<CalendarDate>,
    /// Where the figures come from.
    pub source: Option<FactSource>,
}
