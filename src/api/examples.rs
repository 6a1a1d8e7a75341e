//! Real answers as examples: committed in `openapi/examples`, made and checked by the tests.

use serde_json::{Map, Value};

/// The answers to the example requests, by operation.
const EXAMPLES: [(&str, &str); 22] = [
    ("getEntry", include_str!("../../openapi/examples/getEntry.json")),
    ("listAgreements", include_str!("../../openapi/examples/listAgreements.json")),
    ("getAgreement", include_str!("../../openapi/examples/getAgreement.json")),
    ("listEvents", include_str!("../../openapi/examples/listEvents.json")),
    ("getEvent", include_str!("../../openapi/examples/getEvent.json")),
    ("getMunicipality", include_str!("../../openapi/examples/getMunicipality.json")),
    ("listPartners", include_str!("../../openapi/examples/listPartners.json")),
    ("getPartner", include_str!("../../openapi/examples/getPartner.json")),
    ("listProgrammes", include_str!("../../openapi/examples/listProgrammes.json")),
    ("getProgramme", include_str!("../../openapi/examples/getProgramme.json")),
    ("listProjects", include_str!("../../openapi/examples/listProjects.json")),
    ("getProject", include_str!("../../openapi/examples/getProject.json")),
    ("listChanges", include_str!("../../openapi/examples/listChanges.json")),
    ("getMunicipalityHistory", include_str!("../../openapi/examples/getMunicipalityHistory.json")),
    ("getPartnerHistory", include_str!("../../openapi/examples/getPartnerHistory.json")),
    ("getEventHistory", include_str!("../../openapi/examples/getEventHistory.json")),
    ("getAgreementHistory", include_str!("../../openapi/examples/getAgreementHistory.json")),
    ("getProjectHistory", include_str!("../../openapi/examples/getProjectHistory.json")),
    ("getProgrammeHistory", include_str!("../../openapi/examples/getProgrammeHistory.json")),
    ("listAudit", include_str!("../../openapi/examples/listAudit.json")),
    ("search", include_str!("../../openapi/examples/search.json")),
    ("listTopics", include_str!("../../openapi/examples/listTopics.json")),
];

/// Puts the examples on their operations.
pub fn attach(document: &mut Value) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let known = EXAMPLES.iter().find(|(operation_id, _)| operation["operationId"] == *operation_id);
        let Some(example) = known.and_then(|(_, text)| serde_json::from_str::<Value>(text).ok()) else {
            continue;
        };
        let content = &mut operation["responses"]["200"]["content"]["application/json"];
        content["example"] = example;
    }
}
