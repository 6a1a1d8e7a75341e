//! The links of the API root: to every record type in the registry, and to all other resources.

use serde::{Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

use crate::{http::state::BASE_PATH, model::registry, values::traits::ClosedList as _};

/// The links that follow the collections: name, path relative to the base URL, and description.
const OTHERS: [(&str, &str, &str); 5] = [
    ("topics", "/topics", "The topics."),
    ("vocabularies", "/vocabularies", "The codes of records, with their names for display."),
    ("changes", "/changes", "The feed of changes, for clients that keep a copy of the data."),
    ("search", "/search", "The search across records of every type."),
    ("openapi", "/openapi.json", "The OpenAPI document."),
];

/// The links beside the API: name, path relative to the public URL, and description.
const BESIDE: [(&str, &str, &str); 4] = [
    ("documentation", "/swagger-ui/", "Swagger UI, to try the API in a browser."),
    ("calendar", "/events.ics", "The events as a calendar to subscribe to."),
    ("dump", "/dump.ndjson", "Everything that is public, in one file."),
    ("catalog", "/catalog", "The DCAT-AP catalogue of the data, for harvesters."),
];

/// Links from the API root.
#[derive(Debug)]
pub(crate) struct ApiRootLinks {
    base_url: String,
}

impl ApiRootLinks {
    /// The links below `base_url`, the public URL with `/api/v1`.
    pub(crate) fn new(base_url: &str) -> Self {
        Self { base_url: base_url.to_owned() }
    }

    /// The name and URL of each link.
    fn all(&self) -> impl Iterator<Item = (&'static str, String)> {
        let below = |path: &str| format!("{}{path}", self.base_url);
        let site = self.base_url.strip_suffix(BASE_PATH).unwrap_or(&self.base_url);
        let types = registry::all().iter().map(|info| info.record_type.as_str());
        std::iter::once(("self", self.base_url.clone()))
            .chain(types.map(move |name| (name, below(&format!("/{name}")))))
            .chain(OTHERS.into_iter().map(move |(name, path, _)| (name, below(path))))
            .chain(BESIDE.into_iter().map(move |(name, path, _)| (name, format!("{site}{path}"))))
    }
}

impl Serialize for ApiRootLinks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.all())
    }
}

impl PartialSchema for ApiRootLinks {
    fn schema() -> RefOr<Schema> {
        let types = registry::all().iter().map(|info| (info.record_type.as_str(), info.about));
        let others = OTHERS.into_iter().chain(BESIDE).map(|(name, _, about)| (name, about));
        let all = [("self", "The API root.")].into_iter().chain(types).chain(others);
        all.fold(
            ObjectBuilder::new().description(Some("Links from the API root.")),
            |object, (name, about)| {
                let link = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::Custom("uri".to_owned())))
                    .description(Some(about));
                object.property(name, link).required(name)
            },
        )
        .into()
    }
}

impl ToSchema for ApiRootLinks {}
