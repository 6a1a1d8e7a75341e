//! When a message that was not taken is sent again.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// The pauses after the first, second… failure. After the failure that follows the last pause the endpoint is disabled.
const PAUSES: [i64; 9] =
    [5, 5 * 60, 30 * 60, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

const HOUR: i64 = 3_600;

/// The longest wait that an endpoint may ask for, in seconds.
const LONGEST: i64 = 24 * HOUR;

/// Reads dates of HTTP (RFC 9110, section 5.6.7).
static DATES: DateTimeParser = DateTimeParser::new();

/// Returns the seconds until the next attempt after so many failures; `None` if there is none. `chance` is from 0 to 1:
/// endpoints that failed together are not tried together. An endpoint may ask for more time.
pub(crate) fn pause(failures: i64, asked: Option<Duration>, chance: f64) -> Option<i64> {
    let pause = *PAUSES.get(usize::try_from(failures - 1).ok()?)?;
    let asked = asked.map_or(0, |asked| i64::try_from(asked.as_secs()).unwrap_or(LONGEST));
    Some(varied(pause, chance).max(asked.min(LONGEST)))
}

/// Varies a time by at most a fifth.
#[expect(clippy::cast_possible_truncation, reason = "a day has 86,400 seconds")]
#[expect(clippy::cast_precision_loss, reason = "a day has 86,400 seconds")]
fn varied(seconds: i64, chance: f64) -> i64 {
    (seconds as f64 * (0.8 + 0.4 * chance)).round() as i64
}

/// Returns a number by chance, from 0 to 1.
pub(crate) fn chance() -> f64 {
    f64::from(getrandom::u32().unwrap_or(u32::MAX / 2)) / f64::from(u32::MAX)
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = DATES.parse_timestamp(value).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_until_the_endpoint_is_disabled() {
        let times: Vec<_> = (1..12).map(|failures| pause(failures, None, 0.5)).collect();
        let day = 86_400;
        let expected = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, day];
        let expected = expected.map(Some).into_iter().chain([None, None]);
        assert_eq!(times, expected.collect::<Vec<_>>());
        assert_eq!(pause(0, None, 0.5), None);
    }

    #[test]
    fn chance_changes_a_pause_by_at_most_a_fifth() {
        for (chance, seconds) in [(0.0, 240), (0.25, 270), (1.0, 360)] {
            assert_eq!(pause(2, None, chance), Some(seconds));
        }
        assert!((0..100).all(|_| (0.0..=1.0).contains(&chance())));
    }

    #[test]
    fn an_endpoint_may_ask_for_more_time() {
        for (asked, seconds) in
            [(0, 300), (299, 300), (301, 301), (90_000, 86_400), (u64::MAX, 86_400)]
        {
            assert_eq!(pause(2, Some(Duration::from_secs(asked)), 0.5), Some(seconds), "{asked}");
        }
    }

    #[test]
    fn retry_after_has_seconds_or_a_date() {
        let now = "2026-11-28T12:00:00Z".parse().unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sat, 28 Nov 2026 12:01:30 GMT", Some(90)),
            ("Sat, 28 Nov 2026 11:00:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, now).map(|time| time.as_secs()), seconds, "{value}");
        }
    }
}
