//! `Prefer: wait=…`: how long a reader would wait for an answer with something in it (RFC 7240).

use std::{
    convert::Infallible,
    future::{Ready, ready},
    time::Duration,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::HeaderName};
use utoipa::IntoParams;

use crate::http::header_list::{members, split};

/// The longest that an answer is held: well inside of the time that a request, and common proxies, may take.
const LONGEST: u64 = 20;

/// The header, as requests and the `Vary` of answers have it.
pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The header that says what was done of it.
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// What the document says of it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct PreferHeader {
    /// `wait=N`: if there is nothing new, hold the answer until there is, for N seconds at most (1 to 20; RFC 7240). An
    /// answer without `Preference-Applied` was not held, because too many clients are waiting: poll instead.
    #[param(rename = "Prefer", example = "wait=20")]
    pub prefer: Option<String>,
}

/// How long the answer may be held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Wait(pub Option<Duration>);

impl FromRequest for Wait {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(wait(&members(request.headers(), &PREFER)))))
    }
}

/// The preference, where there is one that can be followed: of several the first counts.
fn wait(preferences: &[String]) -> Option<Duration> {
    let preference = preferences.iter().find_map(|one| {
        let one = split(one, ';').next()?;
        let (name, value) = one.split_once('=')?;
        name.trim().eq_ignore_ascii_case("wait").then(|| value.trim())
    })?;
    let bare = preference
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .unwrap_or(preference);
    let is_number = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    // What is too long for a number is a long time.
    let seconds = is_number.then(|| bare.parse().unwrap_or(u64::MAX))?;
    (seconds > 0).then(|| Duration::from_secs(seconds.min(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_rfc_says_is_a_wait() {
        for (header, seconds) in [
            ("wait=10", Some(10)),
            ("WAIT = 1", Some(1)),
            ("wait=\"7\"", Some(7)),
            ("wait=21", Some(20)),
            ("wait=99999999999999999999999", Some(20)),
            ("respond-async, wait=5", Some(5)),
            ("wait=5, wait=9", Some(5)),
            ("handling=lenient; x=y, wait=5; z", Some(5)),
            ("x=\"a, wait=5\"", None),
            ("x=\"a;, wait=5\", wait=6", Some(6)),
            ("wait=0", None),
            ("wait", None),
            ("wait=", None),
            ("wait=-1", None),
            ("wait=1.5", None),
            ("wait=ten", None),
            ("wait=\"1", None),
            ("waits=5", None),
            ("", None),
        ] {
            let preferences: Vec<String> = split(header, ',').map(str::to_owned).collect();
            assert_eq!(wait(&preferences), seconds.map(Duration::from_secs), "{header}");
        }
    }
}
