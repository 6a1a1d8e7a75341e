//! The sitemap and `robots.txt`.

use diesel::connection::SimpleConnection as _;

use crate::support::TestApp;

fn addresses(app: &TestApp, path: &str) -> Vec<String> {
    let answer = app.ask("GET", path, &[]);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let text = answer.text();
    text.split("<loc>")
        .skip(1)
        .map(|rest| rest.split("</loc>").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_sitemap_has_every_record_and_each_can_be_fetched() {
    let app = TestApp::new();
    let found = addresses(&app, "/sitemap.xml");
    let (pages, records) = (1 + 5 + 15 + 3, 20);
    assert_eq!(found.len(), 2 * (pages + records), "{found:?}");
    assert_eq!(found[0], "https://twinning.example/pl/");
    for address in &found {
        let path = address.strip_prefix("https://twinning.example").unwrap();
        assert_eq!(app.ask("GET", path, &[]).status, 200, "{address}");
    }
    assert_eq!(found, addresses(&app, "/sitemap-1.xml"));
    for number in ["0", "2", "01", "-1", "+1", "x", "99999999999999999999", "9223372036854775807"] {
        assert_eq!(app.ask("GET", &format!("/sitemap-{number}.xml"), &[]).status, 404, "{number}");
    }
    let robots = app.ask("GET", "/robots.txt", &[]);
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        robots.text(),
        "User-agent: *\nAllow: /\nSitemap: https://twinning.example/sitemap.xml\n"
    );
    let tag = robots.header("etag");
    assert_eq!(app.ask("GET", "/robots.txt", &[("if-none-match", tag)]).status, 304);
}

#[test]
fn more_records_than_a_file_may_have_are_in_several_whose_numbers_stay() {
    let app = TestApp::new();
    let columns = "type, revision, public_revision, state, created_at, updated_at, names, document, type_rank, \
                   type_key, name_key, id_key";
    let copy = format!(
        "INSERT INTO record (seq, path, id, {columns}) \
         SELECT 123456, 'partners/late', 'late', {columns} FROM record WHERE path = 'partners/oziersk'"
    );
    app.database.connection().batch_execute(&copy).unwrap();
    let files = addresses(&app, "/sitemap.xml");
    assert_eq!(
        files,
        ["https://twinning.example/sitemap-1.xml", "https://twinning.example/sitemap-78.xml"]
    );
    assert_eq!(addresses(&app, "/sitemap-1.xml").len(), 88);
    assert_eq!(
        addresses(&app, "/sitemap-78.xml"),
        ["https://twinning.example/pl/partners/late", "https://twinning.example/en/partners/late"]
    );
    assert_eq!(app.ask("GET", "/sitemap-2.xml", &[]).status, 404);
}
