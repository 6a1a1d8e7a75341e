//! Query parameters, read strictly: nothing is ignored, and all faults come in one answer.

use super::value_list::values;
use crate::{
    error::{ApiError, Fault},
    http::response::uri::decoded,
    text::{
        messages::{Message, MessageText, message},
        suggest::{nearest, not_among},
    },
    values::{
        date::PartialDate,
        traits::{ClosedList, TextValue},
    },
};

/// How many values a parameter has at most: each becomes a condition inside another, and neither SQLite nor the
/// stack has room for thousands.
pub(crate) const MAX_VALUES: usize = 100;

/// How many parameters a request has at most; no list has half as many.
const MAX_PARAMETERS: usize = 100;

/// The parameters of one request while they are read: who reads one, names it, and what nobody named is unknown.
#[derive(Debug)]
pub struct QueryReader {
    given: Vec<(String, String)>,
    known: Vec<&'static str>,
    faults: Vec<Fault>,
}

/// The parameters that only one list has.
pub trait ReadFilter: Sized {
    /// Reads them.
    fn read(query: &mut QueryReader) -> Self;

    /// Whether the answer to this filter changes at midnight.
    fn depends_on_the_day(&self) -> bool {
        false
    }
}

impl QueryReader {
    /// Takes a query string apart.
    pub fn new(query: &str) -> Self {
        let mut reader = Self { given: Vec::new(), known: Vec::new(), faults: Vec::new() };
        let pairs = || query.split('&').filter(|pair| !pair.is_empty());
        if pairs().nth(MAX_PARAMETERS).is_some() {
            let detail = message!(
                "the address has more than {max_parameters} parameters",
                max_parameters = MAX_PARAMETERS
            );
            reader.faults.push(Fault::whole("too-many", detail));
        }
        for pair in pairs().take(MAX_PARAMETERS) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            reader.take(name, value);
        }
        reader
    }

    fn take(&mut self, name: &str, value: &str) {
        let shown = name.chars().take(40).collect::<String>();
        match (decoded(name), decoded(value)) {
            (Ok(name), Ok(value)) if value.trim().is_empty() => {
                self.faults.push(Fault::of(
                    &name,
                    "empty",
                    message!("has no value; leave it out to ask for everything"),
                ));
                self.given.push((name, String::new()));
            }
            (Ok(name), Ok(value)) => self.given.push((name, value)),
            (name, value) => {
                let why = name.as_ref().err().or(value.as_ref().err()).copied();
                let name = name.unwrap_or(shown);
                self.faults.extend(why.map(|why| Fault::of(&name, "invalid-encoding", why.into())));
                self.given.push((name, String::new()));
            }
        }
    }

    /// The text of a parameter that has one value.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        let texts = self.texts(name);
        if texts.len() > 1 {
            self.fault(
                name,
                "repeated",
                message!("is given more than once, but has one value only"),
            );
        }
        texts.into_iter().next()
    }

    /// The texts of a parameter that has several values: written with commas, or with the name repeated, as many
    /// generated clients do.
    fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.known.push(name);
        let given = self.given.iter().filter(|(other, value)| other == name && !value.is_empty());
        given.map(|(_, value)| value.clone()).collect()
    }

    /// Values of free text, separated by commas.
    pub fn names(&mut self, name: &'static str) -> Vec<String> {
        self.parts(name, |part| match part.trim() {
            "" => Err(message!("has an empty name between its commas")),
            _ => Ok(part.to_owned()),
        })
    }

    /// Whether a parameter is given at all.
    pub fn is_given(&self, name: &str) -> bool {
        self.given.iter().any(|(other, _)| other == name)
    }

    /// Says that a parameter is wrong.
    pub fn fault(&mut self, name: &'static str, code: &'static str, detail: Message) {
        self.faults.push(Fault::of(name, code, detail));
    }

    /// One value.
    pub fn text_value<T: TextValue>(&mut self, name: &'static str) -> Option<T> {
        let text = self.text(name)?;
        let value = T::read(&text);
        if value.is_none() {
            self.fault(name, "invalid-value", T::refusal(&text));
        }
        value
    }

    /// Values separated by commas.
    pub fn text_values<T: TextValue>(&mut self, name: &'static str) -> Vec<T> {
        self.parts(name, |part| T::read(part).ok_or_else(|| T::refusal(part)))
    }

    /// Values out of a closed list, separated by commas.
    pub fn choices<C: ClosedList>(&mut self, name: &'static str) -> Vec<C> {
        let options: Vec<&str> = C::ALL.iter().map(|choice| choice.as_str()).collect();
        self.parts(name, |part| C::read(part).ok_or_else(|| not_among(part, Some(part), &options)))
    }

    /// One value out of a closed list.
    pub fn choice<C: ClosedList>(&mut self, name: &'static str) -> Option<C> {
        self.choice_among(name, C::ALL)
    }

    /// One of these values of a closed list.
    pub fn choice_among<C: ClosedList>(&mut self, name: &'static str, valid: &[C]) -> Option<C> {
        let text = self.text(name)?;
        let options: Vec<&str> = valid.iter().map(|choice| choice.as_str()).collect();
        let value = C::read(&text).filter(|_| options.contains(&text.as_str()));
        if value.is_none() {
            self.fault(name, "invalid-value", not_among(&text, Some(&text), &options));
        }
        value
    }

    /// Whether something is asked for: `true`, or `false` as without it.
    pub fn flag(&mut self, name: &'static str) -> bool {
        let text = self.text(name);
        match text.as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                self.fault(
                    name,
                    "invalid-value",
                    message!(
                        "“{text}” is not {valid}",
                        text = other,
                        valid = MessageText("true or false")
                    ),
                );
                false
            }
        }
    }

    /// What `read` makes of each value: commas separate them, and quotation marks keep one together.
    pub fn parts<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, Message>,
    ) -> Vec<T> {
        let mut parts = Vec::new();
        for text in self.texts(name) {
            match values(&text) {
                Ok(more) => parts.extend(more),
                Err(detail) => self.fault(name, "invalid-value", detail),
            }
        }
        if parts.len() > MAX_VALUES {
            let detail = message!(
                "has more than {max_values} values; ask in several requests",
                max_values = MAX_VALUES
            );
            self.fault(name, "too-many", detail);
            return Vec::new();
        }
        let mut values = Vec::new();
        for part in parts {
            match read(&part) {
                Ok(value) => values.push(value),
                Err(detail) => self.fault(name, "invalid-value", detail),
            }
        }
        values
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &'static str, least: i64, most: i64) -> Option<i64> {
        let text = self.text(name)?;
        let digits = text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && (least..=most).contains(number));
        if number.is_none() {
            self.fault(
                name,
                "invalid-value",
                message!(
                    "“{text}” is not a whole number from {least} to {most}",
                    text,
                    least,
                    most
                ),
            );
        }
        number
    }

    /// A year.
    pub fn year(&mut self, name: &'static str) -> Option<i16> {
        self.number(name, 1950, 2199).and_then(|year| i16::try_from(year).ok())
    }

    /// The first and the last date of a period; a period that ends before it begins is a fault.
    pub fn period(
        &mut self,
        low: &'static str,
        high: &'static str,
    ) -> (Option<PartialDate>, Option<PartialDate>) {
        let (from, to): (Option<PartialDate>, Option<PartialDate>) =
            (self.text_value(low), self.text_value(high));
        if let (Some(from), Some(to)) = (from, to)
            && to.is_before(from)
        {
            self.fault(
                high,
                "before-start",
                message!("{to} is before {low}={from}", to, low, from),
            );
        }
        (from, to)
    }

    /// Ends the reading: any fault, and any parameter that nobody read, is an answer of its own.
    pub fn finish(mut self) -> Result<(), ApiError> {
        for (name, _) in &self.given {
            if !self.known.contains(&name.as_str()) {
                let detail = match nearest(name, self.known.iter().copied()) {
                    Some(near) => {
                        message!(
                            "there is no parameter “{name}” here; did you mean “{near}”?",
                            name,
                            near
                        )
                    }
                    None if self.known.is_empty() => {
                        message!("there is no parameter “{name}” here; there is none at all", name)
                    }
                    None => {
                        message!(
                            "there is no parameter “{name}” here; there are: {names}",
                            name,
                            names = self.known.join(", ")
                        )
                    }
                };
                self.faults.push(Fault::of(name, "unknown-parameter", detail));
            }
        }
        if self.faults.is_empty() { Ok(()) } else { Err(ApiError::Invalid(self.faults)) }
    }
}
