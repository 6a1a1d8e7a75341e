//! The log on standard error: lines for people, or one JSON object for each line.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    panic,
};

use env_logger::{
    Builder, DEFAULT_FILTER_ENV, Env, Logger, Target, WriteStyle, fmt::hidden_kv_format,
};
use jiff::Timestamp;
use log::{
    Level, Log, Metadata, Record,
    kv::{self, Key, Value, VisitSource, VisitValue},
};
use serde_json::{Map, Value as Json};

use super::{changes, log_buffer::LogBuffer, secrets::masked};

/// The levels that are logged unless `RUST_LOG` says otherwise.
const LEVELS: &str = "info,actix_server=warn,actix_http=off";

/// The target of the line of a request.
pub(crate) const ACCESS: &str = "access";

/// The targets whose lines are all in their fields: as JSON they have no message.
const IN_FIELDS: [&str; 2] = [ACCESS, changes::TARGET];

choices! {
    /// The format of the log.
    pub enum LogFormat {
        /// Lines for people.
        Text = "text",
        /// A JSON object for each line.
        Json = "json",
    }
}

impl LogFormat {
    /// Sets the log of this process up.
    pub fn install(self) {
        let mut builder = Builder::from_env(Env::default().default_filter_or(LEVELS));
        if is_empty(DEFAULT_FILTER_ENV) {
            builder.parse_filters(LEVELS);
        }
        match self {
            // The message says what the fields say.
            Self::Text => builder.format_target(true).format_key_values(hidden_kv_format),
            Self::Json => builder
                .write_style(WriteStyle::Never)
                .format(|buffer, record| writeln!(buffer, "{}", json(record))),
        };
        let buffer = buffer();
        if let Some(buffer) = &buffer {
            builder.target(Target::Pipe(Box::new(buffer.clone())));
        }
        let logger = builder.build();
        log::set_max_level(logger.filter());
        // It fails if there is a logger already, which then stays.
        let _ = log::set_boxed_logger(Box::new(ServiceLogger { logger, buffer }));
        if self == Self::Json {
            panic::set_hook(Box::new(|panic| log::error!(target: "panic", "{panic}")));
        }
    }

    /// Reports the error that ends the program.
    pub fn report(self, error: &dyn std::error::Error) {
        match self {
            // There is nothing left to do about an error here.
            Self::Text => {
                drop(writeln!(io::stderr(), "twinning: {}", masked(&error.to_string())));
            }
            Self::Json => log::error!("{error}"),
        }
    }
}

/// The buffer of lines that can wait; `None` for people, who look at them as they come, in colours.
fn buffer() -> Option<LogBuffer> {
    if io::stderr().is_terminal() {
        return None;
    }
    LogBuffer::start(io::stderr()).ok()
}

/// Whether a variable is set to nothing, which is the same as not set.
#[expect(clippy::disallowed_methods, reason = "the library reads this variable by itself")]
fn is_empty(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| value.is_empty())
}

/// Masks passwords in warnings and errors, which may quote what was given, and lets the lines of requests wait for others.
struct ServiceLogger {
    logger: Logger,
    buffer: Option<LogBuffer>,
}

impl Log for ServiceLogger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.logger.enabled(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if record.level() > Level::Warn || !self.logger.matches(record) {
            self.logger.log(record);
        } else {
            let message = masked(&record.args().to_string());
            self.logger.log(&record.to_builder().args(format_args!("{message}")).build());
        }
        if record.target() != ACCESS {
            self.flush();
        }
    }

    fn flush(&self) {
        if let Some(buffer) = &self.buffer {
            buffer.write_out();
        }
    }
}

/// The object of a line.
fn json(record: &Record<'_>) -> Json {
    let mut line = Map::new();
    line.insert("time".to_owned(), format!("{:.6}", Timestamp::now()).into());
    line.insert("level".to_owned(), record.level().as_str().into());
    line.insert("target".to_owned(), record.target().into());
    if !IN_FIELDS.contains(&record.target()) {
        line.insert("message".to_owned(), record.args().to_string().into());
    }
    let mut fields = JsonFields(line);
    // The fields are plain values, which cannot fail.
    let _ = record.key_values().visit(&mut fields);
    Json::Object(fields.0)
}

struct JsonFields(Map<String, Json>);

impl<'kvs> VisitSource<'kvs> for JsonFields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        let mut field = JsonField(Json::Null);
        value.visit(&mut field)?;
        self.0.insert(key.to_string(), field.0);
        Ok(())
    }
}

struct JsonField(Json);

impl VisitValue<'_> for JsonField {
    fn visit_any(&mut self, value: Value<'_>) -> Result<(), kv::Error> {
        self.0 = value.to_string().into();
        Ok(())
    }

    fn visit_null(&mut self) -> Result<(), kv::Error> {
        self.0 = Json::Null;
        Ok(())
    }

    fn visit_u64(&mut self, value: u64) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }

    fn visit_i64(&mut self, value: i64) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }

    fn visit_bool(&mut self, value: bool) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_object_with_its_message() {
        let arguments = format_args!("a \"quoted\"\nline");
        let record = Record::builder().args(arguments).target("twinning::db").build();
        let line = json(&record);
        let text = line.to_string();
        assert!(!text.contains('\n'), "{text}");
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["target"], "twinning::db");
        assert_eq!(line["message"], "a \"quoted\"\nline");
    }

    #[test]
    fn fields_keep_their_types() {
        let nobody: Option<&str> = None;
        let fields = [
            ("status", Value::from(200_u16)),
            ("path", Value::from("/x")),
            ("actor", kv::ToValue::to_value(&nobody)),
        ];
        let record = Record::builder()
            .args(format_args!("hidden"))
            .target(ACCESS)
            .key_values(&fields)
            .build();
        let line = json(&record);
        assert_eq!(line["status"], 200);
        assert_eq!(line["path"], "/x");
        assert_eq!(line["actor"], Json::Null);
        assert!(line.get("message").is_none());
    }
}
