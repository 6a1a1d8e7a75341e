//! Writes a graph as Turtle.

use super::{
    graph::{Graph, Properties, TYPE, Term},
    vocabulary::PREFIXES,
};

/// What a line of a node without an IRI is moved in by.
const INDENT: usize = 4;

/// Writes the graph.
pub(crate) fn write(graph: &Graph) -> String {
    let mut text = String::new();
    for (prefix, namespace) in PREFIXES {
        add(&mut text, &["@prefix ", prefix, ": <", namespace, "> .\n"]);
    }
    for (iri, properties) in &graph.0 {
        add(&mut text, &["\n<", iri, ">"]);
        write_properties(&mut text, properties, INDENT);
        text.push_str(" .\n");
    }
    text
}

/// Writes properties, the class first and each on a line.
fn write_properties(text: &mut String, properties: &Properties, indent: usize) {
    let classes = properties.0.get_key_value(TYPE);
    let others = properties.0.iter().filter(|(property, _)| **property != TYPE);
    for (at, (property, values)) in classes.into_iter().chain(others).enumerate() {
        match at {
            0 => text.push(' '),
            _ => add(text, &[" ;\n", &" ".repeat(indent)]),
        }
        text.push_str(if *property == TYPE { "a" } else { property });
        for (at, value) in values.iter().enumerate() {
            text.push_str(if at == 0 { " " } else { ", " });
            write_term(text, value, indent);
        }
    }
}

fn write_term(text: &mut String, term: &Term, indent: usize) {
    match term {
        Term::Class(name) => text.push_str(name),
        Term::Iri(iri) => add(text, &["<", iri, ">"]),
        Term::Plain(value) => quote(text, value),
        Term::Text { language, text: value } => {
            quote(text, value);
            add(text, &["@", language]);
        }
        Term::Typed { datatype, value } => {
            quote(text, value);
            add(text, &["^^", datatype]);
        }
        Term::Blank(properties) => {
            text.push('[');
            write_properties(text, properties, indent + INDENT);
            text.push_str(" ]");
        }
    }
}

/// Writes a text in quotation marks (Turtle, section 6.4).
fn quote(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other => text.push(other),
        }
    }
    text.push('"');
}

fn add(text: &mut String, parts: &[&str]) {
    text.extend(parts.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_quotation_marks() {
        for (value, written) in [
            ("a\"b", r#""a\"b""#),
            ("a\\", r#""a\\""#),
            ("a\nb\rc\td", r#""a\nb\rc\td""#),
            ("Kętrzyn 🤝 'x'", "\"Kętrzyn 🤝 'x'\""),
        ] {
            let mut text = String::new();
            quote(&mut text, value);
            assert_eq!(text, written);
        }
    }

    #[test]
    fn nodes_without_an_iri_have_no_label() {
        let mut period = Properties::of("dct:PeriodOfTime");
        period.typed("dcat:startDate", "xsd:date", "2012-06-04".to_owned());
        let mut dataset = Properties::of("dcat:Dataset");
        dataset
            .add("dct:temporal", Term::Blank(period))
            .link("dct:isPartOf", "https://a.example/#all");
        let mut graph = Graph::default();
        graph.node("https://a.example/#events", dataset);
        let written = write(&graph);
        let (_, node) = written.split_once("\n\n").unwrap();
        assert_eq!(
            node,
            "<https://a.example/#events> a dcat:Dataset ;\n    dct:isPartOf <https://a.example/#all> ;\n    \
             dct:temporal [ a dct:PeriodOfTime ;\n        dcat:startDate \"2012-06-04\"^^xsd:date ] .\n"
        );
    }
}
