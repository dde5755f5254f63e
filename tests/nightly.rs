//! A night as nobody watches it.

mod support;

use std::fs;
use std::path::Path;

use support::{Desk, sample};

const CONFIG: &str = r#"
key_file = "k"
[lists]
max_age = "36500 days"
[nightly]
out = "nights"
sources = "lists"
lists = "lists.midx"
events = "events.ndjson"
customers = "customers.csv"
store = "s"
export = "evidence"
policy = "policy.toml"
anchor_dir = "anchors"
"#;

fn desk(config: &str) -> Desk {
    let desk = Desk::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    desk.muster(&["store", "init", "--store", "s", "--key-file", "k"]).ended(0);
    let events = data.join("dossiers");
    fs::copy(events.join("events.ndjson"), desk.path("events.ndjson")).unwrap();
    fs::create_dir_all(desk.path("images")).unwrap();
    for image in fs::read_dir(events.join("images")).unwrap().flatten() {
        fs::copy(image.path(), desk.path("images").join(image.file_name())).unwrap();
    }
    fs::copy(data.join("policy.toml"), desk.path("policy.toml")).unwrap();
    desk.file("customers.csv", sample("customers.csv"));
    desk.file("muster.toml", config);
    desk
}

fn night(desk: &Desk, options: &[&str]) -> support::Ran {
    desk.muster(&[&["nightly", "--config", "muster.toml"], options].concat())
}

fn manifest(desk: &Desk) -> serde_json::Value {
    serde_json::from_str(&desk.read("nights/nightly.json")).unwrap()
}

fn states(desk: &Desk) -> Vec<String> {
    let steps = manifest(desk)["steps"].as_array().unwrap().clone();
    steps.iter().map(|step| step["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_night_does_everything_and_the_next_one_goes_on_from_it() {
    let desk = desk(CONFIG);
    let plan = night(&desk, &["--dry-run"]).ended(0);
    assert!(plan.stdout.contains("import: muster dossier import ") && !desk.path("nights").exists(), "{}", plan.stdout);
    // 6: the sample's list has no date
    let ran = night(&desk, &["--metrics", "muster.prom"]).ended(6);
    assert_eq!(states(&desk), ["done"; 6], "{}{}", ran.stdout, ran.stderr);
    let numbers = desk.read("muster.prom");
    assert!(numbers.contains("muster_nightly_step_success{step=\"purge\"} 1"), "{numbers}");
    assert!(numbers.contains("muster_nightly_list_without_date{list=\"watchlist\"} 1"), "{numbers}");
    assert_eq!(manifest(&desk)["steps"][1]["did"]["dossiers"], 3);
    assert_eq!(manifest(&desk)["steps"][4]["did"]["archives"], 2);
    night(&desk, &[]).ended(6);
    assert_eq!(manifest(&desk)["steps"][1]["did"]["dossiers"], 0);
    let since = &manifest(&desk)["steps"][3]["did"]["since"];
    assert_eq!(since["changedEntries"], 0, "{since}");
    // two in a second are two
    let listing = desk.listing("nights");
    for ending in [".json", "-customers", "-dossiers"] {
        let of_nights = listing.iter().filter(|name| name.starts_with("20") && name.ends_with(ending));
        assert_eq!(of_nights.count(), 2, "{listing:?}");
    }
    desk.muster(&["store", "check", "--store", "s", "--key-file", "k"]).ended(0);
}

#[test]
fn a_failed_step_does_not_start_what_depends_on_it() {
    let desk = desk(&CONFIG.replace("events = \"events.ndjson\"", "events = \"nothing.ndjson\""));
    let ran = night(&desk, &[]).ended(6);
    assert_eq!(states(&desk), ["done", "failed", "skipped", "done", "skipped", "skipped"], "{}", ran.stdout);
    assert!(ran.stdout.contains("FAILED: ") && ran.stdout.contains("nothing.ndjson"), "{}", ran.stdout);
    desk.file("muster.toml", CONFIG.replace("[nightly]", "[nightly]\noff = [\"purge\", \"export\"]"));
    night(&desk, &[]).ended(6);
    assert_eq!(states(&desk)[4..], ["off", "off"]);
}

#[test]
fn what_was_set_aside_before_a_step_failed_is_said() {
    let events = "events = [\"events.ndjson\", \"nothing.ndjson\"]";
    let desk = desk(&CONFIG.replace("events = \"events.ndjson\"", events));
    desk.file("events.ndjson", desk.read("events.ndjson") + "{}\n");
    let ran = night(&desk, &[]).ended(6);
    let step = &manifest(&desk)["steps"][1];
    assert_eq!((&step["state"], &step["did"][0]["rejected"]), (&"failed".into(), &1.into()), "{step}");
    for reason in
        ["  import: FAILED: ", "  import: NOT IMPORTED: lines that were set aside: 1; mend them as `events.ndjson."]
    {
        assert!(ran.stdout.contains(reason), "{reason}: {}", ran.stdout);
    }
}

#[test]
fn of_a_folder_of_customers_each_file_is_named_and_each_list_once() {
    let config = CONFIG.replace("36500 days\"", "7 days\"\n[screen]\nrecursive = true");
    let desk = desk(&config.replace("customers = \"customers.csv\"", "customers = \"customers\""));
    for file in ["a.csv", "b.csv", "b/c.csv"] {
        desk.file(&format!("customers/{file}"), sample("customers.csv") + ",,,\n");
    }
    let why = |desk: &Desk| {
        let step = manifest(desk)["steps"][3].clone();
        assert_eq!(step["state"], "done", "{step}");
        step["reasons"].as_array().unwrap().iter().map(|why| why.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    night(&desk, &[]).ended(6);
    let said = why(&desk);
    assert_eq!(said.iter().filter(|why| why.starts_with("NOT CURRENT: ")).count(), 1, "{said:?}");
    let rejects =
        |why: &String| why.split_once("mend them as `").map(|(_, file)| file.split_once('`').unwrap().0.to_owned());
    let rejects: Vec<String> = said.iter().filter_map(rejects).collect();
    assert_eq!(rejects.len(), 3, "{said:?}");
    for (file, ending) in rejects.iter().zip(["/a.csv/rejects.csv", "/b/c.csv/rejects.csv", "/b.csv/rejects.csv"]) {
        assert!(file.ends_with(ending) && desk.path(file).is_file(), "{file}");
    }
    desk.file("customers/a.csv", "\"id");
    night(&desk, &[]).ended(6);
    let said = why(&desk);
    assert!(said[0].starts_with("NOT SCREENED: files of customers"), "{said:?}");
    assert!(said.iter().any(|why| why.contains("/b.csv/rejects.csv")) && said.len() == 4, "{said:?}");
}

#[test]
fn the_last_lines_say_why_somebody_must_look() {
    let desk = desk(&CONFIG.replace("36500 days", "7 days"));
    desk.file("customers.csv", sample("customers.csv") + ",,,\n");
    desk.file("lists/new.pdf", "%PDF-1.7");
    let ran = night(&desk, &[]).ended(6);
    let (_, why) = ran.stdout.split_once("manifest: nights/nightly.json\nexit code 6\n").unwrap();
    for reason in [
        "  lists: LEFT OUT: `lists/new.pdf` is no publication",
        "  screen-customers: NOT CURRENT: the list `watchlist` is of no known date; it may be 7 days old",
        "-customers/rejects.csv` says",
    ] {
        assert!(why.contains(reason), "{reason}: {why}");
    }
    let manifest = manifest(&desk);
    let step = |at: usize| &manifest["steps"][at];
    assert_eq!((&step(0)["exitCode"], &step(0)["did"]["leftOut"][0]), (&6.into(), &"lists/new.pdf".into()));
    assert_eq!(step(0)["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(step(3)["reasons"].as_array().unwrap().len(), 2, "{}", step(3)["reasons"]);
}

#[test]
fn what_lies_beside_the_publications_and_is_known_needs_no_look() {
    let desk = desk("");
    for name in ["ca.pem", "headers", "note"] {
        desk.file(&format!("lists/{name}"), "no publication");
    }
    let fetched = "[fetch]\nfolder = \".\"\nca_file = \"ca.pem\"\n[source.un]\nkind = \"un\"\nurl = \"https://un.example/un.xml\"\n";
    desk.file("lists/muster.toml", format!("{fetched}header_file = \"headers\"\n"));
    let build = ["lists", "build", "lists", "-o", "lists/all", "--config", "lists/muster.toml", "--json"];
    let left_out = || {
        let built: serde_json::Value = serde_json::from_str(&desk.muster(&build).ended(0).stdout).unwrap();
        built["leftOut"].clone()
    };
    left_out();
    fs::copy(desk.path("lists/all"), desk.path("lists/of-yesterday")).unwrap();
    desk.file("lists/damaged.midx", "");
    assert_eq!(left_out(), serde_json::json!(["lists/note"]));
    // the index of the last night
    fs::remove_file(desk.path("lists/note")).unwrap();
    for name in ["ca.pem", "headers", "muster.toml"] {
        fs::remove_file(desk.path("lists").join(name)).unwrap();
    }
    let config = CONFIG.replace("max_age = \"36500 days\"", "").replace("\"lists.midx\"", "\"lists/lists.midx\"");
    desk.file("muster.toml", config);
    for _ in 0..2 {
        night(&desk, &[]).ended(3);
        assert_eq!(manifest(&desk)["steps"][0]["did"]["leftOut"], serde_json::Value::Null);
    }
}

#[test]
fn what_is_wrong_with_the_configuration_is_said_before_anything_is_done() {
    for (config, message) in [
        ("", "`[nightly] out` is missing"),
        ("[nightly]\nout = \"n\"\noff = [\"pruge\"]\n", "muster.toml:3: unknown step in `off`"),
        ("[nightly]\nout = \"n\"\npolicy = \"p\"\n", "needs `anchor_dir`"),
        ("[nightly]\nout = \"n\"\nsources = \"lists\"\n", "needs `lists`"),
        ("[nightly]\nouts = \"n\"\n", "muster.toml:2: unknown field `outs`"),
    ] {
        let desk = desk(config);
        night(&desk, &[]).refused_with(2, message);
    }
    let desk = desk(CONFIG);
    fs::create_dir_all(desk.path("nights")).unwrap();
    let lock = fs::File::create(desk.path("nights/.lock")).unwrap();
    lock.lock().unwrap();
    night(&desk, &[]).refused_with(5, "another night is under way");
}

#[test]
fn where_the_lists_have_not_changed_nothing_else_is_done() {
    let desk = desk(&CONFIG.replace("max_age = \"36500 days\"", ""));
    let often = || night(&desk, &["--if-lists-changed"]);
    often().ended(3);
    assert_eq!(states(&desk), ["done"; 6]);
    let manifest = desk.read("nights/nightly.json");
    let ran = often().ended(0);
    assert!(ran.stdout.contains("the lists have not changed"), "{}", ran.stdout);
    assert_eq!(desk.read("nights/nightly.json"), manifest, "of the last night that did something");
    let more = desk.read("lists/watchlist.csv") + "N-1,Ferrandino Calvatti,Person,,,,,,,,PEP\n";
    desk.file("lists/watchlist.csv", more);
    often().ended(3);
    assert_ne!(desk.read("nights/nightly.json"), manifest);
    // a list that cannot be read is no change, and somebody must hear of it
    desk.file("lists/watchlist.csv", "<html>");
    let ran = often().ended(6);
    assert_eq!(states(&desk)[1..], ["unneeded"; 5], "{}", ran.stdout);
}

#[test]
fn a_damaged_index_is_not_taken_for_no_index_at_all() {
    let desk = Desk::new();
    desk.muster(&["lists", "build", "lists", "-o", "l.midx"]).ended(0);
    let whole = fs::read(desk.path("l.midx")).unwrap();
    desk.file("l.midx", &whole[..1000]);
    let refused = desk.muster(&["lists", "build", "lists", "-o", "l.midx"]).ended(1);
    assert!(refused.stderr.contains("nobody knows what the new lists lack"), "{}", refused.stderr);
    assert_eq!(fs::read(desk.path("l.midx")).unwrap().len(), 1000);
}

#[test]
fn a_night_says_what_it_did_where_its_manifest_cannot_be_written() {
    let desk = Desk::new();
    desk.muster(&["lists", "build", "lists", "-o", "l.midx"]).ended(0);
    desk.file("in.csv", "record_id,name\n1,Nobody At All\n");
    desk.file("muster.toml", "[nightly]\nout = \"nights\"\nlists = \"l.midx\"\ncustomers = \"in.csv\"\n");
    // a folder stands where the manifest goes
    fs::create_dir_all(desk.path("nights/nightly.json")).unwrap();
    let ran = desk.muster(&["nightly", "--config", "muster.toml", "--metrics", "m.prom"]).ended(6);
    assert!(ran.stdout.contains("screen-customers") && ran.stderr.contains("nightly.json"), "{}", ran.stderr);
    assert!(desk.read("m.prom").contains("muster_nightly_exit_code 6"), "{}", desk.read("m.prom"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path("m.prom")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "whoever collects numbers may read them");
    }
    fs::remove_dir(desk.path("nights/nightly.json")).unwrap();
    desk.muster(&["nightly", "--config", "muster.toml"]).ended(0);
    // what a run would refuse is refused before anything is done
    let before = desk.read("nights/nightly.json");
    for wrong in ["[matching]\nmin_score = 80\n", "[screen]\ndate_format = \"foo\"\n", "[screen]\nthreads = 20000\n"] {
        desk.file("wrong.toml", format!("{wrong}{}", desk.read("muster.toml")));
        desk.muster(&["nightly", "--config", "wrong.toml"]).ended(2);
        desk.muster(&["nightly", "--config", "wrong.toml", "--dry-run"]).ended(2);
    }
    assert_eq!(desk.read("nights/nightly.json"), before);
}
