//! Base62: letters and digits only, so that a double click selects all of it and it never needs to be
//! escaped.

/// The digits, by their value.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The number of byte values that are used: the largest multiple of 62. Using all 256 values modulo 62 would
/// make the first eight digits more likely than the others.
const FAIR: u8 = 248;

/// Returns random digits from the operating system, each equally likely.
pub fn random(length: usize) -> Result<String, getrandom::Error> {
    let mut text = String::with_capacity(length);
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes)?;
        let missing = length - text.len();
        text.extend(
            bytes
                .iter()
                .filter(|byte| **byte < FAIR)
                .map(|byte| digit(u64::from(*byte)))
                .take(missing),
        );
    }
    Ok(text)
}

/// Returns the last `length` digits of a number.
pub fn number(mut number: u64, length: usize) -> String {
    let mut digits = Vec::with_capacity(length);
    for _ in 0..length {
        digits.push(digit(number));
        number /= 62;
    }
    digits.iter().rev().collect()
}

/// Returns the last digit of a number.
fn digit(number: u64) -> char {
    let [digit, ..] = (number % 62).to_le_bytes();
    char::from(DIGITS[usize::from(digit)])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn numbers_have_their_digits() {
        assert_eq!(number(0, 3), "000");
        assert_eq!(number(61, 2), "0z");
        assert_eq!(number(62, 2), "10");
        assert_eq!(number(62 * 62 * 62 + 10, 3), "00A");
    }

    #[test]
    fn every_digit_comes_as_often_as_any_other() {
        let text = random(62_000).unwrap();
        assert_eq!(text.len(), 62_000);
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for digit in text.chars() {
            *counts.entry(digit).or_default() += 1;
        }
        assert_eq!(counts.len(), 62);
        // 1,000 of each are expected, with a standard deviation of 31; a plain modulo gives eight of them 1,211.
        assert!(counts.values().all(|count| (800..1_200).contains(count)), "{counts:?}");
    }

    #[test]
    fn any_length_can_be_had() {
        for length in 0..200 {
            assert_eq!(random(length).unwrap().len(), length);
        }
    }
}
