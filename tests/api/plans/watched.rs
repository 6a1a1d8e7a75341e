//! A service whose statements are read while it answers.

use std::collections::HashSet;

use serde_json::Value;
use twinning::db::DbConnection;
use ureq::Agent;

use super::{data, document::List, judge, recording::Recording};
use crate::support::{TestApp, client, database::TestDatabase, tokens};

/// What a fault was found by.
#[derive(Clone)]
pub struct Question {
    pub path: &'static str,
    /// The names of the filters.
    pub filters: Vec<&'static str>,
    /// The order, as the parameter `sort` has it; empty for the usual one.
    pub order: String,
    /// The query.
    pub query: String,
    /// Whether it is asked with a token.
    pub drafts: bool,
    /// How many records pass the filters, each for itself and together.
    pub entries: i64,
}

/// A statement that takes up too much.
pub struct Fault {
    pub question: Question,
    /// Whether it finds out what the list consists of, and not a page of it.
    pub counts: bool,
    pub text: String,
}

/// A service with its data, and the faults found so far.
pub struct Watched {
    app: TestApp,
    connection: DbConnection,
    agent: Agent,
    token: String,
    recording: Recording,
    /// The statements of PostgreSQL with their values: twice the same is planned once.
    seen: HashSet<String>,
    pub faults: Vec<Fault>,
}

impl Watched {
    pub fn new() -> Self {
        let database = data::filled(TestDatabase::new());
        let token = tokens::made(&database, "reader");
        let mut connection = database.connection();
        judge::prepare(&mut connection);
        let recording = Recording::of(&database.mark());
        let app = TestApp::on(database);
        let (agent, seen, faults) = (client::agent(), HashSet::new(), Vec::new());
        Self { app, connection, agent, token, recording, seen, faults }
    }

    pub fn is_postgres(&self) -> bool {
        self.app.database.is_postgres()
    }

    /// The page that answers; `None` for a period that ends before it begins.
    fn page(&self, path: &str, drafts: bool) -> Option<Value> {
        let path = path.replace('+', "%2B").replace(' ', "%20");
        let url = format!("http://{}/api/v1{path}", self.app.address);
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str())];
        let headers = if drafts { headers.as_slice() } else { &[] };
        let answer = client::send(&self.agent, "GET", &url, headers, b"");
        if answer.status == 400 {
            assert!(answer.text().contains("before-start"), "{path}: {}", answer.text());
            return None;
        }
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        Some(answer.json())
    }

    /// Asks, and judges the statements by which the service answers.
    pub fn ask(&mut self, question: &Question) {
        self.recording.take();
        let path = format!("{}?limit=5{}", question.path, question.query);
        if self.page(&path, question.drafts).is_none() {
            return;
        }
        for asked in self.recording.take() {
            let statement = &asked.statement;
            let mut known = || !self.seen.insert(format!("{} {}", statement.sql, statement.binds));
            if !statement.sql.starts_with("SELECT") || self.app.database.is_postgres() && known() {
                continue;
            }
            for fault in judge::faults(&mut self.connection, &asked, question.entries) {
                let counts = judge::counts(&asked);
                let text = format!("{path}\n  {fault}\n  {:.800}", statement.sql);
                self.faults.push(Fault { question: question.clone(), counts, text });
            }
        }
    }

    /// How many records a query leaves.
    pub fn total(&self, list: &List, query: &str) -> i64 {
        let drafts = query.contains("&state=");
        let page = self.page(&format!("{}?limit=1{query}", list.path), drafts);
        page.unwrap()["pagination"]["total"].as_i64().unwrap()
    }

    /// A position some pages into the list of this query, as a parameter.
    pub fn far(&self, path: &str, query: &str) -> String {
        let mut next = format!("{path}?limit=100{query}");
        for _ in 0..3 {
            let page = self.page(&next, false).unwrap();
            let link = page["links"]["next"].as_str();
            let link = link.unwrap_or_else(|| panic!("{next} has one page"));
            link.split_once("/api/v1").unwrap().1.clone_into(&mut next);
        }
        let after = next.split(['?', '&']).find(|part| part.starts_with("after="));
        format!("&{}", after.unwrap())
    }
}
