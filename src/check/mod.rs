//! Checks the database: every record against the rules, and everything that is derived against the documents.

mod history;
mod terms;
mod totals;

use diesel::prelude::*;
use serde_json::Value;

use self::terms::TermsCheck;
use crate::{
    db::{DbConnection, transaction},
    error::CommandError,
    journal::revision::DataSet,
    model::{
        document::{Document, IndexKeys},
        record_type::RecordType,
        registry,
    },
    store::{
        circles,
        read::records::{AllRecords, StoredRecord},
        references::{exists, missing},
        write::derived::{Derived, name_key, names_json},
    },
    text::sort_key::SortKeys,
    values::{instant::Instant, traits::ClosedList},
};

/// The maximum number of faults that are listed, so that a badly damaged database does not fill the memory.
const MAX_FAULTS: usize = 1_000;

/// The result of a check.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CheckReport {
    /// The number of records, deleted ones included.
    pub records: u64,
    /// The faults, up to a thousand.
    pub faults: Vec<String>,
    /// The number of faults.
    pub count: u64,
    /// What contradicts itself as of today, up to a thousand.
    pub warnings: Vec<String>,
}

impl CheckReport {
    fn add(&mut self, fault: impl FnOnce() -> String) {
        self.count += 1;
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault());
        }
    }
}

/// Checks the database at one state. Returns the number of records and the faults.
pub fn run(connection: &mut DbConnection) -> Result<(u64, Vec<String>), CommandError> {
    let report = transaction::snapshot(connection, inside)?;
    Ok((report.records, report.faults))
}

/// Checks the database inside an open transaction, including its uncommitted changes.
pub fn inside(connection: &mut DbConnection) -> Result<CheckReport, CommandError> {
    let data_set = DataSet::load(connection)?;
    let sort_keys = SortKeys::new(data_set.default_language.as_str());
    let terms = TermsCheck::begin(connection);
    let mut checker = Checker {
        connection,
        data_set,
        sort_keys,
        terms,
        entries: 0,
        report: CheckReport::default(),
    };
    checker.records()?;
    checker.journal()?;
    checker.public_revision();
    checker.record_counts()?;
    checker.index()?;
    Ok(checker.report)
}

struct Checker<'c> {
    connection: &'c mut DbConnection,
    data_set: DataSet,
    sort_keys: SortKeys,
    terms: TermsCheck,
    /// The number of entries of the journal that belong to the checked records.
    entries: i64,
    report: CheckReport,
}

impl Checker<'_> {
    fn records(&mut self) -> QueryResult<()> {
        let mut records = AllRecords::begin();
        while let Some(chunk) = records.next(self.connection)? {
            for stored in &chunk {
                self.report.records += 1;
                self.record(stored)?;
            }
        }
        Ok(())
    }

    /// Notes what is no fault, but is hardly meant today.
    fn warn(&mut self, stored: &StoredRecord, document: &dyn Document) {
        for warning in document.warnings(Instant::now().day().into()) {
            if self.report.warnings.len() < MAX_FAULTS {
                let place = warning.pointer.as_deref().unwrap_or_default();
                self.report.warnings.push(format!("{}: {place} {}", stored.path, warning.detail));
            }
        }
    }

    fn record(&mut self, stored: &StoredRecord) -> QueryResult<()> {
        let was_public = self.history(stored)?;
        self.public(stored, was_public);
        if stored.is_deleted() {
            return Ok(());
        }
        match document(stored) {
            Ok((kind, document)) => {
                self.warn(stored, &*document);
                self.document(stored, kind, &*document)
            }
            Err(faults) => {
                for fault in faults {
                    self.report.add(|| format!("{}: {fault}", stored.path));
                }
                Ok(())
            }
        }
    }

    /// Checks the data that is derived from a document, and its references.
    fn document(
        &mut self,
        stored: &StoredRecord,
        kind: RecordType,
        document: &dyn Document,
    ) -> QueryResult<()> {
        let name_key = name_key(&self.sort_keys, &self.data_set.default_language, document);
        let keys = IndexKeys::of(document, &stored.id, stored.seq, stored.revision, name_key);
        let agrees = stored.path == keys.path
            && stored.state == keys.state.as_str()
            && stored.names == names_json(document)?
            && stored.type_rank == kind.rank()
            && stored.type_key == kind.search_rank().to_be_bytes()
            && stored.name_key == keys.name_key
            && stored.id_key == keys.id_key;
        let derived = Derived::of(document, keys, &self.data_set.default_language);
        let columns = (!agrees).then_some("columns");
        let mut differences = derived.differences(self.connection)?;
        if !self.terms.agree(self.connection, stored.seq, derived.terms())? {
            differences.push("terms in the search index");
        }
        for what in columns.into_iter().chain(differences) {
            self.report
                .add(|| format!("{}: its document and its {what} do not agree", stored.path));
        }
        for link in document.links() {
            if !exists(self.connection, &link.kind.path(&link.id))? {
                self.report.add(|| format!("{}: {}", stored.path, missing(&link)));
            }
        }
        for fault in circles::faults(self.connection, &stored.path, &document.ancestors())? {
            self.report.add(|| format!("{}: {fault}", stored.path));
        }
        Ok(())
    }
}

/// Reads a document with the validation of a request.
fn document(stored: &StoredRecord) -> Result<(RecordType, Box<dyn Document>), Vec<String>> {
    let broken = |why: String| vec![why];
    let kind = RecordType::read(&stored.record_type)
        .ok_or_else(|| broken("is of an unknown type".to_owned()))?;
    let Ok(Value::Object(fields)) = serde_json::from_str(&stored.document) else {
        return Err(broken("its document is not a JSON object".to_owned()));
    };
    let document = registry::written(kind, fields)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let again = document.to_json().map_err(|error| broken(error.to_string()))?;
    if again != stored.document {
        return Err(broken("its document is not written as this version writes it".to_owned()));
    }
    Ok((kind, document))
}
