//! Questions to the database: on the primary, or on a replica.

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use actix_web::rt::time::sleep;
use futures_util::future::{Either, select};

use super::{
    DbConnection,
    admission::Turn,
    client_lanes::ClientKey,
    cost_book::QuestionKind,
    error::DbError,
    pool::Db,
    public_state::SeenState,
    replicas::{Length, Replied},
    transaction::Purpose,
};
use crate::telemetry::queue::QueueWait;

/// The time between two looks at the size of the log.
pub(super) const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Where a question may be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AnswerPlace {
    /// By a replica, or by the primary.
    Anywhere,
    /// By the primary alone: tokens are as they are at this moment.
    Primary,
}

impl Db {
    /// Runs `work` on a blocking thread, in a transaction that sees one state of the data set.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.readers.transact(Purpose::Read, work).await
    }

    /// Answers a question of this kind and this client by `work`, which is told the state that it sees, as [`Self::read`]
    /// does; on a replica if it may. One client uses at most half of the places for readers, and so do the questions of a
    /// kind that was costly.
    pub(crate) async fn answer<T, E, F>(
        &self,
        (client, place): (ClientKey, AnswerPlace),
        kind: QuestionKind,
        work: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection, SeenState) -> Result<T, E> + Send + 'static,
    {
        let lane = self.clients.enter(client).await?;
        let share =
            if self.costs.is_costly(kind) { Some(self.share_of_costly().await?) } else { None };
        let costs = self.costs.clone();
        let work = move |connection: &mut DbConnection, seen: SeenState| {
            let began = Instant::now();
            let share = share.map(|(turn, waiting)| (turn, waiting.begun()));
            let answer = work(connection, seen);
            costs.note(kind, began.elapsed());
            lane.served();
            if let Some((turn, _measured)) = share {
                turn.served();
            }
            answer
        };
        self.ask((place, Length::Short), work).await
    }

    /// Asks a replica if it may be one and can answer, otherwise the primary.
    async fn ask<T, E, F>(&self, (place, length): (AnswerPlace, Length), work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection, SeenState) -> Result<T, E> + Send + 'static,
    {
        let work = match place {
            AnswerPlace::Primary => work,
            AnswerPlace::Anywhere => {
                match self.replicas.ask(&self.known_state, length, work).await {
                    Replied::Done(answer) => return answer,
                    Replied::PassedBy(work) => work,
                }
            }
        };
        let queue = match length {
            Length::Short => &self.readers,
            Length::Long => &self.long_lists,
        };
        let known = self.known_state.clone();
        let work = move |connection: &mut DbConnection| {
            let seen = SeenState::of_primary(connection, &known)?;
            work(connection, seen)
        };
        queue.transact(Purpose::Read, work).await
    }

    /// Waits for one of the places of costly questions.
    async fn share_of_costly(&self) -> Result<(Turn, QueueWait), DbError> {
        let waiting = self.costly_metrics.waiting();
        match self.costly.enter().await {
            Ok(turn) => Ok((turn, waiting)),
            Err(refusal) => {
                waiting.refused();
                Err(refusal)
            }
        }
    }

    /// Runs `work` that reads a few rows by their keys, as [`Self::read`] does, but never waits behind costly
    /// questions.
    pub(crate) async fn look_up<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.look_ups.transact(Purpose::Read, work).await
    }

    /// Reads a long list of this client by `work`, as [`Self::answer`] does, for up to ten minutes. One client reads one at a
    /// time, so that it does not keep the others out. The log of SQLite grows by all that is written meanwhile; the
    /// reading ends when that is too much.
    pub(crate) async fn read_long<T, E, F>(
        &self,
        (client, place): (ClientKey, AnswerPlace),
        work: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection, SeenState) -> Result<T, E> + Send + 'static,
    {
        let lane = self.long_list_clients.enter(client).await?;
        let work = move |connection: &mut DbConnection, seen: SeenState| {
            let done = work(connection, seen);
            lane.served();
            done
        };
        let reading = pin!(self.ask((place, Length::Long), work));
        match select(reading, pin!(self.log_outgrown())).await {
            Either::Left((done, _)) => done,
            // Nobody waits for the reading any more, which ends it.
            Either::Right(((), _)) => {
                let why = format!("the log of SQLite grew by {} bytes meanwhile", self.log_growth);
                Err(DbError::Unavailable(why).into())
            }
        }
    }

    /// Waits until the log of SQLite has grown by more than a long list is worth.
    async fn log_outgrown(&self) {
        let size = || self.file_sizes().map_or(0, |sizes| sizes.log);
        let mut smallest = size();
        while size() <= smallest + self.log_growth {
            smallest = smallest.min(size());
            sleep(BETWEEN_LOOKS).await;
        }
    }
}
