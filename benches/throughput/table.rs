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
    /// How many times the first page it may cost.
    pub bound: Option<f64>,
}

/// Formats the rows; ratios are against the first row.
pub fn format(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<44} {:>10} {:>10} {:>8} {:>8}\n",
        "request", "first", "median", "ratio", "bound"
    );
    let Some(base) = rows.first() else { return text };
    for row in rows {
        let ratio = row.median.as_secs_f64() / base.median.as_secs_f64();
        let bound = row.bound.map_or_else(String::new, |bound| {
            format!("{bound:.1} {}", if ratio <= bound { "ok" } else { "MISSED" })
        });
        // A `String` takes every write.
        let _ = writeln!(
            text,
            "{:<44} {:>7.2} ms {:>7.2} ms {ratio:>8.2} {bound:>8}",
            row.name,
            row.first.as_secs_f64() * 1e3,
            row.median.as_secs_f64() * 1e3,
        );
    }
    text
}
