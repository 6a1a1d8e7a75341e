//! The filter of the list of events by their dates.

use super::filter::{EventFilter, EventSort, Period};
use crate::{
    db::Condition,
    model::event::MAX_DAYS,
    store::read::{
        conditions::{all, any},
        find::{self, Comparison, Filter, compared},
        keyset::KeyRange,
    },
    values::date::{CalendarDate, PartialDate},
};

/// The most days between the keys of an event: it covers at most [`MAX_DAYS`] and the rest of a year.
const SPAN: i32 = 2 * MAX_DAYS;

/// The event is in the period and at the time of the filter; `None` if there is neither.
pub(super) fn filter<Source: 'static>(
    filter: &EventFilter,
    today: CalendarDate,
) -> Option<Filter<Source>> {
    let dates = Dates::of(filter, today);
    let given = dates.from.is_some() || dates.to.is_some() || !dates.periods.is_empty();
    let others = dates.others();
    given.then(|| {
        let filter = find::filter(format!("{dates:?}"), move || dates.condition());
        match others {
            Some(others) => filter.or_without(move || others.condition()),
            None => filter,
        }
    })
}

/// The part of an order that has all events of the filter; all of it unless the order is by a date.
pub(super) fn range(filter: &EventFilter, today: CalendarDate, order: EventSort) -> KeyRange {
    let (before, after) = match order {
        EventSort::StartDate => (SPAN, 0),
        EventSort::EndDate => (0, SPAN),
        EventSort::Title | EventSort::CreatedAt | EventSort::UpdatedAt => {
            return KeyRange::default();
        }
    };
    let dates = Dates::of(filter, today);
    let first = dates.earliest().map(|day| day.days_before(before).key()).max();
    let last = dates.latest().map(|day| day.days_before(-after).end_key()).min();
    KeyRange { first, last }
}

/// The events that one bound leaves out: of a long time until now or from then on they can be the fewer.
#[derive(Clone, Copy)]
enum LeftOutEvents {
    /// Those that end before this day.
    EndBefore(CalendarDate),
    /// Those that begin after this day.
    BeginAfter(CalendarDate),
    /// Those that end on or after this day.
    EndFrom(CalendarDate),
    /// Those that begin on or before this day.
    BeginUntil(CalendarDate),
}

impl LeftOutEvents {
    fn condition<Source: 'static>(self) -> Condition<Source> {
        match self {
            Self::EndBefore(day) => ended_before(day),
            Self::BeginAfter(day) => {
                compared("event.start_key", Comparison::Greater, day.end_key())
            }
            Self::EndFrom(day) => on_or_after(day),
            Self::BeginUntil(day) => on_or_before(day),
        }
    }
}

#[derive(Debug)]
struct Dates {
    from: Option<CalendarDate>,
    to: Option<CalendarDate>,
    periods: Vec<Period>,
    today: CalendarDate,
}

impl Dates {
    fn of(filter: &EventFilter, today: CalendarDate) -> Self {
        let EventFilter { from, to, period, .. } = filter;
        // Each once and in one order, so that there are few statements, which stay prepared.
        let mut periods = period.clone();
        periods.sort_unstable();
        periods.dedup();
        Self {
            from: from.map(PartialDate::first_day),
            to: to.map(PartialDate::last_day),
            periods,
            today,
        }
    }

    fn condition<Source: 'static>(&self) -> Condition<Source> {
        let first = self.earliest().map(on_or_after);
        let last = self.latest().map(on_or_before);
        let periods = any(self.periods.iter().map(|period| in_period(*period, self.today)));
        all(first.chain(last).chain(periods))
    }

    /// The events that are left out, if there is one bound.
    fn others(&self) -> Option<LeftOutEvents> {
        match (self.from, self.to, self.periods.as_slice()) {
            (Some(from), None, []) => Some(LeftOutEvents::EndBefore(from)),
            (None, Some(to), []) => Some(LeftOutEvents::BeginAfter(to)),
            (None, None, [Period::Past]) => Some(LeftOutEvents::EndFrom(self.today)),
            (None, None, [Period::Upcoming]) => Some(LeftOutEvents::BeginUntil(self.today)),
            _ => None,
        }
    }

    /// The days before which no event ends: the periods are one after the other.
    fn earliest(&self) -> impl Iterator<Item = CalendarDate> + use<> {
        let bounded = !self.periods.is_empty() && !self.periods.contains(&Period::Past);
        self.from.into_iter().chain(bounded.then_some(self.today))
    }

    /// The days after which no event begins.
    fn latest(&self) -> impl Iterator<Item = CalendarDate> + use<> {
        let bounded = !self.periods.is_empty() && !self.periods.contains(&Period::Upcoming);
        self.to.into_iter().chain(bounded.then_some(self.today))
    }
}

// The conditions on the first day that follow from the last day let the index of the first day serve.
fn in_period<Source: 'static>(period: Period, today: CalendarDate) -> Condition<Source> {
    match period {
        Period::Past => ended_before(today),
        Period::Current => all([on_or_after(today), on_or_before(today)]),
        Period::Upcoming => compared("event.start_key", Comparison::Greater, today.end_key()),
    }
}

fn ended_before<Source: 'static>(day: CalendarDate) -> Condition<Source> {
    all([
        compared("event.start_key", Comparison::Less, day.key()),
        compared("event.end_key", Comparison::Less, day.key()),
    ])
}

fn on_or_after<Source: 'static>(day: CalendarDate) -> Condition<Source> {
    all([
        compared("event.start_key", Comparison::AtLeast, day.days_before(SPAN).key()),
        compared("event.end_key", Comparison::AtLeast, day.key()),
    ])
}

fn on_or_before<Source: 'static>(day: CalendarDate) -> Condition<Source> {
    compared("event.start_key", Comparison::AtMost, day.end_key())
}
