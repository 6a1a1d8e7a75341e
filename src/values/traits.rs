//! Traits and macros for values that are strings in JSON: reading, writing, and the schema.

use std::fmt;

use crate::text::messages::{Message, MessageText, message};

/// A value that is a single string in JSON and in query parameters.
pub trait TextValue: Sized + fmt::Display {
    /// The name of the schema in the OpenAPI document.
    const NAME: &'static str;
    /// The `format` of the schema. The validator of request bodies calls [`TextValue::read`] for it.
    const FORMAT: &'static str;
    /// The `pattern` of the schema: a regular expression (ECMA 262).
    const PATTERN: &'static str;
    /// A real value, as the example of the schema.
    const EXAMPLE: &'static str;
    /// A description of a valid value, which completes the sentence "… is not …".
    const VALID: MessageText;

    /// Reads a value; `None` if it is not valid.
    fn read(text: &str) -> Option<Self>;

    /// Returns the message for a text that is not valid.
    fn refusal(text: &str) -> Message {
        message!("“{text}” is not {valid}", text, valid = Self::VALID)
    }
}

/// A value from a closed list.
pub trait ClosedList: Copy + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// All values, in the order of the documentation.
    const ALL: &'static [Self];

    /// Returns the value as it is written.
    fn as_str(self) -> &'static str;

    /// Reads a value as it is written; case matters.
    fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.as_str() == text)
    }
}

/// Implements the JSON form and the schema of a [`TextValue`]. The description becomes that of the schema.
macro_rules! text_value {
    ($type:ty, $description:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                use $crate::values::traits::TextValue;
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::read(&text).ok_or_else(|| serde::de::Error::custom(Self::refusal(&text)))
            }
        }

        $crate::text::messages::verbatim!($type);

        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use $crate::values::traits::TextValue;
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
                    .format(Some(utoipa::openapi::SchemaFormat::Custom(Self::FORMAT.to_owned())))
                    .pattern(Some(Self::PATTERN))
                    .description(Some($description))
                    .examples([serde_json::Value::from(Self::EXAMPLE)])
                    .into()
            }
        }

        impl utoipa::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                <Self as $crate::values::traits::TextValue>::NAME.into()
            }
        }
    };
}

/// Declares an enumeration whose values are written as given, with its JSON form and schema.
macro_rules! choices {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:tt,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        $vis enum $name {
            $($(#[$variant_meta])* #[serde(rename = $text)] $variant,)+
        }

        impl $crate::values::traits::ClosedList for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

/// Declares a code that is stored as a string.
macro_rules! string_code {
    ($(#[$meta:meta])* $vis:vis $name:ident, $description:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        $vis struct $name(String);

        impl $name {
            /// Returns the code as it is written.
            #[allow(dead_code, reason = "some codes are only displayed")]
            $vis fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_value!($name, $description);
    };
}
