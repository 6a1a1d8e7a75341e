//! Reads OpenMetrics 1.0, and refuses what the format does not allow.

use std::collections::{BTreeMap, BTreeSet};

/// What one scrape said: the families by their names.
#[derive(Debug)]
pub struct Scrape {
    pub families: BTreeMap<String, MetricFamily>,
}

/// A family of metrics.
#[derive(Debug)]
pub struct MetricFamily {
    pub kind: String,
    pub samples: Vec<Sample>,
}

/// A sample: its name, its labels, its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

/// The endings of the names of samples that each type has.
fn endings(kind: &str) -> &'static [&'static str] {
    match kind {
        "counter" => &["_total"],
        "gauge" => &[""],
        "histogram" => &["_bucket", "_count", "_sum"],
        "info" => &["_info"],
        other => panic!("the type {other} is not used here"),
    }
}

fn is_name(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

impl Scrape {
    /// Reads the text of a scrape.
    pub fn read(text: &str) -> Self {
        let body = text.strip_suffix("# EOF\n").expect("it ends with # EOF");
        assert!(!body.contains("# EOF") && !body.contains('\r'), "{text}");
        assert!(body.is_empty() || body.ends_with('\n'), "each line ends");
        let mut families = BTreeMap::new();
        let mut lines = body.lines().peekable();
        while let Some(line) = lines.next() {
            let (name, help) = described(line, "HELP");
            let (typed, kind) = described(lines.next().unwrap(), "TYPE");
            assert!(is_name(name) && typed == name && !help.is_empty(), "{line}");
            if let Some(unit) = lines.next_if(|line| line.starts_with("# UNIT ")) {
                let (of, unit) = described(unit, "UNIT");
                assert!(of == name && name.ends_with(&format!("_{unit}")), "{name}: {unit}");
            }
            let mut samples = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
                samples.push(sample(line));
            }
            let family = MetricFamily { kind: kind.to_owned(), samples };
            family.check(name);
            assert!(families.insert(name.to_owned(), family).is_none(), "{name} is there twice");
        }
        Self { families }
    }

    /// The sum of the samples of this name that have these labels.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.samples(name, labels).map(|sample| sample.value).sum()
    }

    /// The sample of this name that has these labels; there must be one.
    #[track_caller]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let found: Vec<_> = self.samples(name, labels).collect();
        assert_eq!(found.len(), 1, "{name} {labels:?}: {found:?}");
        found[0].value
    }

    /// The samples of this name that have these labels.
    pub fn samples<'s>(
        &'s self,
        name: &str,
        labels: &[(&str, &str)],
    ) -> impl Iterator<Item = &'s Sample> {
        self.all().filter(move |sample| {
            sample.name == name
                && labels.iter().all(|(label, value)| {
                    sample.labels.get(*label).is_some_and(|given| given == value)
                })
        })
    }

    /// All samples.
    pub fn all(&self) -> impl Iterator<Item = &Sample> {
        self.families.values().flat_map(|family| &family.samples)
    }

    /// The names of metrics as queries name them: those of samples, and of histograms the name of the family.
    pub fn names(&self) -> BTreeSet<String> {
        let names = self.families.iter().map(|(name, family)| match family.kind.as_str() {
            "histogram" => name.clone(),
            kind => format!("{name}{}", endings(kind)[0]),
        });
        names.collect()
    }
}

/// The name and the text of a descriptor.
fn described<'l>(line: &'l str, what: &str) -> (&'l str, &'l str) {
    let rest = line.strip_prefix("# ").and_then(|rest| rest.strip_prefix(what));
    let rest = rest.unwrap_or_else(|| panic!("{what} is expected: {line}"));
    rest.strip_prefix(' ').and_then(|rest| rest.split_once(' ')).expect(line)
}

fn sample(line: &str) -> Sample {
    let at = line.find(['{', ' ']).expect(line);
    let (name, mut rest) = line.split_at(at);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        while !rest.starts_with('}') {
            let (label, after) = rest.split_once("=\"").expect(line);
            let (value, after) = quoted(after);
            assert!(is_name(label), "{line}");
            assert!(labels.insert(label.to_owned(), value).is_none(), "{label} twice: {line}");
            rest = after.strip_prefix(',').unwrap_or(after);
        }
        rest = &rest[1..];
    }
    let value = rest.strip_prefix(' ').expect(line);
    assert!(!value.contains(' '), "neither times nor exemplars are used here: {line}");
    Sample { name: name.to_owned(), labels, value: number(value) }
}

/// The value up to its closing quotation mark, and what follows.
fn quoted(text: &str) -> (String, &str) {
    let (mut value, mut characters) = (String::new(), text.char_indices());
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => match characters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                other => panic!("no such escape: {other:?} in {text}"),
            },
            other => value.push(other),
        }
    }
    panic!("the value does not end: {text}")
}

fn number(text: &str) -> f64 {
    match text {
        "+Inf" => f64::INFINITY,
        _ => text.parse().unwrap_or_else(|_| panic!("{text} is no number")),
    }
}

impl MetricFamily {
    /// Checks what its type demands.
    fn check(&self, family: &str) {
        assert!(!self.samples.is_empty(), "{family} has no samples");
        let mut seen = BTreeSet::new();
        for sample in &self.samples {
            let ending = sample
                .name
                .strip_prefix(family)
                .unwrap_or_else(|| panic!("{} stands among those of {family}", sample.name));
            assert!(endings(&self.kind).contains(&ending), "{} is no {}", sample.name, self.kind);
            assert!(seen.insert((&sample.name, &sample.labels)), "{sample:?} is there twice");
            assert!(sample.value.is_finite() && sample.value >= 0.0, "{sample:?}");
            assert_eq!(sample.labels.contains_key("le"), ending == "_bucket", "{sample:?}");
            if self.kind == "info" {
                assert!((sample.value - 1.0).abs() < f64::EPSILON, "{sample:?}");
            }
        }
        for count in self.samples.iter().filter(|_| self.kind == "histogram") {
            if count.name == format!("{family}_count") {
                self.check_histogram(family, count);
            }
        }
    }

    /// Checks that the buckets grow to the number of all.
    fn check_histogram(&self, family: &str, count: &Sample) {
        let without = |sample: &Sample| {
            let mut labels = sample.labels.clone();
            labels.remove("le");
            labels
        };
        let buckets: Vec<(f64, f64)> = self
            .samples
            .iter()
            .filter(|sample| sample.name == format!("{family}_bucket"))
            .filter(|sample| without(sample) == count.labels)
            .map(|sample| (number(&sample.labels["le"]), sample.value))
            .collect();
        let grows = |pair: &[(f64, f64)]| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1;
        assert!(buckets.windows(2).all(grows), "{family}: {buckets:?}");
        assert_eq!(buckets.last(), Some(&(f64::INFINITY, count.value)), "{family}");
    }
}
