//! `muster completions` and `muster man`: what a shell and a manual are told, made from the commands themselves.

use std::io::Write;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Outcome;
use crate::Error;
use crate::cli::typed::Typed;
use crate::report::write_whole;

/// Prints the script that completes words.
pub(super) fn completions(shell: Shell, mut out: &mut dyn Write) {
    clap_complete::generate(shell, &mut Typed::command(), "muster", &mut out);
}

/// Writes `muster.1`, `muster-screen.1` and so on.
pub(super) fn man_pages(folder: &Path, out: &mut dyn Write) -> Result<Outcome, Error> {
    let unwritable = |source| crate::report::Error::Unwritable { file: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let mut muster = Typed::command();
    muster.build();
    let (mut commands, mut pages) = (vec![muster], 0);
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
        // without a date, which would be another page every day
        let (manual, mut page) = (clap_mangen::Man::new(command).date(""), Vec::new());
        manual.render(&mut page)?;
        write_whole(&folder.join(manual.get_filename()), &page)?;
        pages += 1;
    }
    writeln!(
        out,
        "{pages} man pages are in `{}`: a copy in a folder `man1` of the manuals' path shows them",
        folder.display()
    )?;
    Ok(Outcome::Done)
}
