//! The document of a programme, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    budget::Budget,
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, check_common, require_name,
    },
    index_table::{index_table, indexed_in},
    life::{self, StatusChange as _, status_change},
    media::Medium,
    record_type::{RecordState, RecordType},
    texts::{NameTexts, NameTranslations},
};
use crate::{
    error::Fault,
    text::messages::message,
    values::{
        country::Country,
        date::CalendarDate,
        labels::labelled,
        language::Language,
        source::{FactSource, Identifier},
        topic::Topic,
        traits::ClosedList,
        web_address::WebAddress,
    },
};

choices! {
    /// The funding instrument of a programme.
    pub(crate) enum Instrument {
        /// European Neighbourhood and Partnership Instrument, cross-border cooperation, 2007–2013.
        EnpiCbc = "ENPI-CBC",
        /// European Neighbourhood Instrument, cross-border cooperation, 2014–2020.
        EniCbc = "ENI-CBC",
        /// Instrument for Pre-Accession Assistance, cross-border cooperation.
        IpaCbc = "IPA-CBC",
        /// European territorial cooperation.
        Interreg = "Interreg",
        /// European Regional Development Fund.
        Erdf = "ERDF",
        /// European Social Fund Plus.
        EsfPlus = "ESF+",
        /// Education, training, youth and sport.
        ErasmusPlus = "Erasmus+",
        /// Town twinning and remembrance, until 2020.
        EuropeForCitizens = "Europe for Citizens",
        /// Citizens, Equality, Rights and Values, from 2021.
        Cerv = "CERV",
        /// Culture and media.
        CreativeEurope = "Creative Europe",
        /// Environment and climate.
        Life = "LIFE",
        /// Research.
        HorizonEurope = "Horizon Europe",
        /// Grants of Iceland, Liechtenstein and Norway.
        EeaGrants = "EEA and Norway Grants",
        /// Czechia, Hungary, Poland and Slovakia.
        VisegradFund = "Visegrad Fund",
        /// A programme of a single country.
        National = "national",
        /// Any other instrument.
        Other = "other",
    }
}

choices! {
    /// The state of the programme.
    pub(crate) enum ProgrammeStatus {
        /// It has not begun.
        Planned = "planned",
        /// It accepts applications or has projects under way.
        Open = "open",
        /// It is suspended.
        Suspended = "suspended",
        /// It has ended.
        Closed = "closed",
        /// No source states it.
        Unknown = "unknown",
    }
}

labelled! { Instrument => Instrument, ProgrammeStatus => ProgrammeStatus }

status_change! {
    /// A change of the status of a programme.
    ProgrammeStatusChange of ProgrammeStatus
}

/// A programme, as sent in requests and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ProgrammeInput)]
pub(crate) struct ProgrammeBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The name and description in each language.
    pub translations: NameTranslations,
    /// The code of the programme, as written by its managing authority.
    #[schema(min_length = 1, max_length = 100)]
    pub code: Option<String>,
    /// The funding instrument.
    pub instrument: Instrument,
    /// The first year of the funding period.
    #[schema(minimum = 1950, maximum = 2199, example = 2014)]
    pub period_start: i16,
    /// The last year of the funding period.
    #[schema(minimum = 1950, maximum = 2199, example = 2020)]
    pub period_end: Option<i16>,
    /// The state of the programme. It need not be written if `statusChanges` are: it is that of the last one.
    pub status: Option<ProgrammeStatus>,
    /// The changes of its status, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub status_changes: Vec<ProgrammeStatusChange>,
    /// The budget of the programme and its sources.
    pub budget: Option<Budget>,
    /// The eligible regions or countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200, inline)]
    pub area: Vec<String>,
    /// The URL of the programme's website.
    pub website: Option<WebAddress>,
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// Pictures, documents and films about the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub media: Vec<Medium>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the programme in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl ProgrammeStatus {
    /// The status of a document with this one and these changes of it.
    pub(crate) fn settled(status: Option<Self>, changes: &[ProgrammeStatusChange]) -> Self {
        life::settled(status, changes).unwrap_or(Self::Unknown)
    }
}

impl ProgrammeBody {
    /// The state of the programme.
    pub(crate) fn status(&self) -> ProgrammeStatus {
        ProgrammeStatus::settled(self.status, &self.status_changes)
    }
}

/// Stored as the last year if the end is unknown, because the programme may still be running.
const OPEN_END: i16 = i16::MAX;

index_table! {
    /// The columns that lists of programmes filter and sort by.
    pub(crate) programmes("programme") of ProgrammeBody, sorted by name_key, |body, keys| {
        path: Text = keys.path.clone(),
        instrument: Text = body.instrument.as_str().to_owned(),
        first_year: SmallInt = body.period_start,
        last_year: SmallInt = body.period_end.unwrap_or(OPEN_END),
        start_key: Binary = body.order_key(),
    }
}

impl Body for ProgrammeBody {
    const KIND: RecordType = RecordType::Programmes;
    const ABOUT: &'static str = "The funding programmes of projects.";
    const TABLE: Option<&'static str> = Some("programme");
    const REFERS: bool = false;
    const TEXTS: &'static [&'static str] = NameTexts::FIELDS;

    fn settle(&mut self) {
        self.status = life::settled(self.status, &self.status_changes);
    }
}

impl Document for ProgrammeBody {
    body_basics!(NameTexts);

    fn country_and_date(&self) -> (Option<&Country>, Option<String>) {
        (None, Some(self.period_start.to_string()))
    }

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let code = self.code.iter().map(String::as_str);
        let others =
            code.chain([self.instrument.as_str()]).chain(self.area.iter().map(String::as_str));
        let changes = self.status_changes.iter().flat_map(ProgrammeStatusChange::notes);
        NameTexts::texts(&self.translations)
            .chain(others.map(|text| (None, text)))
            .chain(changes)
            .collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        Vec::new()
    }

    fn topics(&self) -> &[Topic] {
        &[]
    }

    fn order_key(&self) -> Vec<u8> {
        self.period_start.to_be_bytes().to_vec()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "name", faults);
        check_common(&self.sources, &self.media, faults);
        life::check(self.status, &self.status_changes, None, faults);
        if let Some(budget) = &self.budget {
            budget.check(faults);
        }
        if let Some(end) = self.period_end.filter(|end| *end < self.period_start) {
            faults.push(Fault::at(
                "/periodEnd",
                "before-start",
                message!("{end} is before periodStart {start}", end, start = self.period_start),
            ));
        }
    }

    fn warnings(&self, today: CalendarDate) -> Vec<Fault> {
        let is_past = self.period_start < today.day().year();
        let warning = (self.status() == ProgrammeStatus::Planned && is_past).then(|| {
            let detail =
                message!("is planned, but periodStart {start} is past", start = self.period_start);
            Fault::at("/status", "contradicts-date", detail)
        });
        warning.into_iter().collect()
    }

    indexed_in!(programmes);
}
