//! The program: arguments, logger, one command.

use std::process::ExitCode;

use twinning::cli::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    env_logger::Builder::from_env(
        env_logger::Env::default().default_filter_or("info,actix_server=warn,actix_http=off"),
    )
    .format_target(true)
    .init();
    match arguments.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("twinning: {error}");
            ExitCode::FAILURE
        }
    }
}
