//! How words are declared: each in every language, so that a gap does not compile.

use crate::text::messages::MessageLanguage;

/// A word or sentence of one of the tables.
pub(crate) trait InterfaceText: Copy + std::fmt::Debug {
    /// Returns the text in a language.
    fn in_language(self, language: MessageLanguage) -> &'static str;
}

/// Declares the words. `{0}`, `{1}` … stand for what is put in.
macro_rules! words {
    ($(#[$doc:meta])* $list:ident { $($name:ident: $english:literal, $polish:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum $list {
            $(#[doc = $english] $name,)+
        }

        impl $list {
            /// All of them.
            #[cfg_attr(not(test), expect(dead_code, reason = "tests look at all of them"))]
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];
        }

        impl $crate::words::declaration::InterfaceText for $list {
            fn in_language(self, language: MessageLanguage) -> &'static str {
                let [english, polish] = match self {
                    $(Self::$name => [$english, $polish],)+
                };
                match language {
                    MessageLanguage::English => english,
                    MessageLanguage::Polish => polish,
                }
            }
        }
    };
}

/// Declares nouns with their plural forms, in the order of CLDR: one and other; one, few and many.
macro_rules! nouns {
    ($($name:ident: [$one:literal, $other:literal], [$jeden:literal, $kilka:literal, $wiele:literal];)+) => {
        /// A noun that is counted.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Noun {
            $(#[doc = $one] $name,)+
        }

        impl Noun {
            /// All of them.
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns the plural forms in a language.
            pub(super) fn in_language(self, language: MessageLanguage) -> &'static [&'static str] {
                match (self, language) {
                    $((Self::$name, MessageLanguage::English) => &[$one, $other],
                    (Self::$name, MessageLanguage::Polish) => &[$jeden, $kilka, $wiele],)+
                }
            }
        }
    };
}

pub(super) use {nouns, words};
