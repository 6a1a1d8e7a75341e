//! The language of the messages of commands: that of the operator's environment.

use std::env;

use crate::text::messages::MessageLanguage;

/// The variables that state it, in the order of POSIX (Base Definitions, section 8.2).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// Returns the language of messages; English if the environment names none that messages have.
#[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
pub(super) fn of_messages() -> MessageLanguage {
    let set = VARIABLES.iter().filter_map(|name| env::var(name).ok());
    let locale = set.into_iter().find(|value| !value.is_empty());
    MessageLanguage::preferred(locale.as_deref())
}
