//! The secret of an endpoint, and the signatures that it makes (Standard Webhooks 1.0.0, “Signature scheme”).

use std::fmt;

use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The beginning of every secret.
const PREFIX: &str = "whsec_";

/// The number of random bytes.
const LENGTH: usize = 32;

/// The secret of an endpoint. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

impl SigningSecret {
    /// Makes a new secret from random numbers of the operating system.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = vec![0; LENGTH];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Makes the secret of stored bytes.
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, which the database stores: they are the key.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the text, which is shown once, to the operator.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    /// Returns the signature of a message that is sent at this second.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_it() {
        let secret = SigningSecret::new().unwrap();
        assert_eq!(format!("{:?}", Some(&secret)), "Some(SigningSecret(…))");
        assert_eq!(secret.reveal().len(), 50);
        assert_ne!(secret, SigningSecret::new().unwrap());
    }
}
