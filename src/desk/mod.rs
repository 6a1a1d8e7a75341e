//! The editors' desk: records as forms, for people who never see JSON.
//!
//! The browser posts a form and the server answers with a page; a small script makes it comfortable, and everything works
//! without it. Faults, merges and texts exist once, in the program that checks them anyway, and the token never lies where a
//! script could read it.

mod action;
mod conflict;
mod deleted;
mod desk_record;
mod diff;
mod edit;
mod form;
mod frame;
mod history;
mod import;
mod lists;
mod log;
mod merge;
mod news;
mod preview;
mod removal;
mod save;
mod save_error;
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

use self::{
    desk_record::{DeskRecord, OwnMunicipality},
    frame::new_path,
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

/// Makes what an address takes.
type MakeOffer = fn() -> Offer;

/// The paths below the desk, and what they take.
const FIXED: [(&str, MakeOffer); 12] = [
    ("", Offer::reading),
    ("/sign-in", Offer::posted_form),
    ("/sign-out", Offer::only_posted),
    ("/suggest/{type}", Offer::reading),
    ("/new/{type}", Offer::posted_form),
    ("/new/{type}/preview", Offer::only_posted),
    (frame::NEWS, Offer::posted_form),
    (frame::CHANGES, Offer::reading),
    (frame::DELETED, Offer::reading),
    (frame::IMPORT, Offer::posted_form),
    ("/import/{file}", Offer::posted_form),
    ("/batches/{batch}/undo", Offer::only_posted),
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
        .service(shown("/suggest/{type}").to(suggest::suggest))
        .service(shown(frame::NEWS).to(news::form))
        .service(posted(frame::NEWS).to(news::find))
        .service(shown(frame::CHANGES).to(log::log))
        .service(shown(frame::DELETED).to(deleted::list))
        .service(shown(frame::IMPORT).to(import::form))
        .service(posted(frame::IMPORT).to(import::upload))
        .service(shown("/import/{file}").to(import::check))
        .service(posted("/import/{file}").to(import::import))
        .service(posted("/batches/{batch}/undo").to(import::undo))
        .configure(collection::<PartnerView>)
        .configure(collection::<EventView>)
        .configure(collection::<AgreementView>)
        .configure(collection::<ProjectView>)
        .configure(collection::<ProgrammeView>)
        .service(shown(frame::MUNICIPALITY).to(edit::municipality))
        .configure(records::<OwnMunicipality>);
}

/// Registers the pages of a collection.
fn collection<V: Collection + 'static>(config: &mut ServiceConfig) {
    let list = format!("/{}", V::Body::KIND.as_str());
    let record = format!("{list}/{{id}}");
    let delete = format!("{record}/delete");
    let preview = format!("{}/preview", new_path(V::Body::KIND));
    config
        .service(shown(&list).to(lists::list::<V>))
        .service(posted(&preview).to(preview::new::<V>))
        .service(posted(&format!("{record}/preview")).to(preview::existing::<V>))
        .configure(records::<V>)
        .service(shown(&delete).to(removal::ask::<V>))
        .service(posted(&delete).to(removal::delete::<V>));
}

/// Registers the pages of the records of a type.
fn records<R: DeskRecord>(config: &mut ServiceConfig) {
    let record = format!("/{}/{{id}}", R::KIND.as_str());
    let new = new_path(R::KIND);
    config
        .service(shown(&new).to(edit::new::<R>))
        .service(posted(&new).to(save::create::<R>))
        .service(shown(&record).to(edit::edit::<R>))
        .service(posted(&record).to(save::save::<R>))
        .service(shown(&format!("{record}/history")).to(history::history::<R>))
        .service(posted(&format!("{record}/history")).to(removal::restore::<R>));
}

fn shown(path: &str) -> Resource {
    web::resource(format!("{DESK}{path}")).guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn posted(path: &str) -> Resource {
    web::resource(format!("{DESK}{path}")).guard(guard::Method(Method::POST))
}
