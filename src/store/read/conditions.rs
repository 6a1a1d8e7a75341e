//! The conditions common to all lists: words, topics, identifiers, locations and links.

use std::sync::Arc;

use diesel::{prelude::*, sql_types::Bool};

use super::{
    area::AreaFilter,
    find::{Filter, FilterUse, Found, literals, written},
    link_set::{LinkSet, LinkSight, TopicSource},
    list::{ListFilter, ListQuery},
    referred_topics,
    set_cache::{StateSets, TopicBits},
};
use crate::{
    db::{
        Condition, DbConnection,
        fixed_sql::FixedSql,
        pieces::{Piece, Pieces},
        schema::record,
    },
    index::{
        full_text::{EACH, MarkedWords},
        number_set::NumberSet,
    },
    model::{
        record_type::{RecordState, RecordType},
        visibility::Visibility,
    },
    store::record_counts::{self, RecordCounts},
    values::{identifier_scheme::IdentifierScheme, traits::ClosedList as _},
};

/// The filters common to all lists, looked up and ready to be turned into SQL conditions.
#[derive(Debug)]
pub(crate) struct ListConditions {
    /// The records that the caller may see.
    pub visibility: Visibility,
    /// The records that the list can have: of published ones alone, those that everybody may see.
    pub(crate) rows: Visibility,
    words: Option<(MarkedWords, Arc<NumberSet>)>,
    drafts_alone: bool,
    topics: Option<Topics>,
    identifiers: Vec<(IdentifierScheme, String)>,
    area: AreaFilter,
}

/// The records that have one of some topics.
#[derive(Debug)]
enum Topics {
    /// Those with these links.
    Own(LinkSet),
    /// Those with these paths.
    OfReferrers(Vec<String>),
}

impl ListConditions {
    /// Looks up the words in the search index, and the topics of records that have them from others, at the state of
    /// the data set in this transaction.
    pub(super) fn look_up<F: ListFilter>(
        connection: &mut DbConnection,
        sets: &StateSets,
        visibility: Visibility,
        query: &ListQuery<F>,
        (kinds, source): (&[RecordType], TopicSource),
    ) -> QueryResult<Self> {
        let rows = match query.state {
            Some(RecordState::Published) => Visibility::Public,
            Some(RecordState::Draft) | None => visibility,
        };
        let words = query.words.as_ref().map(|words| {
            let words = MarkedWords::new(connection, words, kinds, rows);
            let numbers = sets.set(words.as_str(), || words.matching(connection))?;
            QueryResult::Ok((words, numbers))
        });
        let words = words.transpose()?;
        let sight = LinkSight { sources: rows, targets: visibility };
        let topics = match (source, kinds) {
            (TopicSource::OfReferrers, [kind]) if !query.topics.is_empty() => {
                let topics = &query.topics;
                let about = referred_topics::topics(connection, sets, *kind, topics, visibility)?;
                Some(Topics::OfReferrers(paths_of(&about, u64::MAX)))
            }
            _ => LinkSet::to_topics(&query.topics, sight).map(Topics::Own),
        };
        let (identifiers, area) = (query.identifiers.clone(), query.area);
        let drafts_alone = query.state == Some(RecordState::Draft);
        Ok(Self { visibility, rows, words, drafts_alone, topics, identifiers, area })
    }

    /// What a list without filters or with words only consists of, which the record counts or the search index
    /// know; otherwise `None`. `filtered` states whether the collection's own filters are set.
    pub(crate) fn known(
        &self,
        connection: &mut DbConnection,
        counts: Option<&RecordCounts>,
        kind: RecordType,
        filtered: bool,
    ) -> QueryResult<Option<Found>> {
        let filtered = filtered || self.drafts_alone || self.area != AreaFilter::default();
        if filtered || self.topics.is_some() || !self.identifiers.is_empty() {
            return Ok(None);
        }
        Ok(Some(match (self.with_words(), counts) {
            (Some(found), _) => found,
            (None, Some(counts)) => Found::All(counts.seen(kind, self.rows)),
            (None, None) => Found::All(record_counts::seen(connection, kind, self.rows)?),
        }))
    }

    /// The records that contain the words; `None` if no words are looked for.
    pub(crate) fn with_words(&self) -> Option<Found> {
        self.words.as_ref().map(|(_, numbers)| Found::of(Arc::clone(numbers)))
    }

    /// What can be seen of links.
    pub(crate) fn sight(&self) -> LinkSight {
        LinkSight { sources: self.rows, targets: self.visibility }
    }

    /// The filters on rows of `table`, which are of `kind`.
    pub(crate) fn filters<Source: 'static>(
        &self,
        kind: RecordType,
        table: &'static str,
    ) -> impl Iterator<Item = Filter<Source>> + use<Source> {
        let words = self.words.clone().map(|(words, numbers)| contains(table, words, numbers));
        let about = self.topics.as_ref().map(|topics| topics.filter(kind, table));
        let identified = identified(table, &self.identifiers);
        let drafts = self.drafts_alone.then(|| drafts(kind, table));
        let area = self.area.filter(kind, table);
        words.into_iter().chain(drafts).chain(identified).chain(about).chain(area)
    }
}

/// The filter on the words.
fn contains<Source: 'static>(
    table: &'static str,
    words: MarkedWords,
    numbers: Arc<NumberSet>,
) -> Filter<Source> {
    let column = format!("{table}.seq");
    let name = words.as_str().to_owned();
    Filter::new(name, move |_use| words.condition(&column)).known(numbers)
}

impl Topics {
    fn filter<Source: 'static>(&self, kind: RecordType, table: &'static str) -> Filter<Source> {
        match self {
            Self::Own(links) => links.clone().of(kind, table),
            Self::OfReferrers(paths) => has_path(table, paths),
        }
    }
}

/// The paths of the records with some of these topics.
pub(super) fn paths_of(about: &TopicBits, topics: u64) -> Vec<String> {
    let wanted = about.iter().filter(|(_, bits)| bits & topics != 0);
    wanted.map(|(path, _)| path.clone()).collect()
}

/// The filter on the paths of records.
pub(super) fn has_path<Source: 'static>(table: &'static str, paths: &[String]) -> Filter<Source> {
    let paths = if paths.is_empty() { "NULL".to_owned() } else { literals(paths) };
    written(format!("{table}.path IN ({paths})"))
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
    all.unwrap_or_else(|| Box::new(FixedSql::<Bool>::new("TRUE")))
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
    Filter::new("drafts".to_owned(), move |purpose| {
        Box::new(FixedSql::<Bool>::new(match purpose {
            FilterUse::Find => format!(
                "{table}.seq IN (SELECT record.seq FROM record WHERE record.type_rank = {rank} AND \
                 record.state = '{draft}')"
            ),
            FilterUse::Test => format!("{table}.state = '{draft}'"),
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
    let name = format!("{identifiers:?}");
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
    Some(Filter::new(name, move |purpose| match purpose {
        FilterUse::Find => has(
            format!("{table}.seq IN (SELECT identifier.seq FROM identifier WHERE "),
            ")".to_owned(),
        ),
        FilterUse::Test => has(
            format!("EXISTS (SELECT 1 FROM identifier WHERE identifier.seq = {table}.seq AND ("),
            format!("){EACH})"),
        ),
    }))
}
