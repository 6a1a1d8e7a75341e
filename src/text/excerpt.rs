//! Shows where two texts differ, in a part of each that is short enough to read.

/// How much of two texts is shown.
#[derive(Clone, Copy)]
pub(crate) struct ExcerptForm {
    /// The maximum length of a text that is shown whole, and of the difference of longer ones, in characters.
    pub most: usize,
    /// The number of characters that are shown before and after the difference.
    pub beside: usize,
    /// What stands around the difference.
    pub marks: [&'static str; 2],
}

impl ExcerptForm {
    /// Returns two texts that differ: whole if both are short, otherwise the parts around the difference. `…` stands
    /// for what is left out.
    pub(crate) fn of(self, before: &str, after: &str) -> (String, String) {
        let is_short = |text: &str| text.chars().nth(self.most).is_none();
        if is_short(before) && is_short(after) {
            return (before.to_owned(), after.to_owned());
        }
        let start = common_start(before, after);
        let end = common_end(&before[start..], &after[start..]);
        (self.part(before, start, end), self.part(after, start, end))
    }

    /// Returns the part of a text between its first `start` and its last `end` bytes, and what is beside it.
    fn part(self, text: &str, start: usize, end: usize) -> String {
        let (rest, after) = text.split_at(text.len() - end);
        let (before, own) = rest.split_at(start);
        let [open, close] = self.marks;
        let from = before.char_indices().rev().take(self.beside).last().map_or(start, |(at, _)| at);
        let left_out = if from > 0 { "…" } else { "" };
        let (own, after) = (first(own, self.most), first(after, self.beside));
        format!("{left_out}{}{open}{own}{close}{after}", &before[from..])
    }
}

/// The first characters of a text, and `…` if there are more.
pub(crate) fn first(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The length of the beginning that two texts share.
fn common_start(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

/// The length of the end that two texts share.
fn common_end(one: &str, other: &str) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: ExcerptForm = ExcerptForm { most: 10, beside: 5, marks: ["[", "]"] };

    #[test]
    fn the_difference_is_shown() {
        let cases = [
            ("Wizyta", "Wizyty", "Wizyta", "Wizyty"),
            ("", "Wizyta delegacji", "[]", "[Wizyta del…]"),
            ("wizyta w Warszawy", "wizyta w Warszawie", "…rszaw[y]", "…rszaw[ie]"),
            (
                "wizyta w Łodzi, 2014 i dalej",
                "wizyta w Łodzi, 2015 i dalej",
                "…, 201[4] i da…",
                "…, 201[5] i da…",
            ),
            ("Ala ma kota i psa", "Ola ma kota i psa", "[A]la ma…", "[O]la ma…"),
            ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaa", "…aaaaa[a]", "…aaaaa[]"),
            ("0123456789abcdef", "xxxxxxxxxxxxxxxx", "[0123456789…]", "[xxxxxxxxxx…]"),
        ];
        for (before, after, one, other) in cases {
            assert_eq!(
                FORM.of(before, after),
                (one.to_owned(), other.to_owned()),
                "{before} {after}"
            );
        }
    }

    proptest! {
        #[test]
        fn two_texts_that_differ_are_shown_as_two(start in "\\PC{0,40}", one in "\\PC{0,40}", other in "\\PC{0,40}", end in "\\PC{0,40}") {
            let (before, after) = (format!("{start}{one}{end}"), format!("{start}{other}{end}"));
            let shown = FORM.of(&before, &after);
            prop_assert_eq!(before == after, shown.0 == shown.1);
            prop_assert!(shown.0.chars().count() <= 10 + 2 * 5 + 2 + 3);
        }
    }
}
