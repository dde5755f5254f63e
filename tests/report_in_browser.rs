//! Reports in headless Chromium: nothing is loaded, axe-core finds nothing serious, and sorting, filtering, searching, paging, the
//! keyboard and printing work. Needs node, Chromium and `npm install` in `tests/browser`; skipped where one is missing, unless
//! `MUSTER_REQUIRE_BROWSER` is set. `MUSTER_CHROMIUM` names another browser than the one on the path.

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Desk, Ran, sample};

/// The browser; `None`, with a message, where something is missing and not required.
fn browser() -> Option<PathBuf> {
    let on_path = |name: &str| {
        let folders = std::env::var_os("PATH")?;
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
    };
    let chromium = std::env::var_os("MUSTER_CHROMIUM").map(PathBuf::from);
    let chromium = chromium.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path));
    let missing = match () {
        () if on_path("node").is_none() => "node",
        () if chromium.is_none() => "Chromium",
        () if !folder().join("node_modules/playwright-core").is_dir() => "`npm install` in tests/browser",
        () => return chromium,
    };
    assert!(std::env::var_os("MUSTER_REQUIRE_BROWSER").is_none(), "{missing} is required and is not there");
    eprintln!("skipped: {missing} is missing");
    None
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Runs a script on the page; what it finds wrong is how it ends.
#[track_caller]
fn check(desk: &Desk, script: &str) {
    let Some(chromium) = browser() else { return };
    let mut node = Command::new("node");
    node.arg(folder().join(script)).arg(desk.path("out/report.html")).env("MUSTER_CHROMIUM", chromium);
    let ran = Ran::of(desk, node.output().unwrap());
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.ends_with("ok\n"), "{}", ran.stdout);
}

#[test]
fn the_page_of_the_sample_is_accessible_and_silent() {
    let desk = Desk::new();
    desk.screen(sample("customers.csv"), &[]).results(3);
    check(&desk, "opens.mjs");
}

#[test]
fn a_page_without_alerts_is_accessible_and_silent() {
    let desk = Desk::new();
    desk.screen("id,name\n1,Emma Johansson\n", &[]).results(0);
    check(&desk, "opens.mjs");
}

#[test]
fn hostile_names_run_nothing() {
    let hostile = "</noscript><script>document.title='run'</script><img src=x onerror=document.title='run'>";
    let desk = Desk::with_list(&format!("id,name\n1,Oskar Lindqvist {hostile}\n"));
    desk.screen(format!("id,name\n1,Oskar Lindqvist {hostile}\n{hostile},Oskar Lindqvist\n"), &[]).ended(0);
    check(&desk, "opens.mjs");
}

#[test]
fn hundreds_of_alerts_are_sorted_filtered_searched_paged_and_printed() {
    let desk = Desk::new();
    let rows = sample("customers.csv");
    let mut text = rows.lines().next().unwrap().to_owned() + "\n";
    // names as they are, and with a letter more
    for n in 0..20 {
        for row in rows.lines().skip(1).filter(|row| row.matches(',').count() == 6) {
            writeln!(text, "{}", row.replacen("C-", &format!("N{n:02}-"), 1)).unwrap();
        }
    }
    desk.screen(&text, &["--min-score", "0.6"]).ended(3);
    check(&desk, "works.mjs");
}
