//! Where to go back to after signing in, or after choosing a language.

use crate::http::edge::headers::DESK;

/// A path of the desk; the desk itself for any other, so that nobody is led elsewhere.
pub(super) fn below_desk(to: &str) -> &str {
    let is_below =
        to.strip_prefix(DESK).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_plain =
        to.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.?=&".contains(&byte));
    let has_dots = to.split(['/', '?']).any(|step| step == "..");
    if is_below && is_plain && !has_dots { to } else { DESK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for (to, led) in [
            ("/desk/events", "/desk/events"),
            ("/desk", "/desk"),
            ("/desk/events/x/history?from=1", "/desk/events/x/history?from=1"),
            ("", "/desk"),
            ("//evil.example", "/desk"),
            ("https://evil.example/", "/desk"),
            ("/desk//evil", "/desk//evil"),
            ("/deskevil", "/desk"),
            ("/desk/../other", "/desk"),
            ("/desk/..?x", "/desk"),
            ("/desk/events/a..b", "/desk/events/a..b"),
            ("/desk/\r\nSet-Cookie: x", "/desk"),
            ("/api/v1", "/desk"),
        ] {
            assert_eq!(below_desk(to), led, "{to:?}");
        }
    }
}
