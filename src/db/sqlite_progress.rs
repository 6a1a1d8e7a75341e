//! Lets SQLite ask whether a statement is to go on.
//!
//! Diesel gives no access to `sqlite3_progress_handler`. SQLite calls an "automatic extension" for each
//! connection that this process opens, whoever opens it; ours installs the handler.

use std::{
    ffi::{c_char, c_int, c_void},
    ptr,
    sync::Once,
};

use libsqlite3_sys::{
    SQLITE_OK, sqlite3, sqlite3_api_routines, sqlite3_auto_extension, sqlite3_progress_handler,
};

use super::work_limit::{self, STEPS};

/// Installs the handler on every connection that is opened from now on.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: `on_open` has the signature that SQLite requires and lives as long as the program.
        #[expect(unsafe_code, reason = "Diesel has no access to the handler")]
        let installed = unsafe { sqlite3_auto_extension(Some(on_open)) };
        if installed != SQLITE_OK {
            log::error!("statements of SQLite have no time limit: SQLite answered {installed}");
        }
    });
}

#[expect(unsafe_code, reason = "called by SQLite with a connection that it has just opened")]
unsafe extern "C" fn on_open(
    connection: *mut sqlite3,
    _error: *mut *mut c_char,
    _routines: *const sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite passes a valid connection; the handler has no context.
    unsafe { sqlite3_progress_handler(connection, STEPS, Some(is_over), ptr::null_mut()) };
    SQLITE_OK
}

/// Not zero ends the statement. It neither panics nor touches the connection.
#[expect(unsafe_code, reason = "the signature that SQLite requires")]
unsafe extern "C" fn is_over(_context: *mut c_void) -> c_int {
    c_int::from(work_limit::is_over())
}
