//! Reading records at one revision of the data set, for one audience.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, hash_map::Entry},
};

use diesel::{
    prelude::*,
    sql_types::{Nullable, Text},
};

use super::{
    audience::Audience,
    conditions,
    document_row::{DocumentRow, read_names},
    fragments::ReadersFragments,
    read_caches::ReadCaches,
    view::{Record, RecordWarning, View, ViewContext, Viewed},
};
use crate::{
    db::{
        DbConnection,
        fixed_sql::FixedSql,
        one_of::one_of_texts,
        page_budget::PageBudget,
        public_state::{SeenState, StateNumber},
        schema::{journal, record},
    },
    error::ApiError,
    journal::revision::{DataSet, corrupt},
    model::{
        document::{Body, Document as _, RecordLink},
        municipality::MunicipalityBody,
        record_type::{DELETED, RecordType},
        visibility::Visibility,
    },
    store::{
        current::{absent, deleted},
        record_counts::RecordCounts,
    },
    values::{
        instant::Instant,
        language::Language,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
        translations::{Translations, pick},
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
    /// How often the process has lost sight of the data set before.
    epoch: u64,
    /// The numbers of records, if they are known.
    pub(super) counts: Option<RecordCounts>,
    /// The names of the records that those refer to which were read last.
    names: HashMap<String, Translations<String>>,
    /// The municipality as it is seen with this visibility, once it was read.
    pub(super) municipality: Option<(Visibility, Record<MunicipalityBody>)>,
    /// The bytes that the pages of the response may still have.
    pub(super) budget: PageBudget,
    /// The JSON that is kept for such readers, if the response has any.
    pub(super) fragments: Option<ReadersFragments>,
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
        let (state_number, counts, fragments) = (None, None, None);
        let (names, municipality) = (HashMap::new(), None);
        Self {
            connection,
            data_set,
            audience,
            caches,
            state_number,
            epoch: 0,
            served,
            counts,
            names,
            municipality,
            budget,
            fragments,
        }
    }

    /// Starts reading the state that a transaction sees.
    pub(crate) fn seeing(
        connection: &'c mut DbConnection,
        SeenState { row, counts, number, epoch }: SeenState,
        audience: Audience,
        caches: ReadCaches,
    ) -> QueryResult<Self> {
        let reader = Self::of(connection, DataSet::of(row)?, audience, caches);
        let counts = Some(RecordCounts::read(counts));
        Ok(Self { state_number: number, epoch, counts, ..reader })
    }

    /// The revision of the data set that is visible to the audience.
    pub fn revision(&self) -> i64 {
        match self.audience.visibility {
            Visibility::Public => self.data_set.public_revision,
            Visibility::Drafts => self.data_set.revision,
        }
    }

    /// A text that changes whenever any response for this visibility could change, for entity tags.
    pub fn state(&self) -> String {
        let DataSet { instance, index_version, .. } = &self.data_set;
        format!(
            "{instance} {} {} {index_version} {}",
            self.audience.visibility.as_str(),
            self.revision(),
            self.audience.time_zone.iana_name().unwrap_or_default()
        )
    }

    /// The state as a key of what is kept in this process: a new primary may give a revision again that was lost with the
    /// one before it.
    pub(super) fn kept_state(&self) -> String {
        format!("{} {}", self.state(), self.epoch)
    }

    /// The total of `filter`, counted if it is not cached for this revision.
    pub fn counted(
        &mut self,
        filter: &str,
        count: impl FnOnce(&mut DbConnection) -> QueryResult<i64>,
    ) -> QueryResult<i64> {
        let key = format!("{} {filter}", self.kept_state());
        self.caches.totals.get(self.revision(), &key, || count(self.connection))
    }

    /// The record `id`. Fails with 404 if it does not exist for the audience; after a deletion that
    /// the audience may learn of, with 410, or with 301 if it has a successor.
    pub fn find<B: Body>(&mut self, id: &RecordId) -> Result<Record<B>, ApiError> {
        Ok(self.find_row::<B>(id)?.into_record()?.1)
    }

    /// The row of the record `id`. Fails as [`Self::find`] does.
    pub(super) fn find_row<B: Body>(&mut self, id: &RecordId) -> Result<DocumentRow, ApiError> {
        let names = self.names_of_references();
        let row: Option<(DocumentRow, Option<String>)> = record::table
            .filter(record::path.eq(B::KIND.path(id.as_str())))
            .select((DocumentRow::as_select(), names))
            .first(self.connection)
            .optional()?;
        let Some((row, names)) = row else { return Err(absent(B::KIND, id)) };
        self.keep_names(names)?;
        if row.state == DELETED
            && (self.audience.visibility == Visibility::Drafts || row.was_deleted_publicly())
        {
            return Err(self.deleted::<B>(id, row)?);
        }
        if self.audience.visibility.states().iter().all(|state| state.as_str() != row.state) {
            return Err(self.withdrawn(B::KIND, id, &row)?);
        }
        Ok(row)
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

    /// An expression for the names of the visible records that a record refers to, by their paths, as JSON: they are read
    /// with it and not after it.
    pub(super) fn names_of_references(&self) -> FixedSql<Nullable<Text>> {
        let aggregate = self.connection.choose(
            "json_group_object(target.path, target.names)",
            "json_object_agg(target.path, target.names)::text",
        );
        let is_seen = self.audience.visibility.sql("target.state");
        FixedSql::new(format!(
            "(SELECT {aggregate} FROM link INNER JOIN record AS target ON target.path = link.target \
             WHERE link.seq = record.seq AND {is_seen})"
        ))
    }

    /// Keeps names for the context of the records that were read.
    pub(super) fn keep_names(&mut self, names: Option<String>) -> QueryResult<()> {
        let Some(json) = names else { return Ok(()) };
        let names: HashMap<String, String> =
            serde_json::from_str(&json).map_err(|_error| corrupt("names"))?;
        for (path, names) in names {
            if let Entry::Vacant(unknown) = self.names.entry(path) {
                unknown.insert(read_names(&names)?);
            }
        }
        Ok(())
    }

    /// Returns the context for views of the records that were read: the names of the records that they refer to.
    pub(super) fn context(&mut self) -> ViewContext {
        ViewContext {
            names: std::mem::take(&mut self.names),
            audience: self.audience.clone(),
            served: RefCell::default(),
        }
    }

    /// The names of the records at these paths, as the audience reads them, by the paths of those that it may see.
    pub(crate) fn names_of(&mut self, paths: &[String]) -> QueryResult<HashMap<String, String>> {
        let names = self.context_of(paths)?.names;
        let languages = &self.audience.languages;
        let picked = |(path, names): (String, Translations<String>)| {
            let name = pick(&names, languages, |name| Some(name.as_str()))?.1.to_owned();
            Some((path, name))
        };
        Ok(names.into_iter().filter_map(picked).collect())
    }

    /// The stored documents of a type that the audience may see, with their ids.
    pub(crate) fn documents(&mut self, kind: RecordType) -> QueryResult<Vec<(String, String)>> {
        record::table
            .filter(record::record_type.eq(kind.as_str()))
            .filter(self.audience.visibility.sees("record.state"))
            .order(record::id)
            .select((record::id, record::document))
            .load(self.connection)
    }

    /// Loads the context with the names of the records at these paths.
    pub(super) fn context_of(&mut self, paths: &[String]) -> QueryResult<ViewContext> {
        let mut rows: Vec<(String, String)> = Vec::new();
        for chunk in paths.chunks(CHUNK) {
            let found: Vec<(String, String)> = record::table
                .filter(one_of_texts(self.connection, "record.path", chunk))
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
        Ok(Viewed { view: self.view_of(record), revision, warnings })
    }

    /// The view of a record that was read last.
    pub(crate) fn view_of<V: View>(&mut self, record: Record<V::Body>) -> V {
        let context = self.context();
        let view = V::new(record, &context);
        self.note_languages(&context.served.into_inner());
        view
    }

    /// Notes the languages of texts that were picked.
    pub(super) fn note_languages<'l>(&mut self, languages: impl IntoIterator<Item = &'l Language>) {
        for language in languages {
            if !self.served.contains(language) {
                self.served.insert(language.clone());
            }
        }
    }

    /// The name in the language of the reader out of names by language, as JSON, and its language; `None` if there is none.
    pub(crate) fn name(&mut self, names: &str) -> QueryResult<Option<(Language, String)>> {
        let names = read_names(names)?;
        let languages = &self.audience.languages;
        let Some((language, name)) = pick(&names, languages, |name| Some(name.as_str())) else {
            return Ok(None);
        };
        let picked = (language.clone(), name.to_owned());
        self.note_languages([language]);
        Ok(Some(picked))
    }

    /// The languages of the texts picked so far, for `Content-Language`.
    pub fn languages_served(&self) -> String {
        self.served.iter().map(Language::as_str).collect::<Vec<_>>().join(", ")
    }
}
