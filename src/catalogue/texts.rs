//! What catalogues say of the data sets, in the languages of the topics.

use super::{distributions::ALL, facts::DataPublisher, vocabulary::primary};
use crate::{model::record_type::RecordType, values::traits::ClosedList as _};

/// The language of a municipality that publishes in none of the languages here.
const FALLBACK: &str = "en";

/// A text in each language. `{name}` stands for the municipality, `{title}` and `{format}` for those of a distribution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CatalogueText {
    en: &'static str,
    pl: &'static str,
    de: &'static str,
    fr: &'static str,
    lt: &'static str,
    ru: &'static str,
}

impl CatalogueText {
    /// The text in English.
    pub(crate) fn english(self, name: &str) -> String {
        self.en.replace("{name}", name)
    }

    /// The text in Polish.
    pub(crate) fn polish(self, name: &str) -> String {
        self.pl.replace("{name}", name)
    }

    /// The text in a language; `None` if it has none in that language.
    fn of(self, tag: &str) -> Option<&'static str> {
        let Self { en, pl, de, fr, lt, ru } = self;
        [("en", en), ("pl", pl), ("de", de), ("fr", fr), ("lt", lt), ("ru", ru)]
            .into_iter()
            .find_map(|(language, text)| (language == tag).then_some(text))
    }

    /// The text in each language of the municipality, with its language tag.
    pub(crate) fn in_languages(self, publisher: &DataPublisher) -> Vec<(String, String)> {
        let own = |tag: &str| {
            let text = self.of(tag)?.replace("{name}", publisher.name(tag));
            Some((tag.to_owned(), text))
        };
        let texts: Vec<_> =
            publisher.languages.iter().filter_map(|one| own(primary(one))).collect();
        if texts.is_empty() { own(FALLBACK).into_iter().collect() } else { texts }
    }
}

/// A data set in words.
pub(crate) struct DatasetTexts {
    /// The word that names it, of which its IRI is made.
    pub id: &'static str,
    /// The title.
    pub title: CatalogueText,
    /// The description.
    pub description: CatalogueText,
}

/// The keywords of every data set.
pub(crate) const KEYWORDS: [CatalogueText; 3] = [
    CatalogueText {
        en: "international cooperation",
        pl: "współpraca zagraniczna",
        de: "internationale Zusammenarbeit",
        fr: "coopération internationale",
        lt: "tarptautinis bendradarbiavimas",
        ru: "международное сотрудничество",
    },
    CatalogueText {
        en: "town twinning",
        pl: "miasta partnerskie",
        de: "Städtepartnerschaft",
        fr: "jumelage",
        lt: "miestai partneriai",
        ru: "города-побратимы",
    },
    CatalogueText {
        en: "municipality",
        pl: "gmina",
        de: "Gemeinde",
        fr: "commune",
        lt: "savivaldybė",
        ru: "муниципалитет",
    },
];

/// The title of the catalogue.
pub(crate) const TITLE: CatalogueText = CatalogueText {
    en: "{name}: international cooperation",
    pl: "{name}: współpraca zagraniczna",
    de: "{name}: internationale Zusammenarbeit",
    fr: "{name} : coopération internationale",
    lt: "{name}: tarptautinis bendradarbiavimas",
    ru: "{name}: международное сотрудничество",
};

/// The description of the catalogue.
pub(crate) const DESCRIPTION: CatalogueText = CatalogueText {
    en: "Open data on international cooperation: {name}.",
    pl: "Otwarte dane o współpracy zagranicznej: {name}.",
    de: "Offene Daten zur internationalen Zusammenarbeit: {name}.",
    fr: "Données ouvertes sur la coopération internationale : {name}.",
    lt: "Atvirieji duomenys apie tarptautinį bendradarbiavimą: {name}.",
    ru: "Открытые данные о международном сотрудничестве: {name}.",
};

/// The API.
pub(crate) const API: DatasetTexts = DatasetTexts {
    id: "api",
    title: CatalogueText {
        en: "API of international cooperation",
        pl: "API współpracy zagranicznej",
        de: "API der internationalen Zusammenarbeit",
        fr: "API de la coopération internationale",
        lt: "Tarptautinio bendradarbiavimo API",
        ru: "API международного сотрудничества",
    },
    description: CatalogueText {
        en: "API with an OpenAPI document: filters, pages, changes since the last visit.",
        pl: "API z dokumentem OpenAPI: filtry, stronicowanie, zmiany od ostatniego pobrania.",
        de: "API mit OpenAPI-Dokument: Filter, Seiten, Änderungen seit dem letzten Abruf.",
        fr: "API avec un document OpenAPI : filtres, pages, changements depuis la dernière visite.",
        lt: "API su OpenAPI dokumentu: filtrai, puslapiai, pakeitimai nuo paskutinio apsilankymo.",
        ru: "API с документом OpenAPI: фильтры, страницы, изменения с последнего обращения.",
    },
};

/// Everything in one file.
pub(crate) const EVERYTHING: DatasetTexts = DatasetTexts {
    id: ALL,
    title: CatalogueText {
        en: "International cooperation: the whole data set",
        pl: "Współpraca zagraniczna: cały zbiór",
        de: "Internationale Zusammenarbeit: der gesamte Datenbestand",
        fr: "Coopération internationale : le jeu de données complet",
        lt: "Tarptautinis bendradarbiavimas: visas duomenų rinkinys",
        ru: "Международное сотрудничество: весь набор данных",
    },
    description: CatalogueText {
        en: "Everything that is published about international cooperation ({name}), in one file.",
        pl: "Wszystkie opublikowane dane o współpracy zagranicznej ({name}) w jednym pliku.",
        de: "Alles, was zur internationalen Zusammenarbeit veröffentlicht ist ({name}), in einer Datei.",
        fr: "Tout ce qui est publié sur la coopération internationale ({name}), dans un seul fichier.",
        lt: "Visi paskelbti duomenys apie tarptautinį bendradarbiavimą ({name}) viename faile.",
        ru: "Все опубликованные данные о международном сотрудничестве ({name}) в одном файле.",
    },
};

/// Returns the words for a collection.
pub(crate) fn of_collection(collection: RecordType) -> DatasetTexts {
    let (title, description) = match collection {
        RecordType::Partners => (PARTNERS, ABOUT_PARTNERS),
        RecordType::Events => (EVENTS, ABOUT_EVENTS),
        RecordType::Agreements => (AGREEMENTS, ABOUT_AGREEMENTS),
        RecordType::Projects => (PROJECTS, ABOUT_PROJECTS),
        RecordType::Programmes => (PROGRAMMES, ABOUT_PROGRAMMES),
        // It is no collection: one record that says who publishes.
        RecordType::Municipality => (TITLE, DESCRIPTION),
    };
    DatasetTexts { id: collection.as_str(), title, description }
}

const PARTNERS: CatalogueText = CatalogueText {
    en: "Foreign partners",
    pl: "Partnerzy zagraniczni",
    de: "Ausländische Partner",
    fr: "Partenaires étrangers",
    lt: "Užsienio partneriai",
    ru: "Зарубежные партнёры",
};

const ABOUT_PARTNERS: CatalogueText = CatalogueText {
    en: "Towns, communes and associations with which {name} works: names, location, state and dates of the partnership, \
         sources.",
    pl: "Miasta, gminy i związki, z którymi współpracuje {name}: nazwy, położenie, stan i daty partnerstwa, źródła.",
    de: "Städte, Gemeinden und Verbände, mit denen {name} zusammenarbeitet: Namen, Lage, Stand und Daten der \
         Partnerschaft, Quellen.",
    fr: "Villes, communes et associations avec lesquelles {name} coopère : noms, situation, état et dates du partenariat, \
         sources.",
    lt: "Miestai, savivaldybės ir asociacijos, su kuriais bendradarbiauja {name}: pavadinimai, vieta, partnerystės būsena \
         ir datos, šaltiniai.",
    ru: "Города, муниципалитеты и объединения, с которыми сотрудничает {name}: названия, расположение, состояние и даты \
         партнёрства, источники.",
};

const EVENTS: CatalogueText = CatalogueText {
    en: "Events of international cooperation",
    pl: "Wydarzenia współpracy zagranicznej",
    de: "Veranstaltungen der internationalen Zusammenarbeit",
    fr: "Événements de la coopération internationale",
    lt: "Tarptautinio bendradarbiavimo renginiai",
    ru: "События международного сотрудничества",
};

const ABOUT_EVENTS: CatalogueText = CatalogueText {
    en: "Visits, meetings, conferences and signings with foreign partners ({name}): dates, places, participants, topics, \
         sources.",
    pl: "Wizyty, spotkania, konferencje i podpisania umów z partnerami zagranicznymi ({name}): daty, miejsca, uczestnicy, \
         tematy, źródła.",
    de: "Besuche, Treffen, Konferenzen und Unterzeichnungen mit ausländischen Partnern ({name}): Daten, Orte, Teilnehmer, \
         Themen, Quellen.",
    fr: "Visites, rencontres, conférences et signatures avec des partenaires étrangers ({name}) : dates, lieux, \
         participants, thèmes, sources.",
    lt: "Vizitai, susitikimai, konferencijos ir sutarčių pasirašymai su užsienio partneriais ({name}): datos, vietos, \
         dalyviai, temos, šaltiniai.",
    ru: "Визиты, встречи, конференции и подписания соглашений с зарубежными партнёрами ({name}): даты, места, участники, \
         темы, источники.",
};

const AGREEMENTS: CatalogueText = CatalogueText {
    en: "Partnership agreements",
    pl: "Umowy o partnerstwie",
    de: "Partnerschaftsvereinbarungen",
    fr: "Accords de partenariat",
    lt: "Partnerystės susitarimai",
    ru: "Соглашения о партнёрстве",
};

const ABOUT_AGREEMENTS: CatalogueText = CatalogueText {
    en: "Agreements, letters of intent and charters ({name}): parties, signatories, aims, dates, sources.",
    pl: "Umowy, listy intencyjne i karty partnerskie ({name}): strony, sygnatariusze, cele, daty, źródła.",
    de: "Vereinbarungen, Absichtserklärungen und Urkunden ({name}): Parteien, Unterzeichner, Ziele, Daten, Quellen.",
    fr: "Accords, lettres d'intention et chartes ({name}) : parties, signataires, objectifs, dates, sources.",
    lt: "Susitarimai, ketinimų protokolai ir partnerystės aktai ({name}): šalys, pasirašiusieji, tikslai, datos, šaltiniai.",
    ru: "Соглашения, протоколы о намерениях и хартии ({name}): стороны, подписавшие, цели, даты, источники.",
};

const PROJECTS: CatalogueText = CatalogueText {
    en: "Projects of international cooperation",
    pl: "Projekty współpracy zagranicznej",
    de: "Projekte der internationalen Zusammenarbeit",
    fr: "Projets de la coopération internationale",
    lt: "Tarptautinio bendradarbiavimo projektai",
    ru: "Проекты международного сотрудничества",
};

const ABOUT_PROJECTS: CatalogueText = CatalogueText {
    en: "Projects done together with foreign partners ({name}): programmes, budgets, dates, sources.",
    pl: "Projekty prowadzone wspólnie z partnerami zagranicznymi ({name}): programy, budżety, terminy, źródła.",
    de: "Gemeinsame Projekte mit ausländischen Partnern ({name}): Programme, Budgets, Daten, Quellen.",
    fr: "Projets menés avec des partenaires étrangers ({name}) : programmes, budgets, dates, sources.",
    lt: "Bendri projektai su užsienio partneriais ({name}): programos, biudžetai, datos, šaltiniai.",
    ru: "Совместные проекты с зарубежными партнёрами ({name}): программы, бюджеты, сроки, источники.",
};

const PROGRAMMES: CatalogueText = CatalogueText {
    en: "Programmes that fund cooperation",
    pl: "Programy finansujące współpracę",
    de: "Förderprogramme der Zusammenarbeit",
    fr: "Programmes finançant la coopération",
    lt: "Bendradarbiavimą finansuojančios programos",
    ru: "Программы, финансирующие сотрудничество",
};

const ABOUT_PROGRAMMES: CatalogueText = CatalogueText {
    en: "Programmes that paid for joint projects and meetings ({name}).",
    pl: "Programy, z których finansowano wspólne projekty i spotkania ({name}).",
    de: "Programme, aus denen gemeinsame Projekte und Treffen bezahlt wurden ({name}).",
    fr: "Programmes qui ont financé des projets et des rencontres communs ({name}).",
    lt: "Programos, iš kurių finansuoti bendri projektai ir susitikimai ({name}).",
    ru: "Программы, за счёт которых финансировались совместные проекты и встречи ({name}).",
};

/// The description of a list in a format.
pub(crate) const LIST_IN_FORMAT: CatalogueText = CatalogueText {
    en: "The whole data set as {format}. Takes the parameters of the list: filters, language, order.",
    pl: "Cały zbiór jako {format}. Te same parametry co lista: filtry, język, sortowanie.",
    de: "Der gesamte Datenbestand als {format}. Mit den Parametern der Liste: Filter, Sprache, Reihenfolge.",
    fr: "Le jeu de données complet en {format}. Accepte les paramètres de la liste : filtres, langue, ordre.",
    lt: "Visas duomenų rinkinys {format} formatu. Tie patys parametrai kaip sąrašo: filtrai, kalba, rikiavimas.",
    ru: "Весь набор данных в формате {format}. Те же параметры, что и у списка: фильтры, язык, порядок.",
};

/// The description of a list in a format of which an answer is one page.
pub(crate) const PAGES_IN_FORMAT: CatalogueText = CatalogueText {
    en: "The data set as {format}, page by page: the header Link (rel=next) leads on. Takes the parameters of the list.",
    pl: "Zbiór jako {format}, strona po stronie: dalej prowadzi nagłówek Link (rel=next). Te same parametry co lista.",
    de: "Der Datenbestand als {format}, Seite für Seite: weiter führt der Header Link (rel=next). Mit den Parametern der Liste.",
    fr: "Le jeu de données en {format}, page par page : l’en-tête Link (rel=next) mène à la suite. Accepte les paramètres de la liste.",
    lt: "Duomenų rinkinys {format} formatu, puslapis po puslapio: toliau veda antraštė Link (rel=next). Tie patys parametrai kaip sąrašo.",
    ru: "Набор данных в формате {format}, страница за страницей: дальше ведёт заголовок Link (rel=next). Те же параметры, что и у списка.",
};

/// The description of everything in a format.
pub(crate) const FILE_IN_FORMAT: CatalogueText = CatalogueText {
    en: "The whole data set as {format}, one record a line.",
    pl: "Cały zbiór jako {format}, jeden rekord w wierszu.",
    de: "Der gesamte Datenbestand als {format}, ein Datensatz je Zeile.",
    fr: "Le jeu de données complet en {format}, un enregistrement par ligne.",
    lt: "Visas duomenų rinkinys {format} formatu, po vieną įrašą eilutėje.",
    ru: "Весь набор данных в формате {format}, по одной записи в строке.",
};

/// The kind of publisher.
pub(crate) const LOCAL_AUTHORITY: CatalogueText = CatalogueText {
    en: "Local authority",
    pl: "Organ lokalny",
    de: "Kommunalbehörde",
    fr: "Collectivité locale",
    lt: "Vietos valdžios institucija",
    ru: "Местный орган власти",
};

/// The table of themes.
pub(crate) const DATA_THEME: CatalogueText = CatalogueText {
    en: "Data theme",
    pl: "Kategoria danych",
    de: "Datenkategorie",
    fr: "Thème de données",
    lt: "Duomenų tema",
    ru: "Тема данных",
};

/// A theme.
pub(crate) const REGIONS_AND_CITIES: CatalogueText = CatalogueText {
    en: "Regions and cities",
    pl: "Regiony i miasta",
    de: "Regionen und Städte",
    fr: "Régions et villes",
    lt: "Regionai ir miestai",
    ru: "Регионы и города",
};

/// A theme.
pub(crate) const INTERNATIONAL_ISSUES: CatalogueText = CatalogueText {
    en: "International issues",
    pl: "Kwestie międzynarodowe",
    de: "Internationale Themen",
    fr: "Questions internationales",
    lt: "Tarptautiniai klausimai",
    ru: "Международные вопросы",
};

/// A theme.
pub(crate) const GOVERNMENT: CatalogueText = CatalogueText {
    en: "Government and public sector",
    pl: "Rząd i sektor publiczny",
    de: "Regierung und öffentlicher Sektor",
    fr: "Gouvernement et secteur public",
    lt: "Vyriausybė ir viešasis sektorius",
    ru: "Правительство и государственный сектор",
};

/// The availability.
pub(crate) const STABLE: CatalogueText = CatalogueText {
    en: "stable",
    pl: "stabilna",
    de: "stabil",
    fr: "stable",
    lt: "stabilus",
    ru: "стабильно",
};

/// The openness of a format that programs can read.
pub(crate) const THREE_STARS: CatalogueText = CatalogueText {
    en: "3 stars",
    pl: "3 gwiazdki",
    de: "3 Sterne",
    fr: "3 étoiles",
    lt: "3 žvaigždutės",
    ru: "3 звезды",
};

/// The openness of a format that links to data of others.
pub(crate) const FIVE_STARS: CatalogueText = CatalogueText {
    en: "5 stars",
    pl: "5 gwiazdek",
    de: "5 Sterne",
    fr: "5 étoiles",
    lt: "5 žvaigždutės",
    ru: "5 звёзд",
};

/// The title of the data set at dane.gov.pl, which is in Polish and English there.
pub(crate) const PORTAL_TITLE: CatalogueText = CatalogueText {
    en: "International cooperation: {name}",
    pl: "Współpraca zagraniczna: {name}",
    ..TITLE
};

/// Its description.
pub(crate) const PORTAL_DESCRIPTION: CatalogueText = CatalogueText {
    en: "Foreign partners, events, agreements, projects and programmes ({name}), with their sources.",
    pl: "Partnerzy zagraniczni, wydarzenia, umowy, projekty i programy ({name}), z podaniem źródeł.",
    ..DESCRIPTION
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::distributions::collections,
        values::{country::Country, language::Language, traits::TextValue as _},
    };

    fn publisher(languages: &[&str]) -> DataPublisher {
        let language = |tag: &&str| Language::read(tag).unwrap();
        let names = [("pl", "Gmina Kętrzyn"), ("en-GB", "Kętrzyn Commune")];
        DataPublisher {
            names: names.map(|(tag, name)| (language(&tag), name.to_owned())).into(),
            default_language: language(&"pl"),
            languages: languages.iter().map(language).collect(),
            country: Country::read("PL").unwrap(),
            website: None,
            email: None,
            licence: None,
            identifiers: Vec::new(),
        }
    }

    #[test]
    fn texts_are_in_the_languages_that_the_municipality_publishes_in() {
        for (languages, expected) in [
            (&["pl"][..], &[("pl", "Gmina Kętrzyn: współpraca zagraniczna")][..]),
            (
                &["en", "de-AT"],
                &[
                    ("en", "Kętrzyn Commune: international cooperation"),
                    ("de", "Gmina Kętrzyn: internationale Zusammenarbeit"),
                ],
            ),
            (&["lv", "et"], &[("en", "Kętrzyn Commune: international cooperation")]),
        ] {
            let texts = TITLE.in_languages(&publisher(languages));
            let texts: Vec<_> = texts.iter().map(|(tag, text)| (&**tag, &**text)).collect();
            assert_eq!(texts, expected, "{languages:?}");
        }
    }

    #[test]
    fn every_collection_has_words_of_its_own() {
        let titles: std::collections::BTreeSet<_> =
            collections().map(|collection| of_collection(collection).title.en).collect();
        assert_eq!(titles.len(), collections().count());
        assert!(!titles.contains(TITLE.en));
    }
}
