//! The OpenAPI document as it is committed: what a running service knows of itself.
//!
//! A test holds it against the document that is collected from the routes ([`super::document`]), so that both always say
//! the same.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::security;
use crate::http::{edge::offer::Offer, state::BASE_PATH};

/// The text of the document.
pub const TEXT: &str = include_str!("../../openapi/openapi.json");

/// What a service needs to know of its operations.
#[derive(Debug, Deserialize)]
pub(crate) struct CommittedOperations {
    /// By the template of their address, below the base path.
    paths: BTreeMap<String, CommittedPath>,
}

/// The operations of an address, in the order of the document.
#[derive(Debug, Deserialize)]
struct CommittedPath {
    get: Option<CommittedOperation>,
    put: Option<CommittedOperation>,
    post: Option<CommittedOperation>,
    delete: Option<CommittedOperation>,
    patch: Option<CommittedOperation>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommittedOperation {
    security: Option<Value>,
    request_body: Option<CommittedBody>,
}

#[derive(Debug, Deserialize)]
struct CommittedBody {
    content: Map<String, Value>,
}

impl CommittedOperations {
    /// Reads the document.
    pub(crate) fn read() -> serde_json::Result<Self> {
        serde_json::from_str(TEXT)
    }

    /// Who may do what: the address, the method and the `security` of each operation, with the marker of public ones.
    pub(crate) fn security(&self) -> impl Iterator<Item = (String, &'static str, Value)> {
        self.paths.iter().flat_map(|(path, item)| {
            item.operations().map(move |(method, operation)| {
                let own = operation.security.as_ref();
                let security = if security::is_public(method, own) {
                    security::marker()
                } else {
                    own.cloned().unwrap_or_default()
                };
                (address(path), method, security)
            })
        })
    }

    /// The templates of all addresses (`/api/v1/partners/{id}`) with what they take. The entry is there with and without
    /// its slash.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (String, Offer)> {
        let paths = self.paths.iter().map(|(path, item)| (address(path), item.offer()));
        paths.chain([(BASE_PATH.to_owned(), Offer::reading())])
    }
}

fn address(path: &str) -> String {
    format!("{BASE_PATH}{path}")
}

impl CommittedPath {
    fn operations(&self) -> impl Iterator<Item = (&'static str, &CommittedOperation)> {
        let Self { get, put, post, delete, patch } = self;
        let all =
            [("GET", get), ("PUT", put), ("POST", post), ("DELETE", delete), ("PATCH", patch)];
        all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    }

    /// What the address takes: its methods, as `Allow` lists them, and the media types of their bodies.
    fn offer(&self) -> Offer {
        let methods = self.operations().flat_map(|(method, _)| match method {
            "GET" => vec!["GET", "HEAD"],
            other => vec![other],
        });
        let methods: Vec<&str> = methods.chain(["OPTIONS"]).collect();
        let media_types = |operation: &Option<CommittedOperation>| {
            let content = &operation.as_ref()?.request_body.as_ref()?.content;
            Some(content.keys().map(String::as_str).collect::<Vec<_>>().join(", "))
        };
        Offer {
            methods: methods.join(", "),
            patches: media_types(&self.patch),
            posts: media_types(&self.post),
        }
    }
}
