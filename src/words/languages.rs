//! The names of languages: in the languages of the interface, and in themselves.

use super::Words;
use crate::{
    text::{fold::fold, messages::MessageLanguage},
    values::{language::Language, traits::TextValue as _},
};

/// Languages of Europe and of its neighbours: tag, name in English, in Polish, and in itself (CLDR).
const LANGUAGES: [[&str; 4]; 48] = [
    ["be", "Belarusian", "białoruski", "беларуская"],
    ["bg", "Bulgarian", "bułgarski", "български"],
    ["br", "Breton", "bretoński", "brezhoneg"],
    ["bs", "Bosnian", "bośniacki", "bosanski"],
    ["ca", "Catalan", "kataloński", "català"],
    ["cs", "Czech", "czeski", "čeština"],
    ["csb", "Kashubian", "kaszubski", "kaszëbsczi"],
    ["cy", "Welsh", "walijski", "Cymraeg"],
    ["da", "Danish", "duński", "dansk"],
    ["de", "German", "niemiecki", "Deutsch"],
    ["el", "Greek", "grecki", "Ελληνικά"],
    ["en", "English", "angielski", "English"],
    ["es", "Spanish", "hiszpański", "español"],
    ["et", "Estonian", "estoński", "eesti"],
    ["eu", "Basque", "baskijski", "euskara"],
    ["fi", "Finnish", "fiński", "suomi"],
    ["fr", "French", "francuski", "français"],
    ["ga", "Irish", "irlandzki", "Gaeilge"],
    ["gl", "Galician", "galicyjski", "galego"],
    ["he", "Hebrew", "hebrajski", "עברית"],
    ["hr", "Croatian", "chorwacki", "hrvatski"],
    ["hu", "Hungarian", "węgierski", "magyar"],
    ["hy", "Armenian", "ormiański", "հայերեն"],
    ["is", "Icelandic", "islandzki", "íslenska"],
    ["it", "Italian", "włoski", "italiano"],
    ["ja", "Japanese", "japoński", "日本語"],
    ["ka", "Georgian", "gruziński", "ქართული"],
    ["lb", "Luxembourgish", "luksemburski", "Lëtzebuergesch"],
    ["lt", "Lithuanian", "litewski", "lietuvių"],
    ["lv", "Latvian", "łotewski", "latviešu"],
    ["mk", "Macedonian", "macedoński", "македонски"],
    ["mt", "Maltese", "maltański", "Malti"],
    ["nb", "Norwegian Bokmål", "norweski (bokmål)", "norsk bokmål"],
    ["nl", "Dutch", "niderlandzki", "Nederlands"],
    ["no", "Norwegian", "norweski", "norsk"],
    ["pl", "Polish", "polski", "polski"],
    ["pt", "Portuguese", "portugalski", "português"],
    ["ro", "Romanian", "rumuński", "română"],
    ["ru", "Russian", "rosyjski", "русский"],
    ["sk", "Slovak", "słowacki", "slovenčina"],
    ["sl", "Slovenian", "słoweński", "slovenščina"],
    ["sq", "Albanian", "albański", "shqip"],
    ["sr", "Serbian", "serbski", "српски"],
    ["sv", "Swedish", "szwedzki", "svenska"],
    ["tr", "Turkish", "turecki", "Türkçe"],
    ["uk", "Ukrainian", "ukraiński", "українська"],
    ["yi", "Yiddish", "jidysz", "ייִדיש"],
    ["zh", "Chinese", "chiński", "中文"],
];

fn entry(language: &Language) -> Option<&'static [&'static str; 4]> {
    let tag = language.primary();
    LANGUAGES.iter().find(|[known, ..]| *known == tag)
}

impl Words {
    /// Returns the name of a language; its tag if it has none.
    pub(crate) fn language(self, language: &Language) -> &str {
        let Some([_, english, polish, _]) = entry(language) else { return language.as_str() };
        match self.language {
            MessageLanguage::English => english,
            MessageLanguage::Polish => polish,
        }
    }
}

/// Returns the language that has this name in a language of the interface or in itself.
pub(crate) fn of_name(name: &str) -> Option<Language> {
    let folded = fold(name.trim());
    let has = |names: &&[&str; 4]| names[1..].iter().any(|known| fold(known) == folded);
    LANGUAGES.iter().find(has).and_then(|[tag, ..]| Language::read(tag))
}

/// Returns the name of a language in itself; its tag if it has none.
pub(crate) fn own_name(language: &Language) -> &str {
    entry(language).map_or(language.as_str(), |[.., own]| own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_in_order_and_stand_once() {
        assert!(LANGUAGES.is_sorted_by(|one, next| one[0] < next[0]));
        assert!(LANGUAGES.iter().flatten().all(|name| !name.is_empty()));
        assert!(LANGUAGES.iter().all(|[tag, ..]| Language::read(tag).is_some()));
    }

    #[test]
    fn a_language_without_a_name_is_its_tag() {
        let words = Words::new(MessageLanguage::Polish);
        for (tag, name, own) in
            [("ru", "rosyjski", "русский"), ("de-AT", "niemiecki", "Deutsch"), ("sw", "sw", "sw")]
        {
            let language = Language::read(tag).unwrap();
            assert_eq!((words.language(&language), own_name(&language)), (name, own));
        }
    }
}
