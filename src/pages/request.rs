//! A request for a page.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, ResponseError as _,
    dev::Payload,
    http::header::{CONTENT_SECURITY_POLICY, HeaderValue, VARY},
    web::Data,
};

use super::site::{self, not_offered};
use crate::{
    error::{ApiError, Fault},
    html::{address::PageAddresses, context::PageContext},
    http::{
        edge::{
            error_page::ErrorPage,
            headers::{FRAME_POLICY, PAGES_POLICY},
        },
        formatted::about::FormattedAddress,
        made::{BodyForm, BodyHeaders, MadeBody},
        read::ReadRequest,
        state::{AppState, BASE_PATH},
    },
    store::read::reader::Reader,
    values::{language::Language, traits::TextValue as _},
};

pub(super) type PageResult = Result<HttpResponse, ApiError>;

/// What makes a page.
type PageWork = Box<dyn FnOnce(&mut Reader<'_>, &PageContext) -> Result<String, ApiError> + Send>;

/// What makes a page of faults.
type RefusalWork = Box<dyn FnOnce(&PageContext, &[Fault]) -> String + Send>;

/// HTML.
const HTML: BodyForm =
    BodyForm { media_type: "text/html", content_type: "text/html; charset=utf-8" };

/// Parameters that others add to addresses which people share.
const FOREIGN: [&str; 4] = ["fbclid", "gclid", "mc_cid", "mc_eid"];

/// A request for a page in a language.
pub(super) struct PageRequest {
    read: ReadRequest,
    addresses: PageAddresses,
}

impl FromRequest for PageRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl PageRequest {
    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let tag = request.match_info().get("lang").unwrap_or_default();
        let language = Language::read(tag).ok_or_else(not_offered)?;
        let path = request.path().get(1 + tag.len()..).unwrap_or_default();
        let mut read = ReadRequest::of_page(request, path.trim_end_matches('/').to_owned())?;
        read.context.query = meaningful(&read.context.query);
        let addresses = PageAddresses::new(&read.service().urls().site, language);
        Ok(Self { read, addresses })
    }

    /// The parameters, without those that say nothing.
    pub(super) fn query(&self) -> &str {
        &self.read.context.query
    }

    /// The address of what the page shows, in other formats.
    pub(super) fn formatted_address(&self) -> FormattedAddress {
        FormattedAddress::of(&self.read)
    }

    /// The shared state of the service.
    pub(super) fn service(&self) -> &Data<AppState> {
        &self.read.context.service
    }

    /// Returns the page that `work` makes of one state of the public data; 304 if the reader has it.
    pub(super) fn answer<F>(
        self,
        depends_on_the_day: bool,
        work: F,
    ) -> impl Future<Output = PageResult>
    where
        F: FnOnce(&mut Reader<'_>, &PageContext) -> Result<String, ApiError> + Send + 'static,
    {
        self.made(depends_on_the_day, Box::new(work))
    }

    async fn made(self, depends_on_the_day: bool, work: PageWork) -> PageResult {
        let Self { read, addresses } = self;
        let api = read.service().base_url.to_string();
        let (language, place) = (addresses.language.clone(), addresses.clone());
        let made = read.made(HTML, Some(language), depends_on_the_day, move |reader| {
            let page = site::context(reader, addresses)?;
            let bytes = work(reader, &page)?.into_bytes();
            Ok(MadeBody { bytes, links: None, headers: headers(), record_revision: None })
        });
        made.await.map_err(|error| at_page(error, &api, &place))
    }

    /// Returns a page that shows another one of this service in a frame.
    pub(super) async fn answer_with_frame<F>(self, work: F) -> PageResult
    where
        F: FnOnce(&mut Reader<'_>, &PageContext) -> Result<String, ApiError> + Send + 'static,
    {
        let mut response = self.answer(false, work).await?;
        let policy = HeaderValue::from_static(FRAME_POLICY);
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        Ok(response)
    }

    /// Returns the page that `work` makes of the faults of the parameters: it has a form with what was asked.
    pub(super) fn refused<F>(self, error: ApiError, work: F) -> impl Future<Output = PageResult>
    where
        F: FnOnce(&PageContext, &[Fault]) -> String + Send + 'static,
    {
        self.refusal(error, Box::new(work))
    }

    async fn refusal(self, error: ApiError, work: RefusalWork) -> PageResult {
        let ApiError::Invalid(faults) = error else { return Err(error) };
        let Self { read, addresses } = self;
        let audience = read.context.audience(Some(addresses.language.clone()));
        let shown = faults.clone();
        let (_, html) = read
            .context
            .read(audience, move |reader| {
                let page = site::context(reader, addresses)?;
                Ok(work(&page, &shown))
            })
            .await?;
        let mut response = ApiError::Invalid(faults).error_response();
        response.extensions_mut().insert(ErrorPage(html));
        Ok(response)
    }
}

fn headers() -> BodyHeaders {
    vec![(VARY, "Accept-Encoding".to_owned()), (CONTENT_SECURITY_POLICY, PAGES_POLICY.to_owned())]
}

/// Leads to the page of a record instead of the record.
fn at_page(error: ApiError, api: &str, addresses: &PageAddresses) -> ApiError {
    match error {
        ApiError::Moved(url) => match url.strip_prefix(api) {
            Some(path) => ApiError::Moved(addresses.url_in(&addresses.language, path)),
            None => ApiError::Moved(url),
        },
        other => other,
    }
}

/// A query without parameters that have no value, which forms send for empty fields, and without those of others.
pub(super) fn meaningful(query: &str) -> String {
    let has_meaning = |pair: &&str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_foreign = name.starts_with("utm_") || FOREIGN.contains(&name);
        !value.trim_matches('+').is_empty() && !is_foreign
    };
    query.split('&').filter(has_meaning).collect::<Vec<_>>().join("&")
}

/// The path of an address of the API below its base.
pub(super) fn api_path(path: &str) -> String {
    format!("{BASE_PATH}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_keeps_what_was_asked() {
        for (query, kept) in [
            ("", ""),
            ("q=&kind=visit", "kind=visit"),
            ("q=stadion&utm_source=mail&fbclid=x", "q=stadion"),
            ("q=+&lang", ""),
            ("unknown=1", "unknown=1"),
        ] {
            assert_eq!(meaningful(query), kept, "{query}");
        }
    }
}
