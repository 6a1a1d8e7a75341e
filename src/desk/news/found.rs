//! The values of a proposal, each with the words that it was found in, and the draft that those make which were kept.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::{
    desk::form::label,
    model::record_type::RecordType,
    news::{EventProposal, FoundPerson, FoundValue, PeopleCount, TextMark},
    values::{date::PartialDate, labels::Labelled, record_id::RecordId, traits::ClosedList},
    words::{Words, desk_table::DeskWord},
};

/// Where a text comes from.
pub(super) struct NewsSource {
    /// The text.
    pub text: String,
    /// Its address; may be empty.
    pub url: String,
    /// The title of its page; may be empty.
    pub title: String,
}

/// A value that can be kept or left out.
pub(super) struct ProposedValue {
    /// The field of the event.
    pub field: &'static str,
    /// What the reader sees.
    pub shown: String,
    /// The words that it was found in.
    pub mark: TextMark,
    /// Whether it was concluded.
    pub is_inferred: bool,
    value: Value,
}

/// Makes the values of a proposal; `names` are those of the records that it names, by their paths.
pub(super) struct ValueMaker<'a> {
    /// The words.
    pub words: Words,
    /// The names.
    pub names: &'a HashMap<String, String>,
}

impl ValueMaker<'_> {
    /// Returns the values, in the order of the form.
    pub(super) fn values(&self, proposal: &EventProposal) -> Vec<ProposedValue> {
        let words = self.words;
        let mut values = Vec::new();
        let title = proposal
            .title
            .iter()
            .map(|one| made("title", one, one.value.clone(), json!(one.value)));
        values.extend(title);
        values.push(self.date("startDate", &proposal.start));
        values.extend(proposal.end.as_ref().map(|end| self.date("endDate", end)));
        values.extend(proposal.kind.as_ref().map(|kind| self.code("kind", kind)));
        values.extend(proposal.direction.as_ref().map(|way| self.code("direction", way)));
        values.extend(proposal.place.as_ref().map(|place| {
            made("place", place, place.value.clone(), json!({ "name": place.value }))
        }));
        values.extend(proposal.attendance.as_ref().map(attendance));
        values.extend(proposal.people.iter().map(|person| self.person(person)));
        values.extend(proposal.topics.iter().map(|topic| {
            made("topics", topic, words.name(topic.value).to_owned(), json!(topic.value.as_str()))
        }));
        for (field, kind, records) in [
            ("partners", RecordType::Partners, &proposal.partners),
            ("projects", RecordType::Projects, &proposal.projects),
            ("programmes", RecordType::Programmes, &proposal.programmes),
        ] {
            values.extend(
                records.iter().map(|id| {
                    made(field, id, self.name(kind, &id.value), json!({ "id": id.value }))
                }),
            );
        }
        values
    }

    fn person(&self, person: &FoundValue<FoundPerson>) -> ProposedValue {
        let FoundPerson { name, role, partner } = &person.value;
        let mut fields =
            Map::from_iter([("name".to_owned(), json!(name)), ("role".to_owned(), json!(role))]);
        let mut shown = format!("{name}, {role}");
        if let Some(partner) = partner {
            fields.insert("partner".to_owned(), json!({ "id": partner }));
            shown = format!("{shown} ({})", self.name(RecordType::Partners, partner));
        }
        made("participants", person, shown, Value::Object(fields))
    }

    fn date(&self, field: &'static str, found: &FoundValue<PartialDate>) -> ProposedValue {
        made(field, found, self.words.date(found.value), json!(found.value.to_string()))
    }

    fn code<L: Labelled + ClosedList>(
        &self,
        field: &'static str,
        found: &FoundValue<L>,
    ) -> ProposedValue {
        made(field, found, self.words.name(found.value).to_owned(), json!(found.value.as_str()))
    }

    fn name(&self, kind: RecordType, id: &RecordId) -> String {
        self.names.get(&kind.path(id.as_str())).cloned().unwrap_or_else(|| id.to_string())
    }
}

fn attendance(people: &FoundValue<PeopleCount>) -> ProposedValue {
    let PeopleCount { count, is_approximate } = people.value;
    let mut fields = Map::from_iter([("count".to_owned(), json!(count))]);
    if is_approximate {
        fields.insert("approximate".to_owned(), json!(true));
    }
    let shown = if is_approximate { format!("≈ {count}") } else { count.to_string() };
    made("attendance", people, shown, Value::Object(fields))
}

fn made<T>(
    field: &'static str,
    found: &FoundValue<T>,
    shown: String,
    value: Value,
) -> ProposedValue {
    ProposedValue { field, shown, mark: found.mark, is_inferred: found.is_inferred, value }
}

/// The records that a proposal names, as paths.
pub(super) fn paths(proposal: &EventProposal) -> Vec<String> {
    let of = |kind: RecordType, found: &[FoundValue<RecordId>]| {
        found.iter().map(|id| kind.path(id.value.as_str())).collect::<Vec<_>>()
    };
    let sides = proposal.people.iter().filter_map(|person| person.value.partner.as_ref());
    let sides = sides.map(|id| RecordType::Partners.path(id.as_str()));
    let partners = of(RecordType::Partners, &proposal.partners);
    let others = [
        of(RecordType::Projects, &proposal.projects),
        of(RecordType::Programmes, &proposal.programmes),
    ];
    partners.into_iter().chain(others.concat()).chain(sides).collect()
}

/// Makes the draft: the values that were kept, and the sentences that it rests on, as its text and its source.
pub(super) fn draft(
    words: Words,
    source: &NewsSource,
    proposal: &EventProposal,
    kept: &[&ProposedValue],
) -> Value {
    let sentences: Vec<&str> =
        proposal.sentences.iter().map(|mark| mark.of(&source.text).trim()).collect();
    let quote = quoted(&source.text, &proposal.sentences);
    let mut texts = Map::from_iter([("summary".to_owned(), json!(sentences.join(" ")))]);
    let mut record = Map::new();
    for value in kept {
        match value.field {
            "title" => {
                texts.insert("title".to_owned(), value.value.clone());
            }
            "participants" | "topics" | "partners" | "projects" | "programmes" => {
                let list = record.entry(value.field).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(value.value.clone());
                }
            }
            field => {
                record.insert(field.to_owned(), value.value.clone());
            }
        }
    }
    record.insert("translations".to_owned(), json!({ "pl": texts }));
    record.insert("sources".to_owned(), json!(source.written(words, &quote, kept)));
    Value::Object(record)
}

/// The sentences as a quotation, which says where something is left out between them.
fn quoted(text: &str, sentences: &[TextMark]) -> String {
    let mut quote = String::new();
    let mut end = None;
    for mark in sentences {
        let between = end.and_then(|end| text.get(end..mark.start)).unwrap_or_default();
        if between.contains(char::is_alphanumeric) {
            quote.push_str(" […]");
        }
        if end.is_some() {
            quote.push(' ');
        }
        quote.push_str(mark.of(text).trim());
        end = Some(mark.end);
    }
    quote
}

impl NewsSource {
    /// The sources: what the text states, and what was concluded from it.
    fn written(&self, words: Words, quote: &str, kept: &[&ProposedValue]) -> Vec<Value> {
        let mut page = Map::from_iter([("language".to_owned(), json!("pl"))]);
        for (name, text) in [("title", &self.title), ("url", &self.url)] {
            if !text.is_empty() {
                page.insert(name.to_owned(), json!(text));
            }
        }
        let with = |more: &[(&str, Value)]| {
            let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            Value::Object(page.clone().into_iter().chain(more).collect())
        };
        let mut sources = vec![with(&[("quote", json!(quote))])];
        let mut inferred: Vec<&str> = Vec::new();
        for value in kept.iter().filter(|value| value.is_inferred) {
            let label = label(words, value.field);
            if !inferred.contains(&label) {
                inferred.push(label);
            }
        }
        if !inferred.is_empty() {
            let note = words.with(DeskWord::NewsInferredNote, &[&inferred.join(", ")]);
            let more = [
                ("inferred", json!(true)),
                ("note", json!(note)),
                ("noteLanguage", json!(words.tag())),
            ];
            sources.push(with(&more));
        }
        sources
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_says_where_something_is_left_out() {
        let text = "Pierwsze zdanie. Drugie.\n\n Trzecie zdanie.";
        let mark = |words: &str| {
            let start = text.find(words).unwrap();
            TextMark { start, end: start + words.len() }
        };
        let marks = ["Pierwsze zdanie.", "Drugie.", "Trzecie zdanie."].map(mark);
        for (chosen, quote) in [
            (&marks[..], "Pierwsze zdanie. Drugie. Trzecie zdanie."),
            (&[marks[0], marks[2]], "Pierwsze zdanie. […] Trzecie zdanie."),
            (&[marks[1], marks[2]], "Drugie. Trzecie zdanie."),
            (&[], ""),
        ] {
            assert_eq!(quoted(text, chosen), quote);
        }
    }
}
