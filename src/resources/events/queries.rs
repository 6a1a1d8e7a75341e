//! The SQL queries for events.

use diesel::prelude::*;

use super::{
    dates,
    filter::{EventFilter, EventSort},
};
use crate::{
    db::{Backend, DbConnection, schema::link},
    error::ApiError,
    load_found_page, load_key_page,
    model::{event::events, record_type::RecordType},
    rows_of,
    store::read::{
        area::AreaFilter,
        conditions::{ListConditions, is_seen},
        facets::Counted,
        find::{Filter, Found, is_one_of, texts},
        key_page::KeyPage,
        keyset::{KeyRange, SortColumn},
        link_set::{LinkSet, TopicSource},
        list::ListQuery,
        page::FoundPage,
        reader::Reader,
    },
    values::{date::CalendarDate, record_id::RecordId, traits::ClosedList as _},
};

const KIND: RecordType = RecordType::Events;

/// Finds one page of events.
pub fn find(
    reader: &mut Reader<'_>,
    query: &ListQuery<EventFilter>,
) -> Result<FoundPage, ApiError> {
    let common = reader.conditions(query, &[KIND], TopicSource::Own)?;
    let plan = EventPlan { query, common: &common, today: reader.audience.today };
    let target = target(query);
    if let Some(target) = &target
        && !is_seen(reader.connection, target, common.visibility)?
    {
        return Ok(FoundPage::default());
    }
    let filters = plan.filters();
    let rows = rows_of!(KIND, events("event"), common);
    let found = reader
        .found(query, &common, KIND, |connection, sets| rows.find(connection, sets, &filters))?;
    let keys = match (target.as_deref(), &found) {
        (Some(target), Found::Set(_)) if plan.follows_links() => {
            plan.linked_page(reader.connection, target)?
        }
        _ => plan.page(reader, &found)?,
    };
    let facets = Counted { rows, found: &found, filters: &filters }.facets(reader, query)?;
    Ok(FoundPage { keys, total: found.total(), facets })
}

/// The filters of a list, for the two ways to load it: by events or by the links of a target.
struct EventPlan<'a> {
    query: &'a ListQuery<EventFilter>,
    common: &'a ListConditions,
    today: CalendarDate,
}

impl EventPlan<'_> {
    /// Whether the only condition is a reference to one target, whose links have the order of the list.
    fn follows_links(&self) -> bool {
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
        is_by_date(self.query)
            && topics.len() + named == 1
            && words.is_none()
            && state.is_none()
            && identifiers.is_empty()
            && *area == AreaFilter::default()
            && others == EventFilter::default()
    }

    /// Walks the events in the requested order, or reads a part of the order of those that were found.
    fn page(&self, reader: &mut Reader<'_>, found: &Found) -> QueryResult<KeyPage> {
        Ok(load_found_page!(
            reader,
            self.query,
            found,
            &[KIND],
            self.common.rows,
            events("event"),
            self.query.levels(column, || Box::new(events::id_key)),
            self.range(),
            Vec::new()
        ))
    }

    /// The part of the order that has all events of the list.
    fn range(&self) -> KeyRange {
        let order = self.query.sort.first();
        order
            .map(|order| dates::range(&self.query.filter, self.today, order.field))
            .unwrap_or_default()
    }

    /// Walks the links of one target, whose index is ordered by the first day of the events.
    fn linked_page(&self, connection: &mut DbConnection, target: &str) -> QueryResult<KeyPage> {
        let levels = self
            .query
            .levels::<link::table>(|_| Box::new(link::order_key), || Box::new(link::id_key));
        let matching = || self.linked(target);
        let range = KeyRange::default();
        Ok(load_key_page!(connection, self.query, matching(), link::seq, levels, range))
    }

    fn linked<'q>(&self, target: &str) -> link::BoxedQuery<'q, Backend> {
        link::table
            .filter(link::target.eq(target.to_owned()))
            .filter(link::source_rank.eq(KIND.rank()))
            .filter(self.common.rows.literal("link.state"))
            .into_boxed()
    }

    fn filters(&self) -> Vec<Filter<events::table>> {
        let EventFilter { kind, direction, status, country, .. } = &self.query.filter;
        let columns = [
            is_one_of("event.kind", texts(kind)),
            is_one_of("event.direction", texts(direction)),
            is_one_of("event.status", texts(status)),
            is_one_of("event.country", country),
            dates::filter(&self.query.filter, self.today),
        ];
        let sight = self.common.sight();
        let links = targets(&self.query.filter).into_iter().filter_map(|(kind, ids)| {
            Some(LinkSet::to_records(kind, ids, sight)?.of(KIND, "event"))
        });
        let common = self.common.filters(KIND, "event");
        columns.into_iter().flatten().chain(links).chain(common).collect()
    }
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
