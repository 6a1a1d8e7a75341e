//! Percentages, as decimal strings.

use rust_decimal::Decimal;

use super::traits::TextValue;

use crate::text::messages::MessageText;

string_code!(
    /// More than 0 and at most 100 per cent.
    pub(crate) Percentage,
    "A percentage above 0 and up to 100, as a decimal string with at most four digits after the point."
);

/// The maximum number of digits after the point.
const DIGITS: u32 = 4;

impl Percentage {
    /// The number.
    pub(crate) fn decimal(&self) -> Decimal {
        // Only `read` makes a percentage.
        Decimal::from_str_exact(&self.0).unwrap_or_default()
    }
}

impl TextValue for Percentage {
    const NAME: &'static str = "Percentage";
    const FORMAT: &'static str = "percentage";
    const PATTERN: &'static str = "^[0-9]{1,3}(\\.[0-9]{1,20})?$";
    const EXAMPLE: &'static str = "90";
    const VALID: MessageText = MessageText(
        "a percentage above 0 and up to 100 with at most four digits after the point, such as 84.96",
    );

    /// Zeros at the end, which spreadsheet programs write, are not kept.
    fn read(text: &str) -> Option<Self> {
        let starts_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
        let number = Decimal::from_str_exact(text).ok().filter(|_| starts_with_digit)?.normalize();
        let is_percentage = number > Decimal::ZERO && number <= Decimal::ONE_HUNDRED;
        (is_percentage && number.scale() <= DIGITS).then(|| Self(number.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_kept_without_false_precision() {
        for (text, kept) in [
            ("90", "90"),
            ("85.00000000", "85"),
            ("84.9600", "84.96"),
            ("100.0", "100"),
            ("0.0001", "0.0001"),
            ("085", "85"),
        ] {
            assert_eq!(Percentage::read(text).map(|rate| rate.to_string()).as_deref(), Some(kept));
        }
        for text in
            ["", "0", "0.00", "-1", "+1", "100.0001", "101", "1.00001", "1e1", "1,5", ".5", "5%"]
        {
            assert_eq!(Percentage::read(text), None, "{text}");
        }
    }
}
