//! Money: the value of a project and who pays it, as a bar and as a table.
//!
//! An amount that follows from a rate is calculated, and says so. Where neither an amount nor a rate is known there is no
//! bar.

use maud::{Markup, html};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};

use super::{
    context::PageContext,
    localized_text::LocalizedText,
    parts::{Badge, Section, Tone, outside_link},
};
use crate::{
    model::budget::Budget,
    values::money::{Money, MoneySum},
    words::table::Word,
};

/// The width of the bar in the units of its drawing, and the gap between its parts.
const WIDTH: f64 = 700.0;
const GAP: f64 = 2.0;

/// The share of the European Union in a budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct EuShare {
    /// Its part of the total, in per cent.
    pub percent: Decimal,
    /// Its amount, if the total is known.
    pub amount: Option<Money>,
    /// The rest, if the total is known.
    pub rest: Option<Money>,
    /// Whether the amounts were calculated from a rate that a source states.
    pub is_calculated: bool,
}

/// Returns the share of the European Union; `None` if no source gives an amount in the currency of the total or a rate.
pub(crate) fn eu_share(budget: &Budget) -> Option<EuShare> {
    let with = |total: Money, units: i64| Money { minor_units: units, ..total };
    if let Some(stated) = budget.eu_contribution {
        let total = budget.total.filter(|total| {
            total.currency == stated.currency && total.minor_units >= stated.minor_units
        })?;
        let rest = with(total, total.minor_units - stated.minor_units);
        let percent = Decimal::from(stated.minor_units) * Decimal::ONE_HUNDRED;
        let percent = percent.checked_div(Decimal::from(total.minor_units))?.round_dp(2);
        let (amount, rest) = (Some(stated), Some(rest));
        return Some(EuShare { percent, amount, rest, is_calculated: false });
    }
    let percent = budget.eu_rate.as_ref()?.decimal();
    let amount = budget.total.and_then(|total| {
        let part = Decimal::from(total.minor_units) * percent / Decimal::ONE_HUNDRED;
        let rounded = part.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Some(with(total, rounded.to_i64()?))
    });
    let rest = budget.total.zip(amount);
    let rest = rest.map(|(total, part)| with(total, total.minor_units - part.minor_units));
    Some(EuShare { percent, amount, rest, is_calculated: true })
}

/// The section with the money of a record; `None` if it has no budget.
pub(crate) fn section(page: &PageContext, budget: Option<&Budget>) -> Option<Section> {
    let budget = budget?;
    let share = eu_share(budget);
    let body = html! {
        @match &share {
            Some(share) => { (bar(page, share)) (table(page, budget, share)) },
            None => (without_share(page, budget)),
        }
        @if let Some(share) = share.filter(|share| share.is_calculated) {
            (calculated_note(page, budget, &share))
        }
        @if !budget.contributions.is_empty() { (contributions(page, budget)) }
        (origin(page, budget))
    };
    Some(Section::new("money", page.words.text(Word::Money), body))
}

fn bar(page: &PageContext, share: &EuShare) -> Markup {
    let (words, percent) = (page.words, share.percent);
    let width = (WIDTH - GAP) * percent.to_f64().unwrap_or_default() / 100.0;
    let title = format!(
        "{}: {}%, {}: {}%",
        words.text(Word::EuropeanUnion),
        words.decimal(percent),
        words.text(Word::OtherFunds),
        words.decimal(Decimal::ONE_HUNDRED - percent)
    );
    html! {
        figure.chart {
            svg viewBox="0 0 700 44" role="img" aria-labelledby="money-bar" {
                title id="money-bar" { (title) }
                rect.eu y="4" width=(pixels(width)) height="36" rx="3" {}
                rect.own x=(pixels(width + GAP)) y="4" width=(pixels(WIDTH - GAP - width)) height="36" rx="3" {}
            }
        }
    }
}

/// A number of units of a drawing, with one digit after the point at most.
pub(crate) fn pixels(number: f64) -> String {
    let text = format!("{:.1}", number.max(0.0));
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn table(page: &PageContext, budget: &Budget, share: &EuShare) -> Markup {
    let words = page.words;
    let rows = [
        ("eu", Word::EuropeanUnion, share.percent, share.amount),
        ("own", Word::OtherFunds, Decimal::ONE_HUNDRED - share.percent, share.rest),
    ];
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="money-table" {
            table {
                caption id="money-table" { (words.text(Word::MoneyNote)) }
                thead {
                    tr {
                        th scope="col" { span.hide { (words.text(Word::PaidBy)) } }
                        th.r scope="col" { (words.text(Word::Share)) }
                        th.r scope="col" { (words.text(Word::Amount)) }
                    }
                }
                tbody {
                    @for (class, word, percent, amount) in rows {
                        tr {
                            th scope="row" { span class={ "key " (class) } {} (words.text(word)) }
                            td.r.num { (words.decimal(percent)) "%" }
                            td.r.num { (amount_cell(page, amount, share.is_calculated)) }
                        }
                    }
                    @if let Some(total) = budget.total {
                        tr {
                            th scope="row" { (words.text(Word::Total)) }
                            td.r.num { "100%" }
                            td.r.num { strong { (words.amount(total)) } }
                        }
                    }
                }
            }
        }
    }
}

fn amount_cell(page: &PageContext, amount: Option<Money>, is_calculated: bool) -> Markup {
    html! {
        @if let Some(amount) = amount {
            (page.words.amount(amount))
            @if is_calculated { " " (Badge::new(page.words.text(Word::Calculated), Tone::Warm)) }
        } @else { "–" }
    }
}

fn without_share(page: &PageContext, budget: &Budget) -> Markup {
    let words = page.words;
    html! {
        @if let Some(total) = budget.total {
            p { (words.text(Word::Total)) ": " strong.num { (words.amount(total)) } }
        } @else {
            p { (words.text(Word::BudgetUnknown)) }
        }
        @match budget.eu_contribution {
            Some(amount) => p { (words.text(Word::EuropeanUnion)) ": " strong.num { (words.amount(amount)) } },
            None => p.soft { (words.text(Word::ShareUnknown)) },
        }
    }
}

fn calculated_note(page: &PageContext, budget: &Budget, share: &EuShare) -> Markup {
    let words = page.words;
    html! {
        @if let Some(total) = budget.total {
            p.note {
                (words.with(Word::CalculatedNote, &[&words.decimal(share.percent), &words.amount(total)]))
            }
        }
    }
}

fn contributions(page: &PageContext, budget: &Budget) -> Markup {
    let words = page.words;
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="contributions" {
            table {
                caption id="contributions" { (words.text(Word::Contributions)) }
                thead {
                    tr {
                        th scope="col" { (words.text(Word::PaidBy)) }
                        th scope="col" { (words.text(Word::Kind)) }
                        th.r scope="col" { (words.text(Word::Amount)) }
                    }
                }
                tbody {
                    @for part in &budget.contributions {
                        tr {
                            th scope="row" lang=[page.foreign(None)] { (part.from) }
                            td { (words.name(part.kind)) }
                            td.r.num { (words.amount(part.amount)) }
                        }
                    }
                }
            }
        }
    }
}

/// When and where the figures are from.
fn origin(page: &PageContext, budget: &Budget) -> Markup {
    let words = page.words;
    html! {
        @if let Some(date) = budget.as_of {
            p.small.soft { (words.with(Word::FiguresAsOf, &[&words.date(date)])) }
        }
        @if let Some(source) = &budget.source {
            p.small.soft {
                (words.text(Word::FiguresFrom)) " "
                span lang=[page.foreign(source.language.as_ref())] {
                    @match &source.url {
                        Some(url) => (outside_link(url.as_str(), &source.title)),
                        None => (source.title),
                    }
                }
                @if let Some(note) = &source.note {
                    ": " (LocalizedText::of(note, source.note_language.as_ref()).inline(page))
                }
            }
        }
    }
}

/// A project in a comparison.
pub(crate) struct ComparedProject {
    /// A link to its page.
    pub link: Markup,
    /// Its total value.
    pub total: Money,
    /// The share of the European Union.
    pub share: Option<EuShare>,
}

/// A sum in all its currencies: at least so much, if some of the amounts are not known. `None` if none is known.
pub(crate) fn sum(page: &PageContext, sum: &MoneySum) -> Option<String> {
    let amounts = sum.amounts.iter().map(|amount| page.words.amount(*amount));
    let text = amounts.collect::<Vec<_>>().join(" + ");
    match (text.is_empty(), sum.is_incomplete) {
        (true, _) => None,
        (false, true) => Some(page.words.with(Word::AtLeast, &[&text])),
        (false, false) => Some(text),
    }
}

/// Projects at one scale; nothing if there are fewer than two in one currency.
pub(crate) fn comparison(page: &PageContext, projects: &[ComparedProject]) -> Option<Section> {
    let most = projects.iter().map(|project| project.total.minor_units).max()?;
    let is_one_currency =
        projects.windows(2).all(|pair| pair[0].total.currency == pair[1].total.currency);
    if projects.len() < 2 || !is_one_currency || most == 0 {
        return None;
    }
    let body = html! {
        p.soft.small { (page.words.text(Word::CompareNote)) }
        ul.bars { @for project in projects { li { (compared(page, project, most)) } } }
    };
    Some(Section::new("compare", page.words.text(Word::Compare), body))
}

fn compared(page: &PageContext, project: &ComparedProject, most: i64) -> Markup {
    let part = Decimal::from(project.total.minor_units) / Decimal::from(most);
    let whole = WIDTH * part.to_f64().unwrap_or_default();
    let percent = project.share.and_then(|share| share.percent.to_f64());
    html! {
        (project.link) " " strong.num { (page.words.amount(project.total)) }
        svg viewBox="0 0 700 22" preserveAspectRatio="none" aria-hidden="true" {
            @match percent {
                Some(percent) => {
                    rect.eu width=(pixels((whole - GAP) * percent / 100.0)) height="22" rx="3" {}
                    rect.own x=(pixels((whole - GAP) * percent / 100.0 + GAP))
                        width=(pixels((whole - GAP) * (100.0 - percent) / 100.0)) height="22" rx="3" {}
                },
                None => rect.none width=(pixels(whole)) height="22" rx="3" {},
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_share_is_calculated_exactly_where_only_its_rate_is_stated() {
        let money = |amount: &str, currency: &str| json!({"amount": amount, "currency": currency});
        let total = money("649094.16", "EUR");
        for (budget, expected) in [
            (json!({"total": total, "euRate": "90"}), Some(("584184.74", "64909.42", true))),
            (
                json!({"total": total, "euContribution": money("500000", "EUR"), "euRate": "77"}),
                Some(("500000.00", "149094.16", false)),
            ),
            (json!({"total": total}), None),
            (json!({"total": total, "euContribution": money("5", "PLN")}), None),
            (json!({"euContribution": money("5", "EUR")}), None),
            (json!({"total": money("0", "EUR"), "euContribution": money("0", "EUR")}), None),
        ] {
            let budget: Budget = serde_json::from_value(budget).unwrap();
            let share = eu_share(&budget);
            let found = share.map(|share| {
                (share.amount.unwrap().amount(), share.rest.unwrap().amount(), share.is_calculated)
            });
            let expected = expected.map(|(eu, rest, is)| (eu.to_owned(), rest.to_owned(), is));
            assert_eq!(found, expected, "{budget:?}");
        }
        let rate_alone: Budget = serde_json::from_value(json!({"euRate": "85"})).unwrap();
        let share = eu_share(&rate_alone).unwrap();
        assert_eq!((share.amount, share.rest, share.is_calculated), (None, None, true));
    }

    #[test]
    fn a_drawing_has_short_numbers() {
        assert_eq!(
            [pixels(629.0), pixels(0.04), pixels(-1.0), pixels(12.34)],
            ["629", "0", "0", "12.3"]
        );
    }
}
