//! Messages for people, in the languages that the program speaks.
//!
//! As in gettext, the English text in the source is the key of the others, which are in [`catalogue`]. A message keeps
//! its template and its arguments until it is known who reads it: where it is made nobody knows the language.

pub mod catalogue;

use std::fmt;

/// Makes a [`Message`] of a template and its arguments, each with the name that it has in the template: `name` alone, or
/// `name = value`. An argument is a text, a number, a [`MessageText`] or another message.
///
/// The names are checked when it is compiled: one that is missing or superfluous is an error.
macro_rules! message {
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::text::messages::Message::Text {
            template: {
                // `concat!` forbids to take a name of the template from around it. Nothing is formatted here.
                let _checked = || { let _ = format_args!(concat!($template) $(, $name = "")*); };
                $crate::text::messages::MessageText($template)
            },
            arguments: Box::new([$((
                stringify!($name),
                $crate::text::messages::MessageArgument::told(&$crate::text::messages::argument!($name $(= $value)?)),
            )),*]),
        }
    };
}

/// Returns the value of an argument of [`message!`].
macro_rules! argument {
    ($name:ident) => {
        $name
    };
    ($name:ident = $value:expr) => {
        $value
    };
}

/// Declares types whose values are the same in all languages.
macro_rules! verbatim {
    ($($type:ty),+) => {
        $(impl $crate::text::messages::MessageArgument for $type {
            fn told(&self) -> $crate::text::messages::Message {
                $crate::text::messages::Message::Verbatim(self.to_string())
            }
        })+
    };
}

pub(crate) use {argument, message, verbatim};

/// The languages of messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum MessageLanguage {
    /// English, the language of the source.
    #[default]
    English,
    /// Polish.
    Polish,
}

impl MessageLanguage {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Polish];

    /// Returns the first of these languages that messages have, otherwise English. A language is a tag of BCP 47 or the
    /// name of a locale, such as `pl_PL.UTF-8`; the best comes first.
    pub fn preferred<'t>(tags: impl IntoIterator<Item = &'t str>) -> Self {
        tags.into_iter().find_map(Self::of_tag).unwrap_or_default()
    }

    /// Returns the language of a tag; `None` if messages do not have it.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|own| own.tag().eq_ignore_ascii_case(language))
    }

    /// Returns the tag of the language.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Polish => "pl",
        }
    }

    /// Returns the text of a template in this language. What has no translation stays English: a test finds it.
    fn template(self, english: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Polish => catalogue::polish().get(english).map_or(english, String::as_str),
        }
    }
}

/// A text of the source that is translated: a message without arguments, or a part of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageText(pub &'static str);

impl MessageText {
    /// Whether this argument stands between quotation marks.
    fn quotes(self, name: &str) -> bool {
        self.0.contains(&format!("“{{{name}}}”"))
    }
}

impl fmt::Display for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(*self).fmt(f)
    }
}

/// A message, or an argument of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Message {
    /// What is the same in all languages: a name, a value, or what a library says.
    Verbatim(String),
    /// What comes from elsewhere in English and Polish, such as the names of codes.
    Known(Box<[String; 2]>),
    /// A template with its arguments; see [`message!`].
    Text {
        /// The English text, with the names of arguments in braces.
        template: MessageText,
        /// The arguments by name.
        arguments: Box<[(&'static str, Message)]>,
    },
}

impl Message {
    /// Returns the text in a language.
    pub fn in_language(&self, language: MessageLanguage) -> String {
        let mut text = String::new();
        self.write(language, &mut text);
        text
    }

    /// Makes one message of the items of a list: `one, two, three`.
    pub(crate) fn list(items: Vec<Self>) -> Self {
        let list = items.into_iter().reduce(|list, item| message!("{list}, {item}", list, item));
        list.unwrap_or_else(|| Self::Verbatim(String::new()))
    }

    /// Makes one message of several parts: `one`, `one and two`, `one, two and three`.
    pub(crate) fn all(mut parts: Vec<Self>) -> Self {
        match (parts.pop(), parts.is_empty()) {
            (Some(last), false) => {
                message!("{list} and {last}", list = Self::list(parts), last)
            }
            (only, _) => Self::list(only.into_iter().collect()),
        }
    }

    /// Replaces a text where the message quotes it, by what somebody wrote in its place.
    pub(crate) fn requote(&mut self, text: &str, written: &str) {
        let Self::Text { template, arguments } = self else { return };
        for (name, argument) in arguments.iter_mut() {
            match argument {
                Self::Verbatim(own) if own == text && template.quotes(name) => {
                    written.clone_into(own);
                }
                Self::Verbatim(_) | Self::Known(_) => {}
                nested @ Self::Text { .. } => nested.requote(text, written),
            }
        }
    }

    fn write(&self, language: MessageLanguage, text: &mut String) {
        let (template, arguments) = match self {
            Self::Verbatim(verbatim) => return text.push_str(verbatim),
            Self::Known(known) => {
                let [english, polish] = &**known;
                let is_polish = language == MessageLanguage::Polish;
                return text.push_str(if is_polish { polish } else { english });
            }
            Self::Text { template, arguments } => (language.template(template.0), arguments),
        };
        for piece in TemplatePiece::all(template) {
            match piece {
                TemplatePiece::Literal(literal) => text.push_str(literal),
                TemplatePiece::Argument(name) => {
                    if let Some((_, argument)) = arguments.iter().find(|(own, _)| *own == name) {
                        argument.write(language, text);
                    }
                }
            }
        }
    }
}

impl fmt::Display for Message {
    /// Writes the English text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(MessageLanguage::English))
    }
}

impl serde::Serialize for Message {
    /// Writes the English text; who knows the language of the reader makes a verbatim message of it before.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<MessageText> for Message {
    fn from(template: MessageText) -> Self {
        Self::Text { template, arguments: Box::new([]) }
    }
}

/// A piece of a template.
#[derive(PartialEq, Eq, Debug)]
enum TemplatePiece<'t> {
    /// A text as it is.
    Literal(&'t str),
    /// The place of the argument with this name.
    Argument(&'t str),
}

impl<'t> TemplatePiece<'t> {
    /// Takes a template apart, which is written as for [`format!`]: two braces are one in the text.
    fn all(template: &'t str) -> impl Iterator<Item = Self> {
        let mut rest = template;
        std::iter::from_fn(move || {
            let at = rest.find(['{', '}'])?;
            let (before, brace) = rest.split_at(at);
            let (piece, after) = if !before.is_empty() {
                (Self::Literal(before), brace)
            } else if let Some(after) =
                brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}"))
            {
                (Self::Literal(&brace[..1]), after)
            } else {
                let (name, after) = brace[1..].split_once('}').unwrap_or((&brace[1..], ""));
                (Self::Argument(name), after)
            };
            rest = after;
            Some(piece)
        })
        .chain(Self::last(template))
    }

    /// Returns what follows the last brace.
    fn last(template: &'t str) -> Option<Self> {
        let after = template.rfind(['{', '}']).map_or(template, |at| &template[at + 1..]);
        (!after.is_empty()).then_some(Self::Literal(after))
    }
}

/// What an argument of a message can be.
pub trait MessageArgument {
    /// Returns the argument as a message.
    fn told(&self) -> Message;
}

impl<A: MessageArgument + ?Sized> MessageArgument for &A {
    fn told(&self) -> Message {
        (**self).told()
    }
}

impl MessageArgument for Message {
    fn told(&self) -> Message {
        self.clone()
    }
}

impl MessageArgument for MessageText {
    fn told(&self) -> Message {
        (*self).into()
    }
}

verbatim!(str, String, i16, i32, i64, u32, u64, usize);
verbatim!(rust_decimal::Decimal, serde_json::Value, serde_json::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_stand_where_the_language_wants_them() {
        let valid =
            MessageText("a language tag of BCP 47, such as pl, pt-BR, zh-Hans or be-tarask");
        let message = message!("“{text}” is not {valid}", text = "{polish}", valid);
        assert_eq!(message.to_string(), format!("“{{polish}}” is not {valid}"));
        let polish = message.in_language(MessageLanguage::Polish);
        assert!(polish.starts_with(
            "„{polish}” to wartość niepoprawna; poprawna wartość to znacznik języka BCP 47"
        ));
        for (message, text) in [
            (message!("{{}}"), "{}"),
            (message!("a {{{b}}} {c}", b = 1, c = "x"), "a {1} x"),
            (message!("{a}{a}", a = "ż"), "żż"),
            (message!("nothing else"), "nothing else"),
            (Message::all(vec![]), ""),
            (Message::all(vec![message!("a")]), "a"),
            (Message::all(vec![message!("a"), message!("b"), message!("c")]), "a, b and c"),
        ] {
            assert_eq!(message.to_string(), text);
        }
    }

    #[test]
    fn only_what_is_quoted_is_quoted_as_it_was_written() {
        let mut message = message!(
            "“{a}” is not {b}: “{c}”",
            a = "2027",
            b = "2027",
            c = message!("“{d}”", d = "2027")
        );
        message.requote("2027", "in 2027");
        assert_eq!(message.to_string(), "“in 2027” is not 2027: ““in 2027””");
    }

    #[test]
    fn a_language_has_many_spellings() {
        for (tag, language) in [
            ("pl", MessageLanguage::Polish),
            ("PL-pl", MessageLanguage::Polish),
            ("pl_PL.UTF-8", MessageLanguage::Polish),
            ("pl.UTF-8", MessageLanguage::Polish),
            ("en_GB", MessageLanguage::English),
            ("C", MessageLanguage::English),
            ("plx", MessageLanguage::English),
        ] {
            assert_eq!(MessageLanguage::preferred([tag]), language, "{tag}");
        }
        let best = MessageLanguage::preferred(["de", "pl", "en"]);
        assert_eq!((best, best.tag()), (MessageLanguage::Polish, "pl"));
    }
}
