//! Several values in one query parameter.

use crate::text::messages::{Message, message};

/// The values, which commas separate. A value with a comma stands in quotation marks, of which two are one inside of it:
/// `"WND-1.01/20, poz. 3"`. A quotation mark that does not begin a value is part of it.
pub(crate) fn values(text: &str) -> Result<Vec<String>, Message> {
    let (mut values, mut rest) = (Vec::new(), text);
    loop {
        let (value, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_value(quoted).ok_or_else(|| {
                message!("“{rest}” begins with a quotation mark and has none that ends it", rest)
            })?
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        };
        values.push(value);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(values),
            None => {
                return Err(message!(
                    "“{rest}” goes on after a closing quotation mark; double those inside of a value",
                    rest
                ));
            }
        }
    }
}

/// Reads a value up to the quotation mark that closes it, and returns what follows.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let (mut value, mut rest) = (String::new(), text);
    loop {
        let (part, after) = rest.split_once('"')?;
        value.push_str(part);
        match after.strip_prefix('"') {
            Some(next) => {
                value.push('"');
                rest = next;
            }
            None => return Some((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_values_but_not_in_quotation_marks() {
        for (text, expected) in [
            ("a", Some(&["a"][..])),
            ("a,b", Some(&["a", "b"])),
            ("a,,b,", Some(&["a", "", "b", ""])),
            ("\"a, b\"", Some(&["a, b"])),
            ("\"a, b\",c,\"d\"", Some(&["a, b", "c", "d"])),
            ("\"say \"\"a, b\"\"\"", Some(&["say \"a, b\""])),
            ("\"\"", Some(&[""])),
            ("5\" pipe,b", Some(&["5\" pipe", "b"])),
            ("a, \"b", Some(&["a", " \"b"])),
            ("\"a, b", None),
            ("\"a\"b", None),
            ("a,\"", None),
        ] {
            let expected = expected.map(<[&str]>::to_vec);
            let read = values(text).ok();
            let read = read.as_ref().map(|values| values.iter().map(String::as_str).collect());
            assert_eq!(read, expected, "{text}");
        }
    }
}
