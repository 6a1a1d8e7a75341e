//! Currencies (ISO 4217): those of today, and those that were withdrawn, in which old projects were paid.

use std::{collections::BTreeMap, fmt, sync::OnceLock};

use super::traits::TextValue;

use crate::text::messages::MessageText;

/// The codes, the list of ISO 4217 that has them (1: current, 3: withdrawn) and the digits of the minor unit.
const TABLE: &str = include_str!("currency_digits.tsv");

/// A currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Currency {
    code: &'static str,
    digits: u32,
}

impl Currency {
    /// The code.
    pub(crate) fn code(self) -> &'static str {
        self.code
    }

    /// The number of digits after the point that an amount can have.
    pub(crate) fn digits(self) -> u32 {
        self.digits
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

fn all() -> &'static BTreeMap<&'static str, Currency> {
    static ALL: OnceLock<BTreeMap<&'static str, Currency>> = OnceLock::new();
    ALL.get_or_init(|| {
        let currency = |line: &'static str| {
            let mut cells = line.split('\t');
            let (code, digits) = (cells.next()?, cells.nth(1)?.parse().ok()?);
            Some((code, Currency { code, digits }))
        };
        TABLE.lines().filter_map(currency).collect()
    })
}

impl TextValue for Currency {
    const NAME: &'static str = "CurrencyCode";
    const FORMAT: &'static str = "currency-code";
    const PATTERN: &'static str = "^[A-Z]{3}$";
    const EXAMPLE: &'static str = "EUR";
    const VALID: MessageText =
        MessageText("a currency of ISO 4217 (list one or three), such as EUR, PLN or LTL");

    fn read(text: &str) -> Option<Self> {
        all().get(text).copied()
    }
}

text_value!(
    Currency,
    "A currency: a code of ISO 4217, of today (list one) or withdrawn (list three, such as `LTL`, `DEM` or `PLZ`)."
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::labels::{self, Vocabulary};

    #[test]
    fn currencies_of_today_and_of_old_projects_have_their_digits() {
        for (code, digits) in [
            ("EUR", 2),
            ("PLN", 2),
            ("JPY", 0),
            ("KWD", 3),
            ("LTL", 2),
            ("LVL", 2),
            ("EEK", 2),
            ("SKK", 2),
            ("DEM", 2),
            ("FRF", 2),
            ("PLZ", 2),
            ("ITL", 0),
        ] {
            assert_eq!(Currency::read(code).map(Currency::digits), Some(digits), "{code}");
        }
        for code in ["", "EURO", "eur", "ABC"] {
            assert_eq!(Currency::read(code), None, "{code}");
        }
    }

    #[test]
    fn every_currency_is_read_and_has_names() {
        assert_eq!(all().len(), TABLE.lines().count());
        let named: Vec<_> =
            labels::codes(Vocabulary::Currency).iter().map(|entry| entry.code).collect();
        assert_eq!(all().keys().copied().collect::<Vec<_>>(), named);
    }
}
