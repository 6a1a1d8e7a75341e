//! One record, with the lists that `include` names.

use std::{borrow::Cow, collections::BTreeMap, marker::PhantomData};

use actix_web::HttpResponse;
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema,
        path::{Parameter, ParameterIn},
        schema::Type,
    },
};

use super::{
    Collection,
    inclusion::{IncludedList, Inclusion},
};
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    http::{
        formatted::record::format_parameter,
        read::{Answer, AnyFormatRequest, LanguageParameter, record_answer},
        request::{list_parameter_docs::parameter, path::IdPath, query_reader::QueryReader},
    },
    model::document::Body as _,
    store::read::{fragments::Served, reader::Reader},
    text::{messages::message, suggest::not_among},
};

const INCLUDE: &str = "The lists of `related` to return with the record, in `included`. Each contains the first 20 \
     records of the list, in its default order, and the number of all.";

const INCLUDED: &str = "The lists that `include` names; absent without `include`.";

/// Returns one record, with the lists that the request includes.
pub(super) async fn record<V: Collection>(
    wanted: AnyFormatRequest,
    id: IdPath,
) -> Result<HttpResponse, ApiError> {
    let mut query = QueryReader::new(&wanted.request.context.query);
    let format = wanted.record_format(&mut query, V::Body::KIND);
    let language = query.text_value("lang");
    let included = included::<V>(&mut query);
    if !included.is_empty() && format.is_some_and(|format| format != ListFormat::Json) {
        query.fault("include", "conflict", message!("is only for format=json"));
    }
    query.finish()?;
    let format = format.ok_or(ApiError::NotAcceptable)?;
    if format != ListFormat::Json {
        let find = move |reader: &mut Reader<'_>| record_answer::<V>(reader, &id.id);
        return wanted.request.record_as(format, language, find).await;
    }
    let answer = move |reader: &mut Reader<'_>| {
        let Answer { body, links, record_revision } = record_answer::<V>(reader, &id.id)?;
        if included.is_empty() {
            return Ok(Answer { body: RecordWithLists::Record(body), links, record_revision });
        }
        let lists = included
            .into_iter()
            .map(|inclusion| Ok((inclusion.name(), inclusion.list(reader, &id.id)?)));
        let included = lists.collect::<Result<_, ApiError>>()?;
        let body = RecordWithLists::WithLists(serde_json::to_value(&body)?, included);
        Ok(Answer { body, links, record_revision })
    };
    wanted.request.record(language, answer).await
}

/// The lists that the request names, each once.
fn included<V: Collection>(query: &mut QueryReader) -> Vec<&'static Inclusion> {
    if V::INCLUSIONS.is_empty() {
        return Vec::new();
    }
    let valid: Vec<&str> = V::INCLUSIONS.iter().map(Inclusion::name).collect();
    let named = query.parts("include", |part| {
        let known = valid.iter().find(|name| **name == part);
        known.copied().ok_or_else(|| not_among(part, Some(part), &valid))
    });
    V::INCLUSIONS.iter().filter(|inclusion| named.contains(&inclusion.name())).collect()
}

/// A record, with the lists that the request includes.
pub(super) enum RecordWithLists<V> {
    /// The record alone.
    Record(Served<V>),
    /// The record and its lists.
    WithLists(Value, BTreeMap<&'static str, IncludedList>),
}

impl<V: Serialize> Serialize for RecordWithLists<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            #[serde(flatten)]
            record: &'a Value,
            included: &'a BTreeMap<&'static str, IncludedList>,
        }
        match self {
            Self::Record(record) => record.serialize(serializer),
            Self::WithLists(record, included) => Body { record, included }.serialize(serializer),
        }
    }
}

impl<V: Collection> PartialSchema for RecordWithLists<V> {
    fn schema() -> RefOr<Schema> {
        let mut schema = V::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema
            && !V::INCLUSIONS.is_empty()
        {
            let lists = ObjectBuilder::new().description(Some(INCLUDED));
            let lists = V::INCLUSIONS.iter().fold(lists, |lists, inclusion| {
                lists.property(inclusion.name(), Ref::from_schema_name(inclusion.schema_name()))
            });
            object.properties.insert("included".to_owned(), lists.into());
        }
        schema
    }
}

impl<V: Collection> ToSchema for RecordWithLists<V> {
    fn name() -> Cow<'static, str> {
        V::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        V::schemas(schemas);
        let lists =
            V::INCLUSIONS.iter().map(|inclusion| (inclusion.schema_name(), inclusion.schema()));
        schemas.extend(lists);
    }
}

/// The query parameters of one record.
pub(super) struct RecordParameters<V>(PhantomData<V>);

impl<V: Collection> IntoParams for RecordParameters<V> {
    fn into_params(given_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameters = LanguageParameter::into_params(given_in);
        parameters.extend(format_parameter(V::Body::KIND));
        if !V::INCLUSIONS.is_empty() {
            let names = V::INCLUSIONS.iter().map(Inclusion::name);
            let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
            parameters.push(parameter("include", INCLUDE, ArrayBuilder::new().items(name)));
        }
        parameters
    }
}
