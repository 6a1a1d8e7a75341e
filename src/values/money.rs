//! Money: a decimal string in JSON, whole minor units in the program.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeStruct};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use super::{currency::Currency, traits::TextValue as _};
use crate::text::messages::{Message, message};

/// An amount of money. It is not a floating-point number, which would lose cents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Money {
    /// The amount in the smallest unit of the currency, such as cents.
    pub minor_units: i64,
    /// The currency (ISO 4217).
    pub currency: Currency,
}

/// The sum of amounts in several currencies.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct MoneySum {
    /// The sum in each currency, in the order of their codes.
    pub amounts: Vec<Money>,
    /// Whether some of the amounts are not known, so that it is at least so much.
    pub is_incomplete: bool,
}

/// The JSON form of an amount.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyJson<'a> {
    #[serde(borrow)]
    amount: Cow<'a, str>,
    #[serde(borrow)]
    currency: Cow<'a, str>,
}

impl Money {
    /// Reads a decimal string and a currency code. The error describes a valid value.
    pub(crate) fn read(amount: &str, currency: &str) -> Result<Self, Message> {
        let code = Currency::read(currency).ok_or_else(|| Currency::refusal(currency))?;
        let digits = code.digits();
        let invalid = || {
            if digits == 0 {
                return message!(
                    "“{amount}” is not an amount in {currency}: write digits alone, such as 649094",
                    amount,
                    currency
                );
            }
            message!(
                "“{amount}” is not an amount in {currency}: write digits, and after a point at most {digits} more, \
                     such as 649094.16",
                amount,
                currency,
                digits
            )
        };
        // Zeros at the end, which spreadsheet programs write, say nothing.
        let mut value = Decimal::from_str_exact(amount).map_err(|_error| invalid())?.normalize();
        if value.scale() > digits || value.is_sign_negative() {
            return Err(invalid());
        }
        value.rescale(digits);
        let minor_units = i64::try_from(value.mantissa()).map_err(|_error| invalid())?;
        Ok(Self { minor_units, currency: code })
    }

    /// Returns the message for a JSON value with an amount that is not valid; `None` for any other value.
    pub(crate) fn refusal(value: &Value) -> Option<Message> {
        Self::read(value["amount"].as_str()?, value["currency"].as_str()?).err()
    }

    /// Returns the amount as a decimal string with all digits of the minor unit.
    pub(crate) fn amount(self) -> String {
        Decimal::new(self.minor_units, self.currency.digits()).to_string()
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Money", 2)?;
        object.serialize_field("amount", &self.amount())?;
        object.serialize_field("currency", self.currency.code())?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let MoneyJson { amount, currency } = MoneyJson::deserialize(deserializer)?;
        Self::read(&amount, &currency).map_err(D::Error::custom)
    }
}

impl PartialSchema for Money {
    fn schema() -> RefOr<Schema> {
        let text = |description: &str, pattern: &str, example: &str| {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some(description))
                .pattern(Some(pattern))
                .examples([example])
        };
        ObjectBuilder::new()
            .description(Some("An amount of money."))
            .property(
                "amount",
                text(
                    "The amount as a decimal string, such as 649094.16: a floating-point number could lose cents.",
                    "^[0-9]{1,15}(\\.[0-9]{1,20})?$",
                    "649094.16",
                ),
            )
            .property("currency", Currency::schema())
            .required("amount")
            .required("currency")
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(false)))
            .into()
    }
}

impl ToSchema for Money {
    fn name() -> Cow<'static, str> {
        "Money".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_cent() {
        for (amount, minor, back) in [
            ("649094.16", 64_909_416, "649094.16"),
            ("132100000", 13_210_000_000, "132100000.00"),
            ("0.5", 50, "0.50"),
            ("649094.160", 64_909_416, "649094.16"),
            ("85.00000000", 8_500, "85.00"),
        ] {
            let money = Money::read(amount, "EUR").unwrap();
            assert_eq!((money.minor_units, money.amount().as_str()), (minor, back));
        }
        assert_eq!(Money::read("500.0", "JPY").unwrap().amount(), "500");
        assert_eq!(Money::read("12.5", "LVL").unwrap().amount(), "12.50");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (amount, currency) in [
            ("1.234", "EUR"),
            ("1,50", "EUR"),
            ("-1", "EUR"),
            ("1e3", "EUR"),
            ("", "EUR"),
            ("1", "EURO"),
            ("1", "eur"),
            ("99999999999999999999", "EUR"),
            ("1.5", "JPY"),
        ] {
            assert!(Money::read(amount, currency).is_err(), "{amount} {currency}");
        }
    }
}
