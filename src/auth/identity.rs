//! The credentials of a request, and the identity that they prove.

use actix_web::http::header::HeaderValue;

use super::{
    role::TokenRole,
    secret::{PREFIX, Secret},
};

/// The bearer of a valid token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The public id of the token.
    pub token_id: String,
    /// The name of the token, which the journal records as the actor of changes.
    pub name: String,
    /// The role.
    pub role: TokenRole,
}

/// The credentials of a request.
#[derive(Clone, Debug)]
pub enum Credential {
    /// No credentials of this service: the request is anonymous.
    None,
    /// Anything that is meant as a token and cannot be one: a typing error, or several headers.
    Malformed,
    /// A well-formed token, which may be unknown.
    Given(Secret),
}

impl Credential {
    /// Reads all `Authorization` headers of a request. Those of other schemes are as none: a proxy in front may ask for
    /// a login of its own (`Basic`) and pass it on.
    pub fn read<'a>(headers: impl IntoIterator<Item = &'a HeaderValue>) -> Self {
        let mut headers = meant_for_us(headers);
        match (headers.next(), headers.next()) {
            (None, _) => Self::None,
            (Some(header), None) => {
                bearer(header).and_then(Secret::read).map_or(Self::Malformed, Self::Given)
            }
            (Some(_), Some(_)) => Self::Malformed,
        }
    }
}

/// The headers that are meant to have a token of this service: those of its scheme, and those of any other that contain
/// a token.
pub(crate) fn meant_for_us<'a>(
    headers: impl IntoIterator<Item = &'a HeaderValue>,
) -> impl Iterator<Item = &'a HeaderValue> {
    headers.into_iter().filter(|header| {
        let header = header.as_bytes().trim_ascii_start();
        let scheme = header.get(..SCHEME.len());
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME.as_bytes()))
            || header.windows(PREFIX.len()).any(|part| part == PREFIX.as_bytes())
    })
}

/// The scheme of tokens (RFC 6750).
const SCHEME: &str = "Bearer";

/// Reads the token of `Bearer …` (RFC 6750). The name of the scheme is case-insensitive (RFC 9110 §11.1).
fn bearer(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[&[u8]]) -> Credential {
        let headers: Vec<HeaderValue> =
            headers.iter().map(|header| HeaderValue::from_bytes(header).unwrap()).collect();
        Credential::read(&headers)
    }

    #[test]
    fn the_scheme_is_read_in_any_case() {
        let secret = Secret::new().unwrap();
        for scheme in ["Bearer ", "bearer ", "BEARER ", "bEARER   "] {
            let header = format!("{scheme}{}", secret.reveal());
            let Credential::Given(read) = read(&[header.as_bytes()]) else { panic!("{scheme}") };
            assert_eq!(read.hash(), secret.hash());
        }
    }

    #[test]
    fn no_header_is_nobody_and_neither_is_another_scheme() {
        assert!(matches!(read(&[]), Credential::None));
        let secret = Secret::new().unwrap();
        let bearer = format!("Bearer {}", secret.reveal());
        for other in [
            "",
            "Basic dXNlcjpwYXNz",
            "Basic",
            "Digest username=\"a\", response=\"b\"",
            "Negotiate YII=",
            "Token 0123",
            "dXNlcjpwYXNz",
            "Bear er",
        ] {
            let other = other.as_bytes();
            assert!(matches!(read(&[other]), Credential::None), "{other:?}");
            for both in [[other, bearer.as_bytes()], [bearer.as_bytes(), other]] {
                assert!(matches!(read(&both), Credential::Given(_)), "{both:?}");
            }
        }
    }

    #[test]
    fn everything_else_is_malformed() {
        let secret = Secret::new().unwrap();
        let token = secret.reveal();
        let good = format!("Bearer {token}");
        for wrong in [
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
            token.to_owned(),
            format!("Bearer\t{token}"),
            format!("Bearer{token}"),
            format!(" Bearer {token}"),
            format!("Basic {token}"),
            format!("Basic {token}"),
            format!("Bearer {token}, Bearer {token}"),
            format!("Bearer \"{token}\""),
            format!("Bearer token={token}"),
            format!("Bearer {token}é"),
            format!("Bearer {}", token.replace("twn_", "twn-")),
        ] {
            assert!(matches!(read(&[wrong.as_bytes()]), Credential::Malformed), "{wrong}");
        }
        assert!(matches!(read(&[b"Bearer \xff\xfe"]), Credential::Malformed));
        assert!(
            matches!(read(&[good.as_bytes(), good.as_bytes()]), Credential::Malformed),
            "sent twice"
        );
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let secret = Secret::new().unwrap();
        let shown = format!("{:?}", Credential::Given(secret.clone()));
        assert!(!shown.contains(secret.reveal()), "{shown}");
    }
}
