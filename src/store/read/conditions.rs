//! The conditions common to all lists: words, topics, identifiers, locations and links.

use diesel::{dsl::sql, prelude::*, sql_types::Bool};

use super::{
    area::AreaFilter,
    find::{Filter, FilterUse, Found},
    link_set::{LinkSet, TopicSource},
    list::{ListFilter, ListQuery},
};
use crate::{
    db::{
        Condition, DbConnection,
        pieces::{Piece, Pieces},
        schema::record,
    },
    index::{
        full_text::{EACH, IndexMatches},
        match_cache::matches,
    },
    model::{
        record_type::{RecordState, RecordType},
        visibility::Visibility,
    },
    store::record_counts,
    values::{identifier_scheme::IdentifierScheme, traits::ClosedList as _},
};

/// The filters common to all lists, looked up and ready to be turned into SQL conditions.
#[derive(Debug)]
pub struct ListConditions {
    /// The records that the caller may see.
    pub visibility: Visibility,
    /// The records that the list can have: of published ones alone, those that everybody may see.
    pub(crate) rows: Visibility,
    matches: Option<IndexMatches>,
    drafts_alone: bool,
    topics: Option<LinkSet>,
    identifiers: Vec<(IdentifierScheme, String)>,
    area: AreaFilter,
}

impl ListConditions {
    /// Looks up the words in the search index, at the `state` of the data set in this transaction.
    pub fn look_up<F: ListFilter>(
        connection: &mut DbConnection,
        state: &str,
        visibility: Visibility,
        query: &ListQuery<F>,
        kinds: &[RecordType],
    ) -> QueryResult<Self> {
        let words = query.words.as_ref();
        let rows = match query.state {
            Some(RecordState::Published) => Visibility::Public,
            Some(RecordState::Draft) | None => visibility,
        };
        let matches =
            words.map(|words| matches(connection, state, words, kinds, rows)).transpose()?;
        let topics = LinkSet::to_topics(&query.topics, visibility);
        let (identifiers, area) = (query.identifiers.clone(), query.area);
        let drafts_alone = query.state == Some(RecordState::Draft);
        Ok(Self { visibility, rows, matches, drafts_alone, topics, identifiers, area })
    }

    /// What a list without filters or with words only consists of, which the record counts or the search index
    /// know; otherwise `None`. `filtered` states whether the collection's own filters are set.
    pub fn known(
        &self,
        connection: &mut DbConnection,
        kind: RecordType,
        filtered: bool,
    ) -> QueryResult<Option<Found>> {
        let filtered = filtered || self.drafts_alone || self.area != AreaFilter::default();
        if filtered || self.topics.is_some() || !self.identifiers.is_empty() {
            return Ok(None);
        }
        Ok(Some(match &self.matches {
            Some(IndexMatches::Few(numbers)) => Found::Few(numbers.as_slice().into()),
            Some(matches) => Found::Many(matches.count(connection)?),
            None => Found::Many(record_counts::seen(connection, kind, self.rows)?),
        }))
    }

    /// The number of records that contain the words, according to the search index alone.
    pub fn count_words(&self, connection: &mut DbConnection) -> QueryResult<i64> {
        self.matches.as_ref().map_or(Ok(0), |matches| matches.count(connection))
    }

    /// Whether few records have the words; those are of the types that are searched.
    pub(crate) fn has_few(&self) -> bool {
        matches!(self.matches, Some(IndexMatches::Few(_)))
    }

    /// The row of `table` has the words; `None` if no words are looked for.
    pub(crate) fn has_words<Source: 'static>(
        &self,
        table: &'static str,
    ) -> Option<Condition<Source>> {
        self.matches.as_ref().map(|matches| matches.condition(&format!("{table}.seq")))
    }

    /// The filters on rows of `table`, which are of `kind`.
    pub(crate) fn filters<Source: 'static>(
        &self,
        kind: RecordType,
        table: &'static str,
        topics: TopicSource,
    ) -> impl Iterator<Item = Filter<Source>> + use<Source> {
        let words = self.matches.clone().map(|matches| contains(table, matches));
        let about = self.topics.clone().map(|set| set.of_topics(topics, kind, table));
        let identified = identified(table, &self.identifiers);
        let drafts = self.drafts_alone.then(|| drafts(kind, table));
        let area = self.area.filter(kind, table);
        words.into_iter().chain(drafts).chain(identified).chain(about).chain(area)
    }
}

/// The filter on the words.
fn contains<Source: 'static>(table: &'static str, matches: IndexMatches) -> Filter<Source> {
    let column = format!("{table}.seq");
    Box::new(move |purpose| match purpose {
        FilterUse::Find => matches.counted(&column),
        FilterUse::Test | FilterUse::Walk => matches.condition(&column),
    })
}

/// The disjunction of the conditions; `None` if there are none.
pub(crate) fn any<Source: 'static>(
    conditions: impl IntoIterator<Item = Condition<Source>>,
) -> Option<Condition<Source>> {
    conditions.into_iter().reduce(|one, other| Box::new(one.or(other)))
}

/// The conjunction of the conditions; true if there are none.
pub(crate) fn all<Source: 'static>(
    conditions: impl IntoIterator<Item = Condition<Source>>,
) -> Condition<Source> {
    let all = conditions.into_iter().reduce(|one, other| Box::new(one.and(other)));
    all.unwrap_or_else(|| Box::new(sql::<Bool>("TRUE")))
}

/// Whether `target` is a topic or a visible record.
pub(crate) fn is_seen(
    connection: &mut DbConnection,
    target: &str,
    visibility: Visibility,
) -> QueryResult<bool> {
    if target.starts_with("topics/") {
        return Ok(true);
    }
    let seen: Condition<record::table> = visibility.sees("record.state");
    let found: Option<i64> = record::table
        .filter(record::path.eq(target))
        .filter(seen)
        .select(record::seq)
        .first(connection)
        .optional()?;
    Ok(found.is_some())
}

/// The filter on drafts, which have an index of their own.
fn drafts<Source: 'static>(kind: RecordType, table: &'static str) -> Filter<Source> {
    let (rank, draft) = (kind.rank(), RecordState::Draft.as_str());
    Box::new(move |purpose| {
        Box::new(sql::<Bool>(&match purpose {
            FilterUse::Find => format!(
                "{table}.seq IN (SELECT record.seq FROM record WHERE record.type_rank = {rank} AND \
                 record.state = '{draft}')"
            ),
            FilterUse::Test | FilterUse::Walk => format!("{table}.state = '{draft}'"),
        }))
    })
}

/// The filter on identifiers; `None` if there are none.
fn identified<Source: 'static>(
    table: &'static str,
    identifiers: &[(IdentifierScheme, String)],
) -> Option<Filter<Source>> {
    if identifiers.is_empty() {
        return None;
    }
    let identifiers = identifiers.to_vec();
    let has = move |beginning: String, end: String| -> Condition<Source> {
        let mut pieces = vec![Piece::Sql(beginning)];
        for (at, (scheme, value)) in identifiers.iter().enumerate() {
            let or = if at == 0 { "" } else { " OR " };
            pieces.push(Piece::Sql(format!("{or}(identifier.scheme = ")));
            pieces.push(Piece::Text(scheme.as_str().to_owned()));
            pieces.push(Piece::Sql(" AND identifier.value = ".to_owned()));
            pieces.push(Piece::Text(value.clone()));
            pieces.push(Piece::Sql(")".to_owned()));
        }
        pieces.push(Piece::Sql(end));
        Box::new(Pieces(pieces))
    };
    Some(Box::new(move |purpose| match purpose {
        FilterUse::Find => has(
            format!("{table}.seq IN (SELECT identifier.seq FROM identifier WHERE "),
            ")".to_owned(),
        ),
        FilterUse::Test | FilterUse::Walk => has(
            format!("EXISTS (SELECT 1 FROM identifier WHERE identifier.seq = {table}.seq AND ("),
            format!("){EACH})"),
        ),
    }))
}
