//! The texts of PostgreSQL's errors in the language of the server.
//!
//! Every error of PostgreSQL has a SQLSTATE, but Diesel 2.3 does not give access to it: it maps a few codes to a
//! `DatabaseErrorKind` and passes the others on as texts (diesel-rs/diesel#5232 proposes an accessor). The server
//! translates these texts according to `lc_messages`, which an ordinary role may not change.
//!
//! Therefore each new connection asks for English. This succeeds for a superuser, and for a role that was granted SET
//! on the parameter. If it is refused and the server does not use English, the translated texts are read from the
//! server, once for each language: a PL/pgSQL block provokes an error, catches it by its SQLSTATE and keeps its text.
//! The texts have no parameters, so an error with the same text has the same SQLSTATE. The server does not log errors
//! that are caught.
//!
//! Diesel passes on the kind of read-only transactions (25006) and of serialization failures (40001), and libpq
//! notices lost connections by itself. A full disk (53100) cannot be provoked; its text ends with that of the operating
//! system, of which the translations are listed here.

use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
    thread,
};

use diesel::{
    Connection as _, ConnectionError, ConnectionResult, PgConnection, QueryResult, QueryableByName,
    RunQueryDsl as _, connection::SimpleConnection as _, sql_query, sql_types::Text,
};

use super::postgres_address::PostgresAddress;

/// The errors whose texts are read, by their condition names in PL/pgSQL: SQLSTATE 57014, 55P03 and 40P01.
const BUSY: [&str; 3] = ["query_canceled", "lock_not_available", "deadlock_detected"];

/// The English text of SQLSTATE 22012. The text that a server has instead identifies its language. The value of
/// `lc_messages` does not, because `LANGUAGE` in the environment of the server overrides it.
const ENGLISH: &str = "division by zero";

/// Asks for English. Of no use where a connection pooler gives each transaction another session.
const ASK: &str = "DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false); \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

/// Keeps the text of a harmless error as a sample of the language.
const SAMPLE: &str = "DO $$ BEGIN PERFORM 1 / 0; \
     EXCEPTION WHEN division_by_zero THEN PERFORM set_config('twinning.text', SQLERRM, false); END $$";

/// "No space left on device" in the translations of the GNU C library. (Those of other systems have English only.)
const DISK_FULL: [&str; 20] = [
    "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
    "Aucun espace disponible sur le périphérique",
    "Aygıt üzerinde boş yer yok",
    "Brak miejsca na urządzeniu",
    "Enheten är full",
    "Įrenginyje neliko vietos",
    "Không có đủ chỗ trống trên thiết bị",
    "Na zařízení není volné místo",
    "Não há espaço disponível no dispositivo",
    "Nema više prostora na uređaju",
    "No queda espacio en el dispositivo",
    "Spazio esaurito sul device",
    "Tidak ruang lagi diperangkat",
    "Δεν έμεινε καθόλου χώρος στη συσκευή",
    "На устройстве не осталось свободного места",
    "Недостатньо місця на пристрої",
    "デバイスに空き領域がありません",
    "裝置上已無多餘空間",
    "设备上没有空间",
    "장치에 남은 공간이 없음",
];

/// The texts of [`BUSY`] for each language, by its sample.
static TRANSLATED: LazyLock<RwLock<HashMap<String, Vec<String>>>> = LazyLock::new(RwLock::default);

#[derive(QueryableByName)]
struct ErrorText {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Prepares to recognise the errors of this connection. A failure is only logged, since the connection can be used.
pub(super) fn prepare(connection: &mut PgConnection, address: &PostgresAddress) {
    if let Err(error) = learn(connection, address) {
        log::warn!(
            "cannot read PostgreSQL's error texts, so errors that are not in English are not recognised: {error}"
        );
    }
}

/// Reads the texts of this server's language unless they are known.
fn learn(connection: &mut PgConnection, address: &PostgresAddress) -> ConnectionResult<()> {
    let sample = sample(connection, address.is_pooled())
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    if sample == ENGLISH
        || TRANSLATED.read().unwrap_or_else(PoisonError::into_inner).contains_key(&sample)
    {
        return Ok(());
    }
    let texts = provoke(&mut address.connect()?, &mut address.connect()?)
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    log::debug!("PostgreSQL does not report errors in English (“{sample}”): {texts:?}");
    TRANSLATED.write().unwrap_or_else(PoisonError::into_inner).insert(sample, texts);
    Ok(())
}

/// Checks whether this is one of the translated texts of [`BUSY`].
pub(super) fn is_busy(message: &str) -> bool {
    let translated = TRANSLATED.read().unwrap_or_else(PoisonError::into_inner);
    translated.values().flatten().any(|text| text == message)
}

/// Checks whether this is a translated text of a full disk.
pub(super) fn is_disk_full(message: &str) -> bool {
    DISK_FULL.iter().any(|text| message.contains(text))
}

/// Asks for English, and returns a text in the language that comes of it.
fn sample(connection: &mut PgConnection, is_pooled: bool) -> QueryResult<String> {
    if !is_pooled {
        connection.batch_execute(ASK)?;
    }
    connection.transaction(|connection| caught(connection, SAMPLE))
}

/// Provokes each error of [`BUSY`] and returns its text. Both connections are used for nothing else afterwards; each
/// remains in one transaction, which has one session.
fn provoke(one: &mut PgConnection, other: &mut PgConnection) -> QueryResult<Vec<String>> {
    one.batch_execute("BEGIN")?;
    other.batch_execute("BEGIN")?;
    let [canceled, locked, deadlock] = BUSY;
    let key = sql_query("SELECT pg_backend_pid()::text AS text").get_result::<ErrorText>(one)?.text;
    let take = |side: u8| format!("SELECT pg_advisory_lock({key}, {side})");
    let wait = |side: u8, error| block(&format!("PERFORM pg_advisory_lock({key}, {side})"), error);

    one.batch_execute("SET statement_timeout = '20ms'")?;
    let canceled = caught(one, &block("PERFORM pg_sleep(10)", canceled))?;

    one.batch_execute("SET statement_timeout = '10s'; SET lock_timeout = '20ms'")?;
    other.batch_execute(&take(1))?;
    let locked = caught(one, &wait(1, locked))?;

    // Each connection waits for the lock of the other; after `deadlock_timeout` (1 s) the server ends one of the waits.
    one.batch_execute("SET lock_timeout = 0")?;
    one.batch_execute(&take(2))?;
    other.batch_execute("SET statement_timeout = '10s'")?;
    let cross = |connection: &mut PgConnection, side| {
        let text = caught(connection, &wait(side, deadlock));
        connection.batch_execute("SELECT pg_advisory_unlock_all()").and(text)
    };
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(|| cross(other, 2));
        (cross(one, 1), second.join().unwrap_or(Ok(String::new())))
    });
    Ok([canceled, locked, first?, second?].into_iter().filter(|text| !text.is_empty()).collect())
}

/// Returns a block that runs a statement and keeps the text of one error, given by its condition name.
fn block(statement: &str, error: &str) -> String {
    format!(
        "DO $$ BEGIN PERFORM set_config('twinning.text', '', false); {statement}; \
         EXCEPTION WHEN {error} THEN PERFORM set_config('twinning.text', SQLERRM, false); END $$"
    )
}

/// Runs a block and returns the text that it kept, or an empty text if there was no error.
fn caught(connection: &mut PgConnection, block: &str) -> QueryResult<String> {
    connection.batch_execute(block)?;
    let kept = sql_query("SELECT coalesce(current_setting('twinning.text', true), '') AS text");
    Ok(kept.get_result::<ErrorText>(connection)?.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_recognised_in_other_languages() {
        let german = "konnte Datei »base/5/1259« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr verfügbar";
        assert!(is_disk_full(german));
        assert!(!is_disk_full("Division durch Null"));
    }
}
