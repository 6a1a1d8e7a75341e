//! What is attacked: the built program, serving on a database of its own, and what has to hold whatever it is sent.

use std::{env, fmt, fmt::Write as _};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestRunner},
};
use serde_json::Value;
use twinning::auth::role::TokenRole;

use crate::support::{
    TestApp,
    client::Answer,
    export::export,
    journal::{self, Entry},
    keeper::token,
    lived_in::lived_in,
    oracle,
    program::Serving,
    raw::Raw,
};

/// How many cases each test tries, unless `TWINNING_FUZZ_CASES` says otherwise.
const CASES: u32 = 100;

/// How often a failing input is made smaller at most.
const SHRINKS: u32 = 2_000;

/// Tries inputs, one in `share` of what a cheap test tries; fails with the smallest input that fails.
pub fn try_all<S: Strategy>(share: u32, inputs: &S, test: impl Fn(S::Value)) {
    #[expect(clippy::disallowed_methods, reason = "a setting of the tests alone")]
    let cases = env::var("TWINNING_FUZZ_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let config = Config {
        cases: cases.div_ceil(share),
        failure_persistence: None,
        max_shrink_iters: SHRINKS,
        ..Config::default()
    };
    let result = TestRunner::new(config).run(inputs, |input| {
        test(input);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// A request, shown as text.
#[derive(Clone)]
pub struct Attack {
    pub method: &'static str,
    /// With its query.
    pub path: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl fmt::Debug for Attack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = format!("{} {}", self.method, self.path.escape_debug());
        for (name, value) in &self.headers {
            write!(shown, "\n{name}: {}", value.escape_ascii())?;
        }
        write!(formatter, "{shown}\n\n{}", self.body.escape_ascii())
    }
}

impl Attack {
    /// With one more header; a line has no end in it.
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let is_of_line = |byte: &u8| *byte >= b' ' && *byte != 0x7f;
        let value = value.as_ref().iter().copied().filter(is_of_line).collect();
        self.headers.push((name.to_owned(), value));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!(
            "{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n",
            self.method, self.path
        )
        .into_bytes();
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if !matches!(self.method, "GET" | "HEAD") {
            bytes.extend(format!("Content-Length: {}\r\n", self.body.len()).into_bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }
}

/// The attacked service, with data that was in use.
pub struct Target {
    pub app: TestApp,
    serving: Serving,
    bearer: String,
}

/// What must not change.
pub struct State {
    export: String,
    journal: Vec<Entry>,
}

impl Target {
    pub fn new() -> Self {
        let app = TestApp::new();
        lived_in(&app);
        let serving = Serving::start(&app.database.argument(), &["--rate-limit", "0"], &[]);
        let bearer = format!("Bearer {}", token(&app.database, TokenRole::Admin));
        Self { app, serving, bearer }
    }

    /// A request with the token of one who may do everything.
    pub fn attack(&self, method: &'static str, path: &str) -> Attack {
        let attack =
            Attack { method, path: path.to_owned(), headers: Vec::new(), body: Vec::new() };
        attack.with("Authorization", &self.bearer)
    }

    /// A body that is sent with this token.
    pub fn body(
        &self,
        method: &'static str,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Attack {
        Attack { body, ..self.attack(method, path).with("Content-Type", media_type) }
    }

    /// Sends it. There is an answer, the document knows it, and it is no fault of the service.
    pub fn answer(&self, attack: &Attack) -> Answer {
        let mut connection = Raw::connect(self.serving.address);
        let answer = connection.send(attack.bytes()).answer_to(attack.method);
        let answer = answer.unwrap_or_else(|| panic!("no answer: {}", self.serving.log()));
        assert_ne!(answer.status, 500, "{}\n{}", answer.text(), self.serving.log());
        if is_of_the_library(&answer) {
            return answer;
        }
        oracle::check(attack.method, &attack.path, &answer);
        if answer.status >= 400 && attack.method != "HEAD" {
            let problem = answer.json();
            for name in ["type", "title", "detail", "requestId"] {
                let is_told = problem[name].as_str().is_some_and(|text| !text.is_empty());
                assert!(is_told, "no {name}: {problem}");
            }
        }
        answer
    }

    /// The number of the last change.
    pub fn revision(&self) -> Value {
        self.answer(&self.attack("GET", "/api/v1")).json()["revision"].clone()
    }

    /// Sends what must change nothing.
    pub fn answer_without_change(&self, attack: &Attack) -> Answer {
        let before = self.revision();
        let answer = self.answer(attack);
        assert_eq!(self.revision(), before, "{}: it changed something", answer.status);
        answer
    }

    /// All data.
    pub fn state(&self) -> State {
        State { export: export(&self.app.database), journal: journal::entries(&self.app.database) }
    }

    /// That nothing panicked, and that the data is as it was.
    pub fn is_as_before(&self, before: &State) {
        self.is_well();
        let now = self.state();
        assert!(now.export == before.export && now.journal == before.journal, "the data changed");
    }

    /// That nothing panicked, and that the data keeps its rules.
    pub fn is_well(&self) {
        let log = self.serving.log();
        let panicked = log.lines().find(|line| line.contains("panic"));
        assert_eq!(panicked, None);
        let (_, faults) = twinning::check::run(&mut self.app.database.connection()).unwrap();
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// Whether the HTTP library answered a head that is none, before the service saw it.
fn is_of_the_library(answer: &Answer) -> bool {
    answer.status == 400
        && answer.bytes.is_empty()
        && answer.header_if_any("x-request-id").is_none()
}
