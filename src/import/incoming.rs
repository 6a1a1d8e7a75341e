//! A row of a file, read as far as it could be.

use super::{
    previous::PreviousRecord,
    report::{IdOrigin, NamedReference, RowFault},
};
use crate::{
    error::Fault,
    model::{
        document::{Document, RecordLink},
        record_type::RecordType,
        validation::InvalidDocument,
    },
    spreadsheet::{fault::CellFault, filled::ColumnTrace},
    store::write::preparation::Preparation,
    text::messages::MessageLanguage,
    values::record_id::RecordId,
};

/// A row of a file, with whatever could be read of it.
pub(crate) struct IncomingRow<'e> {
    /// The place of the row in the file.
    pub place: RowPlace<'e>,
    /// The type of the record.
    pub kind: RecordType,
    /// The id of the record, if it could be determined.
    pub id: Option<RowId>,
    /// The revision of the record that the row is based on, if the row states it.
    pub revision: Option<i64>,
    /// The record, as it is to be.
    pub document: Result<Box<dyn Document>, InvalidDocument>,
    /// What was made of the record beforehand.
    pub preparation: Option<Preparation>,
    /// The references of the record, as far as they could be read.
    pub links: Vec<RecordLink>,
    /// The record as it is, if it exists and was read.
    pub previous: Option<PreviousRecord>,
    /// The records that cells refer to by name.
    pub named: Vec<NamedReference>,
    /// The faults that were found before the record was made.
    pub faults: Vec<CellFault>,
    /// What may have been meant in another way than it was read.
    pub warnings: Vec<CellFault>,
}

/// Returns the references of a record, as far as they could be read.
pub(crate) fn links_of(document: &Result<Box<dyn Document>, InvalidDocument>) -> Vec<RecordLink> {
    match document {
        Ok(document) => document.links(),
        Err(InvalidDocument { links, .. }) => links.clone(),
    }
}

/// The id of the record of a row.
pub(crate) struct RowId {
    /// The id.
    pub id: RecordId,
    /// How it was determined, if the row does not give it.
    pub origin: Option<IdOrigin>,
}

impl RowId {
    /// Makes the id that a row gives.
    pub(crate) fn given(id: RecordId) -> Self {
        Self { id, origin: None }
    }

    /// Whether the id was made for a new record.
    pub(crate) fn is_made(&self) -> bool {
        self.origin.as_ref().is_some_and(IdOrigin::is_made)
    }
}

/// The place of a row in the file.
pub(crate) struct RowPlace<'e> {
    /// The number of the row.
    pub row: u64,
    /// The columns of the spreadsheet that the values came from; `None` in NDJSON.
    pub trace: Option<ColumnTrace<'e>>,
    /// The language of its faults.
    pub language: MessageLanguage,
}

impl RowPlace<'_> {
    /// Returns the column of a place in the record.
    pub(crate) fn column(&self, pointer: &str) -> Option<String> {
        self.trace.as_ref()?.column(pointer).map(str::to_owned)
    }

    /// Makes a fault of the row.
    pub(crate) fn fault(&self, fault: Fault) -> RowFault {
        let column = fault.pointer.as_deref().and_then(|pointer| self.column(pointer));
        RowFault::of(self.row, column, fault, self.language)
    }

    /// Makes faults of the row out of those of its record and of its cells.
    pub(crate) fn faults(&self, faults: Vec<Fault>, own: Vec<CellFault>) -> Vec<RowFault> {
        let Some(trace) = &self.trace else {
            let own = own.into_iter().map(|own| own.fault);
            return own.chain(faults).map(|fault| self.fault(fault)).collect();
        };
        let located = trace.located(faults, own).into_iter();
        let told =
            |CellFault { column, fault }| RowFault::of(self.row, column, fault, self.language);
        located.map(told).collect()
    }
}
