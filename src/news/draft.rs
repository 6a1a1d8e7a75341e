//! The sentences of a text that belong to each of its dates.

use std::{collections::HashMap, mem, ops::Range};

use super::{
    background::is_background, dates::DateMention, sentences::NewsParagraph, subject::kind,
    token::NewsToken,
};
use crate::values::date::PartialDate;

/// A part of a sentence, or a whole one.
#[derive(Clone, Debug)]
pub(super) struct DraftPart {
    /// The tokens of the part.
    pub(super) tokens: Range<usize>,
    /// The tokens of the sentence.
    pub(super) sentence: Range<usize>,
    /// Whether it is of another paragraph than the date.
    pub(super) is_attached: bool,
}

/// A date, and what the text says of it.
#[derive(Debug)]
pub(super) struct DatedDraft {
    /// The date.
    pub(super) date: DateMention,
    /// The heading above the date.
    pub(super) heading: Option<Range<usize>>,
    /// The parts of the text, in their order.
    pub(super) parts: Vec<DraftPart>,
}

/// The most sentences before the first date of a text that are read as of this date.
const MOST_PENDING: usize = 12;

/// Returns the dates that are times of events, each once.
///
/// A paragraph without a date belongs to the date before it, unless there are several in one paragraph; the first
/// paragraphs of a text belong to the date after them. A heading begins anew.
pub(super) fn drafts(
    tokens: &[NewsToken<'_>],
    paragraphs: &[NewsParagraph],
    dates: &[DateMention],
) -> Vec<DatedDraft> {
    let mut collector = DraftCollector {
        tokens,
        drafts: Vec::new(),
        by_date: HashMap::new(),
        current: None,
        heading: None,
        pending: Vec::new(),
    };
    for paragraph in paragraphs {
        let dates = event_dates(tokens, dates_in(dates, &span(&paragraph.sentences)));
        if dates.is_empty() {
            collector.read_undated(paragraph);
        } else {
            collector.read_dated(paragraph, &dates);
        }
    }
    collector.drafts
}

/// The state of [`drafts`].
struct DraftCollector<'a, 't> {
    tokens: &'a [NewsToken<'t>],
    drafts: Vec<DatedDraft>,
    by_date: HashMap<[Vec<u8>; 2], usize>,
    current: Option<usize>,
    heading: Option<Range<usize>>,
    pending: Vec<DraftPart>,
}

impl DraftCollector<'_, '_> {
    fn read_undated(&mut self, paragraph: &NewsParagraph) {
        if paragraph.is_heading {
            self.heading = Some(span(&paragraph.sentences));
            self.current = None;
            self.pending.clear();
            return;
        }
        let parts = paragraph.sentences.iter().map(|sentence| whole(sentence, true));
        let current = self.current.and_then(|current| self.drafts.get_mut(current));
        match current {
            Some(draft) => draft.parts.extend(parts),
            None => self.pending.extend(parts.take(MOST_PENDING)),
        }
        let excess = self.pending.len().saturating_sub(MOST_PENDING);
        self.pending.drain(..excess);
    }

    fn read_dated(&mut self, paragraph: &NewsParagraph, dates: &[&DateMention]) {
        if paragraph.is_heading && self.has_words_beside(&span(&paragraph.sentences), dates) {
            self.heading = Some(span(&paragraph.sentences));
        }
        let mut opening = mem::take(&mut self.pending);
        let mut of_paragraph: Vec<usize> = Vec::new();
        for sentence in &paragraph.sentences {
            let mut start = sentence.start;
            let mut draft = of_paragraph.last().copied();
            let in_sentence = dates_of(dates, sentence);
            for (number, date) in in_sentence.iter().enumerate() {
                let end =
                    in_sentence.get(number + 1).map_or(sentence.end, |next| next.tokens.start);
                let from = if number == 0 { sentence.start } else { date.tokens.start };
                if !self.is_another(draft, date, from..end) {
                    continue;
                }
                // What stands before the first date of a sentence is of this date.
                if number > 0 {
                    self.push(draft, &mut opening, start..date.tokens.start, sentence);
                    start = date.tokens.start;
                }
                let position = self.draft_of(date);
                of_paragraph.push(position);
                draft = Some(position);
            }
            self.push(draft, &mut opening, start..sentence.end, sentence);
        }
        of_paragraph.sort_unstable();
        of_paragraph.dedup();
        self.current = match of_paragraph.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
    }

    /// Whether a heading says more than dates.
    fn has_words_beside(&self, heading: &Range<usize>, dates: &[&DateMention]) -> bool {
        let words = heading.clone().filter(|at| {
            let is_word = self.tokens.get(*at).is_some_and(NewsToken::is_word);
            is_word && !dates.iter().any(|date| date.tokens.contains(at))
        });
        words.count() > 1
    }

    /// Whether a date is that of another event than the one before it in the paragraph.
    fn is_another(&self, draft: Option<usize>, date: &DateMention, around: Range<usize>) -> bool {
        let Some(draft) = draft.and_then(|draft| self.drafts.get(draft)) else { return true };
        let last = draft.date.end.unwrap_or(draft.date.start).last_day();
        let days = (date.start.first_day(), date.end.unwrap_or(date.start).last_day());
        let is_within = draft.date.start.first_day() <= days.0 && days.1 <= last;
        let is_around = days.0 <= draft.date.start.first_day() && last <= days.1;
        let words: Vec<_> = self.tokens.get(around).unwrap_or_default().iter().collect();
        !is_within && !is_around && kind(&words).is_some()
    }

    fn push(
        &mut self,
        draft: Option<usize>,
        opening: &mut Vec<DraftPart>,
        tokens: Range<usize>,
        sentence: &Range<usize>,
    ) {
        let part = DraftPart { tokens, sentence: sentence.clone(), is_attached: false };
        match draft.and_then(|draft| self.drafts.get_mut(draft)) {
            Some(draft) => {
                draft.parts.append(opening);
                draft.parts.push(part);
            }
            None => opening.push(part),
        }
    }

    /// The draft of a date, which is made if there is none.
    fn draft_of(&mut self, date: &DateMention) -> usize {
        let key = [date.start.key(), date.end.map(PartialDate::key).unwrap_or_default()];
        let next = self.drafts.len();
        let position = *self.by_date.entry(key).or_insert(next);
        if position == next {
            self.drafts.push(DatedDraft { date: date.clone(), heading: None, parts: Vec::new() });
        }
        if let Some(draft) = self.drafts.get_mut(position) {
            draft.heading = draft.heading.take().or_else(|| self.heading.take());
        }
        self.heading = None;
        position
    }
}

fn whole(sentence: &Range<usize>, is_attached: bool) -> DraftPart {
    DraftPart { tokens: sentence.clone(), sentence: sentence.clone(), is_attached }
}

fn span(sentences: &[Range<usize>]) -> Range<usize> {
    match (sentences.first(), sentences.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}

fn dates_of<'d>(dates: &'d [&'d DateMention], sentence: &Range<usize>) -> &'d [&'d DateMention] {
    let from = dates.partition_point(|date| date.tokens.start < sentence.start);
    let to = dates.partition_point(|date| date.tokens.start < sentence.end);
    dates.get(from..to).unwrap_or_default()
}

fn dates_in<'d>(dates: &'d [DateMention], range: &Range<usize>) -> &'d [DateMention] {
    let from = dates.partition_point(|date| date.tokens.start < range.start);
    let to = dates.partition_point(|date| date.tokens.start < range.end);
    dates.get(from..to).unwrap_or_default()
}

/// The times of events among the dates of a paragraph; a year counts only if nothing more precise is there.
fn event_dates<'d>(tokens: &[NewsToken<'_>], dates: &'d [DateMention]) -> Vec<&'d DateMention> {
    let events: Vec<_> = dates.iter().filter(|date| !is_background(tokens, date)).collect();
    let is_precise = dates.iter().any(|date| !date.is_year);
    events.into_iter().filter(|date| !is_precise || !date.is_year).collect()
}
