//! Budgets, with their source.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{date::CalendarDate, money::Money, source::FactSource};

/// The cost of something, and the share that the European Union pays. Figures differ between sources and
/// years, so a budget has a date and a source.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Budget {
    /// The total cost.
    pub total: Option<Money>,
    /// The contribution of the European Union.
    pub eu_contribution: Option<Money>,
    /// The contribution of the European Union in per cent of the total, as a decimal string.
    #[schema(pattern = "^(100|[0-9]{1,2})(\\.[0-9]{1,4})?$", example = "90")]
    pub eu_rate: Option<String>,
    /// The date of these figures.
    pub as_of: Option<CalendarDate>,
    /// The source of these figures.
    pub source: Option<FactSource>,
}
