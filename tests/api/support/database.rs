//! A database of its own for each test: a SQLite file, or a PostgreSQL database, gone when the test ends.

use std::{
    env,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _, sql_query, sql_types::Text,
};
use tempfile::TempDir;
use uuid::Uuid;

use twinning::{
    cli::startup,
    db::{
        DatabaseUrl, DbConnection,
        connect::{self, OpenMode},
    },
    on_each_backend,
    store::open::open_migrated,
};

use super::waiting::eventually;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The PostgreSQL server that the suite runs on, if it is not SQLite.
fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the tests' one setting")]
    env::var("TEST_DATABASE_URL").ok()
}

/// The name of the database of this run that has its tables and nothing else. It is left behind on a server that outlives
/// the suite; a later run with the same process number makes it anew.
fn template(server: &str) -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = format!("test_{}_template", std::process::id());
        let mut connection = PgConnection::establish(server).unwrap();
        for sql in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            sql_query(sql).execute(&mut connection).unwrap();
        }
        let url = DatabaseUrl::Postgres(address(server, &name, None));
        drop(open_migrated(&url, OpenMode::Create).unwrap());
        name
    })
}

/// A database that only one test uses.
pub struct TestDatabase {
    pub url: DatabaseUrl,
    /// Where a superuser finds the PostgreSQL server.
    server: Option<String>,
    name: String,
    /// Holds the SQLite file, and whatever else a test wants to write.
    pub folder: TempDir,
}

impl TestDatabase {
    /// On the database that the suite runs on.
    pub fn new() -> Self {
        server().map_or_else(Self::sqlite, |server| Self::postgres(&server))
    }

    /// On SQLite, whatever the suite runs on.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("twinning.db"));
        Self { url, server: None, name: String::new(), folder }
    }

    fn postgres(server: &str) -> Self {
        Self::postgres_of(server, "template1")
    }

    /// A copy of a PostgreSQL database to which nobody is connected.
    fn postgres_of(server: &str, template: &str) -> Self {
        let name =
            format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::establish(server).unwrap();
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        sql_query(create).execute(&mut connection).unwrap();
        let url = DatabaseUrl::Postgres(address(server, &name, None));
        Self { url, server: Some(server.to_owned()), name, folder: tempfile::tempdir().unwrap() }
    }

    /// With its tables. On PostgreSQL it is a copy of a database that has them already: to make them takes as long as most
    /// tests.
    pub fn migrated() -> Self {
        let Some(server) = server() else { return Self::sqlite().with_tables() };
        let database = Self::postgres_of(&server, template(&server));
        // A copy of a database is otherwise another one of the same data set.
        let named = format!("UPDATE dataset SET instance = '{}'", Uuid::now_v7());
        database.administrator().batch_execute(&named).unwrap();
        database
    }

    /// Makes its tables.
    pub fn with_tables(self) -> Self {
        drop(open_migrated(&self.url, OpenMode::Create).unwrap());
        self
    }

    /// On PostgreSQL, belongs to a role of its own from now on, which is no superuser.
    pub fn with_ordinary_role(mut self) -> Self {
        let Some(server) = &self.server else { return self };
        let name = &self.name;
        let role = format!(
            "CREATE ROLE {name} LOGIN PASSWORD '{name}'; ALTER DATABASE {name} OWNER TO {name}"
        );
        self.administrator().batch_execute(&role).unwrap();
        self.url = DatabaseUrl::Postgres(address(server, name, Some(name)));
        self
    }

    /// On PostgreSQL, sets this for all who connect from now on.
    pub fn set(&self, parameter: &str, value: &str) {
        let set = format!("ALTER DATABASE {} SET {parameter} = '{value}'", self.name);
        self.administrator()
            .batch_execute(&set)
            .unwrap_or_else(|error| panic!("{parameter} = {value}: {error}"));
    }

    /// A superuser's connection with the PostgreSQL database.
    pub fn administrator(&self) -> PgConnection {
        PgConnection::establish(&address(self.server.as_ref().unwrap(), &self.name, None)).unwrap()
    }

    /// Makes everything derived anew, as a new version does when it starts.
    pub fn reindex(&self) {
        let mut connection = self.connection();
        connection
            .batch_execute("UPDATE dataset SET index_version = 'of an older version'")
            .unwrap();
        startup::reindex_if_stale(&mut connection).unwrap();
    }

    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.server.is_some()
    }

    /// Waits until somebody waits for a lock in this database.
    pub fn somebody_waits(&self) {
        match &mut self.connection() {
            DbConnection::Postgres(postgres) => eventually("somebody waits for a lock", || {
                let waiting = "SELECT 1 FROM pg_stat_activity \
                               WHERE datname = current_database() AND wait_event_type = 'Lock'";
                sql_query(waiting).execute(postgres).unwrap() > 0
            }),
            // SQLite tells nobody who waits: who came before now does so, or has been refused.
            DbConnection::Sqlite(_) => thread::sleep(Duration::from_millis(300)),
        }
    }

    /// Ends every connection with this PostgreSQL database but the one that does so.
    pub fn end_connections(&self) {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.connection().batch_execute(end).unwrap();
    }

    /// A connection beside the server's.
    pub fn connection(&self) -> DbConnection {
        connect::open(&self.url).unwrap()
    }

    /// The tables that it has, whoever made them.
    pub fn tables(&self) -> Vec<String> {
        let mut connection = self.connection();
        let tables = connection.choose(
            "SELECT name AS value FROM sqlite_schema WHERE type = 'table' ORDER BY name",
            "SELECT table_name AS value FROM information_schema.tables \
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name",
        );
        texts(&mut connection, tables)
    }

    /// A text that is in the address of no other database.
    pub fn mark(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => path.display().to_string(),
            DatabaseUrl::Postgres(_) => format!("/{}", self.name),
        }
    }

    /// The address as `--database-url` takes it.
    pub fn argument(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        }
    }
}

impl TestDatabase {
    /// Takes the PostgreSQL database away, whoever uses it.
    pub fn drop_now(&self) {
        let Some(server) = &self.server else { return };
        if let Ok(mut connection) = PgConnection::establish(server) {
            let drop = sql_query(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
            if let Err(error) = drop.execute(&mut connection) {
                eprintln!("{} stays: {error}", self.name);
            }
        }
    }
}

/// What a query finds in its column `value`.
pub fn texts(connection: &mut DbConnection, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        value: String,
    }
    let rows: Vec<Row> =
        on_each_backend!(connection, |concrete| sql_query(query).load(concrete)).unwrap();
    rows.into_iter().map(|row| row.value).collect()
}

/// The address of a database of this server, and with this role if it has a name.
fn address(server: &str, database: &str, role: Option<&str>) -> String {
    let (base, query) =
        server.split_once('?').map_or((server, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base.split_once("://").unwrap();
    let (place, _) = rest.rsplit_once('/').unwrap();
    let (user, host) =
        place.rsplit_once('@').map_or((None, place), |(user, host)| (Some(user), host));
    let user = role.map(|role| format!("{role}:{role}")).or_else(|| user.map(str::to_owned));
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{user}{host}/{database}{query}")
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.drop_now();
        let Some(server) = &self.server else { return };
        if let DatabaseUrl::Postgres(url) = &self.url
            && *url != address(server, &self.name, None)
            && let Ok(mut connection) = PgConnection::establish(server)
        {
            // What stays is told by the database that stayed.
            let _ = connection.batch_execute(&format!("DROP ROLE {}", self.name));
        }
    }
}
