//! What must not reach a terminal or a log: the password in the address of a database.
//!
//! The addresses here are not checked, since this is for messages about wrong ones, and for those that stand where
//! another value is expected.

/// How the help and the messages write an address. It is no secret.
const PLACEHOLDER: &str = "user:password@";

/// What stands in place of a password.
const MASK: &str = "…";

/// The parameters of an address, and the settings of libpq, that are passwords (`sslpassword` ends like the first).
const PARAMETERS: [&str; 3] = ["password=", "passwd=", "pass="];

/// Masks the passwords of all addresses in a text, whose place in it is unknown: everything that this program writes to
/// standard error about an error passes here.
pub(crate) fn masked(text: &str) -> String {
    let parts = text.split(PLACEHOLDER);
    parts.map(|part| parameters(&words(&ports(&users(part))))).collect::<Vec<_>>().join(PLACEHOLDER)
}

/// Masks what stands between `://` and the last `@`: a password may contain an `@`, a blank or a line break.
fn users(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return text.to_owned() };
    match user.split_once(':') {
        Some((name, _)) => format!("{scheme}://{name}:{MASK}@{host}"),
        None => text.to_owned(),
    }
}

/// Masks what stands in the place of a port and is none, as in `postgres://anna:secret`.
fn ports(text: &str) -> String {
    let mut parts = text.split("://");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_file = masked.ends_with("sqlite");
        masked.push_str("://");
        let end = part.find(ends_word).unwrap_or(part.len());
        let place = part[..end].split(['/', '?']).next().unwrap_or_default();
        let host = place.rfind('@').map_or(0, |at| at + 1);
        match wrong_port(&place[host..]) {
            Some(at) if !is_file => masked.extend([&part[..host + at], MASK, &part[end..]]),
            _ => masked.push_str(part),
        }
    }
    masked
}

/// Where the port of these hosts begins, if it is not a number. Punctuation of the sentence may follow it.
fn wrong_port(hosts: &str) -> Option<usize> {
    let hosts = hosts.trim_end_matches([':', ',', ';', '.', ')']);
    let starts = hosts.match_indices(',').map(|(at, _)| at + 1);
    [0].into_iter().chain(starts).find_map(|start| {
        let host = hosts[start..].split(',').next().unwrap_or_default();
        let bracket = host.rfind(']').map_or(0, |at| at + 1);
        let port = bracket + host[bracket..].find(':')? + 1;
        let is_number = host[port..].bytes().all(|byte| byte.is_ascii_digit());
        (!is_number).then_some(start + port)
    })
}

/// Masks `name:password@host` in a word that has no `://`, such as an address without its scheme.
fn words(text: &str) -> String {
    let masked = text.split_inclusive(char::is_whitespace).map(|word| {
        let address = word.split_once(':').and_then(|(name, rest)| {
            rest.rsplit_once('@').map(|(_, host)| format!("{name}:{MASK}@{host}"))
        });
        address.filter(|_| !word.contains("://")).unwrap_or_else(|| word.to_owned())
    });
    masked.collect()
}

/// Masks the values of the parameters that are passwords.
fn parameters(text: &str) -> String {
    let names = text.to_ascii_lowercase(); // at the same bytes
    let (mut masked, mut from) = (String::new(), 0);
    let next = |from: usize| {
        let found = PARAMETERS.iter().filter_map(|name| Some((names[from..].find(name)?, name)));
        found.min().map(|(at, name)| from + at + name.len())
    };
    while let Some(value) = next(from) {
        let end = |c: char| c == '&' || ends_word(c);
        let length = text[value..].find(end).unwrap_or(text.len() - value);
        masked.extend([&text[from..value], if length == 0 { "" } else { MASK }]);
        from = value + length;
    }
    masked + &text[from..]
}

/// Whether an address ends here that is quoted in a sentence, perhaps in colour.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "'\"“”".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (text, shown) in [
            ("cannot read postgres://tw:S3cret@h/tw: no", "cannot read postgres://tw:…@h/tw: no"),
            ("'POSTGRES://tw:S3cret@h/tw' found", "'POSTGRES://tw:…@h/tw' found"),
            ("sqlite://tw:S3cret@127.0.0.1/db", "sqlite://tw:…@127.0.0.1/db"),
            ("https://tw:S3cret@h/", "https://tw:…@h/"),
            ("postgres://tw:S3@cret@h/tw", "postgres://tw:…@h/tw"),
            ("postgres://tw@srv:S3cret@h/tw", "postgres://tw@srv:…@h/tw"),
            ("postgres://tw:S3/cret?x#y@h/tw", "postgres://tw:…@h/tw"),
            ("postgres://tw:S3 cret@h/tw", "postgres://tw:…@h/tw"),
            ("'postgres://tw:\nS3cret@h/tw'", "'postgres://tw:…@h/tw'"),
            ("postgres://tw:S3cret", "postgres://tw:…"),
            ("'postgres://tw:S3cret' found", "'postgres://tw:…' found"),
            ("postgres://tw@one:1,two:S3cret/db", "postgres://tw@one:1,two:…"),
            ("postgres://[::1]:S3cret/db", "postgres://[::1]:…"),
            ("sqlite://a.db or postgres://tw:S3cret", "sqlite://a.db or postgres://tw:…"),
            ("postgres:/tw:S3cret@h/db", "postgres:…@h/db"),
            ("postgres//tw:S3cret@h/db", "postgres//tw:…@h/db"),
            ("no “tw:S3cret@h/db”", "no “tw:…@h/db”"),
            ("postgres://h/db?PASSWORD=S3cret&a=b", "postgres://h/db?PASSWORD=…&a=b"),
            ("jdbc:postgresql://h/db?sslpassword=S3cret", "jdbc:postgresql://h/db?sslpassword=…"),
            ("host=h password=S3cret user=tw pass=S3cret", "host=h password=… user=tw pass=…"),
        ] {
            assert_eq!(masked(text), shown, "{text}");
            assert_eq!(masked(shown), shown, "what is masked stays as it is");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for text in [
            "",
            "write sqlite://path/to/file.db or postgres://user:password@host/database",
            "as in user:password@host:5432/database",
            "cannot use the database postgres://tw@h:5432/tw: no",
            "cannot use the database sqlite:///srv/tw@1.db: it is a folder",
            "the service at http://127.0.0.1:8080/health/ready is not ready: it answered 503",
            "http://[::1]:8080: refused, http://localhost:80, postgres://one:1,two:2/db",
            "sqlite://a:b.db",
            "write to anna@example.org: the password is wrong",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
