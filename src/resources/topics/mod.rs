//! `/topics`: the closed list of topics.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, route};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::ApiError,
    http::{
        read::{LanguageParameter, ReadRequest},
        route_registry::RouteRegistry,
    },
    model::record_type::RecordType,
    store::read::audience::Audience,
    values::{
        labels::{self, Vocabulary},
        language::Language,
        topic::Topic,
        traits::{ClosedList, TextValue as _},
    },
};

/// Registers the route.
pub(crate) fn routes(config: &mut impl RouteRegistry) {
    config.service(list_topics);
}

/// A topic that records can have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TopicEntry)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TopicView {
    /// The topic, as used in records and filters.
    pub id: Topic,
    /// The name in the requested language, or else in English.
    #[schema(example = "Sport")]
    pub name: &'static str,
    /// The language of `name`.
    #[schema(example = "pl")]
    pub served_language: &'static str,
    /// The names in all available languages.
    pub names: BTreeMap<&'static str, &'static str>,
    /// The URL of the list of events with this topic.
    #[schema(format = "uri")]
    pub events: String,
}

/// All topics.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TopicList {
    /// The topics.
    pub data: Vec<TopicView>,
}

/// List topics
///
/// The closed list of topics of events, agreements and projects, with their names for display.
#[utoipa::path(get, path = "/topics", operation_id = "listTopics", tag = "Topics", params(LanguageParameter),
    responses((status = 200, description = "All topics.", body = TopicList)))]
#[route("/topics", method = "GET", method = "HEAD")]
pub(crate) async fn list_topics(request: ReadRequest) -> Result<HttpResponse, ApiError> {
    let language = request.context.only_language()?;
    request
        .answer(language, false, |reader| {
            let audience = &reader.audience;
            let data: Vec<_> = Topic::ALL.iter().map(|topic| view(*topic, audience)).collect();
            let served = data.iter().filter_map(|topic| Language::read(topic.served_language));
            reader.served.extend(served);
            Ok(TopicList { data }.into())
        })
        .await
}

fn view(topic: Topic, audience: &Audience) -> TopicView {
    let served_language = labels::language(&audience.languages);
    let names = labels::codes(Vocabulary::Topic).iter().find(|entry| entry.code == topic.as_str());
    TopicView {
        id: topic,
        name: labels::label(Vocabulary::Topic, topic.as_str(), served_language),
        served_language,
        names: names.map(|entry| entry.names().collect()).unwrap_or_default(),
        events: audience.list_url(RecordType::Events, "topic", topic.as_str()),
    }
}
