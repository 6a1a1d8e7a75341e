//! The schemas that generated clients are made of: patches, and records that their type tells apart.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twinning::{
    model::{record_type::RecordType, registry},
    values::traits::ClosedList as _,
};

use crate::support::oracle::{DOCUMENT, resolved};

fn schema(name: &str) -> &'static Value {
    let schema = &DOCUMENT["components"]["schemas"][name];
    assert!(schema.is_object(), "{name}");
    schema
}

/// The name of the type without the ending of what is written: `Partner`.
fn name(kind: RecordType) -> String {
    registry::info(kind).input_name().strip_suffix("Input").unwrap().to_owned()
}

/// The fields that a writer sets.
fn written(kind: RecordType) -> BTreeSet<&'static str> {
    let fields =
        schema(&registry::info(kind).input_name())["properties"].as_object().unwrap().iter();
    fields
        .filter(|(name, field)| *name != "id" && field["readOnly"] != true)
        .map(|(name, _)| name.as_str())
        .collect()
}

fn allows_null(field: &Value) -> bool {
    let types = field["type"].as_array().into_iter().flatten();
    let alternatives = field["anyOf"].as_array().into_iter().flatten().map(|one| &one["type"]);
    types.chain(alternatives).any(|one| one == "null")
}

#[test]
fn a_patch_may_leave_out_or_remove_every_field_that_is_written() {
    for kind in RecordType::ALL {
        let patch = schema(&format!("{}Patch", name(*kind)));
        let fields = patch["properties"].as_object().unwrap();
        assert_eq!(
            fields.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            written(*kind),
            "{kind:?}"
        );
        assert!(
            patch.get("required").is_none() && patch["additionalProperties"] == false,
            "{kind:?}"
        );
        for (name, field) in fields {
            assert!(allows_null(field), "{kind:?} {name}");
        }
        let texts = resolved(&fields["translations"]["anyOf"][0]);
        assert!(allows_null(&texts["additionalProperties"]), "{kind:?}: texts in one language");
    }
}

#[test]
fn every_patch_is_the_body_of_its_operation() {
    for kind in RecordType::ALL {
        let path =
            if *kind == RecordType::Municipality { String::new() } else { "/{id}".to_owned() };
        let operation = &DOCUMENT["paths"][format!("/{}{path}", kind.as_str())]["patch"];
        let body =
            &operation["requestBody"]["content"]["application/merge-patch+json"]["schema"]["$ref"];
        assert_eq!(*body, format!("#/components/schemas/{}Patch", name(*kind)));
    }
}

#[test]
fn the_type_tells_records_apart() {
    let any = schema("ExchangeRecord");
    assert_eq!(any["discriminator"]["propertyName"], "type");
    assert_eq!(any["oneOf"].as_array().unwrap().len(), RecordType::ALL.len());
    for kind in RecordType::ALL {
        let name = format!("{}Record", name(*kind));
        let reference = format!("#/components/schemas/{name}");
        assert_eq!(any["discriminator"]["mapping"][kind.as_str()], reference);
        assert!(any["oneOf"].as_array().unwrap().contains(&json!({"$ref": reference})), "{name}");
        let required: Vec<_> =
            schema(&name)["required"].as_array().unwrap().iter().take(2).collect();
        assert_eq!(required, ["type", "id"], "{name}");
        assert_eq!(schema(&name)["properties"]["type"]["const"], kind.as_str(), "{name}");
    }
    for (schema_name, field) in
        [("HistoryEntry", "before"), ("HistoryEntry", "after"), ("RecordChange", "record")]
    {
        let reference = &schema(schema_name)["properties"][field]["$ref"];
        assert_eq!(*reference, "#/components/schemas/ExchangeRecord", "{schema_name} {field}");
    }
}

#[test]
fn answers_and_list_items_name_their_type() {
    for kind in RecordType::ALL {
        assert_eq!(schema(&name(*kind))["properties"]["type"]["const"], kind.as_str());
        if *kind != RecordType::Municipality {
            assert_eq!(
                schema(&format!("{}ListItem", name(*kind)))["properties"]["type"]["const"],
                kind.as_str()
            );
        }
    }
}
