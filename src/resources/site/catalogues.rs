//! The catalogues: DCAT-AP in three serialisations, the file for dane.gov.pl and its hash, and the catalogue of APIs.

use actix_web::{HttpRequest, HttpResponse, http::header, route};

use super::{
    answer::{self, SiteFile, answer},
    queries,
};
use crate::{
    catalogue::{
        api_catalog, dane_gov_pl, dcat,
        facts::{CatalogueFacts, SiteUrls},
        graph::Graph,
        json_ld, rdf_xml, turtle,
    },
    error::ApiError,
    http::request::accept::AcceptedTypes,
    store::read::reader::Reader,
    text::messages::message,
};

/// A serialisation of the catalogue.
#[derive(Clone, Copy)]
struct Serialisation {
    path: &'static str,
    media_type: &'static str,
    write: fn(&Graph) -> Result<Vec<u8>, ApiError>,
}

const TURTLE: Serialisation = Serialisation {
    path: "/catalog.ttl",
    media_type: "text/turtle",
    write: |graph| Ok(turtle::write(graph).into_bytes()),
};

const RDF_XML: Serialisation = Serialisation {
    path: "/catalog.rdf",
    media_type: "application/rdf+xml",
    write: |graph| Ok(rdf_xml::write(graph).into_bytes()),
};

const JSON_LD: Serialisation = Serialisation {
    path: "/catalog.jsonld",
    media_type: "application/ld+json",
    write: |graph| Ok(json_ld::write(graph)?),
};

/// The media types of the negotiated catalogue, the first for readers without a preference.
const NEGOTIATED: [(Serialisation, &str); 4] = [
    (TURTLE, TURTLE.media_type),
    (RDF_XML, RDF_XML.media_type),
    (JSON_LD, JSON_LD.media_type),
    (JSON_LD, "application/json"),
];

const XML: &str = "application/xml; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";
const LINKSET: &str =
    "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

/// Returns the catalogue in the serialisation that the reader prefers.
#[route("/catalog", method = "GET", method = "HEAD")]
pub(super) async fn negotiated(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let chosen = AcceptedTypes::of(request.headers())
        .preferred(NEGOTIATED)
        .ok_or(ApiError::NotAcceptable)?;
    let location = answer::urls_of(&request)?.at(chosen.path);
    let file = SiteFile::of(chosen.media_type)
        .with(header::CONTENT_LOCATION, location)
        .with(header::VARY, "Accept, Accept-Encoding".to_owned());
    catalogue(&request, file, chosen).await
}

/// Returns the catalogue as Turtle.
#[route("/catalog.ttl", method = "GET", method = "HEAD")]
pub(super) async fn as_turtle(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    catalogue(&request, SiteFile::of(TURTLE.media_type), TURTLE).await
}

/// Returns the catalogue as RDF/XML.
#[route("/catalog.rdf", method = "GET", method = "HEAD")]
pub(super) async fn as_rdf(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    catalogue(&request, SiteFile::of(RDF_XML.media_type), RDF_XML).await
}

/// Returns the catalogue as RDF/XML, for harvesters that want this extension.
#[route("/catalog.xml", method = "GET", method = "HEAD")]
pub(super) async fn as_xml(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    catalogue(&request, SiteFile::of(RDF_XML.media_type), RDF_XML).await
}

/// Returns the catalogue as JSON-LD.
#[route("/catalog.jsonld", method = "GET", method = "HEAD")]
pub(super) async fn as_json_ld(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    catalogue(&request, SiteFile::of(JSON_LD.media_type), JSON_LD).await
}

async fn catalogue(
    request: &HttpRequest,
    file: SiteFile,
    serialisation: Serialisation,
) -> Result<HttpResponse, ApiError> {
    answer(request, file, move |reader, urls| {
        (serialisation.write)(&dcat::graph(urls, &facts(reader)?))
    })
    .await
}

/// The facts of the catalogue. Without a municipality there is no catalogue: one without data sets would make harvesters
/// delete them.
fn facts(reader: &mut Reader<'_>) -> Result<CatalogueFacts, ApiError> {
    queries::facts(reader)?.ok_or_else(|| {
        ApiError::NotFound(message!(
            "There is no catalogue while no municipality is published; PUT /api/v1/municipality describes it."
        ))
    })
}

/// Returns the file that the harvester of dane.gov.pl reads.
#[route("/dane-gov-pl.xml", method = "GET", method = "HEAD")]
pub(super) async fn portal_file(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let file = SiteFile { is_revalidated: true, ..SiteFile::of(XML) };
    answer(&request, file, |reader, urls| Ok(for_portal(reader, urls)?.into_bytes())).await
}

/// Returns the hash of that file, which the harvester compares.
#[route("/dane-gov-pl.md5", method = "GET", method = "HEAD")]
pub(super) async fn portal_hash(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let file = SiteFile { is_revalidated: true, ..SiteFile::of(PLAIN) };
    answer(&request, file, |reader, urls| {
        Ok(dane_gov_pl::hash(&for_portal(reader, urls)?).into_bytes())
    })
    .await
}

fn for_portal(reader: &mut Reader<'_>, urls: &SiteUrls) -> Result<String, ApiError> {
    if !dane_gov_pl::takes(urls) {
        return Err(ApiError::NotFound(message!(
            "dane.gov.pl takes only addresses that begin with https://, and the public address of this service is {site}; \
             the operator sets it with --public-url.",
            site = urls.site
        )));
    }
    Ok(dane_gov_pl::file(urls, &facts(reader)?))
}

/// Returns the catalogue of APIs (RFC 9727).
#[route("/.well-known/api-catalog", method = "GET", method = "HEAD")]
pub(super) async fn of_apis(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let link = api_catalog::own_link(&answer::urls_of(&request)?);
    let file = SiteFile::of(LINKSET).with(header::LINK, link);
    answer(&request, file, |reader, urls| {
        let publisher = queries::publisher(reader)?;
        let name = publisher.as_ref().map(|one| one.name(one.default_language.as_str()));
        let licence = publisher.as_ref().and_then(|one| one.licence.as_ref());
        Ok(api_catalog::write(urls, name, licence)?)
    })
    .await
}
