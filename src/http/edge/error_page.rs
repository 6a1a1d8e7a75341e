//! Errors as pages, for people who see them in a browser.

use actix_web::{HttpResponse, dev::ServiceRequest, web::Data};
use jiff::tz::TimeZone;

use crate::{
    html::{
        address::PageAddresses,
        error::{self, ErrorFacts, ErrorKind},
    },
    http::{
        request::{accept::prefers_html, language::accepted},
        response::problem::Problem,
        state::{AppState, BASE_PATH},
    },
    text::messages::{Message, MessageLanguage},
    values::language::of_messages,
    words::Words,
};

/// A page that a handler made of its error, which is shown in place of the general one.
#[derive(Clone)]
pub(crate) struct ErrorPage(pub String);

/// Addresses for programs, at which an error is a problem document whoever asks.
const FOR_PROGRAMS: [&str; 4] = [BASE_PATH, "/swagger-ui", "/health", "/assets"];

/// The reader of a page, if the request comes from a browser at an address for people.
pub(super) struct PageReader {
    root: String,
    zone: TimeZone,
    /// The language of the page.
    pub language: MessageLanguage,
}

impl PageReader {
    /// The reader of a request; `None` if it is a program.
    pub(super) fn of(request: &ServiceRequest) -> Option<Self> {
        let path = request.path();
        let is_for_programs = FOR_PROGRAMS.iter().any(|other| path.starts_with(other));
        if is_for_programs || !prefers_html(request.headers()) {
            return None;
        }
        let service = request.app_data::<Data<AppState>>().filter(|service| service.has_pages)?;
        let of_path = path.split('/').nth(1).unwrap_or_default();
        let of_reader = of_messages(&accepted(request.headers()));
        let language = MessageLanguage::preferred([of_path, of_reader.tag()]);
        let root = PageAddresses::root_of(&service.urls().site).to_owned();
        Some(Self { root, zone: service.time_zone.clone(), language })
    }

    /// The page of a problem, which is in the language of the page.
    pub(super) fn page(&self, response: &HttpResponse, problem: &Problem) -> String {
        if let Some(ErrorPage(html)) = response.extensions().get::<ErrorPage>() {
            return html.clone();
        }
        let kind = match (problem.status, problem.deleted_at) {
            (_, Some(at)) => ErrorKind::Gone(at),
            (404 | 410, None) => ErrorKind::NotFound,
            (500.., None) if !is_busy(problem) => ErrorKind::Failed,
            _ => ErrorKind::Refused,
        };
        let told = |message: &Message| message.in_language(self.language);
        let facts = ErrorFacts {
            kind,
            title: told(&problem.title),
            details: [&problem.detail]
                .into_iter()
                .chain(problem.errors.iter().map(|fault| &fault.detail))
                .map(told)
                .collect(),
            request_id: problem.request_id.clone(),
        };
        error::page(Words::new(self.language), &self.root, &self.zone, &facts)
    }
}

/// Whether the service says itself what to do.
fn is_busy(problem: &Problem) -> bool {
    problem.status == 503
}
