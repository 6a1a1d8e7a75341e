//! Lines of lists: what a list for people shows of its records, read without the rest of their documents.

use diesel::QueryResult;
use serde::de::DeserializeOwned;

use super::{
    document_row::DocumentRow,
    page::{FoundPage, Page},
    reader::Reader,
    view::ViewContext,
};
use crate::{
    error::ApiError,
    journal::revision::corrupt,
    model::document::Body,
    values::{language::Language, record_id::RecordId, traits::TextValue as _},
};

/// A record as a line of a list.
#[derive(Debug)]
pub(crate) struct ListLine<F> {
    /// The id of the record.
    pub id: RecordId,
    /// Its name or title in the language of the reader, or in the closest available one.
    pub name: String,
    /// The language of the name.
    pub language: Language,
    /// The fields of the document that the line shows.
    pub fields: F,
}

impl Reader<'_> {
    /// The lines of the records that were found, and the context with the names of what they refer to.
    pub(crate) fn lines<F: DeserializeOwned>(
        &mut self,
        mut found: FoundPage,
    ) -> Result<(Page<ListLine<F>>, ViewContext), ApiError> {
        let rows = self.read_page(
            &mut found.keys,
            |reader, numbers| {
                let mut rows = reader.load_rows(numbers, |reader, row| {
                    Ok((row.document.len(), reader.line::<F>(&row)?))
                })?;
                let in_order = numbers.iter().map(|number| rows.remove(number));
                in_order.map(|row| row.ok_or_else(|| corrupt("record"))).collect()
            },
            |(bytes, _)| *bytes,
        )?;
        let lines = rows.into_iter().map(|(_, line)| line).collect();
        Ok((Page::of(found, lines), self.context()))
    }

    /// The line of one record. Fails as [`Reader::find`] does.
    pub(crate) fn line_of<B: Body, F: DeserializeOwned>(
        &mut self,
        id: &RecordId,
    ) -> Result<(ListLine<F>, ViewContext), ApiError> {
        let row = self.find_row::<B>(id)?;
        Ok((self.line(&row)?, self.context()))
    }

    fn line<F: DeserializeOwned>(&mut self, row: &DocumentRow) -> QueryResult<ListLine<F>> {
        let (language, name) = self.name(&row.names)?.ok_or_else(|| corrupt(&row.id))?;
        Ok(ListLine {
            id: RecordId::read(&row.id).ok_or_else(|| corrupt(&row.id))?,
            name,
            language,
            fields: serde_json::from_str(&row.document).map_err(|_error| corrupt(&row.id))?,
        })
    }
}
