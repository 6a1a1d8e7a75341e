//! The few words that feeds and calendars say by themselves.

use crate::{
    model::record_type::RecordType,
    values::{
        labels::{self, LANGUAGES, Vocabulary},
        language::Language,
        traits::ClosedList as _,
    },
};

/// A word of a feed or a calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FormatWord {
    /// Before the title of an event that is called off.
    Cancelled,
    /// Before the title of an event that is put off.
    Postponed,
    /// Of a date without a day.
    OnlyMonth,
    /// Of a date without a month.
    OnlyYear,
    /// The heading of a date.
    Date,
    /// The heading of a time of day.
    Time,
    /// The heading of a place.
    Place,
    /// The heading of the partners.
    Partners,
}

/// Words in one language.
#[derive(Clone, Copy)]
pub(super) struct FormatWords {
    language: &'static str,
}

impl FormatWords {
    /// Returns the words in the first of these languages that has some; English if none has.
    pub(super) fn of(languages: &[Language]) -> Self {
        Self { language: labels::language(languages) }
    }

    /// Returns a word.
    pub(super) fn word(self, word: FormatWord) -> &'static str {
        let column = LANGUAGES.iter().position(|known| *known == self.language);
        let row = WORDS.iter().find(|(other, _)| *other == word);
        row.map_or("", |(_, words)| words[column.unwrap_or_default()])
    }

    /// Returns the name of a collection.
    pub(super) fn collection(self, kind: RecordType) -> &'static str {
        labels::label(Vocabulary::RecordType, kind.as_str(), self.language)
    }
}

/// The words in the languages of [`LANGUAGES`].
const WORDS: [(FormatWord, [&str; LANGUAGES.len()]); 8] = [
    (
        FormatWord::Cancelled,
        [
            "CANCELLED",
            "ODWOŁANE",
            "ABGESAGT",
            "ANNULÉ",
            "ATŠAUKTA",
            "ОТМЕНЕНО",
            "ATCELTS",
            "СКАСОВАНО",
        ],
    ),
    (
        FormatWord::Postponed,
        [
            "POSTPONED",
            "PRZEŁOŻONE",
            "VERSCHOBEN",
            "REPORTÉ",
            "ATIDĖTA",
            "ПЕРЕНЕСЕНО",
            "ATLIKTS",
            "ПЕРЕНЕСЕНО",
        ],
    ),
    (
        FormatWord::OnlyMonth,
        [
            "Only the month is known.",
            "Znany jest tylko miesiąc.",
            "Nur der Monat ist bekannt.",
            "Seul le mois est connu.",
            "Žinomas tik mėnuo.",
            "Известен только месяц.",
            "Zināms tikai mēnesis.",
            "Відомий лише місяць.",
        ],
    ),
    (
        FormatWord::OnlyYear,
        [
            "Only the year is known.",
            "Znany jest tylko rok.",
            "Nur das Jahr ist bekannt.",
            "Seule l’année est connue.",
            "Žinomi tik metai.",
            "Известен только год.",
            "Zināms tikai gads.",
            "Відомий лише рік.",
        ],
    ),
    (FormatWord::Date, ["Date", "Data", "Datum", "Date", "Data", "Дата", "Datums", "Дата"]),
    (FormatWord::Time, ["Time", "Godzina", "Uhrzeit", "Heure", "Laikas", "Время", "Laiks", "Час"]),
    (FormatWord::Place, ["Place", "Miejsce", "Ort", "Lieu", "Vieta", "Место", "Vieta", "Місце"]),
    (
        FormatWord::Partners,
        [
            "Partners",
            "Partnerzy",
            "Partner",
            "Partenaires",
            "Partneriai",
            "Партнёры",
            "Partneri",
            "Партнери",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn every_word_is_in_every_language() {
        let all = [
            FormatWord::Cancelled,
            FormatWord::Postponed,
            FormatWord::OnlyMonth,
            FormatWord::OnlyYear,
            FormatWord::Date,
            FormatWord::Time,
            FormatWord::Place,
            FormatWord::Partners,
        ];
        for word in all {
            for language in LANGUAGES {
                assert_ne!(FormatWords { language }.word(word), "", "{word:?} {language}");
            }
        }
    }

    #[test]
    fn words_are_in_the_first_language_that_has_them() {
        for (languages, word) in
            [("pl en", "ODWOŁANE"), ("sv de", "ABGESAGT"), ("sv", "CANCELLED"), ("", "CANCELLED")]
        {
            let languages: Vec<Language> =
                languages.split_whitespace().filter_map(Language::read).collect();
            assert_eq!(FormatWords::of(&languages).word(FormatWord::Cancelled), word);
        }
        assert_eq!(FormatWords { language: "lt" }.collection(RecordType::Events), "renginiai");
    }
}
