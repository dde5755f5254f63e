//! Evidence archives, as they are written.

#[path = "support/archives.rs"]
mod archives;
#[path = "support/evidence.rs"]
mod evidence;
mod support;

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use archives::{archive, codes, has, ok, secret, write};
use evidence::{DOSSIER, archive_name, evidence};
use muster::archive::{Checks, Error, Evidence, Options, Origin, Run, SigningKey, Verdict, verify};
use serde_json::{Value, json};
use support::Desk;

#[test]
fn the_same_evidence_is_the_same_bytes_and_nothing_else_is_left() {
    let desk = Desk::new();
    let all = || vec![evidence(1), evidence(2)];
    let written = write(&desk.path("a"), all(), Options::default()).unwrap();
    write(&desk.path("b"), all(), Options::default()).unwrap();
    let names: Vec<String> = desk.listing("a");
    let (one, two) = (archive_name(1), archive_name(2));
    assert_eq!(names, [&one, &format!("{one}.sha256"), &two, &format!("{two}.sha256"), "export-index.csv"]);
    for name in &names {
        assert_eq!(
            fs::read(desk.path("a").join(name)).unwrap(),
            fs::read(desk.path("b").join(name)).unwrap(),
            "{name}"
        );
    }
    let index = desk.read("a/export-index.csv");
    let row = &written[0];
    let (sha256, bytes) = (row.sha256, row.bytes);
    assert_eq!(row.clear_sha256, sha256);
    assert_eq!(bytes, fs::metadata(desk.path("a").join(&one)).unwrap().len());
    let line = format!("{DOSSIER},{},{one},{bytes},{sha256},accepted\n", row.process_id);
    assert!(index.starts_with(&format!("dossier,process,file,bytes,sha256,status\n{line}")), "{index}");
    assert_eq!(desk.read(&format!("a/{one}.sha256")), format!("{sha256}  {one}\n"));
}

#[test]
fn the_layout_is_the_specifications_with_fixed_times_and_modes() {
    let desk = Desk::new();
    let path = archive(&desk);
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let top = format!("{}/", archive_name(1).strip_suffix(".zip").unwrap());
    let mut names = Vec::new();
    for at in 0..zip.len() {
        let entry = zip.by_index(at).unwrap();
        let name = entry.name().unwrap().strip_prefix(&top).unwrap().to_owned();
        assert_eq!(entry.unix_mode(), Some(0o100_644), "{name}");
        assert_eq!(entry.last_modified(), Some(zip::DateTime::default()), "{name}");
        let stored = entry.compression() == zip::CompressionMethod::Stored;
        assert_eq!(stored, name.starts_with("data/images/"), "{name}");
        names.push(name);
    }
    let expected = [
        "bag-info.txt",
        "bagit.txt",
        "data/dossier.json",
        "data/evidence.json",
        "data/images/back.jpg",
        "data/images/front.jpg",
        "data/images/selfie.png",
        "data/lookups/l-20261120.json",
        "data/lookups/l-20261123.json",
        "data/process.json",
        "data/provider/raw.json",
        "data/report.html",
        "data/result.json",
        "data/retention.json",
        "data/timeline.ndjson",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    ];
    assert_eq!(names, expected);
}

/// A file of the archive's `data/`.
fn inside(path: &Path, file: &str) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let top = path.file_stem().unwrap().to_str().unwrap();
    io::read_to_string(zip.by_name(&format!("{top}/data/{file}")).unwrap()).unwrap()
}

#[test]
fn the_index_says_what_is_there_and_why_something_is_not() {
    let desk = Desk::new();
    let mut one = evidence(1);
    one.images.retain(|image| image.kind != muster::dossier::ImageKind::Back);
    one.provider_raw = None;
    one.lookups.clear();
    one.absent.push(("images/back.jpg".to_owned(), "a passport has no back".to_owned()));
    write(&desk.path("out"), vec![one], Options::default()).unwrap();
    let path = desk.path("out").join(archive_name(1));
    let index: Value = serde_json::from_str(&inside(&path, "evidence.json")).unwrap();
    assert_eq!(index["schemaVersion"], 1);
    assert_eq!([&index["status"], &index["stamped"]], ["accepted", "2026-11-20T08:31:40Z"]);
    let why =
        |at: usize| (index["absent"][at]["what"].as_str().unwrap(), index["absent"][at]["reason"].as_str().unwrap());
    assert_eq!(why(0), ("images/back.jpg", "a passport has no back"));
    assert_eq!(why(1), ("lookups", "not in the record; no reason was noted"));
    assert_eq!(why(2).0, "provider/raw.json");
    let files: Vec<&str> =
        index["contents"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert!(files.contains(&"report.html") && files.contains(&"images/front.jpg"));
    assert!(!files.contains(&"images/back.jpg") && !files.contains(&"evidence.json"));
    assert_eq!(codes(&path), []);
}

#[test]
fn the_page_shows_everything_escaped_and_links_nowhere_else() {
    let desk = Desk::new();
    let mut one = evidence(1);
    one.dossier["userData"]["firstName"] = json!("<script>alert(1)</script>");
    one.timeline.push(json!({"at": "\"><img src=http://x>", "action": "x"}));
    write(&desk.path("out"), vec![one], Options::default()).unwrap();
    let page = inside(&desk.path("out").join(archive_name(1)), "report.html");
    for shown in [
        "Toerresdal",
        "Tørresdal",
        "differs",
        "0.8731",
        "false positive",
        "images/selfie.png",
        "kyc-file",
        "UN Security Council",
    ] {
        assert!(page.replace("&#x2f;", "/").contains(shown), "{shown}");
    }
    let lower = page.to_lowercase();
    for never in ["<script", "http://", "https://", "src=\"//", "<link", "<iframe", "javascript:"] {
        assert!(!lower.contains(never), "{never}");
    }
    assert!(page.contains("&lt;script&gt;") && page.contains("<html lang=\"en\">"));
    // every table has a caption and headers, every image a text
    assert_eq!(page.matches("<table").count(), page.matches("<caption").count());
    assert_eq!(page.matches("<img ").count(), page.matches(" alt=\"").count());
}

#[test]
fn evidence_with_next_to_nothing_in_it_is_an_archive_all_the_same() {
    let desk = Desk::new();
    let mut one = evidence(1);
    (one.dossier, one.process, one.retention, one.result) = (json!({}), json!(null), json!([]), None);
    one.status = "rejected".to_owned();
    one.images.clear();
    one.lookups = vec![("a".to_owned(), json!({"status": "skipped", "hits": "none"})), ("b".to_owned(), json!(3))];
    one.timeline = vec![json!(null)];
    write(&desk.path("out"), vec![one], Options::default()).unwrap();
    let path = desk.path("out").join(archive_name(1));
    assert_eq!(codes(&path), []);
    assert!(inside(&path, "report.html").contains("Not screened: skipped"));
}

#[test]
fn strangers_accept_a_clear_archive() {
    let desk = Desk::new();
    let path = archive(&desk);
    let out = desk.path("out");
    let top = archive_name(1).strip_suffix(".zip").unwrap().to_owned();
    if has("unzip", &["-v"]) {
        ok(Command::new("unzip").arg("-tq").arg(&path));
        ok(Command::new("unzip").arg("-q").arg(&path).current_dir(&out));
        if has("sha256sum", &["--version"]) {
            ok(Command::new("sha256sum")
                .args(["--strict", "-c"])
                .arg(format!("{}.sha256", archive_name(1)))
                .current_dir(&out));
            for kind in ["manifest", "tagmanifest"] {
                let sum = |program: &str| {
                    ok(Command::new(program)
                        .args(["--strict", "-c"])
                        .arg(format!("{kind}-{}.txt", &program[..6]))
                        .current_dir(out.join(&top)))
                };
                assert!(!sum("sha256sum").is_empty() && !sum("sha512sum").is_empty());
            }
        }
        if Command::new("python3").args(["-c", "import bagit"]).output().is_ok_and(|output| output.status.success()) {
            ok(Command::new("python3")
                .args(["-c", "import bagit, sys; bagit.Bag(sys.argv[1]).validate()"])
                .arg(out.join(&top)));
        }
    }
}

#[test]
fn secrets_and_ids_that_are_none_never_become_archives() {
    let desk = Desk::new();
    let spoilt: [fn(&mut Evidence); 9] = [
        |one| one.dossier["authorizationHeader"] = json!("x"),
        |one| one.process["providerSpecific"] = json!({"a": [{"sdk_token": "x"}]}),
        |one| one.result = Some(json!({"apiKey": "x"})),
        |one| one.provider_raw = Some(br#"{"client_secret":"x"}"#.to_vec()),
        |one| one.lookups[0].1["access_token"] = json!("x"),
        |one| one.timeline.push(json!({"object": "Bearer abc"})),
        |one| one.dossier_id = "../../etc".to_owned(),
        |one| one.lookups[0].0 = "../x".to_owned(),
        |one| one.lookups[1].0 = one.lookups[0].0.clone(),
    ];
    for (at, spoil) in spoilt.into_iter().enumerate() {
        let mut one = evidence(1);
        spoil(&mut one);
        assert!(write(&desk.path("out"), vec![one], Options::default()).is_err(), "{at}");
        assert_eq!(desk.listing("out"), [""; 0], "{at}");
    }
}

#[test]
fn an_image_that_is_not_as_recorded_is_refused() {
    let desk = Desk::new();
    let spoilt: [fn(&mut Evidence); 4] = [
        |one| one.images[0].bytes += 1,
        |one| one.images[0].bytes -= 1,
        |one| one.images[0].sha256 = muster::vocabulary::Sha256::of(b"other"),
        |one| one.images[0].open = Box::new(|| Err(io::ErrorKind::NotFound.into())),
    ];
    for spoil in spoilt {
        let mut one = evidence(1);
        spoil(&mut one);
        let error = write(&desk.path("out"), vec![one], Options::default()).unwrap_err().to_string();
        assert!(error.starts_with("data/images/front.jpg: "), "{error}");
        assert_eq!(desk.listing("out"), [""; 0]);
    }
}

#[test]
fn what_a_crash_left_is_removed_and_nothing_of_others() {
    let desk = Desk::new();
    let left = format!("out/{}.part", archive_name(9));
    let beside = format!("out/{}.sha256.part", archive_name(9));
    for name in [&left, &beside, "out/export-index.csv.part", "out/notes_of_somebody.zip.part"] {
        desk.file(name, "half");
    }
    let run = Run::start(&desk.path("out"), Options::default()).unwrap();
    assert!(!desk.path(&left).exists() && !desk.path(&beside).exists());
    assert!(desk.path("out/notes_of_somebody.zip.part").exists());
    // not committed, and so not there
    drop(run.write(evidence(1)).unwrap());
    assert!(matches!(Run::start(&desk.path("out"), Options::default()), Err(Error::Busy { .. })));
    drop(run);
    assert_eq!(desk.listing("out"), ["notes_of_somebody.zip.part"]);
}

#[test]
fn an_archive_that_the_disk_changed_is_not_kept() {
    let desk = Desk::new();
    let run = Run::start(&desk.path("out"), Options::default()).unwrap();
    let parts = vec![run.write(evidence(1)).unwrap(), run.write(evidence(2)).unwrap()];
    let path = desk.path("out").join(format!("{}.part", archive_name(2)));
    let mut bytes = fs::read(&path).unwrap();
    bytes[2_000] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(run.commit(parts), Err(Error::NotWhole { .. })));
    assert_eq!(desk.listing("out"), ["export-index.csv.part"]);
}

#[test]
fn writing_again_replaces_an_archive_with_what_is_beside_it() {
    let desk = Desk::new();
    let key = SigningKey::read(&secret(&desk, "key", &[7; 32])).unwrap();
    write(&desk.path("out"), vec![evidence(1)], Options { sign: Some(key), ..Options::default() }).unwrap();
    let mut one = evidence(1);
    one.dossier["jurisdiction"] = json!("SE");
    write(&desk.path("out"), vec![one], Options::default()).unwrap();
    let report = verify(&desk.path("out").join(archive_name(1)), None, &Checks::default()).unwrap();
    assert_eq!((report.verdict, report.origin), (Verdict::Intact, Origin::Unsigned));
}
