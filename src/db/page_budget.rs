//! The bytes of a page: a page of large records ends early, so that no response is large.

/// The bytes after which a page ends.
pub(crate) const PAGE_BYTES: usize = 4 << 20;

/// The number of rows that are read at a time: the pages that most clients ask for take one query.
const PART: usize = 25;

/// The bytes that the pages of one response may still have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageBudget(usize);

impl Default for PageBudget {
    fn default() -> Self {
        Self(PAGE_BYTES)
    }
}

impl PageBudget {
    /// Reads the rows of `keys` in their order until they weigh more than is left, and returns those that fit, at least
    /// one.
    pub(crate) fn read_page<K, T, E>(
        &mut self,
        keys: &[K],
        mut read: impl FnMut(&[K]) -> Result<Vec<T>, E>,
        weight: impl Fn(&T) -> usize,
    ) -> Result<Vec<T>, E> {
        let mut rows = Vec::new();
        for part in keys.chunks(PART) {
            for row in read(part)? {
                let left = self.0.checked_sub(weight(&row));
                if left.is_none() && !rows.is_empty() {
                    return Ok(rows);
                }
                self.0 = left.unwrap_or(0);
                rows.push(row);
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_it_is_too_large_and_has_at_least_one_row() {
        for (sizes, expected) in [
            (vec![], 0),
            (vec![10; 100], 100),
            (vec![PAGE_BYTES / 2; 3], 2),
            (vec![PAGE_BYTES + 1; 3], 1),
            (vec![10, PAGE_BYTES, 10], 1),
            (vec![PAGE_BYTES / 30; 100], 30),
        ] {
            let mut parts = 0;
            let read = |part: &[usize]| {
                parts += 1;
                Ok::<_, ()>(part.to_vec())
            };
            let page = PageBudget::default().read_page(&sizes, read, |size| *size);
            let rows = page.map(|rows| rows.len());
            assert_eq!(rows, Ok(expected), "{sizes:?}");
            assert!(parts <= expected.div_ceil(PART) + 1, "no more is read than is needed");
        }
    }
    #[test]
    fn the_pages_of_one_response_share_its_bytes() {
        let mut budget = PageBudget::default();
        let mut rows = |sizes: &[usize]| {
            let page = budget.read_page(sizes, |part| Ok::<_, ()>(part.to_vec()), |size| *size);
            page.map(|rows| rows.len())
        };
        assert_eq!(rows(&[PAGE_BYTES / 4; 3]), Ok(3));
        assert_eq!(rows(&[PAGE_BYTES / 4; 3]), Ok(1));
        assert_eq!(rows(&[PAGE_BYTES / 4; 3]), Ok(1), "at least one");
        assert_eq!(rows(&[]), Ok(0));
    }
}
