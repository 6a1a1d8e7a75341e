//! The lists of the desk.

use serde_json::json;

use super::Desk;
use crate::support::{TestApp, made_up};

#[test]
fn a_list_has_drafts_and_says_what_is_missing() {
    let app = TestApp::new();
    app.import(&made_up::event(
        "szkic",
        json!({ "state": "draft", "translations": { "pl": { "title": "Szkic wizyty" } } }),
    ));
    let desk = Desk::new(&app, "editor");
    let first = desk.ask("/desk");
    assert_eq!((first.status, first.header("location")), (303, "/desk/events"));
    let list = desk.page("/desk/events");
    assert_eq!(list.texts("[role=status]"), ["7 wydarzeń"]);
    let row = &list.texts("tbody tr")[0];
    for part in ["Szkic wizyty", "brak tekstu: angielski", "brak źródła", "szkic"] {
        assert!(row.contains(part), "the last changed comes first, with {part}: {row}");
    }
    let drafts = desk.page("/desk/events?state=draft");
    assert_eq!(drafts.texts("[role=status]"), ["1 wydarzenie"]);
    let found = desk.page("/desk/events?q=oziersk&state=published");
    assert_eq!(found.texts("[role=status]"), ["4 wydarzenia"]);
    assert_eq!(found.one("option[selected]").attr("value"), Some("published"));
    assert!(
        desk.page("/desk/events?q=%22").texts("[role=status]")[0].starts_with("Nic nie znaleziono")
    );
    for collection in ["partners", "agreements", "projects", "programmes"] {
        let list = desk.page(&format!("/desk/{collection}"));
        assert!(!list.all("tbody tr").is_empty(), "{collection}");
    }
}
