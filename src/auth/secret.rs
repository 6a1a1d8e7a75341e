//! The text of a token: `twn_`, 32 random characters and 6 check characters.
//!
//! The random characters are base62 (190 bits, so that a fast hash is sufficient). The check is the number in
//! the first 8 bytes of their SHA-256, modulo 62⁶, as base62. It detects typing errors and does not protect
//! against forgery: a token that was cut or mistyped never reaches the database, and scanners for published
//! secrets can tell a token from a similar text.

use std::fmt;

use sha2::{Digest, Sha256};

use super::base62;

/// The beginning of every token.
pub const PREFIX: &str = "twn_";

/// The number of random characters.
const RANDOM: usize = 32;

/// The number of check characters.
const CHECKSUM: usize = 6;

/// The text of a token. Neither `Debug` nor the database shows it.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Makes a new token from random numbers of the operating system.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self::of(&base62::random(RANDOM)?))
    }

    fn of(random: &str) -> Self {
        Self(format!("{PREFIX}{random}{}", checksum(random)))
    }

    /// Reads a token; `None` if it is not well-formed.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let shape = digits.len() == RANDOM + CHECKSUM
            && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (random, check) = shape.then(|| digits.split_at(RANDOM))?;
        (check == checksum(random)).then(|| Self(text.to_owned()))
    }

    /// Returns the SHA-256 of the whole text, which the database stores.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    /// Returns the text, which is shown once, to the operator who created the token.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn checksum(random: &str) -> String {
    let first = Sha256::digest(random)
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    base62::number(first, CHECKSUM)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_shape_is_the_documented_one() {
        let secret = Secret::of("0123456789ABCDEFGHIJKLMNOPQRSTUV");
        assert_eq!(secret.reveal(), "twn_0123456789ABCDEFGHIJKLMNOPQRSTUV9pzLMK");
        assert_eq!(secret.hash()[..4], [0x7e, 0x9f, 0x7c, 0x44], "the SHA-256 of the whole text");
    }

    #[test]
    fn a_new_token_is_never_the_same() {
        let (one, other) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_eq!(one.reveal().len(), 42);
        assert_ne!(one.reveal(), other.reveal());
        assert_ne!(one.hash(), other.hash());
    }

    #[test]
    fn nothing_but_the_token_itself_is_read() {
        let secret = Secret::new().unwrap();
        let text = secret.reveal();
        assert_eq!(Secret::read(text).unwrap().hash(), secret.hash());
        let digits = text.strip_prefix(PREFIX).unwrap();
        for wrong in [
            "",
            "twn_",
            digits,
            &format!("TWN_{digits}"),
            &format!("{text} "),
            &format!(" {text}"),
            &format!("{text}A"),
            &text[..41],
            &format!("twn_{}", "ą".repeat(19)),
            &text.to_uppercase(),
        ] {
            assert!(Secret::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn debug_does_not_show_it() {
        let secret = Secret::new().unwrap();
        for shown in [format!("{secret:?}"), format!("{:#?}", Some(&secret))] {
            assert!(!shown.contains(&secret.reveal()[4..]) && !shown.contains("twn_"), "{shown}");
        }
    }

    proptest! {
        #[test]
        fn every_token_is_read(random in "[0-9A-Za-z]{32}") {
            let secret = Secret::of(&random);
            prop_assert_eq!(Secret::read(secret.reveal()).unwrap().hash(), secret.hash());
        }

        #[test]
        fn one_wrong_character_is_noticed(random in "[0-9A-Za-z]{32}", at in 0_usize..42, other in "[0-9A-Za-z]") {
            let text = Secret::of(&random).reveal().to_owned();
            let mut wrong = text.clone();
            wrong.replace_range(at..=at, &other);
            prop_assert_eq!(Secret::read(&wrong).is_some(), wrong == text);
        }

        #[test]
        fn two_neighbours_exchanged_are_noticed(random in "[0-9A-Za-z]{32}", at in 4_usize..41) {
            let text = Secret::of(&random).reveal().to_owned();
            let mut wrong: Vec<char> = text.chars().collect();
            wrong.swap(at, at + 1);
            let wrong: String = wrong.into_iter().collect();
            prop_assert_eq!(Secret::read(&wrong).is_some(), wrong == text);
        }

        #[test]
        fn nothing_panics(text in "(twn_)?.{0,45}") {
            prop_assert!(Secret::read(&text).is_none());
        }
    }
}
