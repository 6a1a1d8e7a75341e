//! A record in another format than JSON.

use actix_web::HttpResponse;
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

use super::about::{FormattedAddress, name_of_file};
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    http::{
        made::{BodyForm, MadeBody},
        read::{Answer, AnyFormatRequest, ReadRequest, with_query},
        request::{
            list_parameter_docs::{RECORD_FORMAT, formats, parameter},
            query_reader::QueryReader,
        },
    },
    model::{document::Body as _, record_type::RecordType},
    store::read::{fragments::Served, reader::Reader, view::View},
    values::{language::Language, traits::ClosedList as _},
};

impl AnyFormatRequest {
    /// Reads the parameter `format` of a record; without it, the format that the reader prefers; `None` if it accepts none.
    pub(crate) fn record_format(
        &self,
        query: &mut QueryReader,
        kind: RecordType,
    ) -> Option<ListFormat> {
        let formats = ListFormat::of_record(kind);
        let named = query.choice_among("format", &formats);
        let types = formats.into_iter().map(|format| (format, format.media_type()));
        named.or_else(|| self.accepted.preferred(types))
    }
}

impl ReadRequest {
    /// Returns the record that `find` reads, in this format.
    pub(crate) async fn record_as<V, F>(
        self,
        format: ListFormat,
        language: Option<Language>,
        find: F,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: FnOnce(&mut Reader<'_>) -> Result<Answer<Served<V>>, ApiError> + Send + 'static,
    {
        let Some(writer) = format.writer() else { return self.record(language, find).await };
        let form =
            BodyForm { media_type: writer.media_type(), content_type: writer.content_type() };
        let (address, query) = (FormattedAddress::of(&self), self.context.query.clone());
        let asked = language.clone();
        let made = self.made(form, language, false, move |reader| {
            let Answer { body, record_revision, .. } = find(reader)?;
            let about = address.about(reader, V::Body::KIND, format.as_str(), asked.as_ref())?;
            let record = serde_json::to_value(&body)?;
            let bytes = writer.record(&about, &record)?;
            let id = record["id"].as_str().unwrap_or_default();
            let headers = name_of_file(&about, id, writer.file_ending());
            Ok(MadeBody { bytes, links: None, headers, record_revision })
        });
        made.await.map_err(|error| with_query(error, &query))
    }
}

/// The parameter `format` of a record.
pub(crate) fn format_parameter(kind: RecordType) -> Option<Parameter> {
    let known = ListFormat::of_record(kind);
    (known.len() > 1).then(|| parameter("format", RECORD_FORMAT, formats(&known)))
}

/// The parameter `format` of the municipality.
pub(crate) struct MunicipalityFormat;

impl IntoParams for MunicipalityFormat {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        format_parameter(RecordType::Municipality).into_iter().collect()
    }
}
