//! The conditions common to all lists: words, topics, identifiers and links.

use diesel::{
    dsl::sql,
    prelude::*,
    result::Error,
    sql_types::{Bool, Text},
};

use super::{
    link_set::{LinkSearch, LinkSet},
    list::{ListFilter, ListQuery},
};
use crate::{
    db::{Condition, DbConnection, schema::record},
    index::{full_text::IndexMatches, match_cache::matches},
    model::{record_type::RecordType, visibility::Visibility},
    store::record_counts,
    values::{identifier_scheme::IdentifierScheme, traits::ClosedList},
};

/// The origin of the topics of a collection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TopicSource {
    /// Its records have topics of their own.
    Own,
    /// Its records have the topics of the records that refer to them.
    OfReferrers,
}

/// The filters common to all lists, looked up and ready to be turned into SQL conditions.
#[derive(Debug)]
pub struct ListConditions {
    /// The records that the caller may see.
    pub visibility: Visibility,
    matches: Option<IndexMatches>,
    topics: Option<(LinkSet, LinkSearch)>,
    identifiers: Vec<(IdentifierScheme, String)>,
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
        let matches =
            words.map(|words| matches(connection, state, words, kinds, visibility)).transpose()?;
        let topics = LinkSet::to_topics(&query.topics, visibility);
        Ok(Self {
            visibility,
            matches,
            topics: topics
                .map(|set| Ok::<_, Error>((set.clone(), set.search(connection)?)))
                .transpose()?,
            identifiers: query.identifiers.clone(),
        })
    }

    /// The total of a list without filters or with words only, which the record counts or the
    /// search index know; otherwise `None`. `filtered` states whether the collection's own filters
    /// are set.
    pub fn known_total(
        &self,
        connection: &mut DbConnection,
        kind: RecordType,
        filtered: bool,
    ) -> QueryResult<Option<i64>> {
        if filtered || self.topics.is_some() || !self.identifiers.is_empty() {
            return Ok(None);
        }
        match &self.matches {
            Some(matches) => matches.count(connection).map(Some),
            None => record_counts::seen(connection, kind, self.visibility).map(Some),
        }
    }

    /// The number of records that contain the words, according to the search index alone.
    pub fn count_words(&self, connection: &mut DbConnection) -> QueryResult<i64> {
        self.matches.as_ref().map_or(Ok(0), |matches| matches.count(connection))
    }

    /// The conditions on rows of `table`, to read a page.
    pub fn on<Source: 'static>(
        &self,
        table: &'static str,
        topics: TopicSource,
    ) -> Vec<Condition<Source>> {
        let words = self.matches.as_ref().map(|matches| matches.condition(&format!("{table}.seq")));
        self.seen(table).chain(words).chain(self.beside_words(table, topics, false)).collect()
    }

    /// The conditions on rows of `table`, to count them.
    pub fn counting<Source: 'static>(
        &self,
        table: &'static str,
        topics: TopicSource,
    ) -> Vec<Condition<Source>> {
        let words = self.matches.as_ref().map(|matches| matches.counted(&format!("{table}.seq")));
        self.seen(table).chain(words).chain(self.beside_words(table, topics, true)).collect()
    }

    fn seen<Source: 'static>(
        &self,
        table: &str,
    ) -> impl Iterator<Item = Condition<Source>> + use<Source> {
        std::iter::once(self.visibility.sees(&format!("{table}.state")))
    }

    fn beside_words<Source: 'static>(
        &self,
        table: &str,
        topics: TopicSource,
        counts: bool,
    ) -> Vec<Condition<Source>> {
        let about = self.topics.as_ref().map(|(set, search)| {
            let search = if counts { LinkSearch::Collect } else { *search };
            match topics {
                TopicSource::Own => set.of(table, search),
                TopicSource::OfReferrers => set.of_referrers(table, search),
            }
        });
        let identified =
            any(self.identifiers.iter().map(|(scheme, value)| identified(table, scheme, value)));
        about.into_iter().chain(identified).collect()
    }
}

/// The disjunction of the conditions; `None` if there are none.
pub(crate) fn any<Source: 'static>(
    conditions: impl IntoIterator<Item = Condition<Source>>,
) -> Option<Condition<Source>> {
    conditions.into_iter().reduce(|one, other| Box::new(one.or(other)))
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

fn identified<Source: 'static>(
    table: &str,
    scheme: &IdentifierScheme,
    value: &str,
) -> Condition<Source> {
    Box::new(
        sql::<Bool>(&format!(
            "{table}.seq IN (SELECT identifier.seq FROM identifier WHERE identifier.scheme = "
        ))
        .bind::<Text, _>(scheme.as_str().to_owned())
        .sql(" AND identifier.value = ")
        .bind::<Text, _>(value.to_owned())
        .sql(")"),
    )
}

/// The database values of the choices.
pub(crate) fn texts<C: ClosedList>(choices: &[C]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.as_str()).collect()
}
