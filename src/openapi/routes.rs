//! The route list, which is the OpenAPI document: what is registered here is what is described there.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::collection::collection,
    resources::{
        agreements, batches, changes, events, history, import, municipality, partners, programmes,
        projects, root, search, templates, tokens, topics, vocabularies, webhooks,
    },
};

/// Every route below `/api/v1`.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .configure(root::routes)
        .configure(municipality::handlers::routes)
        .configure(municipality::writing::routes)
        .configure(collection::<partners::view::PartnerView>)
        .configure(collection::<events::view::EventView>)
        .configure(collection::<agreements::view::AgreementView>)
        .configure(collection::<projects::view::ProjectView>)
        .configure(collection::<programmes::view::ProgrammeView>)
        .configure(changes::routes)
        .configure(history::routes)
        .configure(search::routes)
        .configure(topics::routes)
        .configure(vocabularies::routes)
        .configure(import::routes)
        .configure(templates::routes)
        .configure(batches::routes)
        .configure(tokens::routes)
        .configure(webhooks::routes);
}
