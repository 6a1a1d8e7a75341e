//! Which operations need a token, in the document.
//!
//! An operation that anybody may call has the explicit marker `security: [{}]` while the document is assembled, and again
//! when a service reads the committed one: the access list is built from that form and denies what has neither a role nor
//! the marker. In the document that is published the marker is left out, because Swagger UI shows a padlock for it.

use serde_json::{Map, Value, json};

use crate::{
    auth::role::TokenRole, http::request::access::SCHEME, values::traits::ClosedList as _,
};

/// Adds the security scheme, and marks the operations that read without a role as public.
pub(crate) fn describe(document: &mut Value) {
    document["components"]["securitySchemes"] = json!({ SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "twn_ followed by 38 letters and digits",
        "description": "A token that the operator created with `twinning token create`. A `reader` also sees drafts; an \
            `editor` also writes and sees history and audit; an `admin` also sees the list of tokens, and manages webhooks.",
    } });
    // Operations without `security` need no token unless the document says otherwise.
    document["security"] = json!([]);
    for (method, operation) in operations(document) {
        if is_public(method, operation.get("security")) {
            operation["security"] = marker();
        }
    }
}

/// Whether anybody may call an operation: one that only reads, and does not say who may.
pub(crate) fn is_public(method: &str, security: Option<&Value>) -> bool {
    method.eq_ignore_ascii_case("get") && security.is_none_or(Value::is_null)
}

/// The marker of public operations.
pub(crate) fn marker() -> Value {
    json!([{}])
}

/// The document as it is published: without the marker of public operations.
pub(crate) fn without_markers(mut document: Value) -> Value {
    for (_, operation) in operations(&mut document) {
        if !needs_token(operation)
            && let Some(operation) = operation.as_object_mut()
        {
            operation.shift_remove("security");
        }
    }
    document
}

/// Whether the operation needs a token.
pub(crate) fn needs_token(operation: &Value) -> bool {
    operation["security"][0].as_object().is_some_and(|first| !first.is_empty())
}

/// Whether the operation needs a token with this role.
pub(crate) fn needs_role(operation: &Value, role: TokenRole) -> bool {
    operation["security"][0][SCHEME][0] == role.as_str()
}

/// Every operation with its method.
pub(crate) fn operations(document: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let items = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    items.filter_map(Value::as_object_mut).flat_map(Map::iter_mut)
}
