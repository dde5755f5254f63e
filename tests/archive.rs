//! Evidence archives, written and checked, also by strangers.

#[path = "support/evidence.rs"]
mod evidence;
mod support;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use evidence::{DOSSIER, archive_name, evidence};
use muster::archive::{
    Checks, Error, Evidence, Options, Origin, Passphrase, ProblemCode, Run, SigningKey, Verdict, Written, verify,
};
use rayon::prelude::*;
use serde_json::{Value, json};
use support::Desk;

fn write(folder: &Path, all: Vec<Evidence>, options: Options) -> Result<Vec<Written>, Error> {
    let run = Run::start(folder, options)?;
    let parts = all.into_iter().map(|one| run.write(one)).collect::<Result<Vec<_>, _>>()?;
    let written = run.commit(parts)?;
    run.finish()?;
    Ok(written)
}

/// One archive, and its path.
fn archive(desk: &Desk) -> PathBuf {
    write(&desk.path("out"), vec![evidence(1)], Options::default()).unwrap();
    desk.path("out").join(archive_name(1))
}

fn passphrase() -> Passphrase {
    Passphrase::new(b"a-passphrase-that-a-generator-made")
}

fn secret(desk: &Desk, name: &str, bytes: &[u8]) -> PathBuf {
    let path = desk.file(name, bytes);
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    path
}

fn codes(path: &Path) -> Vec<ProblemCode> {
    let report = verify(path, None, &Checks::default()).unwrap();
    report.problems.iter().map(|problem| problem.code).collect()
}

/// Whether a stranger's program is there; a test that is skipped says so.
fn has(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
    if !there {
        assert!(
            std::env::var_os("MUSTER_REQUIRE_SHARED").is_none(),
            "`{program} {}` does not work",
            arguments.join(" ")
        );
        eprintln!("skipped: `{program} {}` does not work", arguments.join(" "));
    }
    there
}

fn ok(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

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
    one.images.retain(|image| image.kind != muster::archive::ImageKind::Back);
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
fn one_changed_bit_anywhere_is_noticed() {
    let desk = Desk::new();
    let whole = fs::read(archive(&desk)).unwrap();
    // without the hash beside it, which would notice everything alone
    let unnoticed: Vec<(usize, u8)> = (0..whole.len())
        .into_par_iter()
        .flat_map_iter(|at| [(at, 1_u8 << (at % 8)), (at, 0xFF)])
        .filter(|(at, flip)| {
            let mut changed = whole.clone();
            changed[*at] ^= flip;
            let path = desk.file(&format!("flipped/{at}-{flip}.zip"), &changed);
            let verdict = verify(&path, None, &Checks::default()).unwrap().verdict;
            fs::remove_file(path).unwrap();
            verdict == Verdict::Intact
        })
        .collect();
    assert_eq!(unnoticed, []);
}

#[test]
fn an_archive_that_was_cut_off_or_added_to_is_noticed() {
    let desk = Desk::new();
    let whole = fs::read(archive(&desk)).unwrap();
    for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        let path = desk.file("cut.zip", &whole[..length]);
        assert_ne!(verify(&path, None, &Checks::default()).unwrap().verdict, Verdict::Intact, "{length}");
    }
    for (name, bytes) in [("behind", [&whole[..], b"x"].concat()), ("before", [b"x", &whole[..]].concat())] {
        let path = desk.file("more.zip", bytes);
        assert_ne!(verify(&path, None, &Checks::default()).unwrap().verdict, Verdict::Intact, "{name}");
    }
}

#[test]
fn an_archive_that_was_packed_again_is_no_longer_what_was_written() {
    let desk = Desk::new();
    let mut zip = zip::ZipArchive::new(fs::File::open(archive(&desk)).unwrap()).unwrap();
    let mut again = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        again.raw_copy_file(zip.by_index_raw(at).unwrap()).unwrap();
    }
    let path = desk.file("again.zip", again.finish().unwrap().into_inner());
    assert_eq!(codes(&path), [ProblemCode::SealMissing]);
}

#[test]
fn a_sealed_archive_opens_with_its_passphrase_alone() {
    let desk = Desk::new();
    let sealing = || Options { encrypt: Some(passphrase()), ..Options::default() };
    let clear = write(&desk.path("clear"), vec![evidence(1)], Options::default()).unwrap();
    let sealed = write(&desk.path("out"), vec![evidence(1)], sealing()).unwrap();
    assert_eq!(sealed[0].clear_sha256, clear[0].sha256);
    assert_ne!(sealed[0].sha256, clear[0].sha256);
    let path = desk.path("out").join(archive_name(1));
    let look = |passphrase: Option<&Passphrase>| verify(&path, passphrase, &Checks::default()).unwrap();

    let opened = look(Some(&passphrase()));
    assert_eq!((opened.verdict, opened.sealed), (Verdict::Intact, true));
    assert_eq!(opened.clear_sha256, Some(clear[0].sha256.to_string()));
    let wrong = look(Some(&Passphrase::new(b"another one")));
    assert_eq!((wrong.verdict, wrong.problems[0].code), (Verdict::Locked, ProblemCode::WrongPassphrase));
    let closed = look(None);
    assert_eq!((closed.verdict, closed.problems[0].code), (Verdict::Locked, ProblemCode::PassphraseNeeded));

    let whole = fs::read(&path).unwrap();
    assert!(!whole.windows(10).any(|window| window == b"Toerresdal"));
    for at in (0..whole.len()).step_by(211) {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        let path = desk.file("flipped.zip", &changed);
        assert_ne!(verify(&path, Some(&passphrase()), &Checks::default()).unwrap().verdict, Verdict::Intact, "{at}");
        assert_ne!(verify(&path, None, &Checks::default()).unwrap().verdict, Verdict::Intact, "{at}");
    }
    for program in ["bsdtar", "7z"] {
        if !Command::new(program).arg("--help").output().is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: no {program}");
            continue;
        }
        let mut command = Command::new(program);
        match program {
            "bsdtar" => command.args(["--passphrase", "a-passphrase-that-a-generator-made", "-xOf"]).arg(&path),
            _ => command.arg("t").arg("-pa-passphrase-that-a-generator-made").arg(&path),
        };
        ok(&mut command);
    }
}

#[test]
fn a_signature_says_whose_archive_it_is() {
    let desk = Desk::new();
    let key_of = |name: &str, bytes: &[u8]| SigningKey::read(&secret(&desk, name, bytes)).unwrap();
    let (key, other) = (key_of("key", &[7; 32]), key_of("other", "08".repeat(32).as_bytes()));
    write(&desk.path("out"), vec![evidence(1)], Options { sign: Some(key.clone()), ..Options::default() }).unwrap();
    let path = desk.path("out").join(archive_name(1));
    let with = |key: Option<&SigningKey>| {
        let checks = Checks { public_key: key.map(SigningKey::public), ..Checks::default() };
        verify(&path, None, &checks).unwrap()
    };
    let public_key = key.public().to_string();
    assert_eq!(desk.read("out/muster-evidence.pub"), format!("{public_key}\n"));
    let report = with(None);
    assert_eq!(report.origin, Origin::Signed { public_key: public_key.clone(), expected: false });
    assert_eq!(report.verdict, Verdict::Intact);
    assert_eq!(with(Some(&key)).origin, Origin::Signed { public_key: public_key.clone(), expected: true });
    let report = with(Some(&other));
    assert_eq!((report.verdict, report.problems[0].code), (Verdict::Damaged, ProblemCode::NotSignedByKey));

    if has("ssh-keygen", &["-?"]) || Command::new("ssh-keygen").arg("-?").output().is_ok() {
        desk.file("allowed", format!("bank {public_key}\n"));
        let verified = desk.bash(&format!(
            "ssh-keygen -Y verify -f allowed -I bank -n muster-evidence -s out/{0}.sig < out/{0}",
            archive_name(1)
        ));
        assert_eq!(verified.code, Some(0), "{}", verified.stderr);
    }
    // one changed byte in the signature, and one in the archive
    let sig = desk.path("out").join(format!("{}.sig", archive_name(1)));
    let whole = fs::read_to_string(&sig).unwrap();
    for at in (0..whole.len()).filter(|at| !whole.as_bytes()[*at].is_ascii_whitespace()) {
        let mut changed = whole.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        fs::write(&sig, changed).unwrap();
        assert_eq!(with(None).origin, Origin::Invalid, "{at}");
    }
    fs::remove_file(&sig).unwrap();
    assert_eq!(with(None).origin, Origin::Unsigned);
    assert_eq!(with(Some(&key)).verdict, Verdict::Damaged);
}

#[test]
fn keys_that_others_can_read_are_refused() {
    let desk = Desk::new();
    let open = desk.file("key", [7; 32]);
    #[cfg(unix)]
    {
        fs::set_permissions(&open, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        assert!(SigningKey::read(&open).err().unwrap().to_string().contains("chmod 600"));
        assert!(Passphrase::read(&open).err().unwrap().to_string().contains("chmod 600"));
    }
    let short = secret(&desk, "short", b"too short\n");
    assert!(SigningKey::read(&short).is_err());
    assert!(Passphrase::read(&short).is_ok());
    assert!(Passphrase::read_for_sealing(&short).err().unwrap().to_string().contains("has 9 bytes"));
    assert!(Passphrase::read(&secret(&desk, "empty", b"\nsecond")).is_err());
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

#[test]
fn verify_goes_on_after_a_bad_file_and_says_so() {
    let desk = Desk::new();
    let good = archive(&desk).display().to_string();
    let bad = desk.file("bad.zip", "no zip").display().to_string();
    let ran = desk.muster(&["export", "verify", &bad, "missing.zip", &good]).ended(1);
    assert!(ran.stdout.contains("no_zip") || ran.stdout.contains("not_a_zip"), "{}", ran.stdout);
    assert!(ran.stdout.contains("intact, origin not proved") && ran.stdout.contains("1 of 3"), "{}", ran.stdout);
    assert!(ran.stderr.contains("missing.zip"), "{}", ran.stderr);
    let ran = desk.muster(&["export", "verify", &good, "--json"]).ended(0);
    let reports: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(reports[0]["verdict"], "intact");
    assert_eq!(reports[0]["evidence"]["dossierId"], DOSSIER);
    assert_eq!(reports[0]["bag"]["algorithms"], json!(["sha256", "sha512"]));
    desk.muster(&["export", "verify", &good, "--passphrase-file", "none"]).ended(2);
    desk.muster(&["export"]).ended(2);
}

#[test]
fn verify_opens_sealed_archives_and_knows_keys() {
    let desk = Desk::new();
    let key = SigningKey::read(&secret(&desk, "key", &[7; 32])).unwrap();
    let options = Options { encrypt: Some(passphrase()), sign: Some(key) };
    write(&desk.path("out"), vec![evidence(1)], options).unwrap();
    let path = desk.path("out").join(archive_name(1)).display().to_string();
    secret(&desk, "pass", b"a-passphrase-that-a-generator-made\n");
    let ran = desk.muster(&["export", "verify", &path]).ended(1);
    assert!(ran.stdout.contains("sealed, not opened") && ran.stdout.contains("--passphrase-file"), "{}", ran.stdout);
    let ran = desk
        .muster(&["export", "verify", &path, "--passphrase-file", "pass", "--public-key", "out/muster-evidence.pub"])
        .ended(0);
    assert!(ran.stdout.contains("intact, signed with the expected key"), "{}", ran.stdout);
}

/// Takes some minutes and 9 GB of disk: `cargo test --test archive -- --ignored`.
#[test]
#[ignore = "writes 9 GB"]
fn an_image_of_more_than_four_gigabytes_is_zip64() {
    use muster::archive::{Image, ImageKind, MediaType, Opened};
    const LENGTH: u64 = (1 << 32) + 7;
    let zeros = || -> Opened { Box::new(io::Read::take(io::repeat(0), LENGTH)) };
    let sha256 = muster::vocabulary::Sha256::of_reader(zeros()).unwrap();
    let mut one = evidence(1);
    one.images.clear();
    let (kind, media_type, open) = (ImageKind::Front, MediaType::Png, Box::new(move || Ok(zeros())));
    one.images.push(Image { kind, media_type, bytes: LENGTH, sha256, open });
    let desk = Desk::new();
    write(&desk.path("out"), vec![one], Options::default()).unwrap();
    let path = desk.path("out").join(archive_name(1));
    assert_eq!(codes(&path), []);
    if has("unzip", &["-v"]) {
        ok(Command::new("unzip").arg("-tq").arg(path));
    }
}
