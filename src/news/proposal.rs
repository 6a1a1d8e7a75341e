//! The proposal for one event, out of the sentences of its date.

use std::ops::Range;

use super::{
    dates::DateMention,
    draft::{DatedDraft, DraftPart},
    found::{EventProposal, FoundPerson, FoundValue, TextMark},
    names::{NameMatch, NameOwner, NameTree, SoughtName},
    people::PeopleFinder,
    subject::{attendance, is_of_partnership, kind, topics},
    token::NewsToken,
    travel::{EventPlace, NamedPlace, direction, place},
};
use crate::{
    model::event::{EventDirection, EventKind},
    values::record_id::RecordId,
};

/// The sentences from that of the date on that tell what the event was; the one before it does too.
const LEAD_SENTENCES: usize = 2;

/// The most persons of a proposal: as many as an event can have.
const MOST_PEOPLE: usize = 500;

/// Makes proposals from drafts.
pub(super) struct ProposalMaker<'a, 't> {
    /// The tokens of the text.
    pub(super) tokens: &'a [NewsToken<'t>],
    /// The known names.
    pub(super) names: &'a NameTree,
}

/// What was found in the parts of a draft.
#[derive(Default)]
struct DraftFindings {
    partners: Vec<FoundValue<RecordId>>,
    programmes: Vec<FoundValue<RecordId>>,
    projects: Vec<FoundValue<RecordId>>,
    partner_names: Vec<String>,
    places: Vec<NamedPlace>,
    people: Vec<FoundValue<FoundPerson>>,
}

impl DraftFindings {
    /// Adds the records that a part of the text names: several if their names are alike.
    fn add(&mut self, names: &[&SoughtName], mark: TextMark) {
        for name in names {
            let is_inferred = name.period.is_some() || names.len() > 1;
            let (list, id) = match &name.owner {
                NameOwner::Partner(id) => (&mut self.partners, id),
                NameOwner::Programme(id) => (&mut self.programmes, id),
                NameOwner::Project(id) => (&mut self.projects, id),
                NameOwner::Home => continue,
            };
            if list.iter().any(|known| known.value == *id) {
                continue;
            }
            list.push(FoundValue { value: id.clone(), mark, is_inferred });
            if matches!(name.owner, NameOwner::Partner(_)) {
                self.partner_names.push(name.name.clone());
            }
        }
    }
}

impl ProposalMaker<'_, '_> {
    /// Makes the proposal; `None` if the text tells of no event there.
    pub(super) fn proposal(&self, draft: &DatedDraft) -> Option<EventProposal> {
        let parts = parts_of(draft);
        let mut findings = DraftFindings::default();
        for part in &parts {
            self.read(part, draft, &mut findings);
        }
        let (lead, own) = lead(draft, &parts);
        let kind = self.kind(&lead).or_else(|| self.kind(&own));
        let of_lead = |part: &&DraftPart| place(self.tokens, part.tokens.clone(), &findings.places);
        let place = lead.iter().find_map(of_lead);
        let has_partner = self.has_partner(&lead, &findings);
        let direction = self.direction(&lead, place.as_ref().filter(|_| has_partner));
        let is_own =
            |person: &FoundValue<FoundPerson>| own.iter().any(|part| self.is_in(person.mark, part));
        let is_event = kind.is_some() || direction.is_some() || findings.people.iter().any(is_own);
        let has_record =
            has_partner || !findings.programmes.is_empty() || !findings.projects.is_empty();
        let is_sure = !draft.date.is_year || kind.is_some() && !findings.partners.is_empty();
        if !has_record || !is_event || !is_sure {
            return None;
        }
        let title = self.title(draft, kind.as_ref(), &findings.partner_names);
        let mut proposal = self.with_findings(draft, &parts, findings);
        (proposal.title, proposal.kind, proposal.direction) = (title, kind, direction);
        proposal.place = place.map(|place| place.name);
        proposal.sentences = self.sentences(&parts, &marks(&proposal));
        Some(proposal)
    }

    /// Whether a partner or a partnership is named.
    fn has_partner(&self, lead: &[&DraftPart], findings: &DraftFindings) -> bool {
        let is_named = |token: &&NewsToken<'_>| is_of_partnership(&token.folded);
        !findings.partners.is_empty() || self.words(lead).iter().any(is_named)
    }

    /// A proposal with the date and what is found in single words.
    fn with_findings(
        &self,
        draft: &DatedDraft,
        parts: &[DraftPart],
        findings: DraftFindings,
    ) -> EventProposal {
        let words = self.words(&parts.iter().collect::<Vec<_>>());
        let DateMention { mark, is_inferred, .. } = draft.date;
        let dated = |value| FoundValue { value, mark, is_inferred };
        EventProposal {
            start: dated(draft.date.start),
            end: draft.date.end.map(dated),
            sentences: Vec::new(),
            title: None,
            kind: None,
            direction: None,
            place: None,
            attendance: attendance(&words),
            partners: findings.partners,
            programmes: findings.programmes,
            projects: findings.projects,
            people: findings.people,
            topics: topics(&words),
        }
    }

    /// Reads the names and persons of a part.
    fn read(&self, part: &DraftPart, draft: &DatedDraft, findings: &mut DraftFindings) {
        let mut of_people = Vec::new();
        for found in self.names.find(self.tokens, part.tokens.clone()) {
            let Some(mark) = self.mark(&found.tokens) else { continue };
            let names = self.fitting(&found, draft);
            findings.add(&names, mark);
            if let Some(name) = names.first() {
                let (is_home, partner) = match &name.owner {
                    NameOwner::Home => (true, None),
                    NameOwner::Partner(id) => (false, Some(id.clone())),
                    _ => continue,
                };
                of_people.push((found.tokens.clone(), partner));
                findings.places.push(NamedPlace {
                    tokens: found.tokens,
                    name: name.name.clone(),
                    is_home,
                });
            }
        }
        let finder = PeopleFinder { tokens: self.tokens, names: &of_people };
        for person in finder.find(part.tokens.clone()) {
            let is_new = findings.people.iter().all(|known| known.value.name != person.value.name);
            if is_new && findings.people.len() < MOST_PEOPLE {
                findings.people.push(person);
            }
        }
    }

    /// The names that are meant: home before partners, and of programmes without years the one of that time.
    fn fitting(&self, found: &NameMatch, draft: &DatedDraft) -> Vec<&SoughtName> {
        let year = draft.date.start.first_day().day().year();
        let is_of_time = |name: &&SoughtName| {
            name.period.is_none_or(|(from, to)| {
                u32::try_from(year).is_ok_and(|year| (from..=to).contains(&year))
            })
        };
        let names = found.names.iter().filter_map(|name| self.names.name(*name));
        let mut names: Vec<_> = names.filter(is_of_time).collect();
        if names.iter().any(|name| name.owner == NameOwner::Home) {
            names.retain(|name| name.owner == NameOwner::Home);
        }
        names.dedup_by(|one, other| one.owner == other.owner);
        names
    }

    fn words(&self, parts: &[&DraftPart]) -> Vec<&NewsToken<'_>> {
        let tokens = parts.iter().filter_map(|part| self.tokens.get(part.tokens.clone()));
        tokens.flatten().collect()
    }

    fn kind(&self, parts: &[&DraftPart]) -> Option<FoundValue<EventKind>> {
        kind(&self.words(parts))
    }

    fn direction(
        &self,
        lead: &[&DraftPart],
        place: Option<&EventPlace>,
    ) -> Option<FoundValue<EventDirection>> {
        let stated = lead.iter().find_map(|part| direction(self.tokens, part.tokens.clone(), None));
        stated.or_else(|| direction(self.tokens, 0..0, place))
    }

    /// The heading; otherwise the kind and the partners.
    fn title(
        &self,
        draft: &DatedDraft,
        kind: Option<&FoundValue<EventKind>>,
        partners: &[String],
    ) -> Option<FoundValue<String>> {
        if let Some(heading) = &draft.heading {
            let mut words = String::new();
            for token in self.tokens.get(heading.clone()).unwrap_or_default() {
                if token.is_spaced && !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(token.text);
            }
            return Some(FoundValue::stated(words, self.mark(heading)?));
        }
        let kind = kind.filter(|_| !partners.is_empty())?;
        let title = format!("{}: {}", kind_title(kind.value)?, partners.join(", "));
        Some(FoundValue::inferred(title, kind.mark))
    }

    /// The sentences with a mark in them.
    fn sentences(&self, parts: &[DraftPart], marks: &[TextMark]) -> Vec<TextMark> {
        let mut sentences: Vec<TextMark> =
            parts.iter().filter_map(|part| self.mark(&part.sentence)).collect();
        sentences.sort_unstable();
        sentences.dedup();
        let has_mark = |sentence: &TextMark| {
            let next = marks.partition_point(|mark| mark.start < sentence.start);
            marks.get(next).is_some_and(|mark| mark.start < sentence.end)
        };
        sentences.retain(has_mark);
        sentences
    }

    fn is_in(&self, mark: TextMark, part: &DraftPart) -> bool {
        self.mark(&part.tokens).is_some_and(|part| part.start <= mark.start && mark.end <= part.end)
    }

    fn mark(&self, range: &Range<usize>) -> Option<TextMark> {
        let last = range.end.checked_sub(1)?;
        Some(self.tokens.get(range.start)?.mark.joined(self.tokens.get(last)?.mark))
    }
}

/// The parts of a draft, of a year only those of its sentence, with the heading as the first.
fn parts_of(draft: &DatedDraft) -> Vec<DraftPart> {
    let date = draft.date.tokens.start;
    let heading = draft.heading.iter().map(|heading| DraftPart {
        tokens: heading.clone(),
        sentence: heading.clone(),
        is_attached: true,
    });
    if draft.date.is_year {
        return draft.parts.iter().filter(|part| part.tokens.contains(&date)).cloned().collect();
    }
    let is_other = |part: &&DraftPart| draft.heading.as_ref() != Some(&part.tokens);
    heading.chain(draft.parts.iter().filter(is_other).cloned()).collect()
}

/// The parts that tell what the event was, and all parts of the paragraph.
fn lead<'p>(
    draft: &DatedDraft,
    parts: &'p [DraftPart],
) -> (Vec<&'p DraftPart>, Vec<&'p DraftPart>) {
    let is_heading = |part: &&DraftPart| draft.heading.as_ref() == Some(&part.tokens);
    let heading = parts.iter().filter(is_heading).take(1);
    let from = parts.iter().position(|part| part.tokens.contains(&draft.date.tokens.start));
    let from = from.unwrap_or_default();
    let around = parts.get(from.saturating_sub(1)..parts.len().min(from + LEAD_SENTENCES));
    let of_date = around.unwrap_or_default().iter().filter(|part| !is_heading(part));
    let own = parts.iter().filter(|part| !part.is_attached).collect();
    (heading.chain(of_date).collect(), own)
}

fn kind_title(kind: EventKind) -> Option<&'static str> {
    Some(match kind {
        EventKind::Visit => "Wizyta",
        EventKind::Meeting => "Spotkanie",
        EventKind::Conference => "Konferencja",
        EventKind::Signing => "Podpisanie umowy",
        EventKind::Sport => "Wydarzenie sportowe",
        EventKind::Culture => "Wydarzenie kulturalne",
        EventKind::Training => "Szkolenie",
        EventKind::Other => return None,
    })
}

/// All marks of a proposal, in the order of the text.
fn marks(proposal: &EventProposal) -> Vec<TextMark> {
    let mut marks = vec![proposal.start.mark];
    marks.extend(proposal.title.iter().map(|found| found.mark));
    marks.extend(proposal.kind.iter().map(|found| found.mark));
    marks.extend(proposal.direction.iter().map(|found| found.mark));
    marks.extend(proposal.place.iter().map(|found| found.mark));
    marks.extend(proposal.attendance.iter().map(|found| found.mark));
    let records = [&proposal.partners, &proposal.programmes, &proposal.projects];
    marks.extend(records.into_iter().flatten().map(|found| found.mark));
    marks.extend(proposal.people.iter().map(|found| found.mark));
    marks.extend(proposal.topics.iter().map(|found| found.mark));
    marks.sort_unstable();
    marks
}
