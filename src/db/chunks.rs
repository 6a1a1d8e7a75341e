//! Reads many rows a chunk at a time, so that memory does not grow with the table.

use diesel::QueryResult;

/// The position in a table that is read in the order of a unique key.
#[derive(Debug)]
pub(crate) struct Chunks<K> {
    last: K,
    size: usize,
    is_done: bool,
}

impl<K> Chunks<K> {
    /// Begins with the rows whose key is greater than `first`, in chunks of `size` rows.
    pub(crate) fn after(first: K, size: usize) -> Self {
        Self { last: first, size, is_done: false }
    }

    /// Returns the next rows; `None` after the last one.
    ///
    /// `load` gets the key of the last row so far and the number of rows to load after it.
    pub(crate) fn next<R>(
        &mut self,
        key: impl FnOnce(&R) -> K,
        load: impl FnOnce(&K, i64) -> QueryResult<Vec<R>>,
    ) -> QueryResult<Option<Vec<R>>> {
        if self.is_done {
            return Ok(None);
        }
        let rows = load(&self.last, i64::try_from(self.size).unwrap_or(i64::MAX))?;
        self.is_done = rows.len() < self.size;
        if let Some(row) = rows.last() {
            self.last = key(row);
        }
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_read_once_in_order(rows in 0_i64..50, size in 1_usize..10) {
            let (mut chunks, mut read, mut queries) = (Chunks::after(0, size), Vec::new(), 0);
            let mut next = || {
                chunks.next(|row| *row, |last, limit| {
                    queries += 1;
                    Ok((1..=rows).filter(|row| row > last).take(usize::try_from(limit).unwrap()).collect())
                })
            };
            while let Some(chunk) = next().unwrap() {
                prop_assert!(!chunk.is_empty() && chunk.len() <= size);
                read.extend(chunk);
            }
            prop_assert!(next().unwrap().is_none());
            prop_assert_eq!(read, (1..=rows).collect::<Vec<_>>());
            prop_assert_eq!(queries, usize::try_from(rows).unwrap() / size + 1, "none after a chunk that is not full");
        }
    }
}
