//! The editors' desk: records as forms, for people who never see JSON.
//!
//! The browser posts a form and the server answers with a page; a small script makes it comfortable, and everything works
//! without it. Faults, merges and texts exist once, in the program that checks them anyway, and the token never lies where a
//! script could read it.

mod action;
mod byline;
mod conflict;
mod cookies;
mod deleted;
mod diff;
mod document_name;
mod edit;
mod form;
mod frame;
mod history;
mod import;
mod language;
mod lists;
mod log;
mod merge;
mod news;
mod preview;
mod removal;
mod return_path;
mod save;
mod save_error;
mod shell;
mod sign_in;
mod sign_in_page;
mod suggest;
mod table;
mod trial;
mod visitor;

use actix_web::{
    HttpRequest, Resource, guard,
    http::Method,
    web::{self, ServiceConfig},
};

use self::{
    frame::new_path,
    visitor::{PostedForm, Visitor},
};
use crate::{
    http::{
        collection::Collection,
        edge::{headers::DESK, offer::Offer},
        request::path::IdPath,
    },
    model::{document::Body as _, record_type::RecordType, registry},
    resources::{
        agreements::view::AgreementView, events::view::EventView, partners::view::PartnerView,
        programmes::view::ProgrammeView, projects::view::ProjectView,
    },
    values::traits::ClosedList as _,
};

/// Makes what an address takes.
type MakeOffer = fn() -> Offer;

/// The paths below the desk, and what they take.
const FIXED: [(&str, MakeOffer); 13] = [
    ("", Offer::reading),
    ("/sign-in", Offer::posted_form),
    ("/sign-out", Offer::only_posted),
    (shell::LANGUAGE_PATH, Offer::only_posted),
    ("/suggest/{type}", Offer::reading),
    ("/new/{type}", Offer::posted_form),
    ("/new/{type}/preview", Offer::only_posted),
    (frame::NEWS, Offer::posted_form),
    (frame::CHANGES, Offer::reading),
    (frame::DELETED, Offer::reading),
    (frame::IMPORT, Offer::posted_form),
    ("/import/{file}", Offer::posted_form),
    ("/batches/{batch}/undo", Offer::posted_form),
];

/// The paths below those of a type, and what they take; the municipality has no more than the first three.
const OF_RECORDS: [(&str, MakeOffer); 5] = [
    ("", Offer::reading),
    ("/{id}", Offer::posted_form),
    ("/{id}/history", Offer::posted_form),
    ("/{id}/delete", Offer::posted_form),
    ("/{id}/preview", Offer::only_posted),
];

/// All paths of this module as templates, and what each takes.
pub(crate) fn addresses() -> impl Iterator<Item = (String, Offer)> {
    let fixed = FIXED.into_iter().map(|(path, offer)| (format!("{DESK}{path}"), offer()));
    let of_records = registry::all().iter().flat_map(|info| {
        let list = format!("{DESK}/{}", info.record_type.as_str());
        let paths = if info.table.is_some() { OF_RECORDS.len() } else { 3 };
        let paths = OF_RECORDS.into_iter().take(paths);
        paths.map(move |(path, offer)| (format!("{list}{path}"), offer()))
    });
    fixed.chain(of_records)
}

/// Registers the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(shown("").to(lists::first))
        .service(shown("/sign-in").to(sign_in::form))
        .service(posted("/sign-in").to(sign_in::sign_in))
        .service(posted("/sign-out").to(sign_in::sign_out))
        .service(posted(shell::LANGUAGE_PATH).to(language::choose))
        .service(shown("/suggest/{type}").to(suggest::suggest))
        .service(shown(frame::NEWS).to(news::form))
        .service(posted(frame::NEWS).to(news::find))
        .service(shown(frame::CHANGES).to(log::log))
        .service(shown(frame::DELETED).to(deleted::list))
        .service(shown(frame::IMPORT).to(import::form))
        .service(posted(frame::IMPORT).to(import::upload))
        .service(shown("/import/{file}").to(import::check))
        .service(posted("/import/{file}").to(import::import))
        .service(shown("/batches/{batch}/undo").to(import::ask_undo))
        .service(posted("/batches/{batch}/undo").to(import::undo))
        .configure(collection::<PartnerView>)
        .configure(collection::<EventView>)
        .configure(collection::<AgreementView>)
        .configure(collection::<ProjectView>)
        .configure(collection::<ProgrammeView>)
        .service(shown(frame::MUNICIPALITY).to(edit::municipality))
        .configure(|config| records(config, RecordType::Municipality));
}

/// Registers the pages of a collection.
fn collection<V: Collection + 'static>(config: &mut ServiceConfig) {
    let kind = V::Body::KIND;
    let list = format!("/{}", kind.as_str());
    let delete = format!("{list}/{{id}}/delete");
    let ask = move |visitor: Visitor, id: IdPath| removal::ask(kind, visitor, id);
    let gone = move |id: IdPath, posted: PostedForm| removal::delete(kind, id, posted);
    config
        .service(shown(&list).to(lists::list::<V>))
        .service(posted(&format!("{}/preview", new_path(kind))).to(preview::new::<V>))
        .service(posted(&format!("{list}/{{id}}/preview")).to(preview::existing::<V>))
        .configure(|config| records(config, kind))
        .service(shown(&delete).to(ask))
        .service(posted(&delete).to(gone));
}

/// Registers the pages of the records of a type. Nothing of them but the type differs, so they are compiled once.
fn records(config: &mut ServiceConfig, kind: RecordType) {
    let record = format!("/{}/{{id}}", kind.as_str());
    let (new, history) = (new_path(kind), format!("{record}/history"));
    let edited = move |request: HttpRequest, visitor: Visitor, id: IdPath| {
        edit::edit(kind, request, visitor, id)
    };
    let told = move |request: HttpRequest, visitor: Visitor, id: IdPath| {
        history::history(kind, request, visitor, id)
    };
    let restored = move |id: IdPath, posted: PostedForm| removal::restore(kind, id, posted);
    config
        .service(shown(&new).to(move |visitor: Visitor| edit::new(kind, visitor)))
        .service(posted(&new).to(move |posted: PostedForm| save::create(kind, posted)))
        .service(shown(&record).to(edited))
        .service(posted(&record).to(move |id: IdPath, posted| save::save(kind, id, posted)))
        .service(shown(&history).to(told))
        .service(posted(&history).to(restored));
}

fn shown(path: &str) -> Resource {
    web::resource(format!("{DESK}{path}")).guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn posted(path: &str) -> Resource {
    web::resource(format!("{DESK}{path}")).guard(guard::Method(Method::POST))
}
