//! The SQL queries for events.

use diesel::{
    dsl::{Eq, InnerJoinOn, InnerJoinQuerySource, IntoBoxed},
    expression::SqlLiteral,
    prelude::*,
    sql_types::Bool,
};

use super::{
    dates,
    filter::{EventFilter, EventSort},
    view::EventView,
};
use crate::{
    db::{Backend, DbConnection, schema::link},
    error::ApiError,
    index::full_text::MAX_COLLECTED,
    load_key_page,
    model::{event::events, record_type::RecordType, visibility::Visibility},
    rows_of,
    store::read::{
        area::AreaFilter,
        conditions::{ListConditions, is_seen},
        facets::Counted,
        find::{Filter, FilterUse, Found, is_few, is_one_of, texts},
        key_page::KeyPage,
        keyset::{KeyRange, SortColumn},
        link_set::{LinkSet, TopicSource},
        list::{ListQuery, Page},
        reader::Reader,
    },
    values::{date::CalendarDate, record_id::RecordId, traits::ClosedList as _},
    visible_rows,
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
    let plan = EventPlan { query, common: &common, today: reader.audience.today };
    let target = target(query);
    if let Some(target) = &target
        && !is_seen(reader.connection, target, common.visibility)?
    {
        return reader.page(KeyPage::default(), 0);
    }
    let found = reader.found(query, &common, KIND, |connection| match target.as_deref() {
        Some(target) if plan.is_target_alone() => linked(connection, target, common.visibility),
        _ => plan.find(connection),
    })?;
    let keys = match (target.as_deref(), &found) {
        (Some(target), Found::Many(_)) if is_by_date(query) => {
            plan.linked_page(reader.connection, target)?
        }
        _ => plan.page(reader.connection, &found)?,
    };
    let filters = plan.filters(None);
    let rows = rows_of!(events("event"), common);
    let facets =
        Counted { kind: KIND, rows, found: &found, filters: &filters }.facets(reader, query)?;
    Ok(Page { facets, ..reader.page(keys, found.total())? })
}

/// The filters of a list, for the two ways to load it: by events or by the links of a target.
struct EventPlan<'a> {
    query: &'a ListQuery<EventFilter>,
    common: &'a ListConditions,
    today: CalendarDate,
}

impl EventPlan<'_> {
    fn find(&self, connection: &mut DbConnection) -> QueryResult<Found> {
        let filters = self.filters(None);
        rows_of!(events("event"), self.common).find(connection, &filters)
    }

    /// Whether the only condition is a reference to one target; the links are then the total.
    fn is_target_alone(&self) -> bool {
        let ListQuery { words, state, topics, identifiers, area, filter, .. } = self.query;
        let named: usize = targets(filter).iter().map(|(_, ids)| ids.len()).sum();
        let others = EventFilter {
            partner: Vec::new(),
            agreement: Vec::new(),
            project: Vec::new(),
            programme: Vec::new(),
            part_of: Vec::new(),
            ..filter.clone()
        };
        topics.len() + named == 1
            && words.is_none()
            && state.is_none()
            && identifiers.is_empty()
            && *area == AreaFilter::default()
            && others == EventFilter::default()
    }

    /// Scans the events in the requested order, or sorts the few that were found.
    fn page(&self, connection: &mut DbConnection, found: &Found) -> QueryResult<KeyPage> {
        let levels = found.levels(self.query.levels(column, || Box::new(events::id_key)));
        let filters = self.filters(None);
        let matching = || {
            let conditions = found.conditions("event", &filters);
            visible_rows!(events("event"), self.common.rows, conditions)
        };
        let range = found.range(self.range());
        Ok(load_key_page!(connection, self.query, matching(), events::seq, levels, range))
    }

    /// The part of the order that has all events of the list.
    fn range(&self) -> KeyRange {
        let order = self.query.sort.first();
        order
            .map(|order| dates::range(&self.query.filter, self.today, order.field))
            .unwrap_or_default()
    }

    /// Scans the links of one target, whose index is ordered by the first day of the events.
    fn linked_page(&self, connection: &mut DbConnection, target: &str) -> QueryResult<KeyPage> {
        let levels =
            self.query.levels::<Linked>(|_| Box::new(link::order_key), || Box::new(link::id_key));
        let filters = self.filters(Some(target));
        let matching = || self.linked(target, &filters);
        let range = self.range();
        Ok(load_key_page!(connection, self.query, matching(), events::seq, levels, range))
    }

    fn linked<'q>(&self, target: &str, filters: &[Filter<Linked>]) -> BoxedLinked<'q> {
        let linked = link::table
            .inner_join(events::table.on(events::seq.eq(link::seq)))
            .filter(link::target.eq(target.to_owned()))
            .filter(link::source_rank.eq(KIND.rank()))
            .filter(self.common.rows.sees("link.state"))
            .into_boxed();
        let filters = filters.iter().map(|filter| filter(FilterUse::Walk));
        filters.fold(linked, QueryDsl::filter)
    }

    /// The filters on `Source`, except a link to `driven_by`, which the query has.
    fn filters<Source: 'static>(&self, driven_by: Option<&str>) -> Vec<Filter<Source>> {
        let EventFilter { kind, direction, status, country, .. } = &self.query.filter;
        let walked = driven_by.is_none() && self.query.begins_with(EventSort::StartDate);
        let columns = [
            is_one_of("event.kind", texts(kind), walked),
            is_one_of("event.direction", texts(direction), walked),
            is_one_of("event.status", texts(status), walked),
            is_one_of("event.country", country, walked),
            dates::filter(&self.query.filter, self.today),
        ];
        let visibility = self.common.visibility;
        let links = targets(&self.query.filter).into_iter().filter_map(|(kind, ids)| {
            let driving = matches!(ids, [id] if driven_by == Some(kind.path(id.as_str()).as_str()));
            let set = LinkSet::to_records(kind, ids, visibility)?;
            (!driving).then(|| set.of(KIND, "event"))
        });
        let common = self.common.filters(KIND, "event", TopicSource::Own);
        columns.into_iter().flatten().chain(links).chain(common).collect()
    }
}

/// The events that refer to a target.
fn linked(
    connection: &mut DbConnection,
    target: &str,
    visibility: Visibility,
) -> QueryResult<Found> {
    let numbers: Vec<i64> =
        links(target, visibility).select(link::seq).limit(MAX_COLLECTED + 1).load(connection)?;
    if is_few(&numbers) {
        return Ok(Found::Few(numbers.into()));
    }
    links(target, visibility).count().get_result(connection).map(Found::Many)
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
fn targets(filter: &EventFilter) -> [(RecordType, &[RecordId]); 5] {
    [
        (RecordType::Partners, &filter.partner),
        (RecordType::Agreements, &filter.agreement),
        (RecordType::Projects, &filter.project),
        (RecordType::Programmes, &filter.programme),
        (RecordType::Events, &filter.part_of),
    ]
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
