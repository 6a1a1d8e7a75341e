//! The lists of the OpenAPI document, and what each can be asked.

use serde_json::Value;

use crate::support::oracle::DOCUMENT;

/// An operation that answers with pages.
pub struct List {
    /// Its address, such as `/events`.
    pub path: &'static str,
    /// The orders, as `sort` takes them; empty if there is one.
    pub orders: Vec<String>,
    pub filters: Vec<Filter>,
}

/// A parameter by which a list has fewer records.
pub struct Filter {
    pub name: &'static str,
    /// Values to try: all those that the document lists, or some that the data have and some that they do not.
    pub values: Vec<String>,
    /// Whether several values can be given.
    pub takes_several: bool,
}

/// The parameters that leave no record out, at least not by themselves.
const NOT_FILTERS: [&str; 10] = [
    "after",
    "before",
    "delimiter",
    "facets",
    "fields",
    "format",
    "lang",
    "limit",
    "radius",
    "sort",
];

/// The lists whose plans another test reads.
const ELSEWHERE: [&str; 3] = ["/audit", "/batches", "/municipality/history"];

/// The lists of the document.
pub fn lists() -> Vec<List> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let lists = paths.iter().filter(|(path, item)| {
        let pages = parameters(&item["get"]).any(|one| one["name"] == "limit");
        pages && !path.contains('{') && !ELSEWHERE.contains(&path.as_str())
    });
    lists.map(|(path, item)| list(path, &item["get"])).collect()
}

fn list(path: &'static str, operation: &'static Value) -> List {
    let sort = parameters(operation).find(|one| one["name"] == "sort");
    let filters = parameters(operation).filter(|one| {
        let name = one["name"].as_str().unwrap();
        one["in"] == "query" && !NOT_FILTERS.contains(&name)
    });
    List {
        path,
        orders: sort.map(|sort| listed(&sort["schema"])).unwrap_or_default(),
        filters: filters.map(|one| filter(path, one)).collect(),
    }
}

fn filter(path: &str, parameter: &'static Value) -> Filter {
    let name = parameter["name"].as_str().unwrap();
    let listed = listed(&parameter["schema"]);
    Filter {
        name,
        values: if listed.is_empty() { made_up(path, name) } else { listed },
        takes_several: resolved(&parameter["schema"])["type"] == "array",
    }
}

fn parameters(operation: &'static Value) -> impl Iterator<Item = &'static Value> {
    operation["parameters"].as_array().into_iter().flatten().map(resolved)
}

/// What a reference of the document refers to.
fn resolved(part: &'static Value) -> &'static Value {
    match part["$ref"].as_str() {
        Some(reference) => {
            resolved(DOCUMENT.pointer(reference.strip_prefix('#').unwrap()).unwrap())
        }
        None => part,
    }
}

/// The values that a schema, or the schema of its items, lists.
fn listed(schema: &'static Value) -> Vec<String> {
    let schema = resolved(schema);
    let schema = if schema["type"] == "array" { resolved(&schema["items"]) } else { schema };
    let values = schema["enum"].as_array().into_iter().flatten();
    values.map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// Values of a parameter whose values the document does not list: common, rare, and absent ones.
fn made_up(path: &str, name: &str) -> Vec<String> {
    let values = match name {
        "q" => ["spotkanie", "rzadkie", "nieobecne"],
        "identifier" => ["wikidata:Q1", "wikidata:Q7", "wikidata:Q0"],
        "country" => ["LT", "ZW", "FR"],
        "partner" => ["p0", "p199", "p-absent"],
        "agreement" => ["a0", "a199", "a-absent"],
        "project" => ["j0", "j199", "j-absent"],
        "partOf" => ["e0", "e199", "e-absent"],
        "programme" => ["m0", "m199", "m-absent"],
        "from" | "signedFrom" => ["1990-01-01", "2089-01-01", "2150-01-01"],
        "to" | "signedTo" => ["2060-01-01", "1951-01-01", "1900-01-01"],
        "bbox" => ["19,53,24,55", "-13,-38,-11,-36", "100,-50,101,-49"],
        "near" => ["54,21&radius=200", "-37,-12&radius=5", "10,170&radius=50"],
        "year" => ["2020", "1961", "1955"],
        _ => {
            panic!("{path} can be asked for {name}: which values are common and rare in the data?")
        }
    };
    values.map(str::to_owned).to_vec()
}
