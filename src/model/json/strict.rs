//! Strict JSON: an object with a repeated key is an error, instead of silently losing a value, and so is a document of
//! very many values: each takes much more memory than its text.

use std::{cell::Cell, fmt};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON value without repeated keys.
pub(crate) struct StrictValue(pub Value);

impl<'de> Deserialize<'de> for StrictValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StrictVisitor { left: &Cell::new(MOST_VALUES) }.deserialize(deserializer).map(Self)
    }
}

/// The maximum number of values of a document, several times as many as the largest record has.
const MOST_VALUES: usize = 20_000;

#[derive(Clone, Copy)]
struct StrictVisitor<'l> {
    /// The number of values that may follow.
    left: &'l Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for StrictVisitor<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.left.get().checked_sub(1);
        self.left
            .set(left.ok_or_else(|| D::Error::custom(format!("more than {MOST_VALUES} values")))?);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!(
                    "the key “{key}” occurs twice in one object"
                )));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_key_is_an_error() {
        let read = |text: &str| serde_json::from_str::<StrictValue>(text).map(|value| value.0);
        assert_eq!(read(r#"{"a":[1,-2,0.5,null,true,"x"]}"#).unwrap()["a"][5], "x");
        assert!(read(r#"{"a":1,"a":2}"#).unwrap_err().to_string().contains("“a” occurs twice"));
        assert!(read(r#"[{"b":{"a":1,"a":1}}]"#).is_err());
        assert!(read("1e400").is_err());
    }

    #[test]
    fn a_document_has_no_more_values_than_its_memory_allows() {
        let list = |items: usize| format!("[{}]", vec!["{}"; items].join(","));
        let read = |text: &str| serde_json::from_str::<StrictValue>(text);
        assert!(read(&list(MOST_VALUES - 1)).is_ok());
        let refused = read(&list(MOST_VALUES)).err().map(|error| error.to_string());
        assert!(refused.is_some_and(|error| error.contains("more than 20000 values")));
    }
}
