//! The editors' desk: records as forms, for people who never see JSON.
//!
//! The browser posts a form and the server answers with a page; a small script makes it comfortable, and everything works
//! without it. Faults, merges and texts exist once, in the program that checks them anyway, and the token never lies where a
//! script could read it.

mod action;
mod conflict;
mod diff;
mod edit;
mod form;
mod frame;
mod history;
mod import;
mod lists;
mod merge;
mod news;
mod removal;
mod save;
mod shell;
mod sign_in;
mod sign_in_page;
mod suggest;
mod visitor;

use actix_web::{
    Resource, guard,
    http::Method,
    web::{self, ServiceConfig},
};

use crate::{
    http::{
        collection::Collection,
        edge::{headers::DESK, offer::Offer},
    },
    model::{document::Body as _, registry},
    resources::{
        agreements::view::AgreementView, events::view::EventView, partners::view::PartnerView,
        programmes::view::ProgrammeView, projects::view::ProjectView,
    },
    values::traits::ClosedList as _,
};

/// All paths of this module as templates, and what each takes.
pub(crate) fn addresses() -> impl Iterator<Item = (String, Offer)> {
    let fixed = [
        ("", false),
        ("/sign-in", true),
        ("/sign-out", true),
        ("/suggest/{type}", false),
        (frame::NEWS, true),
        (frame::IMPORT, true),
        ("/import/{file}", true),
        ("/batches/{batch}/undo", true),
    ];
    let fixed = fixed.map(|(path, is_posted)| (path.to_owned(), is_posted));
    let of_records = registry::collections().flat_map(|info| {
        let list = format!("/{}", info.record_type.as_str());
        [
            ("", false),
            ("/new", true),
            ("/{id}", true),
            ("/{id}/history", true),
            ("/{id}/delete", true),
        ]
        .map(|(path, is_posted)| (format!("{list}{path}"), is_posted))
    });
    fixed.into_iter().chain(of_records).map(|(path, is_posted)| {
        let offer = if is_posted { Offer::posted_form() } else { Offer::reading() };
        (format!("{DESK}{path}"), offer)
    })
}

/// Registers the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(shown("").to(lists::first))
        .service(shown("/sign-in").to(sign_in::form))
        .service(posted("/sign-in").to(sign_in::sign_in))
        .service(posted("/sign-out").to(sign_in::sign_out))
        .service(shown("/suggest/{type}").to(suggest::suggest))
        .service(shown(frame::NEWS).to(news::form))
        .service(posted(frame::NEWS).to(news::find))
        .service(shown(frame::IMPORT).to(import::form))
        .service(posted(frame::IMPORT).to(import::upload))
        .service(shown("/import/{file}").to(import::check))
        .service(posted("/import/{file}").to(import::import))
        .service(posted("/batches/{batch}/undo").to(import::undo))
        .configure(collection::<PartnerView>)
        .configure(collection::<EventView>)
        .configure(collection::<AgreementView>)
        .configure(collection::<ProjectView>)
        .configure(collection::<ProgrammeView>);
}

/// Registers the pages of a collection.
fn collection<V: Collection>(config: &mut ServiceConfig) {
    let list = format!("/{}", V::Body::KIND.as_str());
    let record = format!("{list}/{{id}}");
    config
        .service(shown(&list).to(lists::list::<V>))
        .service(shown(&format!("{list}/new")).to(edit::new::<V>))
        .service(posted(&format!("{list}/new")).to(save::create::<V>))
        .service(shown(&record).to(edit::edit::<V>))
        .service(posted(&record).to(save::save::<V>))
        .service(shown(&format!("{record}/history")).to(history::history::<V>))
        .service(posted(&format!("{record}/history")).to(removal::restore::<V>))
        .service(shown(&format!("{record}/delete")).to(removal::ask::<V>))
        .service(posted(&format!("{record}/delete")).to(removal::delete::<V>));
}

fn shown(path: &str) -> Resource {
    web::resource(format!("{DESK}{path}")).guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn posted(path: &str) -> Resource {
    web::resource(format!("{DESK}{path}")).guard(guard::Method(Method::POST))
}
