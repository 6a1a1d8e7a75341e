//! Events as iCalendar: what calendars show, and when.

use serde_json::{Value, json};

use crate::support::{TestApp, made_up};

/// The lines of a calendar, unfolded.
fn lines(app: &TestApp, path: &str) -> Vec<String> {
    let answer = app.get(path);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'), "{text}");
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// The lines of one event that begin with a property.
fn of(app: &TestApp, fields: Value, property: &str) -> Vec<String> {
    let id = format!("e{}", app.ids("/events?limit=100").len());
    app.import(&made_up::event(&id, fields));
    let mut all = lines(app, &format!("/events/{id}?format=ics"));
    let begin = all.iter().position(|line| line == "BEGIN:VEVENT").unwrap();
    all.drain(..begin);
    all.retain(|line| line.starts_with(property));
    all
}

#[test]
fn a_calendar_says_whose_it_is() {
    let app = TestApp::new();
    let all = lines(&app, "/events?format=ics&lang=pl");
    let url = app.json("/events?format=json")["links"]["self"].as_str().unwrap().to_owned();
    let source = url.replace("format=json", "format=ics&lang=pl");
    for line in [
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME;LANGUAGE=pl:Gmina Kętrzyn: wydarzenia",
        "X-WR-CALNAME:Gmina Kętrzyn: wydarzenia",
        &format!("SOURCE;VALUE=URI:{source}"),
        "URL:https://www.gminaketrzyn.pl/",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "SUMMARY;LANGUAGE=pl:Wizyta delegacji z Ozierska i Rietawy",
        "CATEGORIES;LANGUAGE=pl:Woda i ścieki,Odpady,Kultura,Edukacja",
        "TRANSP:TRANSPARENT",
    ] {
        assert!(all.iter().any(|other| other == line), "{line} is not in {all:#?}");
    }
    assert!(!all.iter().any(|line| line.starts_with("METHOD")), "it would need an organizer");
    assert_eq!(all.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
    assert_eq!(all.last().map(String::as_str), Some("END:VCALENDAR"));
}

#[test]
fn dates_and_times_are_those_of_the_event() {
    let app = TestApp::with(&made_up::municipality());
    let cases = [
        (
            json!({"startDate": "2027-06-16"}),
            ["DTSTART;VALUE=DATE:20270616", "DTEND;VALUE=DATE:20270617"],
        ),
        (
            json!({"startDate": "2027-12-30", "endDate": "2027-12-31"}),
            ["DTSTART;VALUE=DATE:20271230", "DTEND;VALUE=DATE:20280101"],
        ),
        (
            json!({"startDate": "2028-02-29"}),
            ["DTSTART;VALUE=DATE:20280229", "DTEND;VALUE=DATE:20280301"],
        ),
        (
            json!({"startDate": "2028-02"}),
            ["DTSTART;VALUE=DATE:20280201", "DTEND;VALUE=DATE:20280301"],
        ),
        (
            json!({"startDate": "2027"}),
            ["DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20280101"],
        ),
        (
            json!({"startDate": "2027-06-16", "startTime": "17:00", "endTime": "19:30", "timeZone": "Europe/Warsaw"}),
            ["DTSTART:20270616T150000Z", "DTEND:20270616T173000Z"],
        ),
        (
            json!({"startDate": "2027-06-16", "endDate": "2027-06-17", "startTime": "23:00", "endTime": "01:00",
                "timeZone": "Europe/Kaliningrad"}),
            ["DTSTART:20270616T210000Z", "DTEND:20270616T230000Z"],
        ),
        (
            json!({"startDate": "2027-06-16", "endDate": "2027-06-18", "startTime": "17:00"}),
            ["DTSTART;VALUE=DATE:20270616", "DTEND;VALUE=DATE:20270619"],
        ),
    ];
    for (fields, expected) in cases {
        assert_eq!(
            of(&app, fields.clone(), "DT").get(1..),
            Some(&expected.map(str::to_owned)[..]),
            "{fields}"
        );
    }
    let without_end = json!({"startDate": "2027-06-16", "startTime": "17:00", "timeZone": "UTC"});
    assert_eq!(
        of(&app, without_end, "DT").get(1..),
        Some(&["DTSTART:20270616T170000Z".to_owned()][..])
    );
}

#[test]
fn what_a_calendar_has_no_property_for_is_told_in_words() {
    let app = TestApp::with(&made_up::municipality());
    let cases = [
        (json!({"status": "cancelled"}), "SUMMARY", "SUMMARY;LANGUAGE=pl:ODWOŁANE: "),
        (json!({"status": "cancelled"}), "STATUS", "STATUS:CANCELLED"),
        (json!({"status": "postponed"}), "SUMMARY", "SUMMARY;LANGUAGE=pl:PRZEŁOŻONE: "),
        (json!({"status": "postponed"}), "STATUS", "STATUS:TENTATIVE"),
        (json!({"status": "held"}), "STATUS", "STATUS:CONFIRMED"),
        (
            json!({"startDate": "2027-05"}),
            "DESCRIPTION",
            "DESCRIPTION;LANGUAGE=pl:Znany jest tylko miesiąc.",
        ),
        (
            json!({"startDate": "2027"}),
            "DESCRIPTION",
            "DESCRIPTION;LANGUAGE=pl:Znany jest tylko rok.",
        ),
        (
            json!({"startDate": "2027-05-01", "endDate": "2027-05-03", "startTime": "17:00"}),
            "DESCRIPTION",
            "DESCRIPTION;LANGUAGE=pl:Godzina: 17:00",
        ),
        (
            json!({"place": {"name": "Dom; Kultury, I\\II", "country": "PL"}}),
            "LOCATION",
            "LOCATION:Dom\\; Kultury\\, I\\\\II\\, Polska",
        ),
        (
            json!({"place": {"location": {"latitude": 54.08, "longitude": -21.38}}}),
            "GEO",
            "GEO:54.08;-21.38",
        ),
        (
            json!({"webPage": "https://gmina.example/wizyta"}),
            "URL",
            "URL:https://gmina.example/wizyta",
        ),
        (
            json!({"media": [{"kind": "image", "url": "https://gmina.example/a.jpg", "mediaType": "image/jpeg",
                "alt": {"pl": "Ratusz „stary”"}}]}),
            "IMAGE",
            "IMAGE;VALUE=URI;DISPLAY=FULLSIZE;FMTTYPE=image/jpeg;X-ALT=\"Ratusz „stary”\":https://gmina.example/a.jpg",
        ),
        (
            json!({"media": [{"kind": "document", "url": "https://gmina.example/a.pdf"}]}),
            "ATTACH",
            "ATTACH:https://gmina.example/a.pdf",
        ),
    ];
    for (fields, property, expected) in cases {
        let found = of(&app, fields.clone(), property);
        assert!(
            found.first().is_some_and(|line| line.starts_with(expected)),
            "{fields}: {found:?}"
        );
    }
}

#[test]
fn an_event_keeps_its_id_and_counts_its_changes() {
    let app = TestApp::with(&[made_up::municipality(), made_up::event("a", json!({}))].concat());
    let one = |property: &str| {
        let all = lines(&app, "/events/a?format=ics");
        all.into_iter().rfind(|line| line.starts_with(property)).unwrap()
    };
    let before = [one("UID:"), one("SEQUENCE:")];
    app.import(&made_up::event("a", json!({"translations": {"pl": {"title": "Inny tytuł"}}})));
    let after = [one("UID:"), one("SEQUENCE:")];
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
    let part = json!({"partOf": {"id": "a"}});
    let parent = of(&app, part, "RELATED-TO");
    assert_eq!(parent, [before[0].replace("UID:", "RELATED-TO;RELTYPE=PARENT:")]);
}
