//! The closed list of topics, with their names in several languages.

use super::{language::Language, traits::ClosedList};

choices! {
    /// A topic from a closed list. `GET /topics` returns the names.
    pub enum Topic {
        /// Drinking water and waste water.
        Water = "water",
        /// Waste.
        Waste = "waste",
        /// Nature and environment.
        Environment = "environment",
        /// Culture.
        Culture = "culture",
        /// Schools and education.
        Education = "education",
        /// Young people.
        Youth = "youth",
        /// Sport.
        Sport = "sport",
        /// Health.
        Health = "health",
        /// Social care.
        SocialCare = "socialCare",
        /// Economy.
        Economy = "economy",
        /// Tourism.
        Tourism = "tourism",
        /// Transport.
        Transport = "transport",
        /// Public administration.
        PublicAdministration = "publicAdministration",
        /// Associations and civil society.
        CivilSociety = "civilSociety",
        /// Public safety.
        Safety = "safety",
    }
}

/// The languages of the names, in the order of the columns.
pub(crate) const LANGUAGES: [&str; 6] = ["en", "pl", "de", "fr", "lt", "ru"];

/// The names of the topics, in the order of [`Topic::ALL`].
const NAMES: [[&str; LANGUAGES.len()]; 15] = [
    ["Water", "Woda i ścieki", "Wasser", "Eau", "Vanduo", "Водоснабжение"],
    ["Waste", "Odpady", "Abfall", "Déchets", "Atliekos", "Отходы"],
    ["Environment", "Środowisko", "Umwelt", "Environnement", "Aplinka", "Окружающая среда"],
    ["Culture", "Kultura", "Kultur", "Culture", "Kultūra", "Культура"],
    ["Education", "Edukacja", "Bildung", "Éducation", "Švietimas", "Образование"],
    ["Youth", "Młodzież", "Jugend", "Jeunesse", "Jaunimas", "Молодёжь"],
    ["Sport", "Sport", "Sport", "Sport", "Sportas", "Спорт"],
    ["Health", "Zdrowie", "Gesundheit", "Santé", "Sveikata", "Здоровье"],
    [
        "Social care",
        "Opieka społeczna",
        "Soziales",
        "Action sociale",
        "Socialinė globa",
        "Социальная помощь",
    ],
    ["Economy", "Gospodarka", "Wirtschaft", "Économie", "Ekonomika", "Экономика"],
    ["Tourism", "Turystyka", "Tourismus", "Tourisme", "Turizmas", "Туризм"],
    ["Transport", "Transport", "Verkehr", "Transports", "Transportas", "Транспорт"],
    [
        "Public administration",
        "Administracja publiczna",
        "Öffentliche Verwaltung",
        "Administration publique",
        "Viešasis administravimas",
        "Государственное управление",
    ],
    [
        "Civil society",
        "Społeczeństwo obywatelskie",
        "Zivilgesellschaft",
        "Société civile",
        "Pilietinė visuomenė",
        "Гражданское общество",
    ],
    ["Safety", "Bezpieczeństwo", "Sicherheit", "Sécurité", "Saugumas", "Безопасность"],
];

impl Topic {
    /// Returns the names, with the language of each.
    pub fn names(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let row = NAMES[Self::ALL.iter().position(|topic| *topic == self).unwrap_or_default()];
        LANGUAGES.into_iter().zip(row)
    }

    /// Returns the name in the first available language of `preferred`, otherwise in English.
    pub fn name(self, preferred: &[Language]) -> (&'static str, &'static str) {
        let by_language =
            |wanted: &Language| self.names().find(|(language, _)| *language == wanted.primary());
        let english = || self.names().next().unwrap_or((LANGUAGES[0], self.as_str()));
        preferred.iter().find_map(by_language).unwrap_or_else(english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_name_of_its_own_in_every_language() {
        for (column, language) in LANGUAGES.iter().enumerate() {
            let mut names: Vec<_> = NAMES.iter().map(|row| row[column]).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), Topic::ALL.len(), "{language}");
        }
        assert_eq!(Topic::SocialCare.names().next(), Some(("en", "Social care")));
    }
}
