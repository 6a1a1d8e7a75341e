//! Reading the keys of one page: the records, their order, and whether other pages precede or
//! follow.

use super::list::PageStart;

/// The keys of a page.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct KeyPage {
    /// The records in list order: the number and the sort keys of each.
    rows: Vec<(i64, Vec<Vec<u8>>)>,
    /// Whether the page was read backwards, from the record that follows it.
    turned: bool,
    has_previous: bool,
    has_next: bool,
}

impl KeyPage {
    /// The numbers of the records, in list order.
    pub fn numbers(&self) -> Vec<i64> {
        self.rows.iter().map(|(number, _)| *number).collect()
    }

    /// The numbers of the records in the order in which they were found: those next to the start of the page first.
    pub(crate) fn nearest_first(&self) -> Vec<i64> {
        let mut numbers = self.numbers();
        if self.turned {
            numbers.reverse();
        }
        numbers
    }

    /// Whether the page was read backwards.
    pub(crate) fn is_turned(&self) -> bool {
        self.turned
    }

    /// Keeps the records next to the start of the page; the others are on another page.
    pub(crate) fn keep(&mut self, kept: usize) {
        let surplus = self.rows.len().saturating_sub(kept);
        if surplus == 0 {
            return;
        }
        if self.turned {
            self.rows.drain(..surplus);
            self.has_previous = true;
        } else {
            self.rows.truncate(kept);
            self.has_next = true;
        }
    }

    /// Keeps the first records of several pages, which have the same descending order: those that come first in all of
    /// them together, so many, and what has the same key as the last of them.
    pub(crate) fn keep_first<const N: usize>(pages: [&mut Self; N], most: usize) {
        fn first_key((_, keys): &(i64, Vec<Vec<u8>>)) -> Option<&Vec<u8>> {
            keys.first()
        }
        let mut all: Vec<Vec<u8>> =
            pages.iter().flat_map(|page| page.rows.iter().filter_map(first_key)).cloned().collect();
        all.sort_by(|one, other| other.cmp(one));
        let Some(last) = most.checked_sub(1).and_then(|last| all.get(last)) else { return };
        for page in pages {
            page.keep(page.rows.partition_point(|row| first_key(row) >= Some(last)));
        }
    }

    /// The page of a list whose first level has this key for all of its records.
    pub(crate) fn within(mut self, key: &[u8]) -> Self {
        for (_, keys) in &mut self.rows {
            keys.insert(0, key.to_vec());
        }
        self
    }

    /// The sort keys of the first record, if there is a previous page.
    pub(crate) fn previous(&self) -> Option<Vec<Vec<u8>>> {
        self.rows.first().filter(|_| self.has_previous).map(|(_, keys)| keys.clone())
    }

    /// The sort keys of the last record, if there is a next page.
    pub fn next(&self) -> Option<Vec<Vec<u8>>> {
        self.rows.last().filter(|_| self.has_next).map(|(_, keys)| keys.clone())
    }
}

/// A row of keys: the number of the record, and the sort keys of up to four levels.
pub(crate) type KeyRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

/// The sort keys of a row, one for each level.
pub(crate) fn keys_of(row: &KeyRow, levels: usize) -> Vec<Vec<u8>> {
    let (_, a, b, c, d) = row;
    [a, b, c, d].into_iter().take(levels).cloned().collect()
}

/// Makes a page from the rows read: up to `limit` rows, plus one if the list continues. `behind`
/// states whether there are rows on the other side of the start.
pub(crate) fn cut(
    mut rows: Vec<KeyRow>,
    limit: i64,
    start: &PageStart,
    levels: usize,
    behind: bool,
) -> KeyPage {
    let limit = usize::try_from(limit).unwrap_or(0);
    let goes_on = rows.len() > limit;
    rows.truncate(limit);
    let turned = matches!(start, PageStart::Before(_));
    if turned {
        rows.reverse();
    }
    let (has_previous, has_next) = if turned { (goes_on, behind) } else { (behind, goes_on) };
    let rows = rows.iter().map(|row| (row.0, keys_of(row, levels))).collect();
    KeyPage { rows, turned, has_previous, has_next }
}

/// The boxed query `$matching` in the order of `$levels`, starting after `$from`; all rows are in `$range`.
///
/// A macro rather than a function: the type of a boxed query contains its table, and the trait
/// bounds of a generic function would be longer than the code.
#[macro_export]
macro_rules! in_order {
    ($matching:expr, $levels:expr, $from:expr, $range:expr) => {{
        use diesel::prelude::*;
        use $crate::store::read::keyset;
        let (levels, from): (&[keyset::SortLevel<_>], Option<&[Vec<u8>]>) = ($levels, $from);
        let mut range: keyset::KeyRange = $range;
        let mut query = $matching;
        if let Some(all) = keyset::unremembered(levels) {
            query = query.filter(all);
            // Every key is at least the empty one. With a limit that it knows, SQLite would rather sort the table
            // than the rows of each key, unless a condition leads it to the index.
            if from.is_none() && range.first.is_none() {
                range.first = Some(Vec::new());
            }
        }
        for condition in keyset::beyond(levels, from, range) {
            query = query.filter(condition);
        }
        for level in levels {
            query = if level.descending {
                query.then_order_by((level.column)().desc())
            } else {
                query.then_order_by((level.column)().asc())
            };
        }
        query
    }};
}

/// Selects the keys of the rows of `$query`.
#[macro_export]
macro_rules! select_keys {
    ($query:expr, $number:expr, $levels:expr) => {{
        let levels: &[$crate::store::read::keyset::SortLevel<_>] = $levels;
        let column = |at: usize| (levels[at.min(levels.len() - 1)].column)();
        $query.select(($number, column(0), column(1), column(2), column(3)))
    }};
}

/// Reads the keys of up to `$limit` rows of the boxed query `$matching` in the order of `$levels`,
/// starting after `$from`; all are in `$range`.
#[macro_export]
macro_rules! load_keys {
    ($connection:expr, $matching:expr, $number:expr, $levels:expr, $from:expr, $range:expr, $limit:expr) => {{
        use diesel::prelude::*;
        let query = $crate::in_order!($matching, $levels, $from, $range);
        $crate::select_keys!(query, $number, $levels)
            .limit($limit)
            .load::<$crate::store::read::key_page::KeyRow>($connection)
    }};
}

/// Reads the keys of one page, and whether other pages precede and follow it. All rows are in `$range`.
#[macro_export]
macro_rules! load_key_page {
    ($connection:expr, $query:expr, $matching:expr, $number:expr, $levels:expr, $range:expr) => {{
        use $crate::store::read::{key_page, keyset};
        let (levels, range) = ($levels, $range);
        let start = &$query.start;
        let rows = $crate::load_keys!(
            $connection,
            $matching,
            $number,
            &levels,
            start.keys(),
            range.clone(),
            $query.limit + 1
        )?;
        let behind = match (start.keys(), rows.first()) {
            (Some(_), Some(first)) => {
                let keys = key_page::keys_of(first, levels.len());
                let turned = keyset::turned(&levels);
                let from = Some(keys.as_slice());
                !$crate::load_keys!($connection, $matching, $number, &turned, from, range, 1)?
                    .is_empty()
            }
            _ => false,
        };
        key_page::cut(rows, $query.limit, start, levels.len(), behind)
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page of the rows 1 to 3 of a longer list.
    fn page(turned: bool, has_others: bool) -> KeyPage {
        let row = |number: i64| (number, number.to_be_bytes().to_vec(), vec![], vec![], vec![]);
        let rows = if turned { vec![row(3), row(2), row(1)] } else { vec![row(1), row(2), row(3)] };
        let start = if turned { PageStart::Before(vec![]) } else { PageStart::First };
        cut(rows, 3, &start, 1, has_others)
    }

    fn keys(number: i64) -> Vec<Vec<u8>> {
        vec![number.to_be_bytes().to_vec()]
    }

    #[test]
    fn a_page_that_ends_early_leads_to_what_it_left_out() {
        let mut forward = page(false, false);
        assert_eq!((forward.previous(), forward.next()), (None, None));
        forward.keep(2);
        assert_eq!(
            (forward.numbers(), forward.previous(), forward.next()),
            (vec![1, 2], None, Some(keys(2)))
        );
        let mut backward = page(true, true);
        assert_eq!((backward.nearest_first(), backward.next()), (vec![3, 2, 1], Some(keys(3))));
        backward.keep(2);
        let links = (backward.previous(), backward.next());
        assert_eq!((backward.numbers(), links), (vec![2, 3], (Some(keys(2)), Some(keys(3)))));
        backward.keep(5);
        assert_eq!(backward.numbers(), [2, 3], "nothing is left out");
    }

    #[test]
    fn the_first_of_several_pages_are_kept() {
        for (pages, most, kept) in [
            ([vec![], vec![]], 2, [vec![], vec![]]),
            ([vec![9, 5, 1], vec![8, 2]], 9, [vec![9, 5, 1], vec![8, 2]]),
            ([vec![9, 5, 1], vec![8, 2]], 3, [vec![9, 5], vec![8]]),
            ([vec![9, 8, 7], vec![2, 1]], 2, [vec![9, 8], vec![]]),
            ([vec![9, 5, 5], vec![5, 2]], 2, [vec![9, 5, 5], vec![5]]),
        ] {
            let page = |numbers: Vec<i64>| KeyPage {
                rows: numbers.into_iter().map(|number| (number, keys(number))).collect(),
                ..KeyPage::default()
            };
            let [mut one, mut other] = pages.clone().map(page);
            KeyPage::keep_first([&mut one, &mut other], most);
            assert_eq!([one.numbers(), other.numbers()], kept, "{pages:?}, {most}");
        }
    }
}
