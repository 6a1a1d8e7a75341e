//! A client that hides nothing: every status, every header, the bytes as they came.

use std::io::Read as _;

use serde_json::Value;
use ureq::{
    Agent,
    http::{HeaderMap, Response as HttpResponse},
};

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header's text.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.header_if_any(name)
            .unwrap_or_else(|| panic!("the header {name} is not among {:?}", self.headers.keys()))
    }

    /// A header's text, of one that is not always there.
    pub fn header_if_any(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The faults that a problem names: each parameter with the code of what is wrong with it, sorted.
    pub fn faults(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let problem = self.json();
        let errors = problem["errors"].as_array().unwrap();
        let mut faults: Vec<_> =
            errors.iter().map(|fault| (text(&fault["parameter"]), text(&fault["code"]))).collect();
        faults.sort();
        faults
    }

    /// The places that a problem names: each with the code of what is wrong with it, sorted.
    pub fn places(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut places: Vec<_> = errors
            .iter()
            .map(|fault| format!("{} {}", text(&fault["pointer"]), text(&fault["code"])))
            .collect();
        places.sort();
        places
    }

    /// What a problem says: its detail and those of its faults.
    pub fn details(&self) -> String {
        let problem = self.json();
        let errors = problem["errors"].as_array().unwrap();
        let details =
            std::iter::once(&problem).chain(errors).map(|one| one["detail"].as_str().unwrap());
        details.collect::<Vec<_>>().join("\n")
    }

    /// That the service cannot answer now: when to come back, and no word about the inside.
    #[track_caller]
    pub fn is_unavailable(&self) {
        assert_eq!(self.status, 503, "{}", self.text());
        assert_eq!(self.header("retry-after"), "2");
        assert_eq!(self.json()["type"], "urn:twinning:problem:unavailable");
        let text = self.text().to_lowercase();
        for word in [
            "select",
            "lock",
            "sqlite",
            "postgres",
            "relation",
            "connection",
            "fatal",
            "disk",
            "read-only",
            "/tmp",
            ".db",
        ] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }

    /// That the service is busy, and says no more than when to come back.
    #[track_caller]
    pub fn is_busy(&self) {
        self.is_unavailable();
        let detail = &self.json()["detail"];
        let says = |words| detail.as_str().unwrap().contains(words);
        assert!(says("busy") && says("`Retry-After`") && !says("operator"), "{detail}");
    }

    /// That the database cannot be used, and whose task that is.
    #[track_caller]
    pub fn is_unusable(&self) {
        self.is_unavailable();
        let detail = &self.json()["detail"];
        let says = |words| detail.as_str().unwrap().contains(words);
        assert!(says("database cannot be used") && says("operator") && says("log"), "{detail}");
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// An agent that follows no redirect and undoes no coding.
pub fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .accept("")
        .user_agent("")
        .build()
        .into()
}

/// Sends a request with these headers.
pub fn send(
    agent: &Agent,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    try_send(agent, method, url, headers, body).unwrap()
}

/// Sends a request to a service that may not live to answer.
pub fn try_send(
    agent: &Agent,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answer, ureq::Error> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = if body.is_empty() {
        agent.run(request.body(()).unwrap())
    } else {
        agent.run(request.body(body).unwrap())
    };
    taken(response?)
}

fn taken(response: HttpResponse<ureq::Body>) -> Result<Answer, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    let mut bytes = Vec::new();
    body.as_reader().read_to_end(&mut bytes)?;
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, bytes })
}
