//! The programs in docs/recipes, which docs/api/recipes.md shows: run against a service that changes.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Command, Stdio},
};

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use twinning::model::record_type::RecordType;
use twinning::{
    auth::role::TokenRole,
    model::visibility::Visibility::{self, Drafts, Public},
    values::traits::ClosedList as _,
};

use crate::support::{
    TestApp,
    export::export_for,
    keeper::token,
    waiting::eventually,
    webhooks::{Sender, change, created},
};

const GUIDE: &str = include_str!("../../../docs/api/recipes.md");

/// A recipe, what runs it, and where it is.
const RECIPES: [(&str, &str); 2] =
    [("sh", "docs/recipes/harvest.sh"), ("python3", "docs/recipes/harvest.py")];

/// Runs a recipe; what it printed, and the copy as an export has it.
fn harvested(
    recipe: (&str, &str),
    app: &TestApp,
    folder: &Path,
    token: Option<&str>,
) -> (String, String) {
    let (runner, file) = recipe;
    let mut command = Command::new(runner);
    command.arg(file).arg(format!("http://{}/api/v1", app.address)).arg(folder);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("TWINNING_TOKEN")
        .env_remove("http_proxy");
    command.envs(token.map(|token| ("TWINNING_TOKEN", token)));
    let ran = command
        .output()
        .unwrap_or_else(|error| panic!("the recipes need {runner} and curl: {error}"));
    assert!(ran.status.success(), "{file}: {}", String::from_utf8_lossy(&ran.stderr));
    (String::from_utf8(ran.stdout).unwrap(), copied(folder))
}

fn copied(folder: &Path) -> String {
    let mut lines = String::new();
    for kind in RecordType::ALL {
        let Ok(files) = fs::read_dir(folder.join(kind.as_str())) else { continue };
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort_by_key(|path| path.file_stem().unwrap().to_owned());
        lines.extend(files.iter().map(|path| fs::read_to_string(path).unwrap()));
    }
    lines
}

fn keeps_a_copy(recipe: (&str, &str), visibility: Visibility) {
    let app = TestApp::new();
    let editor = app.editor();
    let folder = tempfile::tempdir().unwrap();
    let secret = (visibility == Drafts).then(|| token(&app.database, TokenRole::Reader));
    let check = |what: &str, position: &str| {
        let (told, copy) = harvested(recipe, &app, folder.path(), secret.as_deref());
        assert_eq!(copy, export_for(&app.database, visibility), "{recipe:?}: {what}");
        let count = copy.lines().count();
        assert_eq!(
            told.trim(),
            format!("{count} records at position {position}"),
            "{recipe:?}: {what}"
        );
    };
    check("the first time", "21");
    check("nothing has changed", "21");
    editor.change("PATCH", "/partners/oziersk", &json!({ "state": "draft" }));
    editor.change(
        "PATCH",
        "/partners/mauron",
        &json!({ "website": "https://mauron.example/", "status": "ended" }),
    );
    let event = "/events/2016-10-12-spotkanie-w-oziersku";
    assert_eq!(editor.change("DELETE", event, &Value::Null).status, 204);
    check("what has changed", "24");
    let sql = |sql: &str| app.database.connection().batch_execute(sql).unwrap();
    sql(
        "DELETE FROM journal WHERE revision > 20; UPDATE dataset SET revision = 20, public_revision = 20; \
         UPDATE record SET revision = 20 WHERE revision > 20; \
         UPDATE record SET public_revision = 20 WHERE public_revision > 20",
    );
    check("an older state", "20");
    sql("UPDATE dataset SET instance = 'another', revision = 30, public_revision = 30; \
         UPDATE record SET revision = 19, public_revision = 19, state = 'deleted' WHERE id = 'rietavas'");
    check("another data set", "30");
}

#[test]
fn the_recipe_in_python_keeps_a_copy() {
    keeps_a_copy(RECIPES[1], Public);
    keeps_a_copy(RECIPES[1], Drafts);
}

#[test]
fn the_recipe_with_curl_keeps_a_copy() {
    keeps_a_copy(RECIPES[0], Public);
    keeps_a_copy(RECIPES[0], Drafts);
}

#[test]
fn the_guide_shows_the_recipes_as_they_are() {
    let others = [
        "docs/recipes/portal.mjs",
        "docs/recipes/webhook-receiver.py",
        "docs/recipes/webhook-receiver.php",
    ];
    for file in RECIPES.map(|(_, file)| file).into_iter().chain(others) {
        let recipe = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(
            GUIDE.contains(&format!("\n{recipe}```\n")),
            "docs/api/recipes.md does not show {file} as it is"
        );
    }
}

#[test]
fn the_recipe_in_python_receives_webhooks() {
    let app = TestApp::with_loopback();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (id, secret) = created(&app, &format!("http://{free}/"));
    let mut receiver = Command::new("python3")
        .args(["docs/recipes/webhook-receiver.py", &free.port().to_string()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("TWINNING_WEBHOOK_SECRET", secret)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("it listens", || TcpStream::connect(free).is_ok());
    let admin = app.keeper(TokenRole::Admin);
    let test = || admin.post(&format!("/webhooks/{id}/test"), &Value::Null).json();
    let signed = test();
    change(&app, 1);
    Sender::new(&app.database).round();
    admin.post(&format!("/webhooks/{id}/secret"), &Value::Null);
    let signed_twice = test();
    app.database.connection().batch_execute("UPDATE webhook SET previous_secret = NULL").unwrap();
    let signed_by_another = test();
    receiver.kill().unwrap();
    let output = receiver.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let changes = "https://twinning.example/api/v1/changes?after=21";
    assert_eq!(printed, format!("a test\n{changes}\na test\n"));
    let results = [signed, signed_twice, signed_by_another].map(|test| test["result"].clone());
    assert_eq!(results, ["204", "204", "401"]);
}
