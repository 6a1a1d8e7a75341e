//! The route list, which is the OpenAPI document: what is registered here is what is described there.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::resources::{
    agreements, changes, events, history, import, municipality, partners, programmes, projects, root, search,
    tokens, topics,
};

/// Every route below `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .configure(root::routes)
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
        .configure(changes::routes)
        .configure(history::routes)
        .configure(search::routes)
        .configure(topics::routes)
        .configure(import::routes)
        .configure(tokens::routes);
}
