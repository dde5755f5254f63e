//! The `muster` command: typed words in, exit code out.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use muster::{Error, cli::typed::Typed, commands};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut answer = Vec::new();
    match commands::run(Typed::parse(), &mut answer, &chrono::Utc::now) {
        Ok(outcome) => match std::io::stdout().write_all(&answer).and_then(|()| std::io::stdout().flush()) {
            // whoever reads the answer may have seen enough; that changes nothing about it
            Err(error) if error.kind() != ErrorKind::BrokenPipe => fail(&Error::Output(error)),
            _ => ExitCode::from(outcome.exit_code()),
        },
        Err(error) => fail(&error),
    }
}

fn fail(error: &Error) -> ExitCode {
    // nobody may be listening
    let _ = writeln!(std::io::stderr(), "muster: {error}");
    ExitCode::from(error.exit_code())
}
