//! Tokens as the database has them.

use jiff::civil::Date;

use super::role::TokenRole;
use crate::values::instant::Instant;

/// The number of characters in the public id of a token.
pub const ID_LENGTH: usize = 8;

/// The maximum number of characters in a name.
pub const NAME_LENGTH: usize = 100;

/// A token without its secret and its hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// The public id.
    pub id: String,
    /// The name of the bearer, which the journal records as the actor of changes.
    pub name: String,
    /// The role.
    pub role: TokenRole,
    /// The moment of creation.
    pub created_at: Instant,
    /// The first moment at which the token is no longer valid; `None` if it does not expire.
    pub expires_at: Option<Instant>,
    /// The moment of revocation.
    pub revoked_at: Option<Instant>,
    /// The moment of the last use, to the minute.
    pub last_used_at: Option<Instant>,
}

choices! {
    /// The state of a token.
    pub enum TokenState {
        /// The token is valid.
        Active = "active",
        /// The token has expired.
        Expired = "expired",
        /// The token was revoked.
        Revoked = "revoked",
    }
}

impl Token {
    /// Returns the state at a moment. A revoked token stays revoked after it expires.
    pub fn state(&self, now: Instant) -> TokenState {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => TokenState::Revoked,
            (None, Some(end)) if end <= now => TokenState::Expired,
            (None, _) => TokenState::Active,
        }
    }

    /// Returns the last day, in UTC, on which the token is valid; `None` if it does not expire.
    pub fn last_day(&self) -> Option<Date> {
        let end = self.expires_at?;
        let began = end.day();
        Some(if end == Instant::beginning(began) {
            began.yesterday().unwrap_or(began)
        } else {
            began
        })
    }
}

/// Reads the name of a token without surrounding spaces. The error describes a valid name.
pub fn read_name(text: &str) -> Result<String, &'static str> {
    let name = text.trim();
    let length = name.chars().count();
    if !(1..=NAME_LENGTH).contains(&length) {
        return Err("write a name of 1 to 100 characters");
    }
    if name.chars().any(char::is_control) {
        return Err("write the name without control characters, such as line breaks");
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue;

    fn token(expires_at: Option<&str>, revoked_at: Option<&str>) -> Token {
        let at = |text: &str| Instant::read(text).unwrap();
        Token {
            id: "aB3dE6gH".to_owned(),
            name: "Anna".to_owned(),
            role: TokenRole::Editor,
            created_at: at("2026-11-23T12:00:00Z"),
            expires_at: expires_at.map(at),
            revoked_at: revoked_at.map(at),
            last_used_at: None,
        }
    }

    #[test]
    fn a_token_works_until_its_end_or_until_it_is_revoked() {
        let (end, before) = ("2027-07-01T00:00:00Z", "2027-06-30T23:59:59Z");
        for (expires_at, revoked_at, now, state) in [
            (None, None, end, TokenState::Active),
            (Some(end), None, before, TokenState::Active),
            (Some(end), None, end, TokenState::Expired),
            (Some(end), Some(before), end, TokenState::Revoked),
            (None, Some(end), before, TokenState::Revoked),
        ] {
            let now = Instant::read(now).unwrap();
            assert_eq!(
                token(expires_at, revoked_at).state(now),
                state,
                "{expires_at:?} {revoked_at:?} {now}"
            );
        }
    }

    #[test]
    fn the_last_day_is_the_one_before_midnight() {
        let last_day = |end| token(Some(end), None).last_day().unwrap().to_string();
        assert_eq!(last_day("2027-07-01T00:00:00Z"), "2027-06-30");
        assert_eq!(last_day("2027-07-01T00:00:01Z"), "2027-07-01");
        assert_eq!(token(None, None).last_day(), None);
    }

    #[test]
    fn names_are_trimmed_and_have_limits() {
        assert_eq!(read_name("  Anna Żółć \n").as_deref(), Ok("Anna Żółć"));
        assert_eq!(read_name(&"ł".repeat(100)).unwrap().chars().count(), 100);
        for text in [
            "",
            "  ",
            "\t",
            &"ł".repeat(101),
            "Anna\nNowak",
            "Anna\u{7f}",
            "a\u{85}b",
            "\u{1b}[31m",
        ] {
            assert!(read_name(text).is_err(), "{text:?}");
        }
    }
}
