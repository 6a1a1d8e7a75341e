//! Budgets, with their source.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    error::Fault,
    text::messages::{Message, message},
    values::{
        date::PartialDate, labels::labelled, money::Money, percentage::Percentage,
        source::FactSource,
    },
};

choices! {
    /// Whose money a contribution is.
    pub(crate) enum ContributionKind {
        /// The European Union's.
        Eu = "eu",
        /// That of a state or another public body.
        National = "national",
        /// The municipality's own.
        Own = "own",
        /// That of partners.
        Partner = "partner",
        /// Private money.
        Private = "private",
        /// Any other.
        Other = "other",
    }
}

labelled! { ContributionKind => ContributionKind }

/// A part of the budget and who gives it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contribution {
    /// Who gives it, as the source says.
    #[schema(min_length = 1, max_length = 300, example = "Gmina Kętrzyn")]
    pub from: String,
    /// Whose money it is.
    pub kind: ContributionKind,
    /// The amount.
    pub amount: Money,
}

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
    /// The contribution of the European Union in per cent of the total. With both amounts in one currency it is at
    /// most 0.5 from what they say.
    pub eu_rate: Option<Percentage>,
    /// The parts of the budget and who gives them. In one currency no part and no sum of parts is above the total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub contributions: Vec<Contribution>,
    /// The date of these figures.
    pub as_of: Option<PartialDate>,
    /// The source of these figures.
    pub source: Option<FactSource>,
}

/// How far `euRate` may be from what the amounts say: sources round it.
const ROUNDING: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

impl Budget {
    /// Adds a fault for each amount that contradicts another one.
    pub(crate) fn check(&self, faults: &mut Vec<Fault>) {
        let Some(total) = self.total else { return };
        let above =
            |part: Money| part.currency == total.currency && part.minor_units > total.minor_units;
        let mut fault = |pointer: String, detail: Message| {
            faults.push(Fault::at(pointer, "above-total", detail));
        };
        if let Some(eu) = self.eu_contribution.filter(|eu| above(*eu)) {
            fault("/budget/euContribution/amount".to_owned(), above_total(eu, total));
        }
        for (at, part) in
            self.contributions.iter().enumerate().filter(|(_, part)| above(part.amount))
        {
            fault(
                format!("/budget/contributions/{at}/amount/amount"),
                above_total(part.amount, total),
            );
        }
        let sum = self.sum_in(total);
        if sum.minor_units > total.minor_units
            && !self.eu_contribution.is_some_and(above)
            && !self.contributions.iter().any(|part| above(part.amount))
        {
            let detail = message!(
                "add up to {sum} {currency}, which is above the total {total}",
                sum = sum.amount(),
                currency = sum.currency,
                total = total.amount()
            );
            fault("/budget/contributions".to_owned(), detail);
        }
        faults.extend(self.wrong_rate(total));
    }

    /// The sum of the parts in the currency of the total. The contribution of the European Union and the parts of its
    /// funds are the same money, so only the larger counts.
    fn sum_in(&self, total: Money) -> Money {
        let amounts = |of_eu: bool| {
            let of_kind = move |part: &&Contribution| (part.kind == ContributionKind::Eu) == of_eu;
            let same_currency = move |money: &Money| money.currency == total.currency;
            let amounts = self.contributions.iter().filter(of_kind).map(|part| part.amount);
            amounts
                .filter(same_currency)
                .fold(0_i64, |sum, money| sum.saturating_add(money.minor_units))
        };
        let eu = self.eu_contribution.filter(|eu| eu.currency == total.currency);
        let eu = eu.map_or(0, |eu| eu.minor_units).max(amounts(true));
        Money { minor_units: eu.saturating_add(amounts(false)), currency: total.currency }
    }

    fn wrong_rate(&self, total: Money) -> Option<Fault> {
        let rate = self.eu_rate.as_ref()?;
        let eu = self.eu_contribution.filter(|eu| eu.currency == total.currency)?;
        let said = Decimal::from(eu.minor_units)
            .checked_mul(Decimal::ONE_HUNDRED)?
            .checked_div(Decimal::from(total.minor_units))?;
        let is_wrong = (said - rate.decimal()).abs() > ROUNDING;
        is_wrong.then(|| {
            let detail = message!(
                "is {rate}, but the amounts say {said}",
                rate,
                said = said.round_dp(2).normalize()
            );
            Fault::at("/budget/euRate", "contradicts-amounts", detail)
        })
    }
}

fn above_total(part: Money, total: Money) -> Message {
    message!(
        "{amount} is above the total {total} {currency}",
        amount = part.amount(),
        total = total.amount(),
        currency = total.currency
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(budget: serde_json::Value, expected: &[(&str, &str)]) {
        let budget: Budget = serde_json::from_value(budget).unwrap();
        let mut faults = Vec::new();
        budget.check(&mut faults);
        let found: Vec<_> =
            faults.iter().map(|fault| (fault.pointer.as_deref().unwrap(), fault.code)).collect();
        assert_eq!(found, expected, "{faults:?}");
    }

    fn eur(amount: &str) -> serde_json::Value {
        json!({"amount": amount, "currency": "EUR"})
    }

    fn part(kind: &str, amount: &str, currency: &str) -> serde_json::Value {
        json!({"from": "x", "kind": kind, "amount": {"amount": amount, "currency": currency}})
    }

    #[test]
    fn no_part_and_no_sum_of_parts_is_above_the_total() {
        let total = eur("100.00");
        check(json!({"total": total, "euContribution": eur("100.00")}), &[]);
        check(
            json!({"total": total, "euContribution": eur("100.01")}),
            &[("/budget/euContribution/amount", "above-total")],
        );
        check(
            json!({"total": total, "contributions": [part("own", "1", "EUR"), part("eu", "101", "EUR")]}),
            &[("/budget/contributions/1/amount/amount", "above-total")],
        );
        let two = json!([part("own", "50", "EUR"), part("private", "50.01", "EUR")]);
        check(
            json!({"total": total, "contributions": two}),
            &[("/budget/contributions", "above-total")],
        );
        check(json!({"contributions": two}), &[]);
        let other_currency = json!([part("own", "400", "PLN"), part("eu", "90", "EUR")]);
        check(json!({"total": total, "contributions": other_currency}), &[]);
        // The funds of the European Union are its contribution.
        let funds =
            json!([part("eu", "45", "EUR"), part("eu", "45", "EUR"), part("own", "10", "EUR")]);
        check(json!({"total": total, "euContribution": eur("90"), "contributions": funds}), &[]);
    }

    #[test]
    fn the_rate_is_what_the_amounts_say_but_for_rounding() {
        let budget = |rate: &str| json!({"total": eur("217764.56"), "euContribution": eur("195988.10"), "euRate": rate});
        for rate in ["90", "89.5", "90.4", "89.9999"] {
            check(budget(rate), &[]);
        }
        for rate in ["89.4", "90.6", "9"] {
            check(budget(rate), &[("/budget/euRate", "contradicts-amounts")]);
        }
        check(json!({"total": eur("100"), "euRate": "85"}), &[]);
        check(json!({"total": eur("0"), "euContribution": eur("0"), "euRate": "85"}), &[]);
    }
}
