//! A list in another format than JSON: a page, or the whole list.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde_json::Value;

use super::{
    about::{FormattedAddress, name_of_file},
    sink::{InMemory, ListSink, Sending},
    streamed::StreamedList,
};
use crate::{
    error::{ApiError, Fault},
    formats::list::{Extent, FormatError, ListAbout, RecordFormat},
    http::{
        made::{BodyForm, BodyHeaders, MadeBody},
        read::{ReadPage, ReadRequest},
        request::{list_parameters::ListParameters, query_reader::ReadFilter},
        response::{page::sparse, page_urls::PageUrls, streamed::StreamSender},
    },
    model::{document::Body as _, visibility::Visibility},
    spreadsheet::{
        list_columns::{ColumnSurvey, ListColumn},
        writer::Delimiter,
    },
    store::read::{
        fragments::Served,
        list::{ListFilter, ListQuery, PageStart, SortOrder},
        publication,
        reader::Reader,
        view::View,
    },
    text::messages::message,
    values::traits::ClosedList as _,
};

/// The number of records that are read at a time.
const CHUNK: i64 = 500;

/// The maximum number of columns of a spreadsheet.
const MOST_COLUMNS: usize = 16_384;

impl From<FormatError> for ApiError {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::NoRoom(detail) => {
                Self::Invalid(vec![Fault::of("format", "too-long", detail)])
            }
            FormatError::Broken(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl ReadRequest {
    /// Returns a list in another format than JSON.
    pub(in crate::http) async fn formatted_list<V, F>(
        self,
        parameters: ListParameters<V, F>,
        format: &'static dyn RecordFormat,
        page: ReadPage<V, F>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: ListFilter + ReadFilter,
    {
        let form =
            BodyForm { media_type: format.media_type(), content_type: format.content_type() };
        let (language, by_day) = (parameters.query.language.clone(), parameters.depends_on_the_day);
        let extent = if parameters.is_page { Extent::Page } else { format.extent() };
        let address = FormattedAddress::of(&self);
        let job = Arc::new(ListJob { parameters, format, page, address });
        let making = Arc::clone(&job);
        let in_memory = move |reader: &mut Reader<'_>| making.in_memory(reader, extent);
        let made = self.made_unless_long(form, language.clone(), by_day, in_memory).await?;
        match (made, extent) {
            (Some(response), _) => Ok(response),
            (None, Extent::WholeInMemory) => {
                let making = move |reader: &mut Reader<'_>| job.file(reader);
                self.made_at_length(form, language, by_day, making).await
            }
            (None, _) => self.streamed(form, language, by_day, job).await,
        }
    }
}

/// A list that is asked for in a format.
struct ListJob<V, F: ListFilter> {
    parameters: ListParameters<V, F>,
    format: &'static dyn RecordFormat,
    page: ReadPage<V, F>,
    address: FormattedAddress,
}

impl<V: View, F: ListFilter + ReadFilter> ListJob<V, F> {
    /// Makes the answer if it is short; `None` if it is long.
    fn in_memory(
        &self,
        reader: &mut Reader<'_>,
        extent: Extent,
    ) -> Result<Option<MadeBody>, ApiError> {
        if self.format.is_feed() {
            reader.audience.visibility = Visibility::Public;
        }
        match extent {
            Extent::Page => self.paged(reader).map(Some),
            Extent::Whole => self.made(reader, InMemory::short()),
            Extent::WholeInMemory => self.made(reader, InMemory::short_file()),
        }
    }

    /// Makes a long list of a format that can only be made in memory.
    fn file(&self, reader: &mut Reader<'_>) -> Result<MadeBody, ApiError> {
        self.made(reader, InMemory::file())?.ok_or_else(too_long)
    }

    fn paged(&self, reader: &mut Reader<'_>) -> Result<MadeBody, ApiError> {
        let query = &self.parameters.query;
        let page = (self.page)(reader, query)?;
        let records: Vec<Value> =
            page.records.iter().map(|record| self.shown(record)).collect::<Result<_, _>>()?;
        let mut about = self.about(reader)?;
        let language = query.language.as_ref().unwrap_or(&about.main);
        let written = self.address.query(self.name(), language);
        let links = PageUrls::new(self.address.base().to_owned(), &written)
            .links(&page, &SortOrder::written(&query.sort));
        about.total = page.total;
        about.urls.first.clone_from(&links.first);
        about.urls.prev.clone_from(&links.prev);
        about.urls.next.clone_from(&links.next);
        if self.format.is_feed() {
            about.published = publication::moments(reader.connection, about.kind, &records)?;
        }
        if self.format.has_columns() {
            let mut survey = self.survey()?;
            for record in &records {
                survey.note(record);
            }
            about.columns = self.columns(survey)?;
        }
        let mut bytes = Vec::new();
        let mut list = self.format.list(&about, &mut bytes)?;
        for record in &records {
            list.write(record, &mut bytes)?;
        }
        list.end(&mut bytes)?;
        let hub = about.hub.as_ref().filter(|_| about.urls.is_topic && self.format.is_feed());
        let hub = hub.map(|hub| format!("<{hub}>; rel=\"hub\", ")).unwrap_or_default();
        let header = links.header().map(|links| format!("{hub}{links}"));
        Ok(MadeBody { links: header, ..self.body(&about, bytes) })
    }

    /// Makes the whole list; `None` if it is too long.
    fn made(
        &self,
        reader: &mut Reader<'_>,
        mut sink: InMemory,
    ) -> Result<Option<MadeBody>, ApiError> {
        let Some(about) = self.surveyed(reader, &sink)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let is_whole = self.write(reader, &about, &mut sink, &mut bytes)?;
        Ok(is_whole.then(|| self.body(&about, bytes)))
    }

    /// Finds what the format needs before the first record; `None` if the sink does not take so long a list.
    fn surveyed(
        &self,
        reader: &mut Reader<'_>,
        sink: &impl ListSink,
    ) -> Result<Option<ListAbout>, ApiError> {
        let mut about = self.about(reader)?;
        if !self.format.has_columns() {
            return Ok(Some(about));
        }
        let mut survey = self.survey()?;
        let is_whole = self.walk(reader, |record, total| {
            survey.note(record);
            Ok(sink.takes(total))
        })?;
        about.columns = self.columns(survey)?;
        Ok(is_whole.then_some(about))
    }

    /// Writes the whole list. Returns false if the sink takes no more of it.
    fn write(
        &self,
        reader: &mut Reader<'_>,
        about: &ListAbout,
        sink: &mut impl ListSink,
        bytes: &mut Vec<u8>,
    ) -> Result<bool, ApiError> {
        let mut list = self.format.list(about, bytes)?;
        let is_whole = self.walk(reader, |record, total| {
            list.write(record, bytes)?;
            Ok(sink.takes(total) && sink.take(record, bytes))
        })?;
        if is_whole {
            list.end(bytes)?;
        }
        Ok(is_whole)
    }

    /// Reads the whole list. Returns false if `each` does not want to go on.
    fn walk(
        &self,
        reader: &mut Reader<'_>,
        mut each: impl FnMut(&Value, i64) -> Result<bool, ApiError>,
    ) -> Result<bool, ApiError> {
        let mut query = ListQuery { limit: CHUNK, ..self.parameters.query.clone() };
        loop {
            reader.renew_budget();
            let part = (self.page)(reader, &query)?;
            for record in &part.records {
                if !each(&self.shown(record)?, part.total)? {
                    return Ok(false);
                }
            }
            match part.next {
                Some(keys) => query.start = PageStart::After(keys),
                None => return Ok(true),
            }
        }
    }

    /// Returns a record as the API shows it; tables choose the fields by their columns.
    fn shown(&self, record: &Served<V>) -> Result<Value, ApiError> {
        let fields = &self.parameters.query.fields;
        if fields.is_empty() || self.format.has_columns() {
            return Ok(serde_json::to_value(record)?);
        }
        Ok(sparse(record, fields)?)
    }

    fn about(&self, reader: &mut Reader<'_>) -> Result<ListAbout, ApiError> {
        let ListParameters { query, delimiter, .. } = &self.parameters;
        let language = query.language.as_ref();
        let about = self.address.about(reader, V::Body::KIND, self.name(), language)?;
        Ok(ListAbout { delimiter: delimiter.unwrap_or(Delimiter::Comma), ..about })
    }

    fn survey(&self) -> Result<ColumnSurvey, FormatError> {
        let language = self.parameters.query.language.clone();
        ColumnSurvey::of(V::Body::KIND, language).map_err(FormatError::Broken)
    }

    fn columns(&self, survey: ColumnSurvey) -> Result<Vec<ListColumn>, FormatError> {
        let columns = survey.used(&self.parameters.query.fields);
        if columns.len() > MOST_COLUMNS {
            return Err(FormatError::NoRoom(message!(
                "is for at most 16,384 columns, and the list needs {columns}: choose some with “fields”, or one language \
                 with “lang”",
                columns = columns.len()
            )));
        }
        Ok(columns)
    }

    /// Returns the name of the format.
    fn name(&self) -> &'static str {
        self.parameters.format.as_str()
    }

    fn body(&self, about: &ListAbout, bytes: Vec<u8>) -> MadeBody {
        MadeBody { bytes, links: None, headers: self.headers(about), record_revision: None }
    }

    fn headers(&self, about: &ListAbout) -> BodyHeaders {
        name_of_file(about, V::Body::KIND.as_str(), self.format.file_ending())
    }
}

impl<V: View, F: ListFilter + ReadFilter> StreamedList for ListJob<V, F> {
    fn begin(&self, reader: &mut Reader<'_>) -> Result<BodyHeaders, ApiError> {
        let about = self.about(reader)?;
        Ok(self.headers(&about))
    }

    fn send(&self, reader: &mut Reader<'_>, sender: StreamSender) -> Result<(), ApiError> {
        let (mut sink, mut bytes) = (Sending(sender), Vec::new());
        let Some(about) = self.surveyed(reader, &sink)? else { return Ok(()) };
        if self.write(reader, &about, &mut sink, &mut bytes)? {
            sink.end(bytes);
        }
        Ok(())
    }
}

fn too_long() -> ApiError {
    let detail = message!(
        "is for at most 10,000 records and 24 MiB of them: add filters, such as a year, or a “limit” with “after”, or use \
         format=csv"
    );
    ApiError::Invalid(vec![Fault::of("format", "too-many", detail)])
}
