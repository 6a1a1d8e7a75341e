//! A graph of RDF: nodes with an IRI, their properties, and nodes without one inside of them.
//!
//! All are sorted, and nodes without an IRI have no label, so that the same graph is always written in the same bytes.

use std::collections::{BTreeMap, BTreeSet};

/// A name of a vocabulary with its prefix, such as `dct:title`; `vocabulary` has the prefixes.
pub(crate) type Name = &'static str;

/// The property that says the class of a node.
pub(crate) const TYPE: Name = "rdf:type";

/// The value of a property.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Term {
    /// A class.
    Class(Name),
    /// The IRI of a node.
    Iri(String),
    /// A text without a language.
    Plain(String),
    /// A text in a language.
    Text {
        /// The language tag.
        language: String,
        /// The text.
        text: String,
    },
    /// A value of a type, such as `xsd:date`.
    Typed {
        /// The type.
        datatype: Name,
        /// The value as the type writes it.
        value: String,
    },
    /// A node without an IRI.
    Blank(Properties),
}

/// The properties of a node.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(crate) struct Properties(pub BTreeMap<Name, BTreeSet<Term>>);

impl Properties {
    /// The properties of a node of this class.
    pub(crate) fn of(class: Name) -> Self {
        let mut properties = Self::default();
        properties.add(TYPE, Term::Class(class));
        properties
    }

    /// Adds a value.
    pub(crate) fn add(&mut self, property: Name, value: Term) -> &mut Self {
        self.0.entry(property).or_default().insert(value);
        self
    }

    /// Adds the IRI of a node.
    pub(crate) fn link(&mut self, property: Name, iri: &str) -> &mut Self {
        self.add(property, Term::Iri(iri.to_owned()))
    }

    /// Adds a text in each of its languages.
    pub(crate) fn text(
        &mut self,
        property: Name,
        texts: impl IntoIterator<Item = (String, String)>,
    ) -> &mut Self {
        for (language, text) in texts {
            self.add(property, Term::Text { language, text });
        }
        self
    }

    /// Adds a value of a type.
    pub(crate) fn typed(&mut self, property: Name, datatype: Name, value: String) -> &mut Self {
        self.add(property, Term::Typed { datatype, value })
    }
}

/// The nodes by their IRI.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Graph(pub BTreeMap<String, Properties>);

impl Graph {
    /// Adds a node, or further properties of one.
    pub(crate) fn node(&mut self, iri: &str, properties: Properties) {
        let node = self.0.entry(iri.to_owned()).or_default();
        for (property, values) in properties.0 {
            node.0.entry(property).or_default().extend(values);
        }
    }
}
