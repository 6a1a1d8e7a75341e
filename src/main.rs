//! The program: arguments, logger, one command.

use std::process::ExitCode;

use twinning::{
    api, auth, bench,
    config::{Arguments, Command},
    error::CommandError,
    health, privacy, server, spreadsheet, transfer,
};

fn main() -> ExitCode {
    let arguments = Arguments::read();
    env_logger::Builder::from_env(
        env_logger::Env::default().default_filter_or("info,actix_server=warn,actix_http=off"),
    )
    .format_target(true)
    .init();
    match run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("twinning: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Serve(settings) => server::serve(&settings),
        Command::Import(settings) => transfer::import::command(&settings),
        Command::Template(settings) => spreadsheet::template::command(&settings),
        Command::Export(settings) => transfer::export::command(&settings),
        Command::Check(settings) => transfer::check::command(&settings),
        Command::Token(command) => auth::command::command(&command),
        Command::Backup(settings) => transfer::backup::command(&settings),
        Command::Restore(settings) => transfer::restore::command(&settings),
        Command::ErasePerson(settings) => privacy::command::erase_person(&settings),
        Command::Openapi => transfer::output::print(&api::document::text()),
        Command::Health(settings) => health::probe::ask(settings.bind),
        Command::Bench(command) => bench::command(&command),
    }
}
