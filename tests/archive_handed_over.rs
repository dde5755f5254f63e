//! Evidence archives in the hands of others: changed, sealed, signed, checked.

#[path = "support/archives.rs"]
mod archives;
#[path = "support/evidence.rs"]
mod evidence;
mod support;

use std::fs;
use std::io;
use std::process::Command;

use archives::{archive, codes, has, ok, passphrase, secret, write};
use evidence::{DOSSIER, archive_name, evidence};
use muster::archive::{Checks, Options, Origin, Passphrase, ProblemCode, SigningKey, Verdict, verify};
use rayon::prelude::*;
use serde_json::{Value, json};
use support::Desk;

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
