//! The catalogue as a graph: DCAT-AP 3.0.1 with the properties of DCAT-AP-PL.
//!
//! Each node has an IRI that is made of words that never change, since harvesters know data sets and distributions by
//! it. A collection is a data set while it is empty too: harvesters delete what is absent.

use std::iter;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    codes::{Codes, OPENAPI},
    distributions::{self, DUMP, OfferedFormat},
    facts::{CatalogueFacts, DataPublisher, DayRange, SiteUrls},
    graph::{Graph, Name, Properties, Term},
    licences,
    texts::{self, CatalogueText, DatasetTexts},
    vocabulary::{authority, country, language, media_type},
};
use crate::values::instant::Instant;

/// The characters of an e-mail address that an IRI must not have (RFC 6068).
const NOT_IN_MAILTO: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'\'');

/// Builds the graph.
pub(crate) fn graph(urls: &SiteUrls, facts: &CatalogueFacts) -> Graph {
    let mut graph = Graph::default();
    let codes = Codes { graph: &mut graph, publisher: &facts.publisher };
    let mut builder = Builder { urls, facts, codes, common: Common::default() };
    builder.common = builder.common();
    builder.publisher();
    builder.contact();
    builder.catalogue();
    builder.service();
    builder.datasets();
    graph
}

/// The IRIs that many nodes refer to.
#[derive(Default)]
struct Common {
    languages: Vec<String>,
    country: Option<String>,
    licence: Option<String>,
    themes: Vec<String>,
    home: String,
    public: String,
}

struct Builder<'a> {
    urls: &'a SiteUrls,
    facts: &'a CatalogueFacts,
    codes: Codes<'a>,
    common: Common,
}

impl Builder<'_> {
    /// The IRI of a node of the catalogue.
    fn iri(&self, name: &str) -> String {
        format!("{}/catalog#{name}", self.urls.id_base)
    }

    fn add(&mut self, iri: &str, properties: Properties) {
        self.codes.graph.node(iri, properties);
    }

    fn common(&mut self) -> Common {
        let DataPublisher { languages, country: of, licence, .. } = &self.facts.publisher;
        let languages = languages.iter().filter_map(language);
        Common {
            languages: languages.map(|iri| self.codes.of("dct:LinguisticSystem", iri)).collect(),
            country: country(of).map(|iri| self.codes.of("dct:Location", iri)),
            licence: licence
                .as_ref()
                .map(|licence| self.codes.of("dct:LicenseDocument", licences::iri(licence))),
            themes: self.codes.themes(),
            home: self.codes.of("foaf:Document", self.urls.home()),
            public: self.codes.of("dct:RightsStatement", authority("access-right/PUBLIC")),
        }
    }

    fn publisher(&mut self) {
        let DataPublisher { names, website, .. } = &self.facts.publisher;
        let names = names.iter().map(|(language, name)| (language.to_string(), name.clone()));
        let mut agent = Properties::of("foaf:Agent");
        agent.text("foaf:name", names).link("dct:type", &self.codes.local_authority());
        if let Some(website) = website {
            let page = self.codes.of("foaf:Document", website.to_string());
            agent.link("foaf:homepage", &page);
        }
        if let Some(regon) = self.facts.publisher.identifier("regon") {
            agent.add("dcatappl:regon", Term::Plain(regon.to_owned()));
        }
        self.add(&self.iri("publisher"), agent);
    }

    fn contact(&mut self) {
        let publisher = &self.facts.publisher;
        let name = publisher.name(publisher.default_language.as_str()).to_owned();
        let mut contact = Properties::of("vcard:Kind");
        contact
            .add("rdf:type", Term::Class("vcard:Organization"))
            .add("vcard:fn", Term::Plain(name));
        if let Some(website) = &publisher.website {
            contact.link("vcard:hasURL", website.as_str());
        }
        if let Some(email) = &publisher.email {
            let address = utf8_percent_encode(email, NOT_IN_MAILTO);
            contact.link("vcard:hasEmail", &format!("mailto:{address}"));
        }
        self.add(&self.iri("contact"), contact);
    }

    fn catalogue(&mut self) {
        let mut catalogue = Properties::of("dcat:Catalog");
        self.describe(&mut catalogue, texts::TITLE, texts::DESCRIPTION);
        self.cover(&mut catalogue);
        self.license(&mut catalogue);
        catalogue
            .link("foaf:homepage", &self.common.home)
            .link("dcat:themeTaxonomy", &self.codes.taxonomy())
            .link("dcat:service", &self.iri(texts::API.id));
        for name in dataset_names() {
            catalogue.link("dcat:dataset", &self.iri(name));
        }
        self.add(&format!("{}/catalog", self.urls.id_base), catalogue);
    }

    fn service(&mut self) {
        let mut service = Properties::of("dcat:DataService");
        self.describe(&mut service, texts::API.title, texts::API.description);
        self.classify(&mut service);
        self.license(&mut service);
        service
            .link("dcat:endpointURL", &self.urls.api)
            .link("dcat:endpointDescription", &format!("{}/openapi.json", self.urls.api))
            .link("dct:conformsTo", &self.codes.of("dct:Standard", OPENAPI.to_owned()));
        for collection in distributions::collections() {
            service.link("dcat:servesDataset", &self.iri(texts::of_collection(collection).id));
        }
        self.add(&self.iri(texts::API.id), service);
    }

    fn datasets(&mut self) {
        for collection in distributions::collections() {
            let words = texts::of_collection(collection);
            let mut dataset = self.dataset(&words);
            if let Some(days) = self.facts.days.get(&collection) {
                dataset.add("dct:temporal", Term::Blank(period(*days)));
            }
            for format in distributions::of(collection) {
                let address = format.address(&self.urls.api, collection);
                let about =
                    if format.is_whole() { texts::LIST_IN_FORMAT } else { texts::PAGES_IN_FORMAT };
                let iri = self.distribution(&words, format, &address, about);
                dataset.link("dcat:distribution", &iri);
            }
            self.add(&self.iri(words.id), dataset);
        }
        self.everything();
    }

    fn everything(&mut self) {
        let words = texts::EVERYTHING;
        let mut dataset = self.dataset(&words);
        for collection in distributions::collections() {
            dataset.link("dct:hasPart", &self.iri(texts::of_collection(collection).id));
        }
        for format in distributions::of_dump() {
            let address = self.urls.at(&format!("/{DUMP}"));
            let iri = self.distribution(&words, format, &address, texts::FILE_IN_FORMAT);
            dataset.link("dcat:distribution", &iri);
        }
        self.add(&self.iri(words.id), dataset);
    }

    fn dataset(&mut self, words: &DatasetTexts) -> Properties {
        let mut dataset = Properties::of("dcat:Dataset");
        self.describe(&mut dataset, words.title, words.description);
        self.classify(&mut dataset);
        self.cover(&mut dataset);
        let frequency = self.codes.of("dct:Frequency", authority("frequency/IRREG"));
        dataset
            .add("dct:identifier", Term::Plain(words.id.to_owned()))
            .link("dct:accrualPeriodicity", &frequency)
            .link("dcat:landingPage", &self.common.home);
        dataset
    }

    fn distribution(
        &mut self,
        dataset: &DatasetTexts,
        format: &OfferedFormat,
        address: &str,
        about: CatalogueText,
    ) -> String {
        let publisher = &self.facts.publisher;
        let titles = dataset.title.in_languages(publisher).into_iter();
        let abouts = about.in_languages(publisher).into_iter();
        let mut distribution = Properties::of("dcat:Distribution");
        distribution
            .text(
                "dct:title",
                titles.map(|(tag, text)| (tag, format!("{text} ({})", format.label))),
            )
            .text(
                "dct:description",
                abouts.map(|(tag, text)| (tag, text.replace("{format}", format.label))),
            )
            .link("dcat:accessURL", address)
            .link("dcat:accessService", &self.iri(texts::API.id))
            .link("dcatap:availability", &self.codes.stable())
            .link("dcatappl:opennessScore", &self.codes.stars(format.stars));
        if format.is_whole() {
            distribution.link("dcat:downloadURL", address);
        }
        if let Some(name) = format.media_type() {
            let iri = self.codes.of("dct:MediaType", media_type(name));
            distribution.link("dcat:mediaType", &iri);
        }
        let file_type = self.file_type(format);
        distribution.add("dct:format", file_type);
        moment(&mut distribution, "dct:modified", self.facts.modified);
        self.languages(&mut distribution);
        self.license(&mut distribution);
        let iri = self.iri(&format!("{}-{}", dataset.id, format.name()));
        self.add(&iri, distribution);
        iri
    }

    /// The type of a file; one without a code is named.
    fn file_type(&mut self, format: &OfferedFormat) -> Term {
        const CLASS: Name = "dct:MediaTypeOrExtent";
        if let Some(code) = format.file_type {
            return Term::Iri(self.codes.of(CLASS, authority(&format!("file-type/{code}"))));
        }
        let mut named = Properties::of(CLASS);
        named.add("rdfs:label", Term::Plain(format.label.to_owned()));
        Term::Blank(named)
    }

    fn describe(&self, node: &mut Properties, title: CatalogueText, description: CatalogueText) {
        let publisher = &self.facts.publisher;
        node.text("dct:title", title.in_languages(publisher))
            .text("dct:description", description.in_languages(publisher))
            .link("dct:publisher", &self.iri("publisher"));
    }

    /// Says what a data set is about, whom to ask, and that everybody may read it.
    fn classify(&self, node: &mut Properties) {
        for keyword in texts::KEYWORDS {
            node.text("dcat:keyword", keyword.in_languages(&self.facts.publisher));
        }
        for theme in &self.common.themes {
            node.link("dcat:theme", theme);
        }
        node.link("dcat:contactPoint", &self.iri("contact"))
            .link("dct:accessRights", &self.common.public);
    }

    /// Says in which languages data is, of where and of when.
    fn cover(&self, node: &mut Properties) {
        self.languages(node);
        if let Some(country) = &self.common.country {
            node.link("dct:spatial", country);
        }
        moment(node, "dct:issued", self.facts.issued);
        moment(node, "dct:modified", self.facts.modified);
    }

    fn languages(&self, node: &mut Properties) {
        for language in &self.common.languages {
            node.link("dct:language", language);
        }
    }

    fn license(&self, node: &mut Properties) {
        if let Some(licence) = &self.common.licence {
            node.link("dct:license", licence);
        }
    }
}

/// The names of all data sets.
fn dataset_names() -> impl Iterator<Item = &'static str> {
    let collections = distributions::collections().map(|one| texts::of_collection(one).id);
    collections.chain(iter::once(texts::EVERYTHING.id))
}

fn moment(node: &mut Properties, property: Name, moment: Instant) {
    node.typed(property, "xsd:dateTime", moment.to_string());
}

fn period((first, last): DayRange) -> Properties {
    let mut period = Properties::of("dct:PeriodOfTime");
    period.typed("dcat:startDate", "xsd:date", first.to_string()).typed(
        "dcat:endDate",
        "xsd:date",
        last.to_string(),
    );
    period
}
