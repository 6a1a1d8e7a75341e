//! Records the last use of tokens, at most once a minute each, so that reads do not cause a write each time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant as Moment},
};

use super::{identity::Identity, queries};
use crate::{db::Db, error::ApiError, values::instant::Instant};

/// The minimum time between two writes for the same token.
const BETWEEN: Duration = Duration::from_mins(1);

/// The tokens whose use was recorded recently; at most as many as there are valid tokens. A clone shares
/// them.
#[derive(Clone, Default)]
pub struct LastUses(Arc<Mutex<HashMap<String, Moment>>>);

impl LastUses {
    /// Records the use of a token, in parallel with the request, unless it was recorded recently. A failure
    /// does not affect the request and is logged.
    pub fn note(&self, db: &Db, identity: &Identity) {
        if !self.is_due(&identity.token_id) {
            return;
        }
        let (db, token_id) = (db.clone(), identity.token_id.clone());
        actix_web::rt::spawn(async move {
            let written: Result<(), ApiError> = db
                .write(move |connection| {
                    Ok(queries::mark_used(connection, &token_id, Instant::now())?)
                })
                .await;
            if let Err(error) = written {
                log::warn!("the use of a token was not written down: {error}");
            }
        });
    }

    fn is_due(&self, token_id: &str) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Moment::now();
        match noted.get(token_id) {
            Some(last) if now.duration_since(*last) < BETWEEN => false,
            _ => {
                noted.insert(token_id.to_owned(), now);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_down_once_in_a_while() {
        let uses = LastUses::default();
        assert!(uses.is_due("a") && uses.is_due("b"));
        assert!(!uses.is_due("a") && !uses.clone().is_due("b"));
    }
}
