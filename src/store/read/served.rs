//! Reading records as they are served: pages of them, or one, made or taken from what is kept.

use std::{collections::HashMap, sync::Arc};

use diesel::{prelude::*, result::Error as QueryError};

use super::{
    document_row::DocumentRow,
    fragments::{Fragment, FragmentOf, Served},
    key_page::KeyPage,
    page::{FoundPage, Page},
    reader::Reader,
    view::{Record, View, ViewContext},
};
use crate::{
    db::{one_of::one_of_numbers, page_budget::PageBudget, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    model::document::Body,
    values::record_id::RecordId,
};

/// The bytes that the name and the address of a referenced record add to a response at most: a name of 300 characters
/// of up to four bytes, and an address.
const LINK_BYTES: usize = 1_500;

/// A record of a page before it is shown.
enum PageRow<B> {
    Kept(Arc<Fragment>),
    Read { number: i64, weight: usize, record: Record<B> },
}

impl Reader<'_> {
    /// Keeps the JSON of the records that are read from now on, and takes what is kept already.
    pub(crate) fn keep_json(&mut self) {
        let fragments = &self.caches.fragments;
        self.fragments =
            self.state_number.and_then(|state| fragments.for_readers(state, &self.audience));
    }

    /// The page of the records that were found.
    pub fn page<V: View>(&mut self, mut found: FoundPage) -> Result<Page<Served<V>>, ApiError> {
        let rows = self.read_page(&mut found.keys, Self::load::<V::Body>, PageRow::weight)?;
        let context = self.context();
        let served = rows.into_iter().map(|row| match row {
            PageRow::Kept(fragment) => {
                self.note_languages(&fragment.languages);
                Ok(Served::kept(fragment))
            }
            PageRow::Read { number, weight, record } => {
                self.serve(FragmentOf::Number(number), weight, record, &context)
            }
        });
        let records = served.collect::<QueryResult<_>>()?;
        Ok(Page::of(found, records))
    }

    /// One record as it is served, and the revision needed to change it.
    pub(crate) fn served<V: View>(&mut self, id: &RecordId) -> Result<(Served<V>, i64), ApiError> {
        let of = FragmentOf::Path(V::Body::KIND.path(id.as_str()));
        if let Some(fragment) = self.fragments.as_ref().and_then(|kept| kept.get(of.clone())) {
            self.note_languages(&fragment.languages);
            let revision = fragment.revision;
            return Ok((Served::kept(fragment), revision));
        }
        let record = self.find::<V::Body>(id)?;
        let (revision, context) = (record.revision, self.context());
        let served = self.serve(of, 0, record, &context)?;
        Ok((served, revision))
    }

    /// Makes the view of a record, and keeps it if others can have it too.
    fn serve<V: View>(
        &mut self,
        of: FragmentOf,
        weight: usize,
        record: Record<V::Body>,
        context: &ViewContext,
    ) -> QueryResult<Served<V>> {
        let revision = record.revision;
        let view = V::new(record, context);
        let languages = context.served.take();
        self.note_languages(&languages);
        let Some(fragments) = &self.fragments else { return Ok(Served::Made(view)) };
        let kept = fragments.keep(of, &view, (revision, weight), languages);
        kept.map(Served::kept).map_err(|error| QueryError::SerializationError(error.into()))
    }

    /// Lets the next page have as many bytes as the first: whoever puts several into one response limits them all.
    pub(crate) fn renew_budget(&mut self) {
        self.budget = PageBudget::default();
    }

    /// The records of a page as `read` reads them, which ends early if they are large.
    pub(super) fn read_page<T>(
        &mut self,
        keys: &mut KeyPage,
        mut read: impl FnMut(&mut Self, &[i64]) -> QueryResult<Vec<T>>,
        weight: impl Fn(&T) -> usize,
    ) -> QueryResult<Vec<T>> {
        let numbers = keys.nearest_first();
        let mut budget = self.budget;
        let mut rows = budget.read_page(&numbers, |part: &[i64]| read(self, part), weight)?;
        self.budget = budget;
        keys.keep(rows.len());
        if keys.is_turned() {
            rows.reverse();
        }
        Ok(rows)
    }

    /// The records with these numbers, in the same order.
    fn load<B: Body>(&mut self, numbers: &[i64]) -> QueryResult<Vec<PageRow<B>>> {
        let kept = |number: &i64| self.fragments.as_ref()?.get(FragmentOf::Number(*number));
        let kept: Vec<Option<Arc<Fragment>>> = numbers.iter().map(kept).collect();
        let absent = numbers.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let absent: Vec<i64> = absent.map(|(number, _)| *number).collect();
        let mut read = self.load_rows(&absent, |_, row| {
            let bytes = row.document.len();
            let (number, record) = row.into_record::<B>()?;
            Ok(PageRow::Read { number, weight: page_weight(bytes, &record), record })
        })?;
        let row = |(number, kept): (&i64, Option<Arc<Fragment>>)| match kept {
            Some(fragment) => Ok(PageRow::Kept(fragment)),
            None => read.remove(number).ok_or_else(|| corrupt("record")),
        };
        numbers.iter().zip(kept).map(row).collect()
    }

    /// What `read` makes of the rows of the records with these numbers; keeps the names that they refer to.
    pub(super) fn load_rows<T>(
        &mut self,
        numbers: &[i64],
        mut read: impl FnMut(&mut Self, DocumentRow) -> QueryResult<T>,
    ) -> QueryResult<HashMap<i64, T>> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let names = self.names_of_references();
        let rows: Vec<(DocumentRow, Option<String>)> = record::table
            .filter(one_of_numbers(self.connection, "record.seq", numbers))
            .select((DocumentRow::as_select(), names))
            .load(self.connection)?;
        let read = |(row, names): (DocumentRow, Option<String>)| {
            self.keep_names(names)?;
            Ok((row.seq, read(self, row)?))
        };
        rows.into_iter().map(read).collect()
    }
}

impl<B: Body> PageRow<B> {
    /// What it takes of the bytes of a page.
    fn weight(&self) -> usize {
        match self {
            Self::Kept(fragment) => fragment.weight,
            Self::Read { weight, .. } => *weight,
        }
    }
}

/// What a record with a document of so many bytes takes of the bytes of a page.
fn page_weight<B: Body>(bytes: usize, record: &Record<B>) -> usize {
    // The texts in the language of the reader stand beside the translations.
    2 * bytes + LINK_BYTES * record.body.links().len()
}
