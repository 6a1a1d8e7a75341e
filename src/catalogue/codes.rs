//! The entries of authority tables that the catalogue refers to. Their classes and names are in the catalogue, so that
//! it can be checked without fetching those tables.

use super::{
    facts::DataPublisher,
    graph::{Graph, Name, Properties},
    texts::{self, CatalogueText},
    vocabulary::authority,
};

/// The stars of openness of dane.gov.pl.
const STARS: &str = "https://api.dane.gov.pl/vocab/openness-score/";

/// The kind of publisher.
pub(crate) const LOCAL_AUTHORITY: &str = "http://purl.org/adms/publishertype/LocalAuthority";

/// The specification of the document of the API.
pub(crate) const OPENAPI: &str = "https://spec.openapis.org/oas/v3.1.0";

/// The themes of every data set: code in the table, name.
const THEMES: [(&str, CatalogueText); 3] = [
    ("REGI", texts::REGIONS_AND_CITIES),
    ("INTR", texts::INTERNATIONAL_ISSUES),
    ("GOVE", texts::GOVERNMENT),
];

/// Adds entries to a graph, and returns their IRIs.
pub(crate) struct Codes<'a> {
    /// The graph.
    pub graph: &'a mut Graph,
    /// The municipality, in whose languages names are given.
    pub publisher: &'a DataPublisher,
}

impl Codes<'_> {
    /// Adds a node that has a class alone.
    pub(crate) fn of(&mut self, class: Name, iri: String) -> String {
        self.graph.node(&iri, Properties::of(class));
        iri
    }

    /// Adds a concept with its name.
    fn concept(&mut self, iri: String, name: CatalogueText) -> String {
        let mut concept = Properties::of("skos:Concept");
        concept.text("skos:prefLabel", name.in_languages(self.publisher));
        self.graph.node(&iri, concept);
        iri
    }

    /// The themes.
    pub(crate) fn themes(&mut self) -> Vec<String> {
        let themes = THEMES.map(|(code, name)| (authority(&format!("data-theme/{code}")), name));
        themes.into_iter().map(|(iri, name)| self.concept(iri, name)).collect()
    }

    /// The table of themes.
    pub(crate) fn taxonomy(&mut self) -> String {
        let iri = authority("data-theme");
        let mut table = Properties::of("skos:ConceptScheme");
        table.text("dct:title", texts::DATA_THEME.in_languages(self.publisher));
        self.graph.node(&iri, table);
        iri
    }

    /// The kind of publisher.
    pub(crate) fn local_authority(&mut self) -> String {
        self.concept(LOCAL_AUTHORITY.to_owned(), texts::LOCAL_AUTHORITY)
    }

    /// The availability of what stays.
    pub(crate) fn stable(&mut self) -> String {
        self.concept(authority("planned-availability/STABLE"), texts::STABLE)
    }

    /// The openness of a format.
    pub(crate) fn stars(&mut self, stars: u8) -> String {
        let name = if stars == 5 { texts::FIVE_STARS } else { texts::THREE_STARS };
        self.concept(format!("{STARS}{stars}-stars"), name)
    }
}
