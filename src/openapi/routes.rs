//! The route list, which is the OpenAPI document: what is registered here is what is described there.

use crate::{
    http::{collection::collection, route_registry::RouteRegistry},
    resources::{
        agreements, batches, changes, events, history, import, municipality, partners, programmes,
        projects, root, search, templates, tokens, topics, vocabularies, webhooks,
    },
};

/// Every route below `/api/v1`.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config
        .configure(root::routes)
        .configure(municipality::handlers::routes)
        .configure(municipality::writing::routes)
        .configure(collection::<partners::view::PartnerView, _>)
        .configure(collection::<events::view::EventView, _>)
        .configure(collection::<agreements::view::AgreementView, _>)
        .configure(collection::<projects::view::ProjectView, _>)
        .configure(collection::<programmes::view::ProgrammeView, _>)
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
