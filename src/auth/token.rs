//! What is kept of a token.

use jiff::civil::Date;

use super::role::TokenRole;
use crate::values::instant::Instant;

/// How many characters the public id of a token has.
pub const ID_LENGTH: usize = 8;

/// The most characters of a name.
pub const NAME_LENGTH: usize = 100;

/// A token, as all may know it who manage tokens: without its secret, and without its hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its public id.
    pub id: String,
    /// Whose it is: the actor of changes, in the journal.
    pub name: String,
    /// What may be done with it.
    pub role: TokenRole,
    /// When it was made.
    pub created_at: Instant,
    /// The first moment at which it no longer works; `None` when it works until it is revoked.
    pub expires_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Instant>,
}

choices! {
    /// Whether a token works.
    pub enum TokenState {
        /// It works.
        Active = "active",
        /// It has expired.
        Expired = "expired",
        /// It was revoked.
        Revoked = "revoked",
    }
}

impl Token {
    /// Whether it works at this moment. One that was revoked stays so when its time is over.
    pub fn state(&self, now: Instant) -> TokenState {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => TokenState::Revoked,
            (None, Some(end)) if end <= now => TokenState::Expired,
            (None, _) => TokenState::Active,
        }
    }

    /// The last day, in UTC, on which it works; `None` when it works until it is revoked.
    pub fn last_day(&self) -> Option<Date> {
        let end = self.expires_at?;
        let began = end.day();
        Some(if end == Instant::beginning(began) { began.yesterday().unwrap_or(began) } else { began })
    }
}

/// Reads the name of a token, without the blanks around it; else says what would be one.
pub fn read_name(text: &str) -> Result<String, &'static str> {
    let name = text.trim();
    let length = name.chars().count();
    if !(1..=NAME_LENGTH).contains(&length) {
        return Err("a name has 1 to 100 characters");
    }
    if name.chars().any(char::is_control) {
        return Err("a name has no control characters, such as line breaks");
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
        for text in ["", "  ", "\t", &"ł".repeat(101), "Anna\nNowak", "Anna\u{7f}", "a\u{85}b", "\u{1b}[31m"]
        {
            assert!(read_name(text).is_err(), "{text:?}");
        }
    }
}
