//! The program: arguments, logger, one command.

use std::process::ExitCode;

use twinning::cli::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let log = arguments.command.log_format();
    log.install();
    match arguments.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log.report(&error);
            ExitCode::FAILURE
        }
    }
}
