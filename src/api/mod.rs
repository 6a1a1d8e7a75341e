//! The route list, which is the OpenAPI document: what is registered here is what is described there.

pub mod document;
pub mod errors;
pub mod examples;
pub mod headers;
pub mod inputs;
pub mod shape;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    agreements, audit, auth, changes, entry, events, municipality, partners, programmes, projects, search,
    topics, transfer,
};

/// Every route below `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .configure(entry::handlers::routes)
        .configure(municipality::handlers::routes)
        .configure(municipality::writing::routes)
        .configure(partners::handlers::routes)
        .configure(partners::writing::routes)
        .configure(events::handlers::routes)
        .configure(events::writing::routes)
        .configure(agreements::handlers::routes)
        .configure(agreements::writing::routes)
        .configure(projects::handlers::routes)
        .configure(projects::writing::routes)
        .configure(programmes::handlers::routes)
        .configure(programmes::writing::routes)
        .configure(changes::handlers::routes)
        .configure(audit::handlers::routes)
        .configure(search::handlers::routes)
        .configure(topics::handlers::routes)
        .configure(transfer::handlers::routes)
        .configure(auth::handlers::routes);
}
