//! What the documentation says can be typed: the first steps are run, commands and options exist, the list of commands is up to date.
//!
//! `MUSTER_UPDATE_DOCS=1 cargo test --test docs` writes `docs/commands.md` anew.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use muster::cli::typed::Typed;
use support::Desk;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    docs.filter(|path| path.extension().is_some_and(|is| is == "md")).chain([root().join("README.md")]).collect()
}

#[test]
fn the_help_of_muster_fits_a_screen_and_names_every_command() {
    let help = Typed::command().render_help().to_string();
    assert!(help.lines().count() <= 24, "{} lines", help.lines().count());
    assert!(help.lines().all(|line| line.chars().count() <= 80), "{help}");
    let words: Vec<&str> = help.split(|c: char| !c.is_ascii_lowercase() && c != '-').collect();
    for command in Typed::command().get_subcommands() {
        assert!(words.contains(&command.get_name()), "{}", command.get_name());
    }
}

/// All commands, one heading each, as `--help` has them.
fn commands() -> String {
    let mut text = "# Commands\n\nWhat `muster COMMAND --help` says, all in one place. This page is written by a test (`MUSTER_UPDATE_DOCS=1 cargo test --test docs`).\n".to_owned();
    let mut muster = Typed::command().term_width(110);
    muster.build();
    let mut all = Vec::new();
    gather(&muster, "muster", &mut all);
    for (name, mut command) in all {
        let help = command.render_long_help().to_string();
        let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let _ = write!(text, "\n## {name}\n\n```text\n{}\n```\n", help.trim_end());
    }
    text
}

fn gather(command: &Command, name: &str, all: &mut Vec<(String, Command)>) {
    for under in command.get_subcommands() {
        let name = format!("{name} {}", under.get_name());
        if !under.has_subcommands() || under.get_name() == "export" {
            all.push((name.clone(), under.clone().term_width(110)));
        }
        gather(under, &name, all);
    }
}

#[test]
fn the_list_of_commands_is_what_help_says() {
    let (file, now) = (root().join("docs/commands.md"), commands());
    if std::env::var_os("MUSTER_UPDATE_DOCS").is_some() {
        fs::write(&file, &now).unwrap();
    }
    let there = fs::read_to_string(file).unwrap_or_default();
    assert!(there == now, "docs/commands.md is not what `--help` says: MUSTER_UPDATE_DOCS=1 cargo test --test docs");
}

/// The calls in a page: what follows `muster ` in code, to its end.
fn calls(text: &str) -> Vec<String> {
    let mut calls = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        let pieces: Vec<&str> = if in_block { vec![line] } else { line.split('`').skip(1).step_by(2).collect() };
        for piece in pieces {
            for (at, _) in piece.match_indices("muster ") {
                let starts = at == 0 || piece[..at].ends_with([' ', '/', '(']);
                let rest = &piece[at + "muster ".len()..];
                let rest =
                    rest.split(" | ").next().unwrap_or_default().split(['#', '>', ';']).next().unwrap_or_default();
                if starts && rest.starts_with(|c: char| c.is_ascii_lowercase()) {
                    calls.push(rest.to_owned());
                }
            }
        }
    }
    calls
}

#[test]
fn commands_and_options_that_the_docs_name_exist() {
    let muster = Typed::command();
    let mut looked_at = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for call in calls(&text) {
            let mut words = call.split_whitespace().peekable();
            let mut command = &muster;
            while let Some(word) = words.peek() {
                // `purge plan|apply` names several
                let Some(under) = word.split('|').next().and_then(|word| command.find_subcommand(word)) else { break };
                for other in word.split('|') {
                    assert!(command.find_subcommand(other).is_some(), "{}: `muster {call}`: {other}", page.display());
                }
                command = under;
                words.next();
            }
            if command.get_name() == muster.get_name() {
                // the name of the program in a sentence
                continue;
            }
            looked_at += 1;
            for word in words.filter(|word| word.starts_with("--")) {
                let long = word.trim_start_matches("--").split(['=', '`', ',', ')', '[', ']', '|']).next().unwrap();
                let is_known = command.get_arguments().any(|arg| arg.get_long() == Some(long))
                    || long == "help"
                    || long.is_empty();
                assert!(is_known, "{}: `muster {call}`: --{long}", page.display());
            }
        }
    }
    assert!(looked_at > 100, "{looked_at}");
}

#[test]
fn links_between_pages_lead_somewhere() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap();
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
            let file = page.parent().unwrap().join(file);
            assert!(file.exists(), "{}: {target}", page.display());
            if let Some(anchor) = anchor.filter(|_| file.extension().is_some_and(|is| is == "md")) {
                let headings = fs::read_to_string(&file).unwrap();
                let slug = |line: &str| {
                    let text = line.trim_start_matches('#').trim().to_lowercase();
                    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
                    kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>()
                };
                let is_there = headings.lines().filter(|line| line.starts_with('#')).any(|line| slug(line) == anchor);
                assert!(is_there, "{}: {target}", page.display());
            }
        }
    }
}

#[test]
fn the_first_steps_run_as_they_stand() {
    let desk = Desk::new();
    copy(&root().join("data"), &desk.path("data"));
    desk.file("bin/.keep", "");
    #[cfg(unix)]
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_muster"), desk.path("bin/muster")).unwrap();
    let text = fs::read_to_string(root().join("docs/first-steps.md")).unwrap();
    let (mut in_block, mut ran) = (false, 0);
    for line in text.lines() {
        if line.starts_with("```") {
            in_block = line == "```sh";
            continue;
        }
        if !in_block || line.trim().is_empty() {
            continue;
        }
        let (call, expected) = line.split_once("# exit code ").unwrap_or((line, "0"));
        let done = desk.bash(&format!("umask 077; PATH=\"$PWD/bin:$PATH\"; {call}"));
        assert_eq!(done.code, expected.trim().parse().ok(), "{call}\n{}{}", done.stdout, done.stderr);
        ran += 1;
    }
    assert!(ran > 25, "{ran}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn completions_and_man_pages_are_made() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.muster(&["completions", shell]).ended(0).stdout;
        assert!(script.contains("purge") && script.contains("lists"), "{shell}");
    }
    desk.muster(&["man", "--out", "man"]).ended(0);
    let pages = desk.listing("man");
    assert!(pages.len() > 60 && pages.contains(&"muster-purge-plan.1".to_owned()), "{pages:?}");
    assert!(desk.read("man/muster-screen.1").contains("\\-\\-max\\-hits"));
}
