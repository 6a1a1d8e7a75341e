//! The query parameters of the journal.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use jiff::tz::TimeZone;
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder,
        path::{Parameter, ParameterIn},
        schema::Type,
    },
};

use crate::{
    error::ApiError,
    http::{
        request::{
            list_parameter_docs::{AFTER, LIMIT, number, parameter},
            list_parameters::{DEFAULT_LIMIT, MAX_LIMIT, cursor},
            query_reader::QueryReader,
        },
        response::cursor::Cursor,
    },
    journal::{
        history::{JournalFilter, JournalPosition},
        writer::JournalAction,
    },
    model::record_type::RecordType,
    values::{date::PartialDate, instant::Instant, traits::ClosedList},
};

/// The sort order of the journal, as recorded in its cursors.
const ORDER: &str = "-revision";

/// The query for a page of the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PageQuery {
    /// The maximum number of changes.
    pub limit: i64,
    /// The position after which the page starts.
    pub after: Option<JournalPosition>,
}

impl PageQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let limit = reader.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
        let keys = cursor(reader, "after", ORDER, 2);
        Self { limit, after: keys.and_then(|keys| place(&keys)) }
    }
}

fn place(keys: &[Vec<u8>]) -> Option<JournalPosition> {
    let [revision, path] = keys else { return None };
    let revision = i64::from_be_bytes(revision.as_slice().try_into().ok()?);
    Some((revision, String::from_utf8(path.clone()).ok()?))
}

/// The cursor for a position.
pub(crate) fn cursor_of((revision, path): &JournalPosition) -> String {
    let keys = vec![revision.to_be_bytes().to_vec(), path.as_bytes().to_vec()];
    Cursor { sort: ORDER.to_owned(), keys }.encode()
}

/// The query for the history of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct HistoryQuery(pub PageQuery);

/// The query for the journal of the whole data set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AuditQuery {
    /// The page.
    pub page: PageQuery,
    filter: JournalFilter,
    from: Option<PartialDate>,
    to: Option<PartialDate>,
}

impl AuditQuery {
    fn read(query: &str) -> Result<Self, ApiError> {
        let mut reader = QueryReader::new(query);
        let page = PageQuery::read(&mut reader);
        let types =
            reader.choices::<RecordType>("type").into_iter().map(ClosedList::as_str).collect();
        let filter = JournalFilter {
            actors: reader.names("actor"),
            types,
            actions: reader.choices("action"),
            batch: reader.number("batch", 1, i64::MAX),
            ..JournalFilter::default()
        };
        let (from, to) = reader.period("from", "to");
        reader.finish()?;
        Ok(Self { page, filter, from, to })
    }

    /// The filter, with dates converted to the start and end of the day in this time zone.
    pub(crate) fn filter(&self, zone: &TimeZone) -> JournalFilter {
        JournalFilter {
            from: self.from.map(|date| Instant::start_of(date.first_day().day(), zone)),
            until: self.to.map(|date| {
                let next = date.last_day().day().saturating_add(jiff::Span::new().days(1));
                Instant::start_of(next, zone)
            }),
            ..self.filter.clone()
        }
    }
}

impl FromRequest for HistoryQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut reader = QueryReader::new(request.query_string());
        let page = PageQuery::read(&mut reader);
        ready(reader.finish().map(|()| Self(page)))
    }
}

impl FromRequest for AuditQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request.query_string()))
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1))
}

/// The number of a batch.
pub(crate) fn batch_number() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).examples([101])
}

fn choices<C: PartialSchema>() -> ArrayBuilder {
    ArrayBuilder::new().items(C::schema())
}

/// The parameters of a page.
pub(crate) fn paging() -> Vec<Parameter> {
    vec![
        parameter("limit", LIMIT, number(DEFAULT_LIMIT, MAX_LIMIT)),
        parameter("after", AFTER, text()),
    ]
}

impl IntoParams for HistoryQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        paging()
    }
}

impl IntoParams for AuditQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let actors = ArrayBuilder::new().items(text().examples(["Anna Nowak"]));
        let mut parameters = vec![
            parameter(
                "actor",
                "Changes by any of these actors, exactly as `actor` has them, separated by commas. A name with a comma \
                 stands in quotation marks: `\"Office, Kętrzyn\"`.",
                actors,
            ),
            parameter("type", "Changes of records of these types.", choices::<RecordType>()),
            parameter("action", "Changes of these kinds.", choices::<JournalAction>()),
            parameter("batch", "The changes of this batch, see `/batches`.", batch_number()),
            parameter(
                "from",
                "Changes on or after this date, in the municipality's time zone.",
                PartialDate::schema(),
            ),
            parameter("to", "Changes on or before this date.", PartialDate::schema()),
        ];
        parameters.extend(paging());
        parameters
    }
}
