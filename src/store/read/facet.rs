//! What a list can be counted by, and the counts.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::link_set::TopicSource;
use crate::values::labels::Vocabulary;

/// A field by whose values the records of a list can be counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facet {
    /// The name: that of the parameter that takes the values, if there is one.
    pub name: &'static str,
    pub(crate) source: FacetSource,
    /// The parameters of the list that take a value, each the same one; none if the list is not filtered by it.
    pub(crate) parameters: &'static [&'static str],
}

/// Where the values of a facet are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FacetSource {
    /// A column of codes, and the vocabulary with their names.
    Code(&'static str, Vocabulary),
    /// A column of texts, or an expression of SQL.
    Text(&'static str),
    /// The years that the dates in a column of keys begin with.
    Year(&'static str),
    /// The topics.
    Topics(TopicSource),
    /// The partners that the records refer to.
    Partners,
}

impl Facet {
    /// A facet of this name.
    pub(crate) const fn new(name: &'static str, source: FacetSource) -> Self {
        Self { name, source, parameters: &[] }
    }

    /// A facet whose values these parameters take.
    pub(crate) const fn taken_by(self, parameters: &'static [&'static str]) -> Self {
        Self { parameters, ..self }
    }

    /// The vocabulary with the names of the values, if they are codes.
    pub(crate) fn vocabulary(self) -> Option<Vocabulary> {
        match self.source {
            FacetSource::Code(_, vocabulary) => Some(vocabulary),
            FacetSource::Topics(_) => Some(Vocabulary::Topic),
            FacetSource::Text(_) | FacetSource::Year(_) | FacetSource::Partners => None,
        }
    }
}

/// The number of records with each value, the most first, and the number of values that are left out.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct FacetCounts {
    pub values: Vec<(String, i64)>,
    pub more: i64,
}

/// How many records of the whole list have each value of a field. Records without a value are not counted; records
/// with several are counted for each.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Facet)]
pub struct FacetView {
    /// The values, the most frequent first; of partners the first 50.
    pub values: Vec<FacetValue>,
    /// The number of values that are left out.
    #[schema(minimum = 0, example = 0)]
    pub more: i64,
}

/// A value, and how many records have it.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetValue {
    /// The value; of a partner its id.
    #[schema(example = "conference")]
    pub value: String,
    /// The name of the code or of the partner in the requested language, or in the closest available one; years have none.
    pub name: Option<String>,
    /// The URL of the partner.
    #[schema(format = "uri")]
    pub url: Option<String>,
    /// The exact number of records of the whole list with this value.
    #[schema(minimum = 1, example = 3)]
    pub count: i64,
}
