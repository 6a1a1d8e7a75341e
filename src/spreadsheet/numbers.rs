//! Numbers as spreadsheet programs keep and show them.

/// The number of digits that spreadsheet programs show: what follows is the error of binary fractions.
const DIGITS: usize = 15;

/// Returns a number as a spreadsheet program shows it: `0.3` for 0.1 + 0.2, without an exponent.
pub(crate) fn shown(number: f64) -> String {
    let rounded = format!("{number:.*e}", DIGITS - 1).parse::<f64>().unwrap_or(number);
    // Without an exponent, and not “-0”.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Returns a number in hundredths with the sign, as a cell with the form of a percentage shows it: `85%` for 0.85.
pub(crate) fn percentage(number: f64) -> String {
    format!("{}%", shown(number * 100.0))
}

/// Returns a whole number that is small enough to be one of a day or a minute.
pub(crate) fn whole(number: f64) -> Option<i32> {
    format!("{number:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_a_spreadsheet_shows() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (54.083, "54.083"),
            (649_094.16, "649094.16"),
            (-2.284_77, "-2.28477"),
            (40.0, "40"),
            (1e21, "1000000000000000000000"),
            (1.1 * 1.1, "1.21"),
            (-0.0, "0"),
        ] {
            assert_eq!(shown(number), text);
        }
    }
}
