//! The addresses beside the API that describe the public data: catalogues for harvesters, files for crawlers and
//! language models. They are not part of the OpenAPI document.

mod answer;
mod catalogues;
mod crawlers;
mod queries;

use actix_web::web::ServiceConfig;

/// All paths of this module, as templates.
pub(crate) const ADDRESSES: [&str; 12] = [
    "/catalog",
    "/catalog.ttl",
    "/catalog.rdf",
    "/catalog.xml",
    "/catalog.jsonld",
    "/dane-gov-pl.xml",
    "/dane-gov-pl.md5",
    "/.well-known/api-catalog",
    "/sitemap.xml",
    "/sitemap-{file}.xml",
    "/robots.txt",
    "/llms.txt",
];

/// Registers the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(catalogues::negotiated)
        .service(catalogues::as_turtle)
        .service(catalogues::as_rdf)
        .service(catalogues::as_xml)
        .service(catalogues::as_json_ld)
        .service(catalogues::portal_file)
        .service(catalogues::portal_hash)
        .service(catalogues::of_apis)
        .service(crawlers::sitemap)
        .service(crawlers::sitemap_file)
        .service(crawlers::robots)
        .service(crawlers::for_models);
}
