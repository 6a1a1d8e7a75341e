//! `openapi`: prints the OpenAPI document.

use super::output;
use crate::{error::CommandError, openapi::committed};

/// Runs the command.
pub(super) fn run() -> Result<(), CommandError> {
    output::print(committed::TEXT)
}
