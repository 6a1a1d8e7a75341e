//! What the formats are told of a list or a record: the publisher, the languages and the addresses.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::http::header::CONTENT_DISPOSITION;
use url::form_urlencoded;

use crate::{
    error::ApiError,
    formats::list::{ListAbout, ListUrls},
    http::{made::BodyHeaders, read::ReadRequest, response::uri},
    journal::revision::moment_of,
    model::record_type::RecordType,
    spreadsheet::writer::Delimiter,
    store::read::{publisher, reader::Reader},
    values::{instant::Instant, language::Language},
};

/// The parameters that choose a form or a part of a list, and not another list.
const FORM: [&str; 8] =
    ["format", "lang", "sort", "limit", "after", "before", "delimiter", "fields"];

/// The address of a request, in the form that names one format and one language.
#[derive(Clone)]
pub(crate) struct FormattedAddress {
    base: String,
    query: String,
    id_base: Arc<str>,
    /// The address of the site, if it has pages for people.
    site: Option<String>,
    hub: Option<Arc<str>>,
}

impl FormattedAddress {
    /// Takes the address of a request.
    pub(crate) fn of(request: &ReadRequest) -> Self {
        let (context, service) = (&request.context, request.service());
        Self {
            base: format!("{}{}", service.base_url, context.path),
            query: uri::corrected(&context.query),
            id_base: Arc::clone(&service.id_base),
            site: service.has_pages.then(|| service.urls().site),
            hub: service.hub.clone(),
        }
    }

    /// Returns the address without its query.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Returns the query with the format and the language, which may have been chosen by headers, at its end.
    pub(super) fn query(&self, format: &str, language: &Language) -> String {
        let is_form = |pair: &&str| {
            let mut names = form_urlencoded::parse(pair.as_bytes());
            names.any(|(name, _)| name == "format" || name == "lang")
        };
        let others = self.query.split('&').filter(|pair| !pair.is_empty() && !is_form(pair));
        let form = [format!("format={format}"), format!("lang={language}")];
        others.map(str::to_owned).chain(form).collect::<Vec<_>>().join("&")
    }

    /// Returns the addresses of the list; those of the pages around are added by who has read one.
    fn urls(&self, query: &str) -> ListUrls {
        let mut filters: Vec<(String, String)> = form_urlencoded::parse(self.query.as_bytes())
            .filter(|(name, _)| !FORM.contains(&&**name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        filters.sort();
        let mut written = form_urlencoded::Serializer::new(String::new());
        let list = match written.extend_pairs(&filters).finish() {
            none if none.is_empty() => self.base.clone(),
            filters => format!("{}?{filters}", self.base),
        };
        let mut names = form_urlencoded::parse(self.query.as_bytes());
        let is_topic = names.all(|(name, _)| name == "format" || name == "lang");
        let this = format!("{}?{query}", self.base);
        ListUrls { first: this.clone(), this, list, prev: None, next: None, is_topic }
    }

    /// Tells a format of the list or the record at this address.
    pub(crate) fn about(
        &self,
        reader: &mut Reader<'_>,
        kind: RecordType,
        format: &str,
        language: Option<&Language>,
    ) -> Result<ListAbout, ApiError> {
        let publisher = publisher::find(reader)?;
        let changed = moment_of(reader.connection, reader.data_set.public_revision)?;
        let languages = reader.audience.languages.clone();
        // One in which the municipality publishes: there may be no text in what was asked for.
        let usual = languages.iter().find(|one| reader.data_set.languages.contains(one));
        let main = usual.unwrap_or(&reader.data_set.default_language).clone();
        let urls = self.urls(&self.query(format, language.unwrap_or(&main)));
        Ok(ListAbout {
            kind,
            changed_at: changed.or(publisher.updated_at).unwrap_or(Instant::EPOCH),
            publisher,
            pages: self.site.as_ref().map(|site| format!("{site}/{main}")),
            main,
            languages,
            base_url: Arc::clone(&reader.audience.base_url),
            id_base: Arc::clone(&self.id_base),
            delimiter: Delimiter::Comma,
            columns: Vec::new(),
            total: 0,
            urls,
            hub: self.hub.clone(),
            published: BTreeMap::new(),
        })
    }
}

/// Names a file that people save: `gmina-ketrzyn-events.csv`. Ids are ASCII, so that no quoting is needed.
pub(super) fn name_of_file(about: &ListAbout, what: &str, ending: Option<&str>) -> BodyHeaders {
    let Some(ending) = ending else { return BodyHeaders::new() };
    let name = match &about.publisher.id {
        Some(id) => format!("{id}-{what}.{ending}"),
        None => format!("{what}.{ending}"),
    };
    // Programs that open links do not open an attachment.
    let is_table = matches!(ending, "csv" | "xlsx");
    let kind = if is_table { "attachment" } else { "inline" };
    vec![(CONTENT_DISPOSITION, format!("{kind}; filename=\"{name}\""))]
}
