//! The `muster` command: typed words in, exit code out.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use muster::{Error, cli::environment, commands};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let typed = environment::parse(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let results_are_files = typed.command.results_are_files();
    let mut answer = Vec::new();
    match commands::run(typed, &mut answer, chrono::Utc::now) {
        Ok(outcome) => match std::io::stdout().write_all(&answer).and_then(|()| std::io::stdout().flush()) {
            // whoever reads the answer may have seen enough; that changes nothing about it
            Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(outcome.exit_code()),
            // the results are whole, and whoever waits for them goes by the exit code
            Err(error) if results_are_files => {
                commands::tell(format_args!("the results are complete, but the summary cannot be written: {error}"));
                ExitCode::from(outcome.exit_code())
            }
            Err(error) => fail(&Error::Output(error)),
            Ok(()) => ExitCode::from(outcome.exit_code()),
        },
        Err(error) => fail(&error),
    }
}

fn fail(error: &Error) -> ExitCode {
    commands::tell(error);
    ExitCode::from(error.exit_code())
}
