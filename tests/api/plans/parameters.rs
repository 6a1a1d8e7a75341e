//! Every list, at the filters and orders that the OpenAPI document allows: no index that could answer is left out.
//!
//! The document says what can be asked. Each filter is tried with a common, a less common, a rare and an absent value
//! and with several; each common and rare one in every order, the others in every third. Each pair of filters is tried
//! with common and rare values, in an order that changes from pair to pair, and every third in the usual order too. The
//! first page and one further on take turns; every fifth question is asked with a token, to which drafts are shown.
//! More filters at once than two are not tried: the service finds the records by one of them, or walks the list.

use super::{
    document::{self, Filter, List},
    watched::{Fault, Question, Watched},
};

/// What takes up more than it should, and why it stays: bounded by the deadline of `--query-seconds`.
struct Stays {
    path: &'static str,
    /// One of the filters.
    filter: &'static str,
    /// The order begins with this field; empty for any.
    order: &'static str,
    /// Whether it is about finding out what the list consists of, and not about a page of it.
    counts: bool,
    /// Whether the plans of SQLite, and of PostgreSQL, show it.
    on: [bool; 2],
    why: &'static str,
}

const STAYS: [Stays; 3] = [
    Stays {
        path: "/partners",
        filter: "topic",
        order: "",
        counts: true,
        on: [true, true],
        why: OF_REFERRERS,
    },
    Stays {
        path: "/programmes",
        filter: "topic",
        order: "",
        counts: true,
        on: [true, true],
        why: OF_REFERRERS,
    },
    Stays {
        path: "/programmes",
        filter: "year",
        order: "periodStart",
        counts: false,
        on: [false, true],
        why: "all programmes of a year have the same first key, so PostgreSQL puts the whole year in order to walk it by \
              a second field",
    },
];
const OF_REFERRERS: &str = "its topics are those of the records that refer to it, so the links of all records of the topic are read";

impl Stays {
    fn is(&self, fault: &Fault) -> bool {
        let Question { path, filters, order, .. } = &fault.question;
        *path == self.path
            && filters.contains(&self.filter)
            && order.trim_start_matches('-').starts_with(self.order)
            && fault.counts == self.counts
    }
}

/// A filter with a value, and how many records it leaves.
#[derive(Clone)]
struct Choice {
    name: &'static str,
    value: String,
    total: i64,
}

/// What is asked of one list.
struct Walk<'a> {
    watched: &'a mut Watched,
    list: &'a List,
    /// What every question has.
    always: &'static str,
    /// The orders with a position in each.
    orders: Vec<(String, String)>,
    turn: usize,
}

impl<'a> Walk<'a> {
    fn of(watched: &'a mut Watched, list: &'a List) -> Self {
        let always = if list.path == "/search" { "&q=spotkanie" } else { "" };
        let mut orders = vec![String::new()];
        orders.extend(list.orders.iter().cloned());
        if let [one, .., other] = list.orders.as_slice() {
            orders.extend([format!("{one},{other}"), format!("{other},{one}")]);
        }
        let far = |order: String| {
            let far = watched.far(list.path, &format!("{}{always}", sort(&order)));
            (order, far)
        };
        let orders = orders.into_iter().map(far).collect();
        Self { watched, list, always, orders, turn: 0 }
    }

    fn all(&mut self) {
        let entries = self.watched.total(self.list, self.always);
        for (order, far) in self.orders.clone() {
            for (position, drafts) in [("", false), (far.as_str(), false), ("", true)] {
                self.ask(&[], &order, position, entries, drafts);
            }
        }
        let filters: Vec<Vec<Choice>> =
            self.list.filters.iter().map(|filter| self.choices(filter)).collect();
        for (at, choices) in filters.iter().enumerate() {
            self.each(choices, self.list.filters[at].takes_several);
            for others in &filters[at + 1..] {
                self.pairs(choices, others);
            }
        }
    }

    /// The values of a filter that are tried, the commonest first.
    fn choices(&self, filter: &Filter) -> Vec<Choice> {
        let always = if filter.name == "q" { "" } else { self.always };
        let choice = |value: &String| {
            let total = self.watched.total(self.list, &format!("&{}={value}{always}", filter.name));
            Choice { name: filter.name, value: value.clone(), total }
        };
        let mut choices: Vec<Choice> = filter.values.iter().map(choice).collect();
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.total));
        let some = choices.iter().filter(|choice| choice.total > 0).count();
        let (some, absent) = choices.split_at(some);
        let rare = some.get(2..).and_then(<[Choice]>::last);
        some.iter().take(2).chain(rare).chain(absent.first()).cloned().collect()
    }

    fn each(&mut self, choices: &[Choice], takes_several: bool) {
        let rare = choices.iter().rposition(|choice| choice.total > 0).unwrap();
        let several = if takes_several { several(choices) } else { Vec::new() };
        for (which, choice) in choices.iter().chain(&several).enumerate() {
            for (order, far) in self.orders.clone() {
                self.turn += 1;
                if which == 0 || which == rare || self.turn.is_multiple_of(3) {
                    let far = if self.turn.is_multiple_of(2) { far.as_str() } else { "" };
                    self.filtered(&[choice], &order, far);
                }
            }
        }
    }

    fn pairs(&mut self, choices: &[Choice], others: &[Choice]) {
        for (choice, other) in pairs(choices, others) {
            self.turn += 1;
            let (order, far) = self.orders[self.turn % self.orders.len()].clone();
            let far = if (self.turn / 7).is_multiple_of(2) { far.as_str() } else { "" };
            self.filtered(&[choice, other], &order, far);
            if self.turn.is_multiple_of(3) {
                self.filtered(&[choice, other], "", "");
            }
        }
    }

    fn filtered(&mut self, choices: &[&Choice], order: &str, far: &str) {
        let entries = choices.iter().map(|choice| choice.total).sum();
        self.ask(choices, order, far, entries, self.turn.is_multiple_of(5));
    }

    fn ask(&mut self, choices: &[&Choice], order: &str, far: &str, entries: i64, drafts: bool) {
        let always = if choices.iter().any(|one| one.name == "q") { "" } else { self.always };
        let chosen: Vec<String> =
            choices.iter().map(|one| format!("&{}={}", one.name, one.value)).collect();
        let chosen = chosen.concat();
        self.watched.ask(&Question {
            path: self.list.path,
            filters: choices.iter().map(|one| one.name).collect(),
            order: order.to_owned(),
            query: format!("{}{always}{chosen}{far}", sort(order)),
            // The public may not ask for drafts.
            drafts: drafts || choices.iter().any(|one| one.name == "state"),
            entries,
        });
    }
}

fn sort(order: &str) -> String {
    if order.is_empty() { String::new() } else { format!("&sort={order}") }
}

/// Several values at once: the commonest and the last, and the two next to them.
fn several(choices: &[Choice]) -> Vec<Choice> {
    let both = |one: &Choice, other: &Choice| Choice {
        name: one.name,
        value: format!("{},{}", one.value, other.value),
        total: one.total + other.total,
    };
    match choices {
        [first, second, .., last] => {
            vec![both(first, last), both(&choices[choices.len() - 2], last), both(first, second)]
        }
        [first, last] => vec![both(first, last)],
        _ => Vec::new(),
    }
}

/// Common and rare values of two filters, and the second commonest if both have one.
fn pairs<'c>(one: &'c [Choice], other: &'c [Choice]) -> Vec<(&'c Choice, &'c Choice)> {
    let rare = |choices: &'c [Choice]| choices.iter().rfind(|choice| choice.total > 0).unwrap();
    let (a, b) = (rare(one), rare(other));
    let mut pairs = vec![(&one[0], &other[0]), (&one[0], b), (a, &other[0]), (a, b)];
    if one.len() > 2 && other.len() > 2 {
        pairs.push((&one[1], &other[1]));
    }
    pairs
}

/// The feed of changes has no total and no order but its own.
fn walk_changes(watched: &mut Watched, list: &List) {
    let [types] = list.filters.as_slice() else { panic!("/changes has other filters now") };
    let several = types.values.join(",");
    let types = types.values.iter().map(String::as_str).chain([several.as_str(), ""]);
    for (kind, after) in types.flat_map(|kind| [(kind, "&after=0"), (kind, "&after=300900.300003")])
    {
        let kind = if kind.is_empty() { String::new() } else { format!("&type={kind}") };
        for drafts in [false, true] {
            watched.ask(&Question {
                path: list.path,
                filters: vec!["type"],
                order: String::new(),
                query: format!("{kind}{after}"),
                drafts,
                entries: 0,
            });
        }
    }
}

#[test]
fn no_list_reads_what_an_index_answers() {
    let mut watched = Watched::new();
    for list in document::lists() {
        match list.path {
            "/changes" => walk_changes(&mut watched, &list),
            _ => Walk::of(&mut watched, &list).all(),
        }
    }
    let new = watched.faults.iter().filter(|fault| !STAYS.iter().any(|stays| stays.is(fault)));
    let new: Vec<&str> = new.map(|fault| fault.text.as_str()).collect();
    assert!(new.is_empty(), "{} faults:\n{}", new.len(), new.join("\n"));
    let shows = |stays: &Stays| stays.on[usize::from(watched.is_postgres())];
    for stays in STAYS.iter().filter(|stays| shows(stays)) {
        let found = watched.faults.iter().any(|fault| stays.is(fault));
        assert!(found, "{} by {} is mended, not: {}", stays.path, stays.filter, stays.why);
    }
}
