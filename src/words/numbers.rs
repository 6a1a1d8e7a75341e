//! Numbers and amounts as people write them.

use rust_decimal::Decimal;

use super::Words;
use crate::{text::messages::MessageLanguage, values::money::Money};

/// A space at which no line is broken.
const NO_BREAK_SPACE: char = '\u{a0}';

impl Words {
    /// Writes a whole number.
    pub(crate) fn integer(self, number: i64) -> String {
        self.grouped(&number.to_string())
    }

    /// Writes a decimal number, such as a percentage.
    pub(crate) fn decimal(self, number: Decimal) -> String {
        let text = number.normalize().to_string();
        match text.split_once('.') {
            Some((whole, rest)) => format!("{}{}{rest}", self.grouped(whole), self.point()),
            None => self.grouped(&text),
        }
    }

    /// Writes an amount: `649 094,16 EUR`, `EUR 649,094.16`.
    pub(crate) fn amount(self, money: Money) -> String {
        let text = money.amount();
        let number = match text.split_once('.') {
            Some((whole, rest)) => format!("{}{}{rest}", self.grouped(whole), self.point()),
            None => self.grouped(&text),
        };
        let currency = money.currency.code();
        match self.language {
            MessageLanguage::English => format!("{currency}{NO_BREAK_SPACE}{number}"),
            MessageLanguage::Polish => format!("{number}{NO_BREAK_SPACE}{currency}"),
        }
    }

    fn point(self) -> char {
        match self.language {
            MessageLanguage::English => '.',
            MessageLanguage::Polish => ',',
        }
    }

    /// Separates groups of three digits; Polish separates from five digits on.
    fn grouped(self, digits: &str) -> String {
        let (separator, least) = match self.language {
            MessageLanguage::English => (',', 4),
            MessageLanguage::Polish => (NO_BREAK_SPACE, 5),
        };
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
        if digits.len() < least {
            return format!("{sign}{digits}");
        }
        let mut grouped = sign.to_owned();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_numbers_are_grouped() {
        let (polish, english) =
            (Words::new(MessageLanguage::Polish), Words::new(MessageLanguage::English));
        for (amount, currency, in_polish, in_english) in [
            ("649094.16", "EUR", "649 094,16 EUR", "EUR 649,094.16"),
            ("1234", "EUR", "1234,00 EUR", "EUR 1,234.00"),
            ("132100000", "EUR", "132 100 000,00 EUR", "EUR 132,100,000.00"),
            ("5000000", "JPY", "5 000 000 JPY", "JPY 5,000,000"),
            ("0.5", "EUR", "0,50 EUR", "EUR 0.50"),
        ] {
            let money = Money::read(amount, currency).unwrap();
            assert_eq!(polish.amount(money), in_polish.replace(' ', "\u{a0}"));
            assert_eq!(english.amount(money), in_english.replace(' ', "\u{a0}"));
        }
        assert_eq!(polish.decimal(Decimal::new(849_600, 4)), "84,96");
        assert_eq!(english.decimal(Decimal::new(90, 0)), "90");
        assert_eq!(polish.integer(-12_345), "-12\u{a0}345");
    }
}
