//! The data set as harvesters, crawlers and language models read of it, beside the API.

pub(crate) mod api_catalog;
pub(crate) mod codes;
pub(crate) mod dane_gov_pl;
pub(crate) mod dcat;
pub(crate) mod distributions;
pub(crate) mod facts;
pub(crate) mod graph;
pub(crate) mod json_ld;
pub(crate) mod licences;
pub(crate) mod llms;
pub(crate) mod rdf_xml;
pub(crate) mod sitemap;
pub(crate) mod texts;
pub(crate) mod turtle;
pub(crate) mod vocabulary;
