//! Proposals for draft events, read out of a Polish news text by rules.
//!
//! Each value says where it was found, and whether the text states it or it was concluded, so that a person can check it
//! before anything is stored. Whatever is doubtful is left out.

mod background;
mod dates;
mod draft;
mod first_names;
mod found;
mod months;
mod names;
mod nominative;
mod people;
mod proposal;
mod role_phrase;
mod roles;
mod sentences;
mod subject;
mod token;
mod travel;

pub(crate) use self::found::{
    EventProposal, FoundPerson, FoundValue, KnownNames, KnownRecord, PeopleCount, TextMark,
};
use self::{
    dates::dates, draft::drafts, names::NameTree, proposal::ProposalMaker, sentences::paragraphs,
    token::tokens,
};

/// Returns a proposal for each date or period of the text that is the time of an event with partners, in their order.
///
/// The time is proportional to the length of the text.
pub(crate) fn proposals(text: &str, known: &KnownNames) -> Vec<EventProposal> {
    let tokens = tokens(text);
    let dates = dates(&tokens);
    if dates.is_empty() {
        return Vec::new();
    }
    let names = NameTree::new(known);
    let maker = ProposalMaker { tokens: &tokens, names: &names };
    let drafts = drafts(&tokens, &paragraphs(&tokens), &dates);
    drafts.iter().filter_map(|draft| maker.proposal(draft)).collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::values::{
        record_id::RecordId,
        traits::{ClosedList as _, TextValue as _},
    };

    const DATA: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/gmina-ketrzyn.ndjson"));

    /// The page of the municipality about its partners, whole.
    const PAGE: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/partners-page.txt"));

    /// What the paragraphs of the page say, in their order: dates, kind, direction, place, people, partners, programmes,
    /// projects.
    const EVENTS: [[&str; 8]; 6] = [
        [
            "2017-05-20",
            "visit",
            "incoming",
            "Gmina Kętrzyn",
            "",
            "oziersk rietavas",
            "erasmus-plus-2014-2020* europe-for-citizens-2014-2020* pl-ru-2014-2020",
            "",
        ],
        [
            "2016-10-12",
            "meeting",
            "outgoing",
            "Oziersk",
            "",
            "oziersk",
            "lt-pl-ru-2007-2013 pl-ru-2014-2020",
            "",
        ],
        ["2016-06-06", "visit", "incoming", "Gmina Kętrzyn", "~40", "gulbene", "", ""],
        [
            "2015-06-16/2015-06-17",
            "conference",
            "outgoing",
            "Oziersk",
            "15",
            "oziersk",
            "",
            "stadiony-sportowe",
        ],
        ["2015-05-20", "signing", "outgoing", "Oziersk", "", "oziersk", "", ""],
        [
            "2012-06-04/2012-06-10",
            "visit",
            "incoming",
            "Gmina Kętrzyn",
            "",
            "mauron rietavas",
            "",
            "",
        ],
    ];

    /// The persons of each paragraph: name, function, partner.
    const PEOPLE: [&[[&str; 3]]; 6] = [
        &[
            ["Natalia Makrecka", "mer Ozierska", "oziersk"],
            ["Antanes Auzbikavicius", "Dyrektorem Administracji Rejonu Rietawa", "rietavas"],
        ],
        &[
            ["Paweł Bobrowski", "wójt Gminy Kętrzyn", ""],
            ["Mirosław Oryńczak", "inspektor ds. funduszy unijnych", ""],
            ["Natalia Makrecka", "merem miasta", "oziersk"],
            ["Władysław Nikonorow", "przewodniczącym Rady Miasta", "oziersk"],
            ["Paweł Jelizarow", "radnym Rady Miasta", "oziersk"],
        ],
        &[["Paweł Bobrowski", "Wójtem Gminy Kętrzyn", ""]],
        &[],
        &[
            ["Paweł Bobrowski", "wójt Gminy Kętrzyn", ""],
            ["Viktor Puzyrowskij", "mer okręgu miejskiego Oziersk", "oziersk"],
        ],
        &[["Sławomir Jarosik", "Wójta Gminy Kętrzyn", ""]],
    ];

    fn records() -> Vec<Value> {
        DATA.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn known() -> KnownNames {
        let mut known =
            KnownNames { partners: vec![], programmes: vec![], projects: vec![], home: vec![] };
        for record in records() {
            let texts = record["translations"].as_object().unwrap().values();
            let titles =
                texts.filter_map(|texts| texts["name"].as_str().or(texts["title"].as_str()));
            let aliases = record["aliases"].as_array().into_iter().flatten();
            let aliases = aliases.filter_map(|alias| alias["value"].as_str());
            let names: Vec<String> = titles.chain(aliases).map(str::to_owned).collect();
            let id = RecordId::read(record["id"].as_str().unwrap()).unwrap();
            match record["type"].as_str().unwrap() {
                "municipality" => known.home.extend(names),
                "partners" => known.partners.push(KnownRecord { id, names }),
                "programmes" => known.programmes.push(KnownRecord { id, names }),
                "projects" => known.projects.push(KnownRecord { id, names }),
                _ => {}
            }
        }
        known
    }

    fn dates_of(proposal: &EventProposal) -> String {
        let end = proposal.end.as_ref().map(|end| format!("/{}", end.value)).unwrap_or_default();
        format!("{}{end}", proposal.start.value)
    }

    fn ids(found: &[FoundValue<RecordId>]) -> String {
        let mut ids: Vec<_> = found
            .iter()
            .map(|found| format!("{}{}", found.value, if found.is_inferred { "*" } else { "" }))
            .collect();
        ids.sort_unstable();
        ids.join(" ")
    }

    fn row(proposal: &EventProposal) -> [String; 8] {
        let attendance = proposal.attendance.as_ref().map(|found| {
            format!("{}{}", if found.value.is_approximate { "~" } else { "" }, found.value.count)
        });
        [
            dates_of(proposal),
            proposal.kind.as_ref().map_or("", |found| found.value.as_str()).to_owned(),
            proposal.direction.as_ref().map_or("", |found| found.value.as_str()).to_owned(),
            proposal.place.as_ref().map_or("", |found| &found.value).to_owned(),
            attendance.unwrap_or_default(),
            ids(&proposal.partners),
            ids(&proposal.programmes),
            ids(&proposal.projects),
        ]
    }

    #[test]
    fn the_page_of_the_municipality_gives_its_six_events() {
        let proposals = proposals(PAGE, &known());
        assert_eq!(
            proposals.iter().map(row).collect::<Vec<_>>(),
            EVENTS.map(|row| row.map(str::to_owned))
        );
        let mut dates: Vec<_> = proposals.iter().map(dates_of).collect();
        let mut expected: Vec<String> = records()
            .iter()
            .filter(|record| record["type"] == "events")
            .map(|event| {
                let end = event["endDate"].as_str().map(|end| format!("/{end}"));
                format!("{}{}", event["startDate"].as_str().unwrap(), end.unwrap_or_default())
            })
            .collect();
        dates.sort_unstable();
        expected.sort_unstable();
        assert_eq!(dates, expected);
    }

    #[test]
    fn the_page_of_the_municipality_gives_its_persons() {
        let found: Vec<Vec<[String; 3]>> = proposals(PAGE, &known())
            .iter()
            .map(|proposal| {
                let person = |found: &FoundValue<FoundPerson>| {
                    let FoundPerson { name, role, partner } = found.value.clone();
                    [name, role, partner.map(|id| id.to_string()).unwrap_or_default()]
                };
                proposal.people.iter().map(person).collect()
            })
            .collect();
        assert_eq!(
            found,
            PEOPLE
                .map(|people| people.iter().map(|row| row.map(str::to_owned)).collect::<Vec<_>>())
        );
    }

    #[test]
    fn a_mark_quotes_the_page() {
        let proposals = proposals(PAGE, &known());
        let quotes: Vec<_> = proposals[1]
            .partners
            .iter()
            .chain(&proposals[1].programmes)
            .map(|found| found.mark.of(PAGE))
            .collect();
        assert_eq!(
            quotes,
            [
                "Oziersku",
                "Programu Współpracy Transgranicznej Polska – Rosja 2014-2020",
                "Programu Współpracy Transgranicznej Litwa-Polska-Rosja 2007-2013",
            ]
        );
        assert!(proposals[1].sentences[0].of(PAGE).starts_with("Dnia 12 października"));
        assert_eq!(proposals[3].start.mark.of(PAGE), "16-17 czerwca 2015 r.");
        assert_eq!(proposals[4].title.as_ref().unwrap().value, "Podpisanie umowy: Oziersk");
        for proposal in &proposals {
            check_marks(PAGE, proposal);
            assert!(!proposal.sentences.is_empty());
        }
    }

    fn check_marks(text: &str, proposal: &EventProposal) {
        let EventProposal {
            start,
            end,
            sentences,
            title,
            kind,
            direction,
            place,
            attendance,
            partners,
            programmes,
            projects,
            people,
            topics,
        } = proposal;
        let mut marks = vec![start.mark];
        marks.extend(end.iter().map(|found| found.mark));
        marks.extend(sentences);
        marks.extend(title.iter().map(|found| found.mark));
        marks.extend(kind.iter().map(|found| found.mark));
        marks.extend(direction.iter().map(|found| found.mark));
        marks.extend(place.iter().map(|found| found.mark));
        marks.extend(attendance.iter().map(|found| found.mark));
        marks
            .extend([partners, programmes, projects].into_iter().flatten().map(|found| found.mark));
        marks.extend(people.iter().map(|found| found.mark));
        marks.extend(topics.iter().map(|found| found.mark));
        for mark in marks {
            assert!(
                text.get(mark.start..mark.end).is_some_and(|part| !part.is_empty()),
                "{mark:?}"
            );
        }
        assert!(sentences.iter().any(|sentence| sentence.start <= start.mark.start));
    }

    #[test]
    fn what_tells_of_no_event_with_partners_gives_no_proposal() {
        let known = known();
        for text in [
            "",
            "  \r\n\u{200f} 😀",
            "Lorem ipsum dolor sit amet, 12.05.2017 consectetur adipiscing elit.",
            "On 20 May 2017 a delegation from Ozyorsk visited the municipality.",
            "On 2017-05-20 the mayor of Oziersk spoke about the budget.",
            "15 maja 2017 r. odbędzie się sesja Rady Gminy Kętrzyn.",
            "Umowa z Ozierskiem z dnia 20 maja 2015 r. obowiązuje do 31 grudnia 2020 r.",
            "Wizyta delegacji z Ozierska w ramach programu Polska-Rosja 2014-2020.",
            "31 czerwca 2015 r. gościliśmy delegację z Ozierska.",
            "Mecz Polska – Rosja rozegrano 12 czerwca 2012 r.",
        ] {
            assert_eq!(proposals(text, &known), [], "{text}");
        }
    }

    #[test]
    fn dates_of_events_are_told_from_others() {
        for (text, expected) in [
            ("W 2009 roku gościliśmy delegację z Ozierska.", "2009"),
            ("W czerwcu 2012 r. delegacja z Rietawy przebywała u nas z wizytą.", "2012-06"),
            (
                "20 maja 2017 r. gościliśmy mera Ozierska. W 2009 roku podpisano umowę z Ozierskiem.",
                "2017-05-20",
            ),
            (
                "20 maja 2017 r. gościliśmy gości z Ozierska. Umowę z dnia 20 maja 2015 r. omówiono.",
                "2017-05-20",
            ),
            (
                "20 maja 2017 r. gościliśmy gości z Ozierska, a 3 czerwca 2017 r. odbyła się konferencja w Rietawie.",
                "2017-05-20 2017-06-03",
            ),
            (
                "20 maja 2017 r. gościliśmy gości z Ozierska. Spotkanie 20 maja 2017 r. było udane.",
                "2017-05-20",
            ),
            ("Opublikowano: 22.05.2017\n\n20 maja gościliśmy delegację z Ozierska.", "2017-05-20"),
            (
                "W dniach 4-10 czerwca 2012 r. gościliśmy gości z Mauron. 6 czerwca 2012 r. odbył się mecz.",
                "2012-06-04/2012-06-10",
            ),
            (
                "Wójt Paweł Bobrowski, urodzony 5 maja 1960 r., gościł 6.06.2016 r. delegację z Gulbene.",
                "2016-06-06",
            ),
        ] {
            let dates: Vec<_> = proposals(text, &known()).iter().map(dates_of).collect();
            assert_eq!(dates.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn the_place_and_the_direction_follow_from_the_words() {
        for (text, expected) in [
            (
                "Delegacja z Ozierska złożyła wizytę w Urzędzie Gminy Kętrzyn",
                "incoming* Gmina Kętrzyn",
            ),
            ("Delegacja z Ozierska gościła w gminie Kętrzyn", "incoming* Gmina Kętrzyn"),
            ("Goście z Mauron przyjechali do nas z wizytą", "incoming "),
            ("Delegacja gminy przebywała w Rietawie z wizytą", "outgoing* Rietawa"),
            ("Młodzież wyjechała do Gulbene na turniej", "outgoing Gulbene"),
            ("W Oziersku wójt i mer podpisali umowę", "outgoing* Oziersk"),
            ("Odbyło się spotkanie z delegacją z Ozierska", " "),
        ] {
            let found = proposals(&format!("{text} 20 maja 2017 r."), &known());
            let direction = found[0].direction.as_ref().map(|found| {
                format!("{}{}", found.value.as_str(), if found.is_inferred { "*" } else { "" })
            });
            let place = found[0].place.as_ref().map(|found| found.value.as_str());
            let both = format!("{} {}", direction.unwrap_or_default(), place.unwrap_or_default());
            assert_eq!(both, expected, "{text}");
        }
    }

    #[test]
    fn a_heading_and_other_paragraphs_belong_to_the_date() {
        let text = "Goście z Gulbene\r\n\r\nDo gminy przyjechali goście.\r\n\r\nSpotkanie odbyło się 6.06.2016 r.\r\n\r\n\
                    Wójt Gminy Kętrzyn Paweł Bobrowski opowiadał o turystyce 🎉.";
        let found = proposals(text, &known());
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            one.title,
            Some(FoundValue::stated("Goście z Gulbene".to_owned(), TextMark { start: 0, end: 17 }))
        );
        assert_eq!(
            (ids(&one.partners).as_str(), one.people.len(), one.topics.len()),
            ("gulbene", 1, 1)
        );
        assert_eq!(one.sentences.len(), 3);
        check_marks(text, one);
    }

    #[test]
    fn long_texts_take_a_short_time() {
        let known = known();
        let repeated = [
            PAGE,
            "20 maja 2017 r. wójt Paweł Bobrowski gościł mera Ozierska, ",
            "Gmina Gmina „Program Współpracy Transgranicznej ",
            "1,1,1-1.1.1 ",
            "Pan Jan Maria ",
            "\".\".",
            "wójt: ",
            "\n1 maja 2017 r. spotkanie w Oziersku",
            "a",
            "🎉\u{200f}",
        ];
        for part in repeated {
            let text = part.repeat(200_000 / part.len());
            let begun = Instant::now();
            let found = proposals(&text, &known);
            assert!(begun.elapsed() < Duration::from_secs(20), "{part}");
            for proposal in &found {
                check_marks(&text, proposal);
            }
        }
    }

    /// Pieces of news, put together by chance.
    fn news() -> impl Strategy<Value = String> {
        let pieces = proptest::sample::select(vec![
            "20 maja 2017r.",
            "16-17 czerwca 2015 r.",
            "od 4 do",
            "6.06.",
            "2016",
            "-",
            " – ",
            "\r\n\r\n",
            "\n",
            ". ",
            " ",
            ", ",
            ":",
            "„",
            "”",
            "(",
            "wójt Gminy Kętrzyn",
            "Paweł",
            "Bobrowski",
            "panem ",
            "mer Ozierska",
            "w Oziersku",
            "ds. funduszy",
            "na czele z",
            "gościliśmy",
            "podpisali umowę",
            "ok. 40 osób",
            "Program",
            "Polska-Rosja",
            "im. ",
            "Rejonu Gulbene",
            "w 2009 roku",
            "zastępca ",
            "🎉",
            "\u{200f}",
            "\u{328}",
            "ﬁ",
            "5½",
            "İ",
            "ẞ",
        ]);
        proptest::collection::vec(
            prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => "\\PC{0,6}"],
            0..60,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_mark_is_a_part_of_the_text(text in prop_oneof![news(), any::<String>(), "\\PC{0,200}"]) {
            for proposal in proposals(&text, &known()) {
                check_marks(&text, &proposal);
            }
        }
    }
}
