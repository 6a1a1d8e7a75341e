//! The address of a PostgreSQL server as libpq reads it, and whether a connection pooler is there.

use diesel::{Connection as _, ConnectionError, PgConnection, connection::CacheSize};

/// The parameter that says that a connection pooler gives each transaction the session that is free, as the setting
/// `pool_mode` of `PgBouncer` does. libpq does not know it.
const POOLED: &str = "pool_mode=transaction";

/// Whether the address says that there is a connection pooler.
pub(super) fn is_pooled(url: &str) -> bool {
    parameters(url).any(|parameter| parameter == POOLED)
}

/// Whether the address names several servers.
fn has_several_hosts(url: &str) -> bool {
    let place = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = place.split(['/', '?']).next().unwrap_or(place);
    let hosts = place.rsplit_once('@').map_or(place, |(_, hosts)| hosts);
    let named = parameters(url).filter_map(|parameter| parameter.strip_prefix("host="));
    hosts.contains(',')
        || named.into_iter().any(|hosts| hosts.contains(',') || hosts.contains("%2C"))
}

fn parameters(url: &str) -> impl Iterator<Item = &str> {
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    parameters.split('&').filter(|parameter| !parameter.is_empty())
}

fn has(url: &str, name: &str) -> bool {
    parameters(url).any(|parameter| parameter.split('=').next() == Some(name))
}

/// Appends parameters that the address does not have.
pub(super) fn with_defaults(url: &str, defaults: &[(&str, &str)]) -> String {
    let mut whole = url.to_owned();
    for (name, value) in defaults.iter().filter(|(name, _)| !has(url, name)) {
        whole.extend([if whole.contains('?') { "&" } else { "?" }, name, "=", value]);
    }
    whole
}

/// The address of a server, for libpq.
pub(super) struct PostgresAddress {
    url: String,
    is_pooled: bool,
}

impl PostgresAddress {
    /// Adds time limits, so that a server that does not answer cannot block a request forever (libpq, "Parameter Key
    /// Words"). Of several servers the one that can be written to is used, unless the address says otherwise.
    pub(super) fn of(url: &str) -> Self {
        let is_pooled = is_pooled(url);
        let mut defaults = vec![
            ("connect_timeout", "3"),
            ("tcp_user_timeout", "15000"),
            ("application_name", "twinning"),
        ];
        if has_several_hosts(url) {
            defaults.push(("target_session_attrs", "read-write"));
        }
        let place = url.split('?').next().unwrap_or(url);
        let known: Vec<&str> = parameters(url).filter(|parameter| *parameter != POOLED).collect();
        let separator = if known.is_empty() { "" } else { "?" };
        let url = format!("{place}{separator}{}", known.join("&"));
        Self { url: with_defaults(&url, &defaults), is_pooled }
    }

    /// Whether a connection pooler is there.
    pub(super) fn is_pooled(&self) -> bool {
        self.is_pooled
    }

    /// Opens a connection. With a connection pooler no statement is prepared, because the next one may meet another
    /// session.
    pub(super) fn connect(&self) -> Result<PgConnection, ConnectionError> {
        let mut connection = PgConnection::establish(&self.url)?;
        if self.is_pooled {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
        Ok(connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: &str = "connect_timeout=3&tcp_user_timeout=15000&application_name=twinning";

    #[test]
    fn limits_are_added_unless_the_address_has_them() {
        for (url, expected) in [
            ("postgres://host/db", format!("postgres://host/db?{LIMITS}")),
            (
                "postgres://host/db?connect_timeout=9",
                "postgres://host/db?connect_timeout=9&tcp_user_timeout=15000&application_name=twinning"
                    .to_owned(),
            ),
            ("postgres://connect_timeout/db", format!("postgres://connect_timeout/db?{LIMITS}")),
        ] {
            assert_eq!(PostgresAddress::of(url).url, expected);
        }
    }

    #[test]
    fn of_several_servers_the_primary_is_used_unless_the_address_says_otherwise() {
        let writable = "&target_session_attrs=read-write";
        for (url, is_writable) in [
            ("postgres://user:a,b@host/db", false),
            ("postgres://one:1,two:2/db", true),
            ("postgres:///db?host=/one,/two", true),
            ("postgres:///db?host=%2Fone%2C%2Ftwo", true),
            ("postgres://one,two/db?target_session_attrs=any", false),
        ] {
            assert_eq!(PostgresAddress::of(url).url.ends_with(writable), is_writable, "{url}");
        }
    }

    #[test]
    fn a_pooler_is_named_by_a_parameter_that_libpq_does_not_see() {
        for (url, is_pooled) in [
            ("postgres://host/db?pool_mode=transaction", true),
            ("postgres://host/db?sslmode=disable&pool_mode=transaction", true),
            ("postgres://host/db?pool_mode=session", false),
            ("postgres://host/db", false),
        ] {
            let address = PostgresAddress::of(url);
            assert_eq!(address.is_pooled(), is_pooled, "{url}");
            assert!(!address.url.contains("pool_mode=transaction"), "{}", address.url);
        }
    }
}
