//! The route list, which is the OpenAPI document: what is registered here is what is described there.

pub mod document;
pub mod examples;
pub mod shape;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{agreements, entry, events, municipality, partners, programmes, projects, search, topics};

/// Every route below `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .configure(entry::handlers::routes)
        .configure(municipality::handlers::routes)
        .configure(partners::handlers::routes)
        .configure(events::handlers::routes)
        .configure(agreements::handlers::routes)
        .configure(projects::handlers::routes)
        .configure(programmes::handlers::routes)
        .configure(search::handlers::routes)
        .configure(topics::handlers::routes);
}
