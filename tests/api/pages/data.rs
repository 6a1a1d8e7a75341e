//! What pages say is what the API says.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use scraper::Selector;
use serde_json::{Value, json};

use super::{Page, ask, page, text};
use crate::support::{TestApp, app::PUBLIC_URL, made_up};

/// The text of a page with plain spaces.
fn plain(page: &Page, selector: &str) -> String {
    page.texts(selector).join(" ").replace('\u{a0}', " ")
}

#[test]
fn the_home_page_shows_who_and_what() {
    let app = TestApp::new();
    let home = page(&app, "/pl/");
    assert_eq!(home.texts("h1"), ["Z kim współpracuje Gmina Kętrzyn"]);
    assert_eq!(home.texts(".counts li"), ["4partnerów", "6wydarzeń", "4umowy", "2projekty"]);
    assert!(plain(&home, ".lead").contains("866 858,72 EUR"));
    let marks: Vec<_> = home.attributes("figure.map a", "aria-label");
    assert!(marks.contains(&"Oziersk, Rosja".to_owned()), "{marks:?}");
    let entries = home.all(".years .time li").len();
    assert_eq!(entries, 6 + 4 + 2, "every event, agreement and project");
    let undated = home.texts(".years h3.undated");
    assert_eq!(undated, ["Bez znanej daty"]);
    let years: Vec<i32> =
        home.texts(".years h3:not(.undated)").iter().map(|year| year.parse().unwrap()).collect();
    assert!(years.is_sorted_by(|one, next| one > next), "{years:?}");
    let english = page(&app, "/en/");
    assert_eq!(english.texts("h1"), ["Who Gmina Kętrzyn works with"]);
}

#[test]
fn coming_events_stand_above_the_timeline() {
    let lines = [
        made_up::municipality(),
        made_up::event("past", json!({ "startDate": "2015-06-16" })),
        made_up::event("coming", json!({ "startDate": "2190-06-16", "status": "scheduled" })),
    ];
    let app = TestApp::with(&lines.concat());
    let home = page(&app, "/pl/");
    let coming = home.attributes("section[aria-labelledby=coming] h3 a", "href");
    assert_eq!(coming, ["/pl/events/coming"]);
    assert_eq!(home.attributes(".years a", "href"), ["/pl/events/past"]);
}

#[test]
fn a_name_that_turns_the_direction_of_letters_does_not_turn_the_line() {
    let name = "Ozi\u{202e}ersk";
    let named = json!({ "translations": { "pl": { "name": name } } });
    let lines = [
        made_up::municipality(),
        made_up::partner("turning", named),
        made_up::event("visit", json!({ "partners": [{ "id": "turning" }] })),
    ];
    let app = TestApp::with(&lines.concat());
    assert_eq!(page(&app, "/pl/events").texts(".when .isolated"), [name]);
}

#[test]
fn feeds_and_calendars_lead_people_to_pages() {
    let own = json!({ "webPage": "https://gmina.example/wizyta", "startDate": "2015-06-17" });
    let lines = [
        made_up::municipality(),
        made_up::event("visit", json!({})),
        made_up::event("elsewhere", own),
    ];
    let app = TestApp::with(&lines.concat());
    let feed = app.json("/events?format=jsonfeed&lang=pl");
    let addresses: Vec<&str> = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["url"].as_str().unwrap())
        .collect();
    let here = format!("{PUBLIC_URL}/pl/events/visit");
    assert_eq!(addresses, ["https://gmina.example/wizyta", &here]);
    let atom = app.get("/events?format=atom&lang=pl").text();
    assert!(atom.contains(&format!("type=\"text/html\" href=\"{here}\"")), "{atom}");
    let calendar = app.get("/events/visit?format=ics&lang=pl").text();
    assert!(calendar.replace("\r\n ", "").contains(&format!("URL:{here}")), "{calendar}");
}

#[test]
fn an_entry_says_when_the_event_begins() {
    let lines = [
        made_up::municipality(),
        made_up::event("evening", json!({ "startDate": "2015-06-17", "startTime": "17:30" })),
    ];
    let app = TestApp::with(&lines.concat());
    assert!(plain(&page(&app, "/pl/events"), ".time .when").contains("2015, 17:30 · wizyta"));
}

#[test]
fn the_timeline_has_the_latest_of_all_lists() {
    let event = |at: i32| {
        let day = format!("20{:02}-05-01", at % 25);
        made_up::event(&format!("e{at}"), json!({ "startDate": day }))
    };
    let project = |at: i32| {
        let year = format!("20{at:02}");
        made_up::project(&format!("p{at}"), json!({ "startDate": year }))
    };
    let lines: Vec<String> = (0..50).map(event).chain((0..20).map(project)).collect();
    let app = TestApp::with(&[made_up::municipality(), lines.concat()].concat());
    let home = page(&app, "/pl/");
    let years: Vec<i32> = (0..50).map(|at| at % 25).chain(0..20).collect();
    let shown = home.texts(".years > li");
    let expected: Vec<(String, usize)> = (0..25)
        .rev()
        .map(|year| (format!("20{year:02}"), years.iter().filter(|one| **one == year).count()))
        .collect();
    // Forty entries: two or three of each year, the last year may be cut.
    assert_eq!(home.all(".years .time li").len(), 40);
    let of_years: Vec<usize> = home
        .all(".years > li")
        .iter()
        .map(|year| year.select(&Selector::parse(".time li").unwrap()).count())
        .collect();
    for ((year, count), (text, entries)) in
        expected.iter().zip(shown.iter().zip(&of_years)).take(of_years.len() - 1)
    {
        assert!(text.starts_with(year.as_str()), "{text}");
        assert_eq!(entries, count, "{year}");
    }
}

#[test]
fn amounts_equal_those_of_the_api_and_say_what_was_calculated() {
    let euro = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    let budget = |budget: Value| json!({ "budget": budget, "startDate": "2015" });
    let lines = [
        made_up::municipality(),
        made_up::project("rate", budget(json!({ "total": euro("649094.16"), "euRate": "90" }))),
        made_up::project(
            "stated",
            budget(
                json!({ "total": euro("217764.56"), "euContribution": euro("195988.10"), "euRate": "90" }),
            ),
        ),
        made_up::project("total", budget(json!({ "total": euro("100") }))),
        made_up::project("none", json!({ "startDate": "2015" })),
    ];
    let app = TestApp::with(&lines.concat());
    for (id, amounts, is_calculated, has_chart) in [
        ("rate", &["649 094,16 EUR", "584 184,74 EUR", "64 909,42 EUR"][..], true, true),
        ("stated", &["217 764,56 EUR", "195 988,10 EUR", "21 776,46 EUR"], false, true),
        ("total", &["100,00 EUR"], false, false),
        ("none", &[], false, false),
    ] {
        let page = page(&app, &format!("/pl/projects/{id}"));
        let money = plain(&page, "section[aria-labelledby=money]");
        for amount in amounts {
            assert!(money.contains(amount), "{id}: {amount} in {money}");
        }
        assert_eq!(money.contains("obliczone"), is_calculated, "{id}: {money}");
        assert_eq!(!page.all(".chart").is_empty(), has_chart, "{id}");
    }
    let home = page(&app, "/pl/");
    assert!(
        plain(&home, ".lead").contains("co najmniej 866 958,72 EUR"),
        "{}",
        plain(&home, ".lead")
    );
}

#[test]
fn the_values_of_projects_are_summed_in_each_currency() {
    let value = |amount: &str, currency: &str| {
        json!({ "budget": { "total": { "amount": amount, "currency": currency } },
                "programme": { "id": "interreg" } })
    };
    let of_another =
        |amount: &str| json!({ "budget": { "total": { "amount": amount, "currency": "EUR" } } });
    let draft = |mut own: Value| {
        own["state"] = json!("draft");
        own
    };
    for (projects, of_programme, of_all) in [
        (vec![], None, None),
        (vec![json!({ "programme": { "id": "interreg" } })], None, None),
        (vec![of_another("7.50")], None, Some("7,50 EUR")),
        (
            vec![value("100.10", "EUR"), value("0.05", "EUR"), of_another("7.50")],
            Some("100,15 EUR"),
            Some("107,65 EUR"),
        ),
        (
            vec![value("5", "PLN"), value("300", "JPY"), value("2.25", "PLN")],
            Some("300 JPY + 7,25 PLN"),
            Some("300 JPY + 7,25 PLN"),
        ),
        (
            vec![value("5", "PLN"), json!({ "programme": { "id": "interreg" } })],
            Some("co najmniej 5,00 PLN"),
            Some("co najmniej 5,00 PLN"),
        ),
        (vec![value("5", "PLN"), json!({})], Some("5,00 PLN"), Some("co najmniej 5,00 PLN")),
        (
            vec![value("5", "PLN"), draft(value("9", "PLN")), draft(json!({}))],
            Some("5,00 PLN"),
            Some("5,00 PLN"),
        ),
        // No number is larger than this sum of the largest amounts.
        (
            vec![value("999999999999999.99", "EUR"); 100],
            Some("92 233 720 368 547 758,07 EUR"),
            Some("92 233 720 368 547 758,07 EUR"),
        ),
    ] {
        let mut lines = vec![made_up::municipality(), made_up::programme("interreg", json!({}))];
        let numbered = projects.iter().enumerate();
        lines.extend(
            numbered.map(|(at, own)| made_up::project(&format!("project-{at}"), own.clone())),
        );
        let app = TestApp::with(&lines.concat());
        let home = plain(&page(&app, "/pl/"), ".lead");
        let sum = home.split("wspólnych projektów: ").nth(1);
        assert_eq!(sum.map(str::trim), of_all, "{projects:?}");
        let programme = page(&app, "/pl/programmes/interreg");
        let facts = plain(&programme, ".facts");
        let sum = facts.split("Wspólne projekty łącznie").nth(1);
        assert_eq!(sum.map(str::trim), of_programme, "{projects:?}");
    }
}

#[test]
fn a_search_marks_what_it_found_and_counts_as_the_api_does() {
    let app = TestApp::new();
    for words in ["Ozierska", "Озёрск", "ketrzyn", "stadion", "oziorsk"] {
        let encoded = utf8_percent_encode(words, NON_ALPHANUMERIC).to_string();
        let found = page(&app, &format!("/pl/search?q={encoded}"));
        let api = app.json(&format!("/search?q={encoded}&limit=20&lang=pl"));
        let ids: Vec<&str> =
            api["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        let total = &api["pagination"]["total"];
        assert!(found.texts("[role=status]")[0].starts_with(&format!("{total} ")), "{words}");
        let links = found.attributes(".results h3 a", "href");
        let shown: Vec<&str> = links.iter().map(|link| link.rsplit('/').next().unwrap()).collect();
        for (id, shown) in ids.iter().zip(&shown) {
            assert!(id == shown || shown.is_empty(), "{words}: {id} {shown}");
        }
        assert!(!found.all("mark").is_empty(), "{words}");
    }
    let stadium = page(&app, "/pl/search?q=stadion");
    assert!(
        stadium.texts("mark").iter().any(|mark| mark == "stadionów"),
        "{:?}",
        stadium.texts("mark")
    );
    let counts: i64 = stadium
        .texts(".facets a")
        .iter()
        .skip(1)
        .map(|choice| choice.rsplit(['(', ')']).nth(1).unwrap().parse::<i64>().unwrap())
        .sum();
    assert!(stadium.texts(".facets a")[0].contains(&format!("({counts})")));
}

#[test]
fn a_list_is_narrowed_and_paged_by_links() {
    let app = TestApp::new();
    let list = page(&app, "/pl/events");
    assert_eq!(list.texts("[role=status]"), ["6 wydarzeń"]);
    let choice = list
        .all(".facets a")
        .into_iter()
        .find(|choice| text(*choice).starts_with("Wizyta ("))
        .unwrap();
    let address = choice.attr("href").unwrap();
    assert_eq!(address, "/pl/events?kind=visit");
    let narrowed = page(&app, address);
    assert_eq!(narrowed.texts("[role=status]"), ["3 wydarzenia"]);
    let chosen = narrowed.one(".facets a[aria-current=true]");
    assert_eq!(chosen.attr("href"), Some("/pl/events"), "the chosen one leads back");
    let mut seen = Vec::new();
    let mut next = Some("/pl/events?limit=2&sort=startDate".to_owned());
    while let Some(address) = next {
        let list = page(&app, &address);
        seen.extend(list.attributes("main h3 a[href^='/pl/events/']", "href"));
        next = list.attributes("a[rel=next]", "href").into_iter().next();
    }
    let expected: Vec<String> = app
        .ids("/events?sort=startDate&limit=100")
        .into_iter()
        .map(|id| format!("/pl/events/{id}"))
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn every_filter_leads_to_as_many_records_as_it_says() {
    let app = TestApp::new();
    let mut followed = 0;
    for list in ["partners", "events", "agreements", "projects", "programmes"] {
        let all = page(&app, &format!("/pl/{list}"));
        for choices in all.all("ul.facets") {
            let facet = choices.attr("aria-labelledby").unwrap();
            for link in choices.select(&Selector::parse("a").unwrap()) {
                let (address, label) = (link.attr("href").unwrap(), text(link));
                let count = label.rsplit_once('(').unwrap().1.trim_end_matches(')');
                let found = page(&app, address);
                let total = found.one(".count h2");
                let total = text(total).split(' ').next().unwrap().to_owned();
                // What lasts for some years is found in each of them, and counted in the first.
                let is_as_many = if facet == "by-year" {
                    total.parse::<i64>().unwrap() >= count.parse().unwrap()
                } else {
                    total == count
                };
                assert!(is_as_many, "{address}: {label}, but {total}");
                let chosen = found.texts("ul.facets a[aria-current]");
                assert_eq!(chosen.len(), 1, "{address}: {chosen:?}");
                followed += 1;
            }
        }
    }
    assert!(followed > 40, "{followed} filters");
}

#[test]
fn the_linked_data_of_a_page_is_that_of_the_api() {
    let app = TestApp::new();
    for path in ["/partners/oziersk", "/projects/stadiony-sportowe", "/municipality"] {
        let shown = if path == "/municipality" { "/pl/".to_owned() } else { format!("/pl{path}") };
        let blocks = page(&app, &shown).texts("script[type='application/ld+json']");
        let [block] = blocks.as_slice() else { panic!("{path}: {}", blocks.len()) };
        let shown: Value = serde_json::from_str(block).unwrap();
        let api = app.json(&format!("{path}?format=jsonld&lang=pl"));
        for key in ["@id", "@type", "startDate", "identifier", "geo", "dct:title"] {
            assert_eq!(shown.get(key), api.get(key), "{path} {key}");
        }
    }
}

#[test]
fn facts_that_no_source_states_are_words_with_a_reason() {
    let app = TestApp::new();
    let partner = page(&app, "/pl/partners/oziersk");
    let facts = plain(&partner, ".box");
    assert!(facts.contains("Żadne źródło nie podaje, czy partnerstwo nadal trwa."), "{facts}");
    assert!(facts.contains("wniosek"), "the first day of the partnership was inferred: {facts}");
    let agreement = page(&app, "/pl/agreements/umowa-o-partnerstwie-rietavas");
    assert!(plain(&agreement, ".lead").contains("data nieznana"));
    let quoted = page(&app, "/pl/events/2016-10-12-spotkanie-w-oziersku");
    assert!(plain(&quoted, ".sources").contains("Tekst powyżej jest dosłownym cytatem"));
    assert!(quoted.all("*").iter().all(|element| {
        !matches!(element.value().name(), "dd" | "td") || !text(*element).is_empty()
    }));
}

#[test]
fn partners_anywhere_on_earth_are_on_the_map() {
    let at = |id: &str, latitude: f64, longitude: f64| {
        made_up::partner(
            id,
            json!({ "location": { "latitude": latitude, "longitude": longitude } }),
        )
    };
    let mut lines = vec![made_up::municipality()];
    lines.extend([at("japan", 35.0, 139.0), at("france", 48.0, -2.0), at("alaska", 64.0, -165.0)]);
    lines.extend((0..200).map(|number| at(&format!("same-{number}"), 54.0, 21.0)));
    lines.push(made_up::partner("nowhere", json!({})));
    let app = TestApp::with(&lines.concat());
    for path in ["/pl/", "/pl/partners?limit=100", "/pl/partners/japan"] {
        let answer = ask(&app, path);
        assert_eq!(answer.status, 200, "{path}");
        let page = Page::of(path, &answer);
        let drawing = page.one("figure.map").html();
        assert!(drawing.len() < 45_000, "{path}: {}", drawing.len());
        assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{path}");
    }
    let home = page(&app, "/pl/");
    let marks = home.attributes("figure.map a", "aria-label");
    assert!(marks.iter().any(|mark| mark.contains("i jeszcze 199")), "{marks:?}");
    let all = home.texts("section[aria-labelledby=partners] > p");
    assert_eq!(all, ["Wszystkie: 204 partnerów"]);
    let note = home.texts("figure.map figcaption").join("");
    assert!(note.ends_with("bo nie podano położenia: 1 partner."), "{note}");
    // A map does not have more than so many; those that it leaves out have a place all the same.
    let many = (0..310).map(|number| at(&format!("many-{number}"), 50.0, f64::from(number) / 4.0));
    app.import(&many.collect::<String>());
    let home = page(&app, "/pl/");
    let note = home.texts("figure.map figcaption").join("");
    assert!(note.ends_with("bo nie podano położenia: 1 partner."), "{note}");
    // Without parameters, the map to embed is that of the home page.
    let embedded = page(&app, "/embed/map?lang=pl");
    assert_eq!(embedded.one("figure.map").html(), home.one("figure.map").html());
}

#[test]
fn the_accessibility_statement_has_the_parts_that_the_law_wants() {
    let app = TestApp::new();
    for path in ["/pl/accessibility", "/en/accessibility"] {
        let page = page(&app, path);
        for id in [
            "deklaracja",
            "wstep",
            "podmiot",
            "url",
            "data-publikacja",
            "data-aktualizacja",
            "status",
            "data-sporzadzenie",
            "data-przeglad",
            "audytor",
            "kontakt",
            "osoba",
            "email",
            "telefon",
            "procedura",
            "architektura",
            "aplikacje",
        ] {
            page.one(&format!("#a11y-{id}"));
        }
        assert_eq!(page.texts("#a11y-podmiot"), ["Gmina Kętrzyn"]);
    }
    assert!(plain(&page(&app, "/pl/accessibility"), "#a11y-status").contains("do uzupełnienia"));
}
