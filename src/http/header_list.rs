//! Headers whose value is a list (RFC 9110 §5.6.1).

use std::str::FromStr;

use actix_web::http::header::{HeaderMap, HeaderName, Quality, QualityItem};

/// The members of the list, of all lines with this name. Empty ones do not count.
pub(crate) fn members(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).map(|line| String::from_utf8_lossy(line.as_bytes()));
    lines.flat_map(|line| split(&line, ',').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The members that can be read as a `T` with its weight (RFC 9110 §12.4.2). The others say nothing, and take nothing
/// from those that do: clients send members of other standards, of newer versions, and with mistakes.
pub(crate) fn weighted<T: FromStr>(headers: &HeaderMap, name: &HeaderName) -> Vec<QualityItem<T>> {
    members(headers, name).iter().filter_map(|member| item(member)).collect()
}

/// Reads one member. Its weight may stand before other parameters.
pub(crate) fn item<T: FromStr>(member: &str) -> Option<QualityItem<T>> {
    let is_weight = |part: &&str| part.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("q="));
    let (weights, rest): (Vec<_>, Vec<_>) = split(member, ';').partition(is_weight);
    let quality = weights.first().map_or(Some(Quality::MAX), |weight| quality(&weight[2..]))?;
    Some(QualityItem::new(rest.join(";").parse().ok()?, quality))
}

/// Reads a weight. Java leaves the zero before the point out, and others have more than three digits.
fn quality(text: &str) -> Option<Quality> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f32 = text.parse().ok().filter(|_| is_number)?;
    number.try_into().ok()
}

/// All values of a header, as one list. What is no text is there too, as something that nothing matches: a condition
/// that could not be read must not be one that was not made.
pub(crate) fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> =
        headers.get_all(name).map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Splits a text at a mark, except in quoted strings (RFC 9110 §5.6.4).
pub(crate) fn split(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(move |character| {
        let ends = character == mark && !is_quoted;
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        ends
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commas_outside_of_quotation_marks_end_a_member() {
        for (line, expected) in [
            ("a, b;c=d ,e", &["a", "b;c=d", "e"][..]),
            ("a=\"b, c\", d", &["a=\"b, c\"", "d"]),
            ("a=\"b\\\", c\", d", &["a=\"b\\\", c\"", "d"]),
            ("a=\"b, c", &["a=\"b, c"]),
            (", a,,\t b ,", &["a", "b"]),
            ("", &[]),
        ] {
            assert_eq!(split(line, ',').collect::<Vec<_>>(), expected, "{line}");
        }
    }

    #[test]
    fn a_member_has_a_weight_or_the_greatest() {
        for (member, expected) in [
            ("a", Some(("a", 1.0))),
            ("a;q=0.5", Some(("a", 0.5))),
            ("a ; Q=.2", Some(("a", 0.2))),
            ("a;q=1.", Some(("a", 1.0))),
            ("a;q=0.3333", Some(("a", 0.333))),
            ("a;b=c;q=0;d", Some(("a;b=c;d", 0.0))),
            ("a;b=\"x;q=0\"", Some(("a;b=\"x;q=0\"", 1.0))),
            ("a;q=", None),
            ("a;q=2", None),
            ("a;q=-1", None),
            ("a;q=inf", None),
            ("a;q=1e-1", None),
        ] {
            let read = item::<String>(member);
            let expected = expected
                .map(|(item, weight): (&str, f32)| (item.to_owned(), weight.try_into().unwrap()));
            assert_eq!(read.map(|read| (read.item, read.quality)), expected, "{member}");
        }
    }
}
