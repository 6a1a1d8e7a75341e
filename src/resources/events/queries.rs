//! The SQL queries for events.

use diesel::{
    dsl::{Eq, InnerJoinOn, InnerJoinQuerySource, IntoBoxed},
    expression::SqlLiteral,
    prelude::*,
    sql_types::Bool,
};

use super::{
    filter::{EventFilter, EventSort, Period},
    view::EventView,
};
use crate::{
    db::{Backend, Condition, DbConnection, schema::link},
    error::ApiError,
    load_key_page,
    model::{
        event::{MAX_DAYS, events},
        record_type::RecordType,
        visibility::Visibility,
    },
    store::read::{
        conditions::{ListConditions, TopicSource, any, is_seen, texts},
        key_page::KeyPage,
        keyset::SortColumn,
        link_set::{LinkSearch, LinkSet},
        list::{ListQuery, Page},
        reader::Reader,
    },
    values::{date::CalendarDate, record_id::RecordId, traits::ClosedList},
};

/// Events joined to the links of one target, so that a list can follow the index of those links.
type Linked = InnerJoinQuerySource<link::table, events::table, Eq<events::seq, link::seq>>;

/// A boxed query of events joined to links.
type BoxedLinked<'q> =
    IntoBoxed<'q, InnerJoinOn<link::table, events::table, Eq<events::seq, link::seq>>, Backend>;

const KIND: RecordType = RecordType::Events;

/// One page of events.
pub fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<EventFilter>,
) -> Result<Page<EventView>, ApiError> {
    let common = reader.conditions(query, &[KIND])?;
    let links = targets(&query.filter)
        .into_iter()
        .filter_map(|(kind, ids)| {
            let set = LinkSet::to_records(kind, ids, common.visibility)?;
            Some(set.search(reader.connection).map(|search| EventLinks { kind, ids, set, search }))
        })
        .collect::<QueryResult<_>>()?;
    let plan = EventPlan { query, common: &common, links, today: reader.audience.today };
    let target = target(query);
    if let Some(target) = &target
        && !is_seen(reader.connection, target, common.visibility)?
    {
        return reader.page(KeyPage::default(), 0);
    }
    let total = reader
        .total(query, &common, KIND, |connection| plan.count(connection, target.as_deref()))?;
    let keys = match target.as_deref() {
        Some(target) if is_by_date(query) => plan.linked_page(reader.connection, target)?,
        _ => plan.page(reader.connection)?,
    };
    reader.page(keys, total)
}

/// The conditions of a list, for the two ways to load it: by events or by the links of a target.
struct EventPlan<'a> {
    query: &'a ListQuery<EventFilter>,
    common: &'a ListConditions,
    links: Vec<EventLinks<'a>>,
    today: CalendarDate,
}

/// The records of one type, to one of which every event of the list must refer.
struct EventLinks<'a> {
    kind: RecordType,
    ids: &'a [RecordId],
    set: LinkSet,
    search: LinkSearch,
}

impl EventLinks<'_> {
    /// Whether this is the one record that the query follows the links of.
    fn is(&self, target: Option<&str>) -> bool {
        matches!(self.ids, [id] if target == Some(&self.kind.path(id.as_str())))
    }
}

impl EventPlan<'_> {
    fn count(&self, connection: &mut DbConnection, target: Option<&str>) -> QueryResult<i64> {
        let common = self.common;
        match target {
            Some(target) if self.is_target_alone() => {
                links(target, common.visibility).count().get_result(connection)
            }
            Some(target) => self
                .linked(target, common.counting("event", TopicSource::Own))
                .count()
                .get_result(connection),
            None => self
                .all(common.counting("event", TopicSource::Own), true)
                .count()
                .get_result(connection),
        }
    }

    /// Whether the only condition is a reference to one target; the links are then the total.
    fn is_target_alone(&self) -> bool {
        let ListQuery { words, topics, identifiers, filter, .. } = self.query;
        let EventFilter { partner, agreement, project, programme, .. } = filter;
        let targets =
            topics.len() + partner.len() + agreement.len() + project.len() + programme.len();
        let others = EventFilter {
            partner: Vec::new(),
            agreement: Vec::new(),
            project: Vec::new(),
            programme: Vec::new(),
            ..filter.clone()
        };
        targets == 1
            && words.is_none()
            && identifiers.is_empty()
            && others == EventFilter::default()
    }

    /// Scans the events in the requested order, or sorts those with links to targets that have few.
    fn page(&self, connection: &mut DbConnection) -> QueryResult<KeyPage> {
        let levels = self.query.levels(column, || Box::new(events::id_key));
        let matching = || self.all(self.common.on("event", TopicSource::Own), false);
        Ok(load_key_page!(connection, self.query, matching(), events::seq, levels))
    }

    /// Scans the links of one target, whose index is ordered by the first day of the events.
    fn linked_page(&self, connection: &mut DbConnection, target: &str) -> QueryResult<KeyPage> {
        let levels =
            self.query.levels::<Linked>(|_| Box::new(link::order_key), || Box::new(link::id_key));
        let matching = || self.linked(target, self.common.on("event", TopicSource::Own));
        Ok(load_key_page!(connection, self.query, matching(), events::seq, levels))
    }

    fn all<'q>(
        &self,
        common: Vec<Condition<events::table>>,
        counts: bool,
    ) -> events::BoxedQuery<'q, Backend> {
        let all = events::table.into_boxed();
        self.conditions(None, counts).into_iter().chain(common).fold(all, QueryDsl::filter)
    }

    fn linked<'q>(&self, target: &str, common: Vec<Condition<Linked>>) -> BoxedLinked<'q> {
        let linked = link::table
            .inner_join(events::table.on(events::seq.eq(link::seq)))
            .filter(link::target.eq(target.to_owned()))
            .filter(link::source_rank.eq(KIND.rank()))
            .filter(self.common.visibility.sees("link.state"))
            .into_boxed();
        self.conditions(Some(target), false)
            .into_iter()
            .chain(common)
            .fold(linked, QueryDsl::filter)
    }

    /// The conditions of the filter on `Source`, except a link to `driven_by`, which the query has.
    fn conditions<Source>(&self, driven_by: Option<&str>, counts: bool) -> Vec<Condition<Source>>
    where
        Source: 'static,
        events::kind: SelectableExpression<Source>,
        events::direction: SelectableExpression<Source>,
        events::status: SelectableExpression<Source>,
        events::country: SelectableExpression<Source>,
        events::start_key: SelectableExpression<Source>,
        events::end_key: SelectableExpression<Source>,
    {
        let (filter, today) = (&self.query.filter, self.today);
        let mut conditions: Vec<Condition<Source>> = Vec::new();
        if !filter.kind.is_empty() {
            conditions.push(Box::new(events::kind.eq_any(texts(&filter.kind))));
        }
        if !filter.direction.is_empty() {
            conditions.push(Box::new(events::direction.eq_any(texts(&filter.direction))));
        }
        if !filter.status.is_empty() {
            conditions.push(Box::new(events::status.eq_any(texts(&filter.status))));
        }
        if !filter.country.is_empty() {
            let countries: Vec<String> = filter.country.iter().map(ToString::to_string).collect();
            conditions.push(Box::new(events::country.eq_any(countries)));
        }
        conditions.extend(filter.from.map(on_or_after));
        conditions.extend(filter.to.map(on_or_before));
        conditions.extend(any(filter.period.iter().map(|period| in_period(*period, today))));
        for links in self.links.iter().filter(|links| driven_by.is_none() || !links.is(driven_by)) {
            let search = if counts { LinkSearch::Collect } else { links.search };
            conditions.push(links.set.of("event", search));
        }
        conditions
    }
}

/// The links of events to one target.
#[diesel::dsl::auto_type(no_type_alias)]
fn links(target: &str, visibility: Visibility) -> _ {
    let seen: SqlLiteral<Bool> = visibility.literal("link.state");
    let target: String = target.to_owned();
    let rank: i16 = KIND.rank();
    link::table.filter(link::target.eq(target)).filter(link::source_rank.eq(rank)).filter(seen)
}

/// Whether the list is sorted by the first day alone, like the index of links.
fn is_by_date(query: &ListQuery<EventFilter>) -> bool {
    matches!(query.sort.as_slice(), [order] if order.field == EventSort::StartDate)
}

/// A record or topic that every event of the list must refer to, so that its links can be scanned.
fn target(query: &ListQuery<EventFilter>) -> Option<String> {
    let targets = targets(&query.filter).into_iter().filter_map(|(kind, ids)| match ids {
        [id] => Some(kind.path(id.as_str())),
        _ => None,
    });
    let topic = match query.topics.as_slice() {
        [topic] => Some(format!("topics/{}", topic.as_str())),
        _ => None,
    };
    targets.chain(topic).next()
}

/// The records that events must refer to: at least one of each list that is not empty.
fn targets(filter: &EventFilter) -> [(RecordType, &[RecordId]); 4] {
    [
        (RecordType::Partners, &filter.partner),
        (RecordType::Agreements, &filter.agreement),
        (RecordType::Projects, &filter.project),
        (RecordType::Programmes, &filter.programme),
    ]
}

fn in_period<Source: 'static>(period: Period, today: CalendarDate) -> Condition<Source>
where
    events::start_key: SelectableExpression<Source>,
    events::end_key: SelectableExpression<Source>,
{
    match period {
        Period::Past => Box::new(events::end_key.lt(today.key())),
        Period::Current => Box::new(on_or_after(today).and(on_or_before(today))),
        Period::Upcoming => Box::new(events::start_key.gt(today.key())),
    }
}

// Bounded below: an event covers at most [`MAX_DAYS`] and the rest of a year, so the index serves.
fn on_or_after<Source: 'static>(day: CalendarDate) -> Condition<Source>
where
    events::start_key: SelectableExpression<Source>,
    events::end_key: SelectableExpression<Source>,
{
    let earliest = day.days_before(2 * MAX_DAYS).key();
    Box::new(events::start_key.ge(earliest).and(events::end_key.ge(day.key())))
}

fn on_or_before<Source: 'static>(day: CalendarDate) -> Condition<Source>
where
    events::start_key: SelectableExpression<Source>,
{
    Box::new(events::start_key.le(day.key()))
}

fn column(field: EventSort) -> SortColumn<events::table> {
    match field {
        EventSort::StartDate => Box::new(events::start_key),
        EventSort::EndDate => Box::new(events::end_key),
        EventSort::Title => Box::new(events::title_key),
        EventSort::CreatedAt => Box::new(events::created_key),
        EventSort::UpdatedAt => Box::new(events::updated_key),
    }
}
