//! The editors' desk, used as a browser without scripts uses it: pages and forms.

mod conflicts;
mod forms;
mod history;
mod import;
mod lists;
mod news;
mod pairs;
mod policy;
mod session;

use twinning::{
    auth::{queries, role::TokenRole},
    db::transaction,
    values::{instant::Instant, traits::ClosedList as _},
};

use crate::{
    pages::{BROWSER, Page},
    support::{TestApp, app::PUBLIC_URL, client::Answer, keeper},
};

/// The type of forms.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody at the desk.
pub struct Desk<'a> {
    pub app: &'a TestApp,
    pub cookie: String,
}

impl<'a> Desk<'a> {
    /// Signs in with a token of this role.
    pub fn new(app: &'a TestApp, role: &str) -> Self {
        let token = token(app, role);
        Self::with_token(app, &token)
    }

    /// Signs in with a token.
    #[track_caller]
    pub fn with_token(app: &'a TestApp, token: &str) -> Self {
        let answer = post(app, "/desk/sign-in", None, &[("token", token)]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        Self { app, cookie: cookie(&answer) }
    }

    /// Asks for a page.
    pub fn ask(&self, path: &str) -> Answer {
        let headers = [("accept", BROWSER), ("accept-language", "pl"), ("cookie", &*self.cookie)];
        self.app.ask("GET", path, &headers)
    }

    /// A page that is there.
    #[track_caller]
    pub fn page(&self, path: &str) -> Page {
        let answer = self.ask(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        Page::of(path, &answer)
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        post(self.app, path, Some(&self.cookie), fields)
    }

    /// Opens the form of a record, to be filled in.
    #[track_caller]
    pub fn form(&self, path: &str) -> OpenForm {
        OpenForm::of(&self.page(path))
    }

    /// Sends a form that was filled in, by one of its buttons.
    pub fn send(&self, form: &OpenForm, button: (&str, &str)) -> Answer {
        let mut fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(button);
        self.post(&form.action, &fields)
    }

    /// Saves a form, which has no fault.
    #[track_caller]
    pub fn save(&self, form: &OpenForm) -> Answer {
        let answer = self.send(form, SAVE);
        assert_eq!(answer.status, 303, "{}", told(&answer));
        answer
    }
}

/// The buttons of a form.
pub const SAVE: (&str, &str) = ("desk.do", "save");
pub const PUBLISH: (&str, &str) = ("desk.do", "publish");
pub const UNPUBLISH: (&str, &str) = ("desk.do", "unpublish");

/// A token of a role.
pub fn token(app: &TestApp, role: &str) -> String {
    keeper::token(&app.database, TokenRole::read(role).unwrap())
}

/// Revokes a token.
pub fn revoke(app: &TestApp, token: &str) {
    let revoked = transaction::write(&mut app.database.connection(), |connection| {
        queries::revoke(connection, token, Instant::now())
    });
    assert!(matches!(revoked.unwrap(), queries::Revocation::Done(_)));
}

/// Sends a form as a browser does from a page of the desk.
pub fn post(app: &TestApp, path: &str, cookie: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut headers = vec![
        ("accept", BROWSER),
        ("accept-language", "pl"),
        ("content-type", FORM),
        ("sec-fetch-site", "same-origin"),
        ("origin", PUBLIC_URL),
    ];
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    app.send("POST", path, &headers, body.as_bytes())
}

/// The cookie that an answer sets, as it is sent back.
#[track_caller]
pub fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// What a page says went wrong.
pub fn told(answer: &Answer) -> String {
    let page = Page::of("", answer);
    [page.texts(".faults li"), page.texts(".fault"), page.texts("h1")].concat().join(" | ")
}

/// A form as a browser has it: every field with what stands in it.
#[derive(Clone)]
pub struct OpenForm {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl OpenForm {
    /// Reads the form of a page that keeps what is typed.
    #[track_caller]
    pub fn of(page: &Page) -> Self {
        let form = page.one("form[data-keep]");
        let select = |selector| scraper::Selector::parse(selector).unwrap();
        let mut fields = Vec::new();
        for element in form.select(&select("input[name], select[name], textarea[name]")) {
            let name = element.attr("name").unwrap().to_owned();
            let kind = element.attr("type").unwrap_or_default();
            let is_box = matches!(kind, "radio" | "checkbox");
            let value = match element.value().name() {
                "select" => element
                    .select(&select("option[selected]"))
                    .next()
                    .map_or("", |option| option.attr("value").unwrap())
                    .to_owned(),
                // A browser leaves out the line feed at its beginning.
                "textarea" => element.text().collect(),
                _ => element.attr("value").unwrap_or_default().to_owned(),
            };
            if !is_box || element.attr("checked").is_some() {
                fields.push((name, value));
            }
        }
        Self { action: form.attr("action").unwrap_or(&page.path).to_owned(), fields }
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The ids of the partners.
    pub fn partners(&self) -> Vec<&str> {
        let chosen = self.fields.iter().filter(|(name, id)| name == "partners" && !id.is_empty());
        chosen.map(|(_, id)| id.as_str()).collect()
    }

    /// Types something into a field.
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}
