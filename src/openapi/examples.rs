//! Real answers as examples: committed in `openapi/examples`, made and checked by the tests. What writers send is
//! derived from them, so that it can be sent as it is.

use serde_json::{Map, Value, json};

use super::schemas::answer_name;
use crate::{model::record_type::RecordType, values::traits::ClosedList as _};

/// An answer that is an example.
pub struct ExampleAnswer {
    /// The name of the example: that of the schema, where one example is enough for it.
    pub name: &'static str,
    /// The request, below `/api/v1`.
    pub request: &'static str,
    /// The answer.
    pub text: &'static str,
}

macro_rules! answers {
    ($($name:literal => $request:literal,)*) => {
        &[$(ExampleAnswer {
            name: $name,
            request: $request,
            text: include_str!(concat!("../../openapi/examples/", $name, ".json")),
        },)*]
    };
}

/// Every answer that is an example. A POST is one of the example of its own body.
pub const ANSWERS: &[ExampleAnswer] = answers! {
    "ApiRoot" => "/?lang=en",
    "Municipality" => "/municipality?lang=en",
    "MunicipalityHistory" => "/municipality/history?limit=1",
    "Partner" => "/partners/gulbene?lang=en",
    "PartnerWithLists" => "/partners/mauron?include=agreements,projects&lang=en",
    "PartnerPage" => "/partners?lang=en&fields=name,country,partnerSince&limit=2&sort=partnerSince",
    "PartnerHistory" => "/partners/gulbene/history?limit=1",
    "Event" => "/events/2015-05-20-podpisanie-umowy-o-partnerstwie-oziersk?lang=en",
    "EventPage" => "/events?partner=oziersk&lang=en&fields=title,startDate,kind&limit=2",
    "EventHistory" => "/events/2012-06-04-wizyta-gosci-mauron-rietavas/history?limit=1",
    "Agreement" => "/agreements/list-intencyjny-oziersk-2009?lang=en",
    "AgreementPage" => "/agreements?kind=partnership&lang=en&fields=title,signedOn&limit=2",
    "AgreementHistory" => "/agreements/karta-braterstwa-mauron-2003/history?limit=1",
    "Project" => "/projects/stadiony-sportowe?lang=en",
    "ProjectPage" => "/projects?lang=en&fields=title,status,startDate&limit=1",
    "ProjectHistory" => "/projects/stadiony-sportowe/history?limit=1",
    "Programme" => "/programmes/erasmus-plus-2014-2020?lang=en",
    "ProgrammePage" => "/programmes?year=2013&lang=en&fields=name,periodStart,periodEnd",
    "ProgrammeHistory" => "/programmes/europe-for-citizens-2014-2020/history?limit=1",
    "AuditPage" => "/audit?type=programmes&action=create&limit=1",
    "ChangesPage" => "/changes?after=2&limit=1",
    "SearchResultPage" => "/search?q=Ozierska&lang=en&limit=2",
    "TokenList" => "/tokens",
    "TopicList" => "/topics?lang=en",
    "VocabularyList" => "/vocabularies?id=mediaKind&lang=en",
    "ImportReport" => "POST /import",
    "Batch" => "/batches/1",
    "BatchPage" => "/batches?limit=1",
    "Webhook" => "/webhooks/wH4kE6gB",
    "WebhookList" => "/webhooks",
    "WebhookWithSecret" => "POST /webhooks",
    "WebhookTest" => "POST /webhooks/wH4kE6gB/test",
    "UndoReport" => "POST /batches/1/undo?dryRun=true",
    "PartnersGeoJson" => "/partners?format=geojson&lang=pl&limit=1",
    "EventsJsonFeed" => "/events?format=jsonfeed&lang=pl&limit=1",
    "EventsJsonLd" => "/events?format=jsonld&lang=pl&limit=1",
};

/// The examples of formats that many lists and records have, by their media type.
const OF_FORMATS: [(&str, &str); 5] = [
    ("application/geo+json", "PartnersGeoJson"),
    ("application/feed+json", "EventsJsonFeed"),
    ("application/ld+json", "EventsJsonLd"),
    ("application/x-ndjson", "EventsNdjson"),
    ("text/csv", "EventsCsv"),
];

/// Answers that are texts: the name, the request, the ending of the file and the answer.
pub const TEXTS: [(&str, &str, &str, &str); 2] = [
    (
        "EventsNdjson",
        "/events?format=ndjson&lang=pl&limit=2&fields=title,startDate",
        "ndjson",
        include_str!("../../openapi/examples/EventsNdjson.ndjson"),
    ),
    (
        "EventsCsv",
        "/events?format=csv&lang=pl&limit=2&fields=title,startDate,place",
        "csv",
        include_str!("../../openapi/examples/EventsCsv.csv"),
    ),
];

/// Files to import, by their media type: the example's name, its content.
const FILES: [(&str, &str, &str); 2] = [
    (
        "application/x-ndjson",
        "ImportNdjson",
        include_str!("../../openapi/examples/ImportNdjson.ndjson"),
    ),
    ("text/csv", "ImportCsv", include_str!("../../openapi/examples/ImportCsv.csv")),
];

/// The problems, by name: of each kind one that the service answered with.
pub struct Problems(Map<String, Value>);

impl Problems {
    /// Reads the committed ones.
    pub fn read() -> Self {
        let text = include_str!("../../openapi/examples/problems.json");
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// References to those with a status that `is_meant`.
    pub fn named(&self, is_meant: impl Fn(u64) -> bool) -> Value {
        let problems =
            self.0.iter().filter(|(_, problem)| problem["status"].as_u64().is_some_and(&is_meant));
        Value::Object(problems.map(|(name, _)| referred(&format!("{name}Problem"))).collect())
    }

    fn components(&self) -> impl Iterator<Item = (String, Value)> {
        self.0.iter().map(|(name, problem)| {
            let title = problem["title"].as_str().unwrap_or_default();
            let summary = format!("{} {title}", problem["status"]);
            (format!("{name}Problem"), json!({ "summary": summary, "value": problem }))
        })
    }
}

/// Puts an example on every body and answer.
pub fn attach(document: &mut Value, problems: &Problems) {
    let mut examples: Map<String, Value> = problems.components().chain(committed()).collect();
    for kind in RecordType::ALL {
        examples.extend(sent(document, *kind, &examples[&answer_name(*kind)]["value"]));
    }
    let input = json!({ "value": { "url": examples["Webhook"]["value"]["url"] } });
    examples.insert("WebhookInput".to_owned(), input);
    examples.insert("OpenApiDocument".to_owned(), beginning(document));
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let kind =
            path.split('/').nth(1).and_then(RecordType::read).map(answer_name).unwrap_or_default();
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let read = if method == "get" { ExampleUse::Read } else { ExampleUse::Written };
            let responses =
                operation["responses"].as_object_mut().into_iter().flat_map(Map::values_mut);
            for content in responses.filter_map(|response| response.get_mut("content")) {
                put_on(content, read, (&kind, path), &examples);
            }
            if let Some(content) =
                operation.get_mut("requestBody").and_then(|body| body.get_mut("content"))
            {
                put_on(content, ExampleUse::Written, (&kind, path), &examples);
            }
        }
    }
    examples.sort_keys();
    document["components"]["examples"] = Value::Object(examples);
}

/// The answers and files that are committed, by their names.
fn committed() -> impl Iterator<Item = (String, Value)> {
    let example = |name: &str, request: &str, value: Value| {
        let mut example = json!({ "value": value });
        if request.contains('&') {
            example["summary"] = json!(format!("GET {request}"));
        }
        (name.to_owned(), example)
    };
    let answers = ANSWERS.iter().map(move |ExampleAnswer { name, request, text }| {
        example(name, request, serde_json::from_str(text).unwrap_or_default())
    });
    let texts =
        TEXTS.iter().map(move |(name, request, _, text)| example(name, request, (*text).into()));
    let files = FILES.iter().map(move |(_, name, text)| example(name, "", (*text).into()));
    answers.chain(texts).chain(files)
}

/// The id of the record that is the example of its type.
pub fn id_of(kind: RecordType) -> Option<Value> {
    let name = answer_name(kind);
    let answer = ANSWERS.iter().find(|answer| answer.name == name)?;
    let record: Value = serde_json::from_str(answer.text).ok()?;
    record.get("id").cloned()
}

/// The name of the schema that a reference leads to.
pub fn target(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// The body that examples are put on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExampleUse {
    /// The answer to a GET.
    Read,
    /// Any other.
    Written,
}

/// The ending of the name of an answer with what `include` adds to it.
const WITH_LISTS: &str = "WithLists";

/// Puts examples on each media type of a body.
fn put_on(
    content: &mut Value,
    used: ExampleUse,
    (kind, path): (&str, &str),
    examples: &Map<String, Value>,
) {
    for (media_type, content) in content.as_object_mut().into_iter().flatten() {
        let file = FILES
            .iter()
            .find(|(file_type, ..)| path == "/import" && media_type == file_type)
            .map(|(_, name, _)| (*name).to_owned());
        let format = OF_FORMATS.iter().find(|(format, _)| media_type == format);
        let format = format.filter(|_| used == ExampleUse::Read && path != "/templates/{type}");
        let format = format.map(|(_, name)| (*name).to_owned());
        let name = match target(&content["schema"]) {
            Some("HistoryPage") if kind.is_empty() => "AuditPage".to_owned(),
            Some("HistoryPage") => format!("{kind}History"),
            Some("RestoreInput") => format!("{kind}Restore"),
            Some(schema) => schema.to_owned(),
            None if path == "/openapi.json" => "OpenApiDocument".to_owned(),
            None => file.or(format).unwrap_or_default(),
        };
        let with_lists = (used == ExampleUse::Read).then(|| format!("{name}{WITH_LISTS}"));
        let named = [Some(name), with_lists].into_iter().flatten();
        let named: Map<_, _> =
            named.filter(|name| examples.contains_key(name)).map(|name| referred(&name)).collect();
        if !named.is_empty() {
            content["examples"] = Value::Object(named);
        }
    }
}

/// The name of an example where it is used, and the reference to it.
fn referred(name: &str) -> (String, Value) {
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    (first.to_lowercase() + rest, json!({ "$ref": format!("#/components/examples/{name}") }))
}

/// What can be sent to create a record like the example, to change it, and to restore it.
fn sent(document: &Value, kind: RecordType, record: &Value) -> [(String, Value); 3] {
    let name = answer_name(kind);
    let schema = &document["components"]["schemas"][format!("{name}Input")];
    let mut input = written(document, schema, record);
    if let Some(fields) = input.as_object_mut() {
        // POST derives it from the name, and PUT has it in the address.
        fields.shift_remove("id");
    }
    let patch = json!({ "translations": { "en": record["translations"]["en"] } });
    let restore = json!({ "revision": record["revision"] });
    [("Input", input), ("Patch", patch), ("Restore", restore)]
        .map(|(ending, value)| (format!("{name}{ending}"), json!({ "value": value })))
}

/// Leaves out what the schema says is read-only.
fn written(document: &Value, schema: &Value, value: &Value) -> Value {
    let schema = match target(schema) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    };
    match value {
        Value::Object(fields) => {
            let of = |name: &str| {
                schema["properties"].get(name).unwrap_or(&schema["additionalProperties"])
            };
            let kept = fields.iter().filter(|(name, _)| of(name)["readOnly"] != true);
            kept.map(|(name, value)| (name.clone(), written(document, of(name), value))).collect()
        }
        Value::Array(items) => {
            items.iter().map(|item| written(document, &schema["items"], item)).collect()
        }
        other => other.clone(),
    }
}

/// How the document itself begins.
fn beginning(document: &Value) -> Value {
    let info =
        json!({ "title": document["info"]["title"], "version": document["info"]["version"] });
    json!({
        "summary": "The beginning of the document",
        "value": { "openapi": document["openapi"], "info": info, "servers": document["servers"] },
    })
}
