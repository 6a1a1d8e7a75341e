//! Counting the records of a list by the values of a field.

use std::cmp::Reverse;

use diesel::QueryResult;

use super::{
    conditions::{has_path, paths_of},
    disclosure,
    facet::{Facet, FacetCounts, FacetSource, FacetValue, FacetView},
    find::{Filter, FilterUse, Found, VisibleRows},
    labels::Labeller,
    link_set::TopicSource,
    list::{ListFilter, ListQuery},
    reader::Reader,
    referred_topics,
    set_cache::StateSets,
};
use crate::{
    db::{Condition, DbConnection, one_of::one_of_numbers},
    error::ApiError,
    model::{record_type::RecordType, visibility::Visibility},
    values::{
        record_id::RecordId,
        topic::Topic,
        traits::{ClosedList as _, TextValue as _},
    },
};

/// The most partners that are listed.
const MAX_PARTNERS: usize = 50;

/// The records of a list, to be counted.
pub(crate) struct Counted<'a, Source> {
    /// The rows of their table.
    pub rows: VisibleRows<Source>,
    /// What the list consists of.
    pub found: &'a Found,
    /// The filters of the list.
    pub filters: &'a [Filter<Source>],
}

impl<Source: 'static> Counted<'_, Source> {
    /// The facets that `query` asks for.
    pub(crate) fn facets<F: ListFilter>(
        &self,
        reader: &mut Reader<'_>,
        query: &ListQuery<F>,
    ) -> Result<Vec<(&'static str, FacetView)>, ApiError> {
        let list = reader.list_key(query, self.rows.kind);
        let facets = query.facets.iter().map(|facet| {
            let key = format!("{list} {}", facet.name);
            let (revision, visibility) = (reader.revision(), reader.audience.visibility);
            let (totals, sets) = (reader.caches.totals.clone(), reader.sets());
            let counts = totals.facet(revision, &key, || {
                self.counts(reader.connection, &sets, *facet, visibility)
            })?;
            Ok((facet.name, shown(reader, *facet, &counts)?))
        });
        facets.collect()
    }

    fn counts(
        &self,
        connection: &mut DbConnection,
        sets: &StateSets,
        facet: Facet,
        visibility: Visibility,
    ) -> QueryResult<FacetCounts> {
        let mut values = match facet.source {
            FacetSource::Code(column, _) | FacetSource::Text(column) => {
                (self.rows.grouped)(connection, column, self.all(connection))?
            }
            FacetSource::Year(column) => {
                let year = connection.choose(
                    // An empty key has no part, which is null on SQLite.
                    format!("coalesce(CAST(substr({column}, 1, 4) AS TEXT), '')"),
                    format!("convert_from(substr({column}, 1, 4), 'UTF8')"),
                );
                (self.rows.grouped)(connection, &year, self.all(connection))?
            }
            FacetSource::Topics(TopicSource::Own) => self.targets(connection, "topics/")?,
            FacetSource::Topics(TopicSource::OfReferrers) => {
                self.topics_of_referrers(connection, sets, visibility)?
            }
            FacetSource::Partners => self.partners(connection, visibility)?,
        };
        values.retain(|(value, count)| !value.is_empty() && *count > 0);
        values.sort_by(|(one, many), (other, more)| {
            (Reverse(many), one).cmp(&(Reverse(more), other))
        });
        let most = if facet.source == FacetSource::Partners { MAX_PARTNERS } else { usize::MAX };
        let more = i64::try_from(values.len().saturating_sub(most)).unwrap_or(i64::MAX);
        values.truncate(most);
        Ok(FacetCounts { values, more })
    }

    /// The conditions of the list.
    fn all(&self, connection: &DbConnection) -> Vec<Condition<Source>> {
        let filters = self.filters.iter();
        match self.found {
            Found::Few(numbers) => {
                vec![Box::new(one_of_numbers(
                    connection,
                    &format!("{}.seq", self.rows.table),
                    numbers,
                ))]
            }
            _ => filters.map(|filter| filter.condition(FilterUse::Find)).collect(),
        }
    }

    /// The number of records that refer to each target whose path begins with `prefix`, by the rest of the path.
    fn targets(
        &self,
        connection: &mut DbConnection,
        prefix: &str,
    ) -> QueryResult<Vec<(String, i64)>> {
        let counts = (self.rows.targets)(connection, prefix, self.all(connection))?;
        let id = |path: String| path.strip_prefix(prefix).map(str::to_owned).unwrap_or(path);
        Ok(counts.into_iter().map(|(path, count)| (id(path), count)).collect())
    }

    /// The number of records to which others about each topic refer, by the filter on it.
    fn topics_of_referrers(
        &self,
        connection: &mut DbConnection,
        sets: &StateSets,
        visibility: Visibility,
    ) -> QueryResult<Vec<(String, i64)>> {
        let rows = &self.rows;
        let about = referred_topics::topics(connection, sets, rows.kind, Topic::ALL, visibility)?;
        let counts = Topic::ALL.iter().enumerate().map(|(at, topic)| {
            let filter = has_path(rows.table, &paths_of(&about, 1 << at));
            let conditions =
                self.all(connection).into_iter().chain([filter.condition(FilterUse::Find)]);
            let count = (rows.count)(connection, conditions.collect())?;
            Ok((topic.as_str().to_owned(), count))
        });
        counts.collect()
    }

    /// The number of records that refer to each visible partner, by its id.
    fn partners(
        &self,
        connection: &mut DbConnection,
        visibility: Visibility,
    ) -> QueryResult<Vec<(String, i64)>> {
        let mut counts = self.targets(connection, &RecordType::Partners.path(""))?;
        if visibility == Visibility::Public {
            let path = |id: &str| RecordType::Partners.path(id);
            let paths: Vec<String> = counts.iter().map(|(id, _)| path(id)).collect();
            let seen = disclosure::seen(connection, visibility, &paths)?;
            counts.retain(|(id, _)| seen.contains(&path(id)));
        }
        Ok(counts)
    }
}

/// The counts, with the names of partners and codes.
fn shown(
    reader: &mut Reader<'_>,
    facet: Facet,
    counts: &FacetCounts,
) -> Result<FacetView, ApiError> {
    let of_partners = facet.source == FacetSource::Partners;
    let ids = counts.values.iter().filter(|_| of_partners).map(|(id, _)| id.as_str());
    let paths: Vec<String> = ids.map(|id| RecordType::Partners.path(id)).collect();
    let context = reader.context_of(&paths)?;
    let labeller = Labeller::of(context.languages());
    let values = counts.values.iter().map(|(value, count)| {
        let id = RecordId::read(value).filter(|_| of_partners);
        let partner = id.and_then(|id| context.reference(RecordType::Partners, &id));
        let (name, url) = partner.map(|partner| (partner.name, partner.url)).unzip();
        let name = match facet.vocabulary() {
            Some(vocabulary) => Some(labeller.code(vocabulary, value)),
            None => name,
        };
        FacetValue { value: value.clone(), name, url, count: *count }
    });
    Ok(FacetView { values: values.collect(), more: counts.more })
}
