//! The names of known records in a text, in any inflected form.

use std::{collections::HashMap, ops::Range};

use super::{
    found::KnownNames,
    token::{NewsToken, tokens},
};
use crate::values::record_id::RecordId;

/// What a name is the name of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum NameOwner {
    /// A partner.
    Partner(RecordId),
    /// A programme.
    Programme(RecordId),
    /// A project.
    Project(RecordId),
    /// The municipality, or a town of it.
    Home,
}

/// A name that is looked for.
#[derive(Clone, Debug)]
pub(super) struct SoughtName {
    /// What it is the name of.
    pub(super) owner: NameOwner,
    /// The name, in the form that is known.
    pub(super) name: String,
    /// The years in the name, if the text may leave them out.
    pub(super) period: Option<(u32, u32)>,
    /// Whether it is a part of the known name: `Oziersk` of `Rejon Oziersk`.
    is_derived: bool,
    /// Which of its words begin with a capital letter in every text.
    capitals: Vec<bool>,
}

/// A place of a text where a name stands.
#[derive(Clone, Debug)]
pub(super) struct NameMatch {
    /// The tokens.
    pub(super) tokens: Range<usize>,
    /// The names, as positions in the tree: several if they are alike.
    pub(super) names: Vec<usize>,
}

/// The names, by the keys of their words.
pub(super) struct NameTree {
    nodes: Vec<NameNode>,
    names: Vec<SoughtName>,
}

/// The words that can follow, and the names that end here.
#[derive(Default)]
struct NameNode {
    children: HashMap<String, usize>,
    names: Vec<usize>,
}

/// The fewest letters of a name.
const FEWEST_LETTERS: usize = 3;

/// The most words of a name.
const MOST_WORDS: usize = 40;

/// Words before a name that many names share, folded, in the nominative and the genitive.
const GENERIC: [&str; 36] = [
    "cross",
    "border",
    "program",
    "programme",
    "wspolpracy",
    "transgranicznej",
    "terytorialnej",
    "europejskiej",
    "cooperation",
    "enpi",
    "eni",
    "eis",
    "cbc",
    "interreg",
    "gmina",
    "gminy",
    "miasto",
    "miasta",
    "rejon",
    "rejonu",
    "powiat",
    "powiatu",
    "okreg",
    "okregu",
    "miejski",
    "wiejska",
    "miejska",
    "zwiazek",
    "gmin",
    "administracja",
    "samorzad",
    "wspolnota",
    "obwod",
    "municipality",
    "city",
    "community",
];

/// Words that a text puts into the name of a programme.
const INSERTED: [&str; 10] = ["enpi", "eni", "eis", "cbc", "w", "na", "lata", "latach", "v", "a"];

impl NameTree {
    /// Makes a tree of the names, with the short forms that texts use.
    pub(super) fn new(known: &KnownNames) -> Self {
        let mut tree = Self { nodes: vec![NameNode::default()], names: Vec::new() };
        for (records, owner) in [
            (&known.partners, NameOwner::Partner as fn(RecordId) -> NameOwner),
            (&known.programmes, NameOwner::Programme),
            (&known.projects, NameOwner::Project),
        ] {
            for record in records {
                for name in &record.names {
                    tree.add(&owner(record.id.clone()), name);
                }
            }
        }
        for name in &known.home {
            tree.add(&NameOwner::Home, name);
        }
        tree
    }

    /// Returns a name by its position.
    pub(super) fn name(&self, position: usize) -> Option<&SoughtName> {
        self.names.get(position)
    }

    /// Returns the names of a part of the text, the longest first at each place.
    pub(super) fn find(&self, tokens: &[NewsToken<'_>], range: Range<usize>) -> Vec<NameMatch> {
        let (mut found, mut at) = (Vec::new(), range.start);
        while at < range.end {
            match self.longest(tokens, at, range.end) {
                Some(name) => {
                    at = name.tokens.end;
                    found.push(name);
                }
                None => at += 1,
            }
        }
        found
    }

    /// Adds a name and its short forms.
    fn add(&mut self, owner: &NameOwner, name: &str) {
        let read = tokens(name);
        let words: Vec<_> = read.iter().filter(|token| is_part(token)).collect();
        let is_generic = |token: &&&NewsToken<'_>| GENERIC.contains(&token.folded.as_str());
        let lead = words.iter().take_while(is_generic).count();
        let (without_years, period) = match words.as_slice() {
            [before @ .., from, to] => match (year(from), year(to)) {
                (Some(from), Some(to)) => (before.len(), Some((from, to))),
                _ => (words.len(), None),
            },
            _ => (words.len(), None),
        };
        let whole = words.get(..).unwrap_or_default();
        self.insert(owner, name, whole, (None, false));
        let is_programme = matches!(owner, NameOwner::Programme(_));
        if is_programme && period.is_some() {
            let before = words.get(..without_years).unwrap_or_default();
            self.insert(owner, name, before, (period, true));
        }
        let rest = words.get(lead..).unwrap_or_default();
        if lead == 0 || !rest.iter().any(|token| token.is_capital()) {
            return;
        }
        if !is_programme {
            let written = rest.iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
            self.insert(owner, &written, rest, (None, true));
        } else if period.is_some() {
            self.insert(owner, name, rest, (None, true));
            let short = words.get(lead..without_years).unwrap_or_default();
            let first = words.first().copied().into_iter();
            let named: Vec<_> = first.chain(short.iter().copied()).collect();
            self.insert(owner, name, &named, (period, true));
        }
    }

    fn insert(
        &mut self,
        owner: &NameOwner,
        name: &str,
        words: &[&NewsToken<'_>],
        (period, is_derived): (Option<(u32, u32)>, bool),
    ) {
        let letters: usize = words.iter().map(|word| word.text.chars().count()).sum();
        if letters < FEWEST_LETTERS || words.len() > MOST_WORDS {
            return;
        }
        let node = words.iter().fold(0, |node, word| self.child(node, word));
        let is_capital =
            |word: &&NewsToken<'_>| word.is_capital() && !GENERIC.contains(&word.folded.as_str());
        let capitals = words.iter().map(is_capital).collect();
        let position = self.names.len();
        let owner = owner.clone();
        self.names.push(SoughtName { owner, name: name.to_owned(), period, is_derived, capitals });
        if let Some(node) = self.nodes.get_mut(node) {
            node.names.push(position);
        }
    }

    /// The node after a word, which is made if there is none: each key of the word leads to it.
    fn child(&mut self, node: usize, word: &NewsToken<'_>) -> usize {
        let next = self.nodes.len();
        let Some(parent) = self.nodes.get_mut(node) else { return node };
        let known = word.keys().iter().find_map(|key| parent.children.get(key).copied());
        let child = known.unwrap_or(next);
        for key in word.keys() {
            parent.children.entry(key.clone()).or_insert(child);
        }
        if child == next {
            self.nodes.push(NameNode::default());
        }
        child
    }

    fn longest(&self, tokens: &[NewsToken<'_>], start: usize, end: usize) -> Option<NameMatch> {
        let (mut node, mut matched, mut best) = (0, Vec::new(), None);
        for at in start..end.min(start + 2 * MOST_WORDS) {
            let token = tokens.get(at)?;
            if !is_part(token) {
                if matched.is_empty() || !stands_inside(token) {
                    break;
                }
                continue;
            }
            let children = self.nodes.get(node).map(|node| &node.children)?;
            match token.keys().iter().find_map(|key| children.get(key)) {
                Some(child) => node = *child,
                None if !matched.is_empty() && INSERTED.contains(&token.folded.as_str()) => {
                    continue;
                }
                None => break,
            }
            matched.push(token);
            let names = self.ending_at(node, &matched);
            if !names.is_empty() {
                best = Some(NameMatch { tokens: start..at + 1, names });
            }
        }
        best
    }

    /// The names that these words are: known ones before those that are parts of known ones.
    fn ending_at(&self, node: usize, words: &[&NewsToken<'_>]) -> Vec<usize> {
        let ending = self.nodes.get(node).map(|node| node.names.as_slice()).unwrap_or_default();
        let is_written = |position: &&usize| {
            self.names.get(**position).is_some_and(|name| {
                name.capitals.iter().zip(words).all(|(capital, word)| !capital || word.is_capital())
            })
        };
        let names: Vec<usize> = ending.iter().filter(is_written).copied().collect();
        let is_whole =
            |position: &&usize| self.names.get(**position).is_some_and(|name| !name.is_derived);
        let whole: Vec<usize> = names.iter().filter(is_whole).copied().collect();
        if whole.is_empty() { names } else { whole }
    }
}

fn is_part(token: &NewsToken<'_>) -> bool {
    token.is_word() || token.number().is_some()
}

fn year(token: &NewsToken<'_>) -> Option<u32> {
    token.number().filter(|year| (1900..2200).contains(year))
}

/// Whether a sign can stand between two words of a name.
fn stands_inside(token: &NewsToken<'_>) -> bool {
    token.is_dash()
        || token.is_quote()
        || ['+', '/', '&', ','].into_iter().any(|sign| token.is_sign(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{news::found::KnownRecord, values::traits::TextValue as _};

    fn record(id: &str, names: &[&str]) -> KnownRecord {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        KnownRecord { id: RecordId::read(id).unwrap(), names }
    }

    fn found_in(text: &str) -> String {
        let known = KnownNames {
            partners: vec![
                record("oziersk", &["Oziersk", "Rejon Oziersk"]),
                record("mauron", &["Związek Gmin Mauron"]),
                record("gulbene", &["Gulbene"]),
                record("rietavas", &["Rietavas", "Rietawa", "Rietava"]),
            ],
            programmes: vec![
                record(
                    "lt-pl-ru",
                    &["Program Współpracy Transgranicznej Litwa-Polska-Rosja 2007-2013"],
                ),
                record("pl-ru", &["Program Współpracy Transgranicznej Polska-Rosja 2014-2020"]),
                record("erasmus", &["Erasmus+ 2014-2020"]),
            ],
            projects: vec![record(
                "zdrowie",
                &["Zdrowie jest najważniejsze – profilaktyka w Oziersku"],
            )],
            home: vec!["Gmina Kętrzyn".to_owned()],
        };
        let (tree, tokens) = (NameTree::new(&known), tokens(text));
        let found = tree.find(&tokens, 0..tokens.len());
        let names =
            found.iter().flat_map(|found| &found.names).map(|at| match &tree.names[*at].owner {
                NameOwner::Partner(id) | NameOwner::Programme(id) | NameOwner::Project(id) => {
                    id.to_string()
                }
                NameOwner::Home => "home".to_owned(),
            });
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_are_found_in_every_form() {
        for (text, expected) in [
            ("mer Ozierska, w Oziersku, z Ozierskiem", "oziersk oziersk oziersk"),
            ("z miasta partnerskiego Oziersk i Okręgiem „Oziersk”", "oziersk oziersk"),
            ("przyjaciele z Rietawy i Rietavas, w Rietawie", "rietavas rietavas rietavas"),
            ("ze Związku Gmin Mauron, z Mauron", "mauron mauron"),
            ("Rejonu Gulbene, rejonu Oziersk", "gulbene oziersk"),
            ("Programu Współpracy Transgranicznej Litwa-Polska-Rosja 2007-2013", "lt-pl-ru"),
            ("Litwa-Polska-Rosja w latach 2007-2013", "lt-pl-ru"),
            ("programem współpracy Polska -Rosja 2014-2020", "pl-ru"),
            ("Polska – Rosja 2014 – 2020, program Polska-Rosja", "pl-ru pl-ru"),
            ("ERASMUS+ (współpraca szkół)", "erasmus"),
            ("„Zdrowie jest najważniejsze - profilaktyka w Oziersku\"", "zdrowie"),
            ("Gminy Ketrzyn, w gminie Kętrzyn, w Kętrzynie", "home home home"),
            ("Polska, Rosja i Litwa; mecz Polska-Rosja", ""),
            ("w oziersku, Gmina, miasto, związek gmin", ""),
            ("", ""),
        ] {
            assert_eq!(found_in(text), expected, "{text}");
        }
    }
}
