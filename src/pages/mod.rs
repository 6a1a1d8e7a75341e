//! Pages for people: the public data in each language of the municipality, without a script.
//!
//! They read through the same queries and views as the API, with the eyes of everybody, and pass the same caches. A page of
//! a record has the address of the record with the language in place of `/api/v1`.

mod data;
mod embed;
mod files;
mod filters;
mod home;
mod lists;
mod oembed;
mod partner_map;
pub(crate) mod records;
mod redirects;
mod request;
mod search;
mod site;
mod statement;
mod topics;
mod widget;

use actix_web::{
    Resource, guard,
    web::{self, ServiceConfig},
};

use crate::{
    http::{
        collection::Collection,
        edge::fallback::{LANGUAGE, pattern},
    },
    model::{document::Body as _, registry},
    resources::home as home_address,
    resources::{
        agreements::view::AgreementView, events::view::EventView, partners::view::PartnerView,
        programmes::view::ProgrammeView, projects::view::ProjectView,
    },
    values::traits::ClosedList as _,
};

/// The pages beside those of collections, below the language.
const PAGES: [&str; 6] = ["/", "/search", "/topics/{topic}", "/accessibility", "/data", "/widget"];

/// What other sites use, beside the frames of records.
const FOR_OTHERS: [&str; 7] = [
    embed::SCRIPTS[0],
    embed::SCRIPTS[1],
    embed::EVENTS,
    embed::PARTNERS,
    embed::MAP,
    embed::MAP_FILE,
    oembed::OEMBED,
];

/// All paths of this module, as templates.
pub(crate) fn addresses() -> impl Iterator<Item = String> {
    let of_collections = registry::collections().flat_map(|info| {
        let list = format!("/{}", info.record_type.as_str());
        [list.clone(), format!("{list}/{{id}}")]
    });
    let frames =
        registry::collections().map(|info| format!("/embed/{}/{{id}}", info.record_type.as_str()));
    let of_collections: Vec<String> = of_collections.collect();
    let in_languages = of_collections.clone().into_iter().chain(PAGES.map(str::to_owned));
    let in_languages = in_languages.map(|path| format!("{LANGUAGE}{path}"));
    let in_any = of_collections.into_iter().chain(redirects::IN_ANY_LANGUAGE.map(str::to_owned));
    let for_others = FOR_OTHERS.map(str::to_owned).into_iter().chain(frames);
    in_languages
        .chain(in_any)
        .chain(for_others)
        .chain([LANGUAGE.to_owned(), files::ASSETS.to_owned()])
}

/// Registers the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(page("/").to(home::home))
        .service(page("/search").to(search::search))
        .service(page("/topics/{topic}").to(topics::topic))
        .service(page("/accessibility").to(statement::statement))
        .service(page("/data").to(data::data))
        .service(page("/widget").to(widget::widget))
        .service(read(embed::SCRIPTS[0]).to(embed::script))
        .service(read(embed::SCRIPTS[1]).to(embed::script))
        .service(read(embed::EVENTS).to(embed::events))
        .service(read(embed::PARTNERS).to(embed::partners))
        .service(read(embed::MAP).to(embed::map))
        .service(read(embed::MAP_FILE).to(embed::map_file))
        .service(read(oembed::OEMBED).to(oembed::oembed))
        .service(page("").to(redirects::to_home_in_language))
        .service(read(files::ASSETS).to(files::asset))
        .configure(collection::<PartnerView>)
        .configure(collection::<EventView>)
        .configure(collection::<AgreementView>)
        .configure(collection::<ProjectView>)
        .configure(collection::<ProgrammeView>);
    for path in redirects::IN_ANY_LANGUAGE {
        config.service(read(path).to(home_address::to_language));
    }
}

/// Registers the pages of a collection.
fn collection<V: Collection>(config: &mut ServiceConfig) {
    let list = format!("/{}", V::Body::KIND.as_str());
    let record = format!("{list}/{{id}}");
    config
        .service(page(&list).to(lists::list::<V>))
        .service(page(&record).to(records::record::<V>))
        .service(read(&format!("/embed{record}")).to(embed::record::<V>))
        .service(read(&list).to(home_address::to_language))
        .service(read(&record).to(home_address::to_language));
}

/// A page at a path below the language.
fn page(path: &str) -> Resource {
    read(&pattern(&format!("{LANGUAGE}{path}")))
}

fn read(path: &str) -> Resource {
    web::resource(path).guard(guard::Any(guard::Get()).or(guard::Head()))
}
