//! The table that a run prints.

use std::{fmt::Write as _, time::Duration};

/// A row: what was measured, against what it is held, and what it may cost.
pub struct Row {
    /// What was asked.
    pub name: &'static str,
    /// The first request after a change, which counts the total.
    pub first: Duration,
    /// The median of those after it.
    pub median: Duration,
    /// What it may cost.
    pub bound: Bound,
}

/// What a request may cost.
#[derive(Clone, Copy)]
pub enum Bound {
    /// Anything.
    None,
    /// So many times the first page, when it is asked again.
    Ratio(f64),
    /// What a list of 100,000 events may: [`FIRST`], and [`AGAIN`] when it is asked again.
    Times,
}

/// The longest time of the first request.
const FIRST: Duration = Duration::from_millis(50);

/// The longest median of the requests after it.
const AGAIN: Duration = Duration::from_millis(5);

impl Bound {
    fn told(self, row: &Row, ratio: f64) -> String {
        let verdict = |holds| if holds { "ok" } else { "MISSED" };
        match self {
            Self::None => String::new(),
            Self::Ratio(most) => format!("{most:.1} x {}", verdict(ratio <= most)),
            Self::Times => {
                let holds = row.first <= FIRST && row.median <= AGAIN;
                format!("{}, {} ms {}", FIRST.as_millis(), AGAIN.as_millis(), verdict(holds))
            }
        }
    }
}

/// Formats the rows; ratios are against the first row.
pub fn format(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<44} {:>10} {:>10} {:>8} {:>16}\n",
        "request", "first", "median", "ratio", "bound"
    );
    let Some(base) = rows.first() else { return text };
    for row in rows {
        let ratio = row.median.as_secs_f64() / base.median.as_secs_f64();
        let bound = row.bound.told(row, ratio);
        // A `String` takes every write.
        let _ = writeln!(
            text,
            "{:<44} {:>7.2} ms {:>7.2} ms {ratio:>8.2} {bound:>16}",
            row.name,
            row.first.as_secs_f64() * 1e3,
            row.median.as_secs_f64() * 1e3,
        );
    }
    text
}
