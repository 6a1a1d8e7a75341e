//! Reading records at one revision of the data set, for one audience.

use std::{cell::RefCell, collections::BTreeSet, time::Instant as Moment};

use diesel::prelude::*;

use super::{
    audience::Audience,
    conditions,
    fragments::ReadersFragments,
    read_caches::ReadCaches,
    view::{Record, RecordWarning, View, ViewContext, Viewed},
};
use crate::{
    db::{
        DbConnection,
        page_budget::PageBudget,
        public_state::{KnownState, StateNumber},
        schema::{journal, record},
    },
    error::ApiError,
    journal::revision::{DataSet, corrupt},
    model::{
        document::{Body, Document as _, RecordLink},
        record_type::{DELETED, RecordType},
        visibility::Visibility,
    },
    store::current::{absent, deleted},
    values::{
        instant::Instant,
        language::Language,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
        translations::Translations,
    },
};

/// The number of records looked up in one query; SQLite permits at most 32,766 parameters.
const CHUNK: usize = 5_000;

/// The most records in succession that a redirect passes over because they were deleted.
const MOST_SUCCESSORS: usize = 20;

/// Reads one revision of the data set for one audience.
pub struct Reader<'c> {
    /// The connection, in a transaction with a consistent snapshot.
    pub connection: &'c mut DbConnection,
    /// The properties of the data set at that revision.
    pub data_set: DataSet,
    /// The audience of the response.
    pub audience: Audience,
    /// What is kept for the next reader.
    pub caches: ReadCaches,
    /// The number of the public state that is read, if it is the current one.
    pub state_number: Option<StateNumber>,
    /// The languages of the texts picked so far.
    pub served: BTreeSet<Language>,
    /// The bytes that the pages of the response may still have.
    pub(super) budget: PageBudget,
    /// The JSON that is kept for such readers, if the response has any.
    pub(super) fragments: Option<ReadersFragments>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = record)]
pub(super) struct DocumentRow {
    seq: i64,
    id: String,
    revision: i64,
    public_revision: i64,
    state: String,
    created_at: String,
    updated_at: String,
    pub(super) document: String,
}

impl<'c> Reader<'c> {
    /// Starts reading; adds the default language to the end of the audience's languages.
    pub fn new(
        connection: &'c mut DbConnection,
        audience: Audience,
        caches: ReadCaches,
    ) -> QueryResult<Self> {
        let data_set = DataSet::load(connection)?;
        Ok(Self::of(connection, data_set, audience, caches))
    }

    /// Starts reading in a transaction whose data set is known.
    pub(crate) fn of(
        connection: &'c mut DbConnection,
        data_set: DataSet,
        mut audience: Audience,
        caches: ReadCaches,
    ) -> Self {
        audience.languages.push(data_set.default_language.clone());
        let (served, budget) = (BTreeSet::new(), PageBudget::default());
        let (state_number, fragments) = (None, None);
        Self { connection, data_set, audience, caches, state_number, served, budget, fragments }
    }

    /// Tells the process which state it reads, in a transaction that began after `since`.
    pub(crate) fn note_state(&mut self, known: &KnownState, since: Moment) {
        self.state_number = known.note(&self.data_set.public_state(), since);
    }

    /// The revision of the data set that is visible to the audience.
    pub fn revision(&self) -> i64 {
        match self.audience.visibility {
            Visibility::Public => self.data_set.public_revision,
            Visibility::Drafts => self.data_set.revision,
        }
    }

    /// A text that changes whenever any response for this visibility could change, for entity tags
    /// and cache keys.
    pub fn state(&self) -> String {
        let DataSet { instance, index_version, .. } = &self.data_set;
        format!(
            "{instance} {} {} {index_version} {}",
            self.audience.visibility.as_str(),
            self.revision(),
            self.audience.time_zone.iana_name().unwrap_or_default()
        )
    }

    /// The total of `filter`, counted if it is not cached for this revision.
    pub fn counted(
        &mut self,
        filter: &str,
        count: impl FnOnce(&mut DbConnection) -> QueryResult<i64>,
    ) -> QueryResult<i64> {
        let key = format!("{} {filter}", self.state());
        self.caches.totals.get(self.revision(), &key, || count(self.connection))
    }

    /// The record `id`. Fails with 404 if it does not exist for the audience; after a deletion that
    /// the audience may learn of, with 410, or with 301 if it has a successor.
    pub fn find<B: Body>(&mut self, id: &RecordId) -> Result<Record<B>, ApiError> {
        let row: Option<DocumentRow> = record::table
            .filter(record::path.eq(B::KIND.path(id.as_str())))
            .select(DocumentRow::as_select())
            .first(self.connection)
            .optional()?;
        let Some(row) = row else { return Err(absent(B::KIND, id)) };
        if row.state == DELETED
            && (self.audience.visibility == Visibility::Drafts || row.was_deleted_publicly())
        {
            return Err(self.deleted::<B>(id, row)?);
        }
        if self.audience.visibility.states().iter().all(|state| state.as_str() != row.state) {
            return Err(self.withdrawn(B::KIND, id, &row)?);
        }
        Ok(row.into_record()?.1)
    }

    /// The error for a record that the public does not see: 410 if it was deleted when they last could,
    /// whatever is done since with a draft of it, and 404 if it was withdrawn or never public.
    fn withdrawn(
        &mut self,
        kind: RecordType,
        id: &RecordId,
        row: &DocumentRow,
    ) -> QueryResult<ApiError> {
        if row.public_revision == 0 {
            return Ok(absent(kind, id));
        }
        // The entry of that revision, or one before if the record was only touched by another one.
        let last: Option<(String, bool)> = journal::table
            .filter(journal::path.eq(kind.path(id.as_str())))
            .filter(journal::revision.le(row.public_revision))
            .order(journal::revision.desc())
            .select((journal::at, journal::after.is_null()))
            .first(self.connection)
            .optional()?;
        Ok(match last {
            Some((at, true)) => deleted(kind, id, Instant::read(&at).ok_or_else(|| corrupt(&at))?),
            Some((_, false)) | None => absent(kind, id),
        })
    }

    /// The error for a deleted record: moved to a visible successor (301), or gone (410).
    fn deleted<B: Body>(&mut self, id: &RecordId, row: DocumentRow) -> Result<ApiError, ApiError> {
        let (_, record) = row.into_record::<B>()?;
        let deleted_at = record.updated_at;
        let mut successor = record.body.successor();
        // What succeeded it may have been succeeded too.
        for _ in 0..MOST_SUCCESSORS {
            let Some(RecordLink { kind, id, .. }) = successor else { break };
            let path = kind.path(&id);
            if conditions::is_seen(self.connection, &path, self.audience.visibility)? {
                let url = format!("{}/{}", self.audience.base_url, kind.url_path(&id));
                return Ok(ApiError::Moved(url));
            }
            let next: Option<DocumentRow> = record::table
                .filter(record::path.eq(path))
                .filter(record::state.eq(DELETED))
                .select(DocumentRow::as_select())
                .first(self.connection)
                .optional()?;
            let next = next.map(DocumentRow::into_record::<B>).transpose()?;
            successor = next.and_then(|(_, record)| record.body.successor());
        }
        Ok(deleted(B::KIND, id, deleted_at))
    }

    /// Loads the context for views of these records: the names of the records that they refer to.
    pub fn context<'r, B: Body>(
        &mut self,
        records: impl IntoIterator<Item = &'r Record<B>>,
    ) -> QueryResult<ViewContext> {
        let paths: BTreeSet<String> = records
            .into_iter()
            .flat_map(|record| record.body.links())
            .map(|link| link.kind.path(&link.id))
            .collect();
        self.context_of(&paths.into_iter().collect::<Vec<_>>())
    }

    /// Loads the context with the names of the records at these paths.
    pub(super) fn context_of(&mut self, paths: &[String]) -> QueryResult<ViewContext> {
        let mut rows: Vec<(String, String)> = Vec::new();
        for chunk in paths.chunks(CHUNK) {
            let found: Vec<(String, String)> = record::table
                .filter(record::path.eq_any(chunk.to_vec()))
                .filter(self.audience.visibility.sees("record.state"))
                .select((record::path, record::names))
                .load(self.connection)?;
            rows.extend(found);
        }
        let names = rows.into_iter().map(|(path, names)| Ok((path, read_names(&names)?)));
        Ok(ViewContext {
            names: names.collect::<QueryResult<_>>()?,
            audience: self.audience.clone(),
            served: RefCell::default(),
        })
    }
}

impl Reader<'_> {
    /// The view of one record, with what contradicts itself today.
    pub fn view<V: View>(&mut self, id: &RecordId) -> Result<Viewed<V>, ApiError> {
        let record = self.find::<V::Body>(id)?;
        let revision = record.revision;
        let warnings = record.body.warnings(self.audience.today);
        let language = self.audience.messages;
        let told = |fault| RecordWarning::of(fault, language);
        let warnings = warnings.into_iter().map(told).collect();
        let context = self.context([&record])?;
        let view = V::new(record, &context);
        self.note_languages(&context.served.into_inner());
        Ok(Viewed { view, revision, warnings })
    }

    /// Notes the languages of texts that were picked.
    pub(super) fn note_languages<'l>(&mut self, languages: impl IntoIterator<Item = &'l Language>) {
        for language in languages {
            if !self.served.contains(language) {
                self.served.insert(language.clone());
            }
        }
    }

    /// The languages of the texts picked so far, for `Content-Language`.
    pub fn languages_served(&self) -> String {
        self.served.iter().map(Language::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// Reads the column `record.names`.
pub fn read_names(json: &str) -> QueryResult<Translations<String>> {
    serde_json::from_str(json).map_err(|_error| corrupt("names"))
}

impl DocumentRow {
    /// Whether the record was public until its deletion.
    fn was_deleted_publicly(&self) -> bool {
        self.public_revision == self.revision
    }

    pub(super) fn into_record<B: Body>(self) -> QueryResult<(i64, Record<B>)> {
        let record = Record {
            id: RecordId::read(&self.id).ok_or_else(|| corrupt(&self.id))?,
            revision: self.revision,
            created_at: Instant::read(&self.created_at).ok_or_else(|| corrupt(&self.created_at))?,
            updated_at: Instant::read(&self.updated_at).ok_or_else(|| corrupt(&self.updated_at))?,
            body: serde_json::from_str(&self.document).map_err(|_error| corrupt(&self.id))?,
        };
        Ok((self.seq, record))
    }
}
