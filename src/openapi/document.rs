//! The OpenAPI document: collected from the routes, completed with what every operation shares.

use actix_web::App;
use serde_json::Value;
use utoipa::{
    OpenApi,
    openapi::{OpenApi as Document, tag::TagBuilder},
};
use utoipa_actix_web::{AppExt as _, scope, service_config::ServiceConfig};

use super::{completion, print, security};
use crate::{
    http::{collection::tag, response::problem::Problem},
    model::registry,
};

/// What the document says before the routes are added. Title, contact and server are those of no instance; the service
/// puts its own in their place when it serves the document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "twinning",
        version = "1.0.0",
        description = include_str!("description.md"),
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
        contact(name = "The municipality that runs the service"),
    ),
    servers((url = "/api/v1", description = "This service")),
    components(schemas(Problem)),
    tags(
        (name = "Entry", description = "The service, and links to everything."),
        (name = "Changes", description = "The feed by which clients keep a copy of the data up to date."),
        (name = "Audit", description = "The journal of all changes, for editors."),
        (name = "Search", description = "Full-text search in records of every type."),
        (name = "Tokens", description = "The tokens of the service, for administrators."),
        (name = "Webhooks", description = "The endpoints that are told of public changes, for administrators."),
        (name = "Import", description = "Import of many records from a file."),
        (name = "Topics", description = "The closed list of topics."),
        (name = "Vocabularies", description = "The codes of records, with their names for display."),
    )
)]
struct Skeleton;

/// The document that is collected from the routes.
pub fn collect() -> Document {
    let mut document = Skeleton::openapi();
    let (_, collected) = App::new()
        .into_utoipa_app()
        .service(
            scope("")
                .configure(|config: &mut ServiceConfig<'_>| crate::openapi::routes::routes(config)),
        )
        .split_for_parts();
    document.merge(collected);
    describe_record_types(&mut document);
    document
}

/// Adds a tag for each type of records, after that of the entry.
fn describe_record_types(document: &mut Document) {
    let tags = registry::all().iter().map(|info| {
        TagBuilder::new().name(tag(info.record_type)).description(Some(info.about)).build()
    });
    let known = document.tags.get_or_insert_default();
    known.splice(1..1, tags);
}

/// The document with the explicit marker of public operations.
pub fn assembled() -> Value {
    let mut value = serde_json::to_value(collect()).unwrap_or_default();
    completion::complete(&mut value);
    value
}

/// The document as it is committed and printed.
pub fn value() -> Value {
    security::without_markers(assembled())
}

/// The document as text, with a line break at its end.
pub fn text() -> String {
    let mut text = print::pretty(&value());
    text.push('\n');
    text
}
