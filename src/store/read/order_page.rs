//! Reading a page of a list whose records are known by their numbers.
//!
//! If the list has enough of all the records, the order is walked along its index, and whether a record belongs to the
//! list is a look into memory: many members fill a page soon. Otherwise all members are put in order once; the order is
//! kept until the next revision, and each page is a part of it.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use diesel::QueryResult;

use super::{
    find::Found,
    key_page::{KeyPage, KeyRow, cut, keys_of},
    list::PageStart,
    set_cache::StateSets,
};
use crate::{db::DbConnection, journal::revision::corrupt};

/// The most members that are sorted by the database anew for each page: an order that is kept would save nothing.
pub(crate) const SORTED_EACH_TIME: usize = 100;

/// How many records may be passed by for one of the list, on average, when the order is walked.
const PASSED_BY: i64 = 150;

/// How many times as many may be passed by before the walk is given up: members can be anywhere in an order.
const PATIENCE: i64 = 4;

/// The most members that are looked up to be sorted. Of more, the whole order is read.
const LOOKED_UP: usize = 20_000;

/// How many keys are compared at a time to find the place of a record in an order.
const COMPARED: usize = 32;

/// A part of the order of all visible records.
pub(crate) struct Walk<'k> {
    /// The keys that it follows.
    pub from: Option<&'k [Vec<u8>]>,
    /// Whether it is against the direction of the page.
    pub turned: bool,
    /// The most records that it has.
    pub limit: i64,
}

/// Puts numbers in order.
type SortQuery<'a> = dyn Fn(&mut DbConnection, Option<&[i64]>) -> QueryResult<Vec<i64>> + 'a;

/// Reads the keys of records.
type KeyQuery<'a> = dyn Fn(&mut DbConnection, &[i64]) -> QueryResult<Vec<KeyRow>> + 'a;

/// The visible records of a table, in the order of a list.
pub(crate) struct OrderedRows<'a> {
    /// The numbers of a part of the order.
    pub walk: &'a dyn Fn(&mut DbConnection, &Walk<'_>) -> QueryResult<Vec<i64>>,
    /// All these numbers in the order of the list from its beginning; without any, those of all visible records.
    pub sort: &'a SortQuery<'a>,
    /// The keys of these records, in any order.
    pub keys: &'a KeyQuery<'a>,
}

/// The page to be read.
pub(crate) struct OrderedList<'a> {
    /// What the list consists of.
    pub found: &'a Found,
    /// The number of visible records, whether they belong to the list or not.
    pub records: i64,
    /// Where the page begins.
    pub start: &'a PageStart,
    /// The most records of the page.
    pub limit: i64,
    /// Of each level of the order, in the direction of the page, whether the largest key comes first.
    pub descending: Vec<bool>,
    /// A name of the list and its order.
    pub name: String,
    /// What is kept for lists of this state.
    pub sets: StateSets,
}

/// The members of a page in the order in which they are read, one more if there are others, and whether there are some
/// on the other side of the start.
struct PagePart {
    numbers: Vec<i64>,
    behind: bool,
}

/// Reads the page.
pub(crate) fn page(
    connection: &mut DbConnection,
    rows: &OrderedRows<'_>,
    list: &OrderedList<'_>,
) -> QueryResult<KeyPage> {
    let walked = if list.is_dense() { list.walked(connection, rows)? } else { None };
    let part = match walked {
        Some(part) => part,
        None => list.part_of_order(connection, rows)?,
    };
    let keys = keys_in_order(connection, rows, &part.numbers)?;
    Ok(cut(keys, list.limit, list.start, list.descending.len(), part.behind))
}

/// The keys of the records, in the same order.
fn keys_in_order(
    connection: &mut DbConnection,
    rows: &OrderedRows<'_>,
    numbers: &[i64],
) -> QueryResult<Vec<KeyRow>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let found = (rows.keys)(connection, numbers)?;
    let mut keys: HashMap<i64, KeyRow> = found.into_iter().map(|row| (row.0, row)).collect();
    numbers.iter().map(|number| keys.remove(number).ok_or_else(|| corrupt("seq"))).collect()
}

impl OrderedList<'_> {
    /// Whether few records are passed by when the order is walked.
    fn is_dense(&self) -> bool {
        self.found.total().saturating_mul(PASSED_BY) >= self.records
    }

    /// The page as a part of the order of all records; `None` if too many of them would be passed by.
    fn walked(
        &self,
        connection: &mut DbConnection,
        rows: &OrderedRows<'_>,
    ) -> QueryResult<Option<PagePart>> {
        let from = self.start.keys();
        let wanted = self.limit + 1;
        let Some(numbers) = self.members(connection, rows, from, false, wanted)? else {
            return Ok(None);
        };
        let (Some(_), Some(first)) = (from, numbers.first()) else {
            return Ok(Some(PagePart { numbers, behind: false }));
        };
        let keys = self.keys(connection, rows, *first)?;
        let behind = self.members(connection, rows, Some(&keys), true, 1)?;
        Ok(behind.map(|behind| PagePart { numbers, behind: !behind.is_empty() }))
    }

    /// Up to so many members that follow these keys; `None` if too many others would be passed by.
    fn members(
        &self,
        connection: &mut DbConnection,
        rows: &OrderedRows<'_>,
        from: Option<&[Vec<u8>]>,
        turned: bool,
        wanted: i64,
    ) -> QueryResult<Option<Vec<i64>>> {
        let most = wanted * PASSED_BY;
        let (mut limit, mut read) = (self.expected(wanted).min(most), 0);
        let wanted = usize::try_from(wanted).unwrap_or(0);
        let (mut found, mut from) = (Vec::new(), from.map(<[_]>::to_vec));
        loop {
            let walk = Walk { from: from.as_deref(), turned, limit };
            let part = (rows.walk)(connection, &walk)?;
            found.extend(part.iter().copied().filter(|number| self.found.has(*number)));
            found.truncate(wanted);
            read += limit;
            let is_end = i64::try_from(part.len()).is_ok_and(|count| count < limit);
            match part.last() {
                Some(last) if found.len() < wanted && !is_end => {
                    from = Some(self.keys(connection, rows, *last)?);
                }
                _ => return Ok(Some(found)),
            }
            if read >= most * PATIENCE {
                return Ok(None);
            }
            limit = (2 * limit).min(most);
        }
    }

    /// How many records have so many members among them, and some more.
    fn expected(&self, wanted: i64) -> i64 {
        let each = self.records / self.found.total().max(1) + 1;
        (wanted * each).saturating_mul(5) / 4 + 8
    }

    fn keys(
        &self,
        connection: &mut DbConnection,
        rows: &OrderedRows<'_>,
        number: i64,
    ) -> QueryResult<Vec<Vec<u8>>> {
        let row = keys_in_order(connection, rows, &[number])?;
        Ok(row.first().map(|row| keys_of(row, self.descending.len())).unwrap_or_default())
    }

    /// The page as a part of the order of the members alone.
    fn part_of_order(
        &self,
        connection: &mut DbConnection,
        rows: &OrderedRows<'_>,
    ) -> QueryResult<PagePart> {
        let order = self.sets.order(&self.name, || self.sorted(connection, rows))?;
        let wanted = usize::try_from(self.limit + 1).unwrap_or(0);
        let (numbers, behind) = match self.start {
            PageStart::First => (order.iter().take(wanted).copied().collect(), false),
            PageStart::After(keys) => {
                let at = self.place(connection, rows, &order, keys)?;
                (order.iter().skip(at).take(wanted).copied().collect(), at > 0)
            }
            PageStart::Before(keys) => {
                let at = self.place(connection, rows, &order, keys)?;
                (order.iter().take(at).rev().take(wanted).copied().collect(), at < order.len())
            }
        };
        let behind = behind && !Vec::is_empty(&numbers);
        Ok(PagePart { numbers, behind })
    }

    /// All members, in the order of the list from its beginning.
    fn sorted(
        &self,
        connection: &mut DbConnection,
        rows: &OrderedRows<'_>,
    ) -> QueryResult<Vec<i64>> {
        let is_looked_up = usize::try_from(self.found.total()).is_ok_and(|all| all <= LOOKED_UP);
        if let Some(numbers) = is_looked_up.then(|| self.found.numbers()).flatten() {
            return (rows.sort)(connection, Some(&numbers));
        }
        let mut all = (rows.sort)(connection, None)?;
        all.retain(|number| self.found.has(*number));
        Ok(all)
    }

    /// How many records of the order come before the page that follows `keys`, or belong to the pages that precede them.
    fn place(
        &self,
        connection: &mut DbConnection,
        rows: &OrderedRows<'_>,
        order: &Arc<[i64]>,
        keys: &[Vec<u8>],
    ) -> QueryResult<usize> {
        let (mut first, mut end) = (0, order.len());
        while first < end {
            let step = (end - first).div_ceil(COMPARED);
            let places: Vec<usize> = (first..end).step_by(step).collect();
            let numbers: Vec<i64> =
                places.iter().filter_map(|place| order.get(*place)).copied().collect();
            let found = keys_in_order(connection, rows, &numbers)?;
            let before = found.iter().take_while(|row| self.is_before(row, keys)).count();
            end = places.get(before).copied().unwrap_or(end);
            first = match before.checked_sub(1).and_then(|last| places.get(last)) {
                Some(last) => last + 1,
                None => end,
            };
        }
        Ok(first)
    }

    /// Whether the record lies before the page that follows the keys, or in the pages that precede them.
    fn is_before(&self, row: &KeyRow, keys: &[Vec<u8>]) -> bool {
        let turned = matches!(self.start, PageStart::Before(_));
        let own = keys_of(row, self.descending.len());
        let levels = own.iter().zip(keys).zip(&self.descending);
        let order = levels
            .map(
                |((own, key), descending)| {
                    if *descending == turned { own.cmp(key) } else { key.cmp(own) }
                },
            )
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal);
        order.is_lt() || order.is_eq() && !turned
    }
}

#[cfg(test)]
mod tests {
    use diesel::{Connection as _, SqliteConnection};
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{index::number_set::NumberSet, store::read::set_cache::SetCache};

    /// Records in the order of a list: `keys[n]` is the key of number `n + 1`, which decides between equal ones.
    #[derive(Debug)]
    struct Rows {
        keys: Vec<u8>,
        descending: bool,
    }

    impl Rows {
        fn key(&self, number: i64) -> KeyRow {
            let key = self.keys[usize::try_from(number - 1).unwrap()];
            (number, vec![key], number.to_be_bytes().to_vec(), vec![], vec![])
        }

        fn all(&self, descending: bool) -> Vec<KeyRow> {
            let mut all: Vec<KeyRow> =
                (1..).zip(&self.keys).map(|(number, _)| self.key(number)).collect();
            all.sort_by_key(|row| keys_of(row, 2));
            if descending {
                all.reverse();
            }
            all
        }

        /// The numbers of the list, of which `found` decides.
        fn list(&self, found: &Found) -> Vec<i64> {
            let all = self.all(self.descending).into_iter().map(|row| row.0);
            all.filter(|number| found.has(*number)).collect()
        }

        fn page(&self, found: &Found, start: &PageStart, limit: i64) -> KeyPage {
            let turned = matches!(start, PageStart::Before(_));
            let reading = self.descending != turned;
            let rows = OrderedRows {
                walk: &|_, walk| {
                    let descending = reading != walk.turned;
                    let follows = |row: &KeyRow| {
                        let Some(from) = walk.from else { return true };
                        let order = keys_of(row, 2).as_slice().cmp(from);
                        if descending { order.is_lt() } else { order.is_gt() }
                    };
                    let following = self.all(descending).into_iter().filter(follows);
                    let most = usize::try_from(walk.limit).unwrap();
                    Ok(following.take(most).map(|row| row.0).collect())
                },
                sort: &|_, numbers| {
                    let all = self.all(self.descending).into_iter().map(|row| row.0);
                    let wanted = |number: &i64| {
                        numbers.is_none_or(|sorted| sorted.binary_search(number).is_ok())
                    };
                    Ok(all.filter(wanted).collect())
                },
                keys: &|_, numbers| Ok(numbers.iter().map(|number| self.key(*number)).collect()),
            };
            let list = OrderedList {
                found,
                records: i64::try_from(self.keys.len()).unwrap(),
                start,
                limit,
                descending: vec![reading; 2],
                name: String::new(),
                sets: SetCache::default().of_state(1, String::new()),
            };
            let sqlite = SqliteConnection::establish(":memory:").unwrap();
            page(&mut DbConnection::Sqlite(sqlite), &rows, &list).unwrap()
        }
    }

    /// Members all over the order, or together in a part of it; few or many of all records.
    fn lists() -> impl Strategy<Value = (Rows, Found)> {
        let rows = (vec(0..40_u8, 1..2_000), any::<bool>());
        let chosen = (0..40_u8, 0..40_u8, 1..400_i64, any::<bool>());
        (rows, chosen).prop_map(|((keys, descending), (from, to, every, left_out))| {
            let rows = Rows { keys, descending };
            let is_chosen = |row: &KeyRow| {
                let key = row.1[0];
                (from.min(to)..=from.max(to)).contains(&key) && row.0 % every == 0
            };
            let chosen = rows.all(false).into_iter().filter(is_chosen).map(|row| row.0).collect();
            let set: Arc<NumberSet> = NumberSet::of(chosen).into();
            let others = rows.keys.len() - set.count();
            let found = if left_out {
                Found::AllBut(set, i64::try_from(others).unwrap())
            } else {
                Found::Set(set)
            };
            (rows, found)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn pages_are_parts_of_the_list((rows, found) in lists(), at in 0..2_000_usize, limit in 1..30_usize) {
            let list = rows.list(&found);
            let keys = |number: &i64| keys_of(&rows.key(*number), 2);
            let most = i64::try_from(limit).unwrap();
            let at = at.min(list.len());
            let first = rows.page(&found, &PageStart::First, most);
            prop_assert_eq!(first.numbers(), list.iter().take(limit).copied().collect::<Vec<_>>());
            prop_assert!(first.previous().is_none());
            prop_assert_eq!(first.next().is_some(), list.len() > limit);
            if let Some(last) = at.checked_sub(1).map(|last| list[last]) {
                let page = rows.page(&found, &PageStart::After(keys(&last)), most);
                let expected: Vec<i64> = list[at..].iter().take(limit).copied().collect();
                prop_assert_eq!(page.previous().is_some(), !expected.is_empty());
                prop_assert_eq!(page.next().is_some(), list.len() > at + limit);
                prop_assert_eq!(page.numbers(), expected);
            }
            if let Some(next) = list.get(at) {
                let page = rows.page(&found, &PageStart::Before(keys(next)), most);
                let expected = list[at.saturating_sub(limit)..at].to_vec();
                prop_assert_eq!(page.next().is_some(), !expected.is_empty());
                prop_assert_eq!(page.previous().is_some(), at > limit);
                prop_assert_eq!(page.numbers(), expected);
            }
        }
    }
}
