//! The configuration from end to end: written, checked, shown; several files in one run.

mod support;

use std::fs;

use support::{Desk, sample};

fn starter() -> &'static str {
    include_str!("../data/muster.toml")
}

#[test]
fn every_key_of_the_starter_is_one_also_when_it_is_switched_on() {
    let desk = Desk::new();
    let mut table = String::new();
    let mut tried = 0;
    for line in starter().lines() {
        let is_off = line.starts_with('#') && !line.starts_with("# ") && line.len() > 1;
        let line = if is_off { &line[1..] } else { line };
        if line.starts_with('[') {
            table = format!("{line}\n");
            if line.starts_with("[source.") && !line.ends_with(".files]") {
                table += "kind = \"un\"\nurl = \"https://example.org/x.xml\"\n";
            }
            continue;
        }
        if !is_off || line.starts_with("kind") || line.starts_with("url") {
            continue;
        }
        let value = match line.split(" = ").next() {
            Some(key @ ("events" | "export" | "policy")) if table == "[nightly]\n" => {
                format!("{line}\nstore = \"s\"\n{}", if key == "policy" { "anchor_dir = \"a\"" } else { "" })
            }
            _ => line.to_owned(),
        };
        if table.starts_with("[source.") {
            table.insert_str(0, "[fetch]\nfolder = \"l\"\n");
        }
        let more = if table.starts_with("[nightly]") { "out = \"nights\"\n" } else { "" };
        let more = match line.split(" = ").next() {
            Some("sources") => format!("{more}lists = \"l\"\n"),
            _ if table == "[nightly]\n" => format!("{more}customers = \"c\"\nlists = \"l\"\n"),
            _ => more.to_owned(),
        };
        if line.starts_with("names") {
            desk.file("names.txt", "Poldi = Leopold\n");
        }
        if line.starts_with("header_file") || line.starts_with("ca_file") {
            continue;
        }
        let source = "[source.un]\nkind = \"un\"\nurl = \"https://example.org/x.xml\"\n";
        let value = if table == "[fetch]\n" { format!("folder = \"l\"\n{value}\n{source}") } else { value };
        let key_file = if value.contains("store = ") { "key_file = \"k\"\n" } else { "" };
        desk.file("muster.toml", format!("{key_file}{table}{more}{value}\n"));
        let ran = desk.muster(&["config", "check", "muster.toml"]);
        assert_eq!(ran.code, Some(0), "{table}{value}: {}", ran.stderr);
        tried += 1;
    }
    assert!(tried > 35, "{tried}");
}

#[test]
fn one_to_begin_with_is_sound_and_never_written_over() {
    let desk = Desk::new();
    desk.muster(&["config", "init", "-o", "muster.toml"]).ended(0);
    assert_eq!(desk.read("muster.toml"), starter());
    desk.muster(&["config", "init", "-o", "muster.toml"]).refused_with(2, "never written over");
    let ran = desk.muster(&["config", "check", "muster.toml"]).ended(0);
    assert!(ran.stderr.contains("customers.csv` is named in it and is not there yet"), "{}", ran.stderr);
    desk.file("muster.toml", "[matching]\nmin_scor = 0.8\n");
    desk.muster(&["config", "check", "muster.toml"]).refused_with(2, "muster.toml:2: unknown field `min_scor`");
    desk.file("muster.toml", "[lists]\nmax_age = \"-7 days\"\n");
    desk.muster(&["config", "check", "muster.toml"]).refused_with(2, "muster.toml:2: `max_age`");
    desk.muster(&["config", "check", "nothing.toml"]).refused_with(2, "nothing.toml");
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file_and_show_says_so() {
    let desk = Desk::new();
    desk.file("in.csv", "name\nYaropolk Drovezhin\n");
    desk.file("muster.toml", "[matching]\nmin_score = 0.7\nmax_hits = 3\n[screen]\nall = true\nlists = \"lists\"\n");
    let show = |options: &[&str], variables: &[(&str, &str)]| {
        let mut command = desk.command(&[&["config", "show", "--config", "muster.toml"], options].concat());
        command.envs(variables.iter().copied());
        support::Ran::of(&desk, command.output().unwrap()).ended(0).stdout
    };
    let line = |shown: &str, key: &str| {
        let line = shown.lines().find(|line| line.split_whitespace().next() == Some(key)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let shown = show(&["--max-hits", "9"], &[("MUSTER_MIN_SCORE", "0.75"), ("MUSTER_MAX_HITS", "4")]);
    assert_eq!(line(&shown, "matching.mode"), "matching.mode fuzzy (default)");
    assert_eq!(line(&shown, "matching.min_score"), "matching.min_score 0.75 (MUSTER_MIN_SCORE)");
    assert_eq!(line(&shown, "matching.max_hits"), "matching.max_hits 9 (--max-hits)");
    assert_eq!(line(&shown, "screen.all"), "screen.all true (muster.toml:5)");
    // and so does a run
    let run = |out: &str, options: &[&str], variables: &[(&str, &str)]| -> serde_json::Value {
        let words = ["screen", "in.csv", "--config", "muster.toml", "--run-date", "2026-11-23", "--json", "--out", out];
        let mut command = desk.command(&[&words[..], options].concat());
        command.envs(variables.iter().copied());
        serde_json::from_str(&support::Ran::of(&desk, command.output().unwrap()).ended(0).stdout).unwrap()
    };
    assert_eq!(run("a", &[], &[])["settings"]["minScore"], "0.7000");
    assert_eq!(run("b", &[], &[("MUSTER_MIN_SCORE", "0.75")])["settings"]["minScore"], "0.7500");
    assert_eq!(run("c", &["--min-score", "0.9"], &[("MUSTER_MIN_SCORE", "0.75")])["settings"]["minScore"], "0.9000");
    // an address is shown without its token
    desk.file(
        "muster.toml",
        "[fetch]\nfolder = \"l\"\n[source.eu]\nkind = \"eu-fsf\"\nurl = \"https://example.org/x.xml?token=SECRET\"\n",
    );
    let shown = show(&[], &[]);
    assert!(shown.contains("https://example.org/…"), "{shown}");
    assert!(shown.contains("source.eu.url") && !shown.contains("SECRET"), "{shown}");
}

/// `config check` of this text refuses it with this message, and so does a run.
#[track_caller]
fn refused(desk: &Desk, config: impl AsRef<[u8]>, message: &str) {
    desk.file("muster.toml", config);
    desk.muster(&["config", "check", "muster.toml"]).refused_with(2, message);
    desk.muster(&["config", "show", "--config", "muster.toml"]).refused_with(2, message);
    desk.file("in.csv", "name\nYaropolk Drovezhin\n");
    desk.muster(&["screen", "in.csv", "--lists", "lists", "--out", "out", "--config", "muster.toml"])
        .refused(2, message);
}

#[test]
fn what_no_run_could_use_is_refused_with_its_line_and_what_to_write() {
    let desk = Desk::new();
    for (config, message) in [
        ("[screen]\ndate_format = \"dd.mm\"\n", "muster.toml:2: `date_format`: `dd.mm` is no date format"),
        ("[screen]\n\nencoding = \"utf-9\"\n", "muster.toml:3: `encoding`: unknown encoding `utf-9`"),
        ("[screen]\nmap = { nmae = \"Kunde\" }\n", "muster.toml:2: `map`: unknown field `nmae`: did you mean `name`?"),
        ("[screen]\nmap = [\"name=Kunde\"]\n", "muster.toml:2: `map` cannot be that: write it as in `map = { name = "),
        ("[screen]\nmap = \"name=Kunde\"\n", "muster.toml:2: `map` cannot be that"),
        ("[screen]\ninput = []\n", "muster.toml:2: `input` cannot be that: write it as in `input = \"customers.csv\"`"),
        ("[screen]\nout = 5\n", "muster.toml:2: `out` cannot be that: write it as in `out = \"results\"`"),
        ("[screen]\nlists = \"\"\n", "muster.toml:2: `lists` cannot be that"),
        (
            "key_file = 5\n",
            "muster.toml:1: this value cannot be here: expected a path in quotes, as in `key_file = \"muster.key\"`",
        ),
        (
            "[nightly]\nout = 7\n",
            "muster.toml:2: this value cannot be here: expected a path in quotes, as in `out = \"nights\"`",
        ),
        (
            "[decisions]\nfiles = 7\n",
            "muster.toml:2: this value cannot be here: expected a path in quotes, or a list of them, as in",
        ),
        ("[screen]\nall = \"maybe\"\n", "muster.toml:2: `all` cannot be that: write it as in `all = false`"),
        ("[screen]\nthreads = 0\n", "muster.toml:2: `threads` must be from 1 to 256"),
        ("[screen]\nmax_rejects = \"many\"\n", "muster.toml:2: `max_rejects`: `many` is neither"),
        ("[matching]\nmax_hits = 0\n", "muster.toml:2: `max_hits` must be 1 or more"),
        (
            "[matching]\nmin_score = \"0.8\"\n",
            "muster.toml:2: this value cannot be here: expected a number, as in `min_score = 0.80`",
        ),
        ("[matching]\nlist_types = [\"PEP\", \"\"]\n", "muster.toml:2: `list_types` number 2 is empty"),
        ("[matching]\nphonetic = \"foo\"\n", "muster.toml:2: unknown phonetic code `foo`: expected `soundex`, "),
        (
            "[decisions]\nexpire_after = 12\n",
            "muster.toml:2: `expire_after` is no period: write one such as `12 months`",
        ),
        ("[lists]\nkeep = 10\n", "muster.toml:2: `keep` is no period: write one such as `10 years`, or `none`"),
        ("[lists]\nmax_age = -7\n", "muster.toml:2: `max_age` is no number of days: give one such as 7"),
        (
            "[lists]\nmax_age = 7.5\n",
            "muster.toml:2: expected a text in quotes, or a whole number, as in `max_age = \"7 days\"`",
        ),
        // what stands elsewhere
        (
            "[screen]\nmode = \"exact\"\n",
            "muster.toml:2: unknown field `mode` in `[screen]`: `mode` stands under `[matching]`",
        ),
        ("[screen]\nmax_list_age = 7\n", "`[screen]`: write it as `max_age` under `[lists]`"),
        ("[matching]\nthreads = 2\n", "`list_types`, `names`: `threads` stands under `[screen]`"),
        ("[screen]\nkey_file = \"k\"\n", "`key_file` stands at the top of the file"),
        ("[screen]\nthread = 2\n", "`[screen]`: did you mean `threads`?"),
    ] {
        refused(&desk, config, message);
    }
    refused(&desk, b"# K\xc3\xb6ln\n# K\xf6ln\n", "muster.toml:2: byte 11 of the configuration is no UTF-8");
}

#[test]
fn a_number_may_stand_without_quotes_where_a_flag_takes_one() {
    let desk = Desk::new();
    let config = "[lists]\nmax_age = 36500\n[screen]\nmax_rejects = 3\nwait = 2\n[fetch]\nfolder = \"l\"\ntimeout = 60\nwait = 2\n\
                  [source.un]\nkind = \"un\"\nurl = \"https://example.org/x.xml\"\n";
    desk.file("muster.toml", config);
    desk.muster(&["config", "check", "muster.toml"]).ended(0);
    // the sample's list has no date: the age is asked
    desk.screen("name\nYaropolk Drovezhin\n", &["--config", "muster.toml"]).ended(6);
}

#[test]
fn what_a_run_needs_and_the_file_does_not_say_is_told() {
    let desk = Desk::new();
    let check = |config: &str| {
        desk.file("muster.toml", config);
        desk.muster(&["config", "check", "muster.toml"]).ended(0).stderr
    };
    let told = check("[screen]\nout = \"results\"\n");
    assert!(
        told.contains("`muster screen` also needs what is not in it: a file of customers or `--store`, `--lists`\n"),
        "{told}"
    );
    assert_eq!(check("[screen]\ninput = [\"lists/watchlist.csv\"]\nlists = \"lists\"\nout = \"results\"\n"), "");
    // a night names them itself
    desk.file("c.csv", "name\nYaropolk Drovezhin\n");
    let night = "[nightly]\nout = \"nights\"\ncustomers = \"c.csv\"\n";
    assert_eq!(check(&format!("{night}sources = \"lists\"\nlists = \"l.midx\"\n")), "");
    let told = check(&format!("{night}lists = \"l.midx\"\n"));
    assert_eq!(told, "muster: `l.midx` is named in it and is not there yet\n", "nothing builds it");
    let told = check(
        "[fetch]\nfolder = \"pubs\"\nca_file = \"ca.pem\"\n[source.un]\nkind = \"un\"\nurl = \"https://example.org/x.xml\"\n\
         header_file = \"headers\"\n",
    );
    for missing in ["ca.pem", "headers"] {
        assert!(told.contains(&format!("`{missing}` is named in it and is not there yet")), "{missing}: {told}");
    }
    desk.muster(&["store", "init", "--store", "s", "--key-file", "k"]).ended(0);
    let told = check(
        "key_file = \"k\"\n[nightly]\nout = \"nights\"\nsources = \"pubs\"\nlists = \"l.midx\"\nstore = \"s\"\npolicy = \"p\"\n\
         anchor_dir = \"anchors\"\n",
    );
    for missing in ["anchors", "p", "pubs"] {
        assert!(told.contains(&format!("`{missing}` is named in it and is not there yet")), "{missing}: {told}");
    }
    assert!(!told.contains("l.midx"), "it is built: {told}");
    let told = check("[screen]\ninput = [\"a.csv\", \"-\"]\nlists = \"l.midx\"\nout = \"results\"\n");
    assert!(told.contains("`a.csv` is named in it and is not there yet") && told.contains("`l.midx`"), "{told}");
}

#[test]
fn a_variable_is_named_where_its_value_is_wrong_and_an_empty_one_sets_nothing() {
    let desk = Desk::new();
    desk.file("in.csv", "name\nYaropolk Drovezhin\n");
    let screen = ["screen", "in.csv", "--lists", "lists", "--out", "out"];
    let run = |words: &[&str], variable: &str, value: &str| {
        let mut command = desk.command(words);
        support::Ran::of(&desk, command.env(variable, value).output().unwrap())
    };
    for (variable, value, message) in [
        ("MUSTER_MIN_SCORE", "abc", "`MUSTER_MIN_SCORE`: `abc` is not a number between 0 and 1"),
        ("MUSTER_MAX_HITS", "many", "for 'MUSTER_MAX_HITS': give a whole number such as 4"),
        ("MUSTER_THREADS", "abc", "invalid value 'abc' for 'MUSTER_THREADS': give a whole number such as 4"),
        ("MUSTER_NAMES", "nothere", "`MUSTER_NAMES`: cannot read the file of names `nothere`"),
        ("MUSTER_MAX_HITS", "0", "`MUSTER_MAX_HITS` must be 1 or more"),
        ("MUSTER_MODE", "fast", "for 'MUSTER_MODE'"),
        ("MUSTER_ALL", "maybe", "for 'MUSTER_ALL'"),
        ("MUSTER_THREADS", "0", "`MUSTER_THREADS` must be from 1 to 256"),
        ("MUSTER_MAX_LIST_AGE", "old", "`MUSTER_MAX_LIST_AGE` is no number of days"),
        ("MUSTER_MAX_REJECTS", "few", "`MUSTER_MAX_REJECTS`: `few` is neither"),
        ("MUSTER_RUN_DATE", "today", "`MUSTER_RUN_DATE`: `today` is no date"),
        ("MUSTER_DATE_FORMAT", "dd", "`MUSTER_DATE_FORMAT`: `dd` is no date format"),
        ("MUSTER_ENCODING", "utf-9", "`MUSTER_ENCODING`: unknown encoding"),
        ("MUSTER_MAP", "name", "`MUSTER_MAP`: `name` has no `=`"),
        ("MUSTER_CONFIG", "nothing.toml", "`MUSTER_CONFIG`: cannot read the configuration `nothing.toml`"),
    ] {
        run(&screen, variable, value).refused(2, message);
        run(&["config", "show"], variable, value).refused_with(2, message);
    }
    // the flag wins, and is named
    let wrong = [&screen[..], &["--max-hits", "many"]].concat();
    run(&wrong, "MUSTER_MAX_HITS", "many").refused(2, "for '--max-hits <N>': give a whole number such as 4");
    let wrong = [&screen[..], &["--min-score=x"]].concat();
    run(&wrong, "MUSTER_MIN_SCORE", "abc").refused(2, "`--min-score`: `x` is not a number");
    for variable in
        ["MUSTER_MIN_SCORE", "MUSTER_MAX_HITS", "MUSTER_ALL", "MUSTER_CONFIG", "MUSTER_LISTS", "MUSTER_KEY_FILE"]
    {
        let shown = run(&["config", "show"], variable, "").ended(0).stdout;
        assert!(shown.lines().all(|line| line.ends_with("(default)")), "{variable}: {shown}");
    }
    // of other commands too
    run(&["store", "check", "--store", "s"], "MUSTER_KEY_FILE", "").refused_with(2, "were not provided");
}

#[test]
fn a_file_that_cannot_be_used_is_told_with_where_it_was_named() {
    let desk = Desk::new();
    desk.file("in.csv", "name\nYaropolk Drovezhin\n");
    desk.file("short", "0123456789");
    let run = |config: &str, flags: &[&str], variables: &[(&str, &str)], code: i32, message: &str| {
        desk.file("muster.toml", config);
        let words = ["screen", "in.csv", "--lists", "lists", "--out", "out", "--config", "muster.toml"];
        let mut command = desk.command(&[&words[..], flags].concat());
        command.envs(variables.iter().copied());
        support::Ran::of(&desk, command.output().unwrap()).refused(code, &format!("muster: {message}"));
    };
    let (names, decisions) = ("cannot read the file of names `no`", "cannot open `no`");
    run("\n[matching]\nnames = \"no\"\n", &[], &[], 2, &format!("muster.toml:3: `names`: {names}"));
    run("[matching]\nnames = \"no\"\n", &["--names", "no"], &[], 2, &format!("`--names`: {names}"));
    run("[decisions]\nfiles = [\"no\"]\n", &[], &[], 1, &format!("muster.toml:2: `files`: {decisions}"));
    run("", &[], &[("MUSTER_DECISIONS", "no")], 1, &format!("`MUSTER_DECISIONS`: {decisions}"));
    run("", &["--decisions", "no"], &[], 1, &format!("`--decisions`: {decisions}"));
    run("key_file = \"no\"\n", &[], &[], 2, "muster.toml:1: `key_file`: key file `no` cannot be read");
    run("", &[], &[("MUSTER_KEY_FILE", "no")], 2, "`MUSTER_KEY_FILE`: key file `no` cannot be read");
    run("key_file = \"no\"\n", &["--key-file", "short"], &[], 2, "`--key-file`: key file `short`");
}

#[test]
fn an_empty_path_is_refused_wherever_it_stands() {
    let desk = Desk::new();
    let mut tried = 0;
    for (table, keys) in [
        ("", &["key_file"][..]),
        ("[matching]\n", &["names"]),
        ("[decisions]\n", &["files"]),
        ("[lists]\n", &["kept"]),
        ("[fetch]\n", &["folder", "ca_file"]),
        ("[source.un]\n", &["header_file"]),
        ("[nightly]\n", &["out", "sources", "lists", "events", "customers", "store", "export", "policy", "anchor_dir"]),
    ] {
        let line = 1 + table.lines().count();
        for key in keys {
            let message =
                format!("muster.toml:{line}: this value cannot be here: expected a path in quotes that is not empty");
            refused(&desk, format!("{table}{key} = \"\"\n"), &message);
            tried += 1;
            if ["names", "files", "events"].contains(key) {
                refused(
                    &desk,
                    format!("{table}{key} = [\"a\",\n\"\"]\n"),
                    "expected a path in quotes that is not empty",
                );
            }
        }
    }
    assert_eq!(tried, 16);
}

#[cfg(unix)]
#[test]
fn a_check_finds_what_a_night_would_fail_on() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    desk.muster(&["store", "init", "--store", "s", "--key-file", "k"]).ended(0);
    desk.file("c.csv", "name\nYaropolk Drovezhin\n");
    let refused = |config: &str, message: &str| {
        desk.file("muster.toml", config);
        desk.muster(&["config", "check", "muster.toml"]).refused_with(2, message);
    };
    let night = "[nightly]\nout = \"n\"\nlists = \"l.midx\"\nstore = \"s\"\n";
    refused(night, "muster.toml:4: `[nightly] store` needs the store's key");
    desk.muster(&["nightly", "--config", "muster.toml"]).refused_with(2, "muster.toml:4: `[nightly] store` needs");
    let mut command = desk.command(&["config", "check", "muster.toml"]);
    support::Ran::of(&desk, command.env("MUSTER_KEY_FILE", "k").output().unwrap()).ended(0);
    let with_key = format!("key_file = \"k\"\n{night}");
    let anchors = format!("{with_key}policy = \"p\"\nanchor_dir = \"other/../s/anchors\"\n");
    fs::create_dir(desk.path("other")).unwrap();
    refused(&anchors, "muster.toml:7: `[nightly] anchor_dir` is in the store");
    desk.file("muster.toml", &with_key);
    desk.muster(&["config", "check", "muster.toml"]).ended(0);
    fs::set_permissions(desk.path("k"), fs::Permissions::from_mode(0o644)).unwrap();
    refused(&with_key, "muster.toml:1: `key_file`: key file `k` may be read by others: `chmod 600`");
    fs::write(desk.path("k"), "0123456789").unwrap();
    fs::set_permissions(desk.path("k"), fs::Permissions::from_mode(0o600)).unwrap();
    refused("key_file = \"k\"\n", "muster.toml:1: `key_file`: key file `k` has 10 bytes");
    // enough to remember customers by, and no key of a store
    fs::write(desk.path("k"), "0123456789".repeat(4)).unwrap();
    desk.file("muster.toml", "key_file = \"k\"\n");
    desk.muster(&["config", "check", "muster.toml"]).ended(0);
    refused(&with_key, "has 40 bytes, and a key has 32");

    refused("[list.UN]\nrequire = \"name+dob\"\n", "muster.toml:2: `require` is never for sanctions (`[list.UN]`)");
    desk.file("mine.csv", "id,name,list_type\n1,Yaropolk Drovezhin,Sanctions\n");
    desk.muster(&["lists", "build", "csv=mine.csv,name=Mine", "-o", "mine.midx"]).ended(0);
    let required = "[list.Mine]\nrequire = \"name+dob\"\n";
    refused(&format!("{required}[screen]\nlists = \"mine.midx\"\n"), "muster.toml:2: `require` is never for sanctions");
    desk.file("muster.toml", required);
    desk.muster(&["config", "check", "muster.toml"]).ended(0);

    let source = "[fetch]\nfolder = \"pubs\"\n[source.un]\nkind = \"un\"\nurl = \"https://example.org/x.xml\"\nheader_file = \"h\"\n";
    desk.file("h", "Authorization: t0ken\nno header\n");
    fs::set_permissions(desk.path("h"), fs::Permissions::from_mode(0o600)).unwrap();
    refused(source, "muster.toml:6: the file of headers `h` has no header in line 2");
    desk.file("h", "Authorization: t0ken\n");
    desk.file("muster.toml", source);
    desk.muster(&["config", "check", "muster.toml"]).ended(0);
    fs::set_permissions(desk.path("h"), fs::Permissions::from_mode(0o644)).unwrap();
    refused(source, "muster.toml:6: the file of headers `h` may be read by others");
}

#[test]
fn a_night_says_which_variables_it_does_not_heed() {
    let desk = Desk::new();
    desk.file("c.csv", "name\nYaropolk Drovezhin\n");
    desk.file(
        "muster.toml",
        "[nightly]\nout = \"n\"\nsources = \"lists\"\nlists = \"l.midx\"\ncustomers = \"c.csv\"\n",
    );
    let night = |variables: &[(&str, &str)]| {
        let mut command = desk.command(&["nightly", "--config", "muster.toml"]);
        command.envs(variables.iter().copied());
        support::Ran::of(&desk, command.output().unwrap()).ended(0)
    };
    let ran =
        night(&[("MUSTER_MIN_SCORE", "0.99"), ("MUSTER_THREADS", "1"), ("MUSTER_ACTOR", "ann"), ("MUSTER_ALL", "")]);
    let said: Vec<_> = ran.stderr.lines().filter(|line| line.contains("heed")).collect();
    assert_eq!(
        said,
        ["muster: a night is what its configuration says, and does not heed `MUSTER_MIN_SCORE`, `MUSTER_THREADS`"]
    );
    let last = desk.listing("n").into_iter().find(|name| name.ends_with("-customers")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&desk.read(&format!("n/{last}/run.json"))).unwrap();
    assert_eq!(run["settings"]["minScore"], "0.8000");
    assert!(!night(&[("MUSTER_ACTOR", "ann")]).stderr.contains("heed"));
}

#[test]
fn the_starter_changes_no_screening_and_says_what_is_on_in_it() {
    let desk = Desk::new();
    let answer = desk.muster(&["config", "init", "-o", "muster.toml"]).ended(0).stdout;
    assert!(answer.contains("on are those of `[fetch]`, `[nightly]`, `[source]` alone"), "{answer}");
    let shown = desk.muster(&["config", "show", "--config", "muster.toml"]).ended(0).stdout;
    let on = shown.lines().filter(|line| !line.ends_with("(default)"));
    let on = on.filter(|line| !["fetch.", "nightly.", "source.", "config "].iter().any(|key| line.starts_with(key)));
    assert_eq!(on.collect::<Vec<_>>(), Vec::<&str>::new());
    desk.screen(sample("customers.csv"), &["--config", "muster.toml"]).ended(3);
    desk.muster(&["config", "init", "-o", "no/m.toml"]).refused_with(2, "there is no folder `no`: make it first");
}

#[test]
fn a_folder_of_files_is_screened_file_by_file_and_one_that_is_broken_stops_no_other() {
    let desk = Desk::new();
    desk.file("in/a.csv", "name\nYaropolk Drovezhin\n");
    desk.file("in/deep/b.ndjson", "{\"name\":\"Nobody At All\"}\n");
    desk.file("in/notes.pdf", "no customers");
    desk.file("in/.hidden.csv", "name\nX\n");
    let words = ["screen", "in", "--recursive", "--lists", "lists", "--out", "in/results"];
    desk.muster(&["screen", "in", "--lists", "lists", "--out", "o"]).refused_with(1, "`--recursive` screens all files");
    let ran = desk.muster(&words).ended(0);
    assert!(
        ran.stdout.contains("2 of 2 files screened")
            && ran.stderr.contains("left out, no CSV or NDJSON by name and kind: `notes.pdf`"),
        "{}",
        ran.stderr
    );
    assert!(desk.read("in/results/a.csv/hits.csv").contains("Drovezhin"));
    assert_eq!(desk.read("in/results/deep/b.ndjson/hits.csv").lines().count(), 1);
    // the results lie in the folder, and are not screened
    let again = desk.muster(&[&words[..], &["--force", "--json"]].concat()).ended(0);
    let summaries: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(summaries.as_array().unwrap().len(), 2);
    fs::remove_dir_all(desk.path("in/results")).unwrap();
    desk.file("in/c.csv", "name\n\"never closed\n");
    desk.file("customers.csv", sample("customers.csv"));
    let ran = desk.muster(&["screen", "in", "customers.csv", "--recursive", "--lists", "lists", "--out", "o"]);
    let ran = ran.ended(1);
    assert!(
        ran.stdout.contains("3 of 4 files screened") && ran.stderr.contains("c.csv"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    assert_eq!(desk.listing("o/in"), ["a.csv", "deep"]);
    assert!(desk.path("o/customers.csv/run.json").is_file());
    // a folder with one file, and a link that leads back
    desk.file("one/only.csv", "name\nYaropolk Drovezhin\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(".", desk.path("one/loop")).unwrap();
    desk.muster(&["screen", "one", "--recursive", "--lists", "lists", "--out", "r"]).ended(0);
    assert!(desk.path("r/only.csv/run.json").is_file());
    // who is in a workbook, or in a folder that cannot be read, is told not to be screened
    desk.file("one/more.xlsx", "PK\u{3}\u{4}no workbook");
    let ran = desk.muster(&["screen", "one", "--recursive", "--lists", "lists", "--out", "s"]).ended(1);
    assert!(ran.stderr.contains("more.xlsx` ") && ran.stderr.contains("NOT SCREENED: 1 files"), "{}", ran.stderr);
    assert!(ran.stdout.contains("1 of 2 files screened"), "{}", ran.stdout);
    fs::remove_file(desk.path("one/more.xlsx")).unwrap();
    let ran = desk.muster(&["screen", "one", "missing.csv", "--recursive", "--lists", "lists", "--out", "t"]).ended(1);
    assert!(ran.stderr.contains("missing.csv") && desk.path("t/one/only.csv/run.json").is_file(), "{}", ran.stderr);
    // each for itself, the worst exit code for all
    let ran = desk.muster(&["screen", "in/a.csv", "customers.csv", "--lists", "lists", "--out", "p"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    desk.file("other/a.csv", "name\nX Y\n");
    desk.muster(&["screen", "in/a.csv", "other/a.csv", "--lists", "lists", "--out", "q"])
        .refused_with(2, "called `a.csv`");
    desk.muster(&["screen", "in/a.csv", "-", "--lists", "lists", "--out", "q"]).refused_with(2, "standard input");
    desk.muster(&["screen", "--lists", "lists", "--out", "q"]).refused_with(2, "nobody to screen");
    desk.muster(&["screen", "in/a.csv", "--lists", "lists"]).refused_with(2, "no folder for the results");
    desk.muster(&["screen", "in/a.csv", "--lists", "lists", "--out", "q", "--wait=3"])
        .refused_with(2, "`--wait` is for a store");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_stops_no_other() {
    let desk = Desk::new();
    desk.file("in/a.csv", "name\nYaropolk Drovezhin\n");
    // its path is longer than the system takes, so that not even root can read it
    let folder = "d".repeat(200);
    desk.bash(&format!("cd in && for step in $(seq 25); do mkdir {folder} && cd {folder}; done")).ended(0);
    let ran = desk.muster(&["screen", "in", "--recursive", "--lists", "lists", "--out", "o"]).ended(1);
    assert!(ran.stderr.contains("cannot open `in/ddd"), "{}", ran.stderr);
    assert!(ran.stderr.contains("NOT SCREENED: 1 folders, and all that is in them"), "{}", ran.stderr);
    assert!(desk.path("o/a.csv/run.json").is_file());
}
