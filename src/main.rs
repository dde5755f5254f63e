//! The `muster` command: typed words in, exit code out.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use muster::{Error, cli::typed::Typed, commands};

fn main() -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let done = commands::run(Typed::parse(), &mut out, &chrono::Utc::now);
    match done.and_then(|outcome| out.flush().map(|()| outcome).map_err(Error::Output)) {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        // whoever reads the answer has seen enough
        Err(Error::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("muster: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
