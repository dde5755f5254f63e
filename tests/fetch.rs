//! Lists as they are fetched: from a server that does what servers do.
#![cfg(feature = "network")]

#[path = "support/server.rs"]
mod server;
mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use server::{Server, file, reply, trickle};
use support::{Desk, Ran};

const MONDAY: &str = "Mon, 23 Nov 2026 05:00:00 GMT";
const OWN: &str = "id,name\n1,Ola Nordman\n2,Kari Nordman\n";

/// The UN list with so many entries.
fn un(entries: usize) -> String {
    let entry = |n: usize| format!("<INDIVIDUAL><DATAID>{n}</DATAID><FIRST_NAME>OLA {n}</FIRST_NAME></INDIVIDUAL>");
    let all: String = (1..=entries).map(entry).collect();
    format!(
        "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:00Z\"><INDIVIDUALS>{all}</INDIVIDUALS></CONSOLIDATED_LIST>"
    )
}

/// A desk whose configuration has these sources; times are short.
fn desk(sources: &str) -> Desk {
    let desk = Desk::new();
    desk.file("muster.toml", format!("{FETCH}{sources}"));
    desk
}

const FETCH: &str = "[fetch]\nfolder = \"fetched\"\ntimeout = \"1 s\"\nretries = 0\nwait = \"10 ms\"\n";

fn one(kind: &str, url: &str) -> String {
    format!("[source.{kind}]\nkind = \"{kind}\"\nurl = \"{url}\"\n")
}

/// The program, without the proxies that the tests may be run behind.
fn command(desk: &Desk, args: &[&str]) -> Command {
    let mut command = desk.command(args);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    command
}

fn muster(desk: &Desk, args: &[&str]) -> Ran {
    Ran::of(desk, command(desk, args).output().unwrap())
}

fn fetch(desk: &Desk, options: &[&str]) -> Ran {
    muster(desk, &[&["lists", "fetch", "--config", "muster.toml"], options].concat())
}

/// What became of each source.
fn fetched(desk: &Desk, code: i32) -> Vec<Value> {
    let ran = fetch(desk, &["--json"]).ended(code);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    answer["sources"].as_array().unwrap().clone()
}

fn published(desk: &Desk, list: &str) -> Value {
    muster(desk, &["lists", "build", list, "-o", "lists.midx"]).ended(0);
    let info = muster(desk, &["lists", "info", "lists.midx", "--json"]).ended(0);
    serde_json::from_str::<Value>(&info.stdout).unwrap()["lists"][0]["date"].clone()
}

/// Nothing is there but the sources.
#[track_caller]
fn nothing_left_behind(desk: &Desk) {
    let unfinished = |name: &String| name.starts_with('.') && name != ".lock";
    assert!(!desk.listing("fetched").iter().any(unfinished), "{:?}", desk.listing("fetched"));
}

#[test]
fn a_list_comes_once_and_again_only_when_it_has_changed() {
    let server = Server::new();
    server.answers(|head, out| file("v1", MONDAY, OWN.as_bytes(), head, out));
    let desk = desk(&one("csv", &server.url("own.csv?token=s3cret")));
    let first = &fetched(&desk, 0)[0];
    assert_eq!(
        (&first["state"], &first["entries"], &first["published"]),
        (&"updated".into(), &2.into(), &"2026-11-23".into())
    );
    assert_eq!(desk.read("fetched/csv/csv.csv"), OWN);
    assert!(!desk.read("fetched/csv/fetched.json").contains("s3cret"));
    let again = &fetched(&desk, 0)[0];
    assert_eq!(again["state"], "unchanged");
    assert_eq!(again["files"][0]["changedAt"], first["files"][0]["changedAt"]);
    let heads = server.heads();
    assert!(!heads[0].contains("if-none-match") && heads[0].contains("user-agent: muster/"), "{heads:?}");
    assert!(
        heads[1].contains("if-none-match: \"v1\"") && heads[1].contains("if-modified-since: mon, 23 nov 2026"),
        "{heads:?}"
    );
    // what was changed or removed by hand is no reason to ask whether it has changed
    desk.file("fetched/csv/csv.csv", "id,name\n1,Somebody Else\n");
    assert_eq!(fetched(&desk, 0)[0]["state"], "updated");
    fs::remove_file(desk.path("fetched/csv/csv.csv")).unwrap();
    assert_eq!(fetched(&desk, 0)[0]["state"], "updated");
    assert!(server.heads().iter().all(|head| !head.contains("if-none-match")));
    assert_eq!(desk.read("fetched/csv/csv.csv"), OWN);
    let other = format!("{OWN}3,Per Nordman\n");
    server.answers(move |head, out| file("v2", "Tue, 24 Nov 2026 05:00:00 GMT", other.as_bytes(), head, out));
    assert_eq!(fetched(&desk, 0)[0]["published"], "2026-11-24");
    nothing_left_behind(&desk);
}

#[test]
fn the_date_that_the_download_said_reaches_the_index() {
    let server = Server::new();
    server.answers(|head, out| file("v1", MONDAY, OWN.as_bytes(), head, out));
    let mut sources = one("csv", &server.url("own.csv"));
    sources += "name = \"Staff\"\ntype = \"Internal\"\n";
    let desk = desk(&sources);
    fetched(&desk, 0);
    assert_eq!(published(&desk, "fetched"), "2026-11-23");
    let info = muster(&desk, &["lists", "info", "lists.midx"]).ended(0).stdout;
    assert!(info.contains("Staff (csv)") && info.contains("list types: Internal"), "{info}");
    fs::remove_file(desk.path("lists.midx")).unwrap();
    assert_eq!(published(&desk, "csv=fetched/csv/csv.csv"), "2026-11-23");
    assert_eq!(published(&desk, "csv=fetched/csv/csv.csv,date=2026-11-01"), "2026-11-01");
    // the day is that of the file that came, and of no other one
    desk.file("fetched/csv/csv.csv", "id,name\n1,Ola Nordman\n2,Kari Nordmann\n");
    assert_eq!(published(&desk, "csv=fetched/csv/csv.csv"), Value::Null);
}

#[test]
fn a_date_inside_a_publication_counts_before_that_of_its_file() {
    let server = Server::new();
    server.answers(|head, out| file("v1", MONDAY, un(2).as_bytes(), head, out));
    let desk = desk(&one("un", &server.url("consolidated.xml")));
    assert_eq!(fetched(&desk, 0)[0]["published"], "2026-02-27");
    assert_eq!(published(&desk, "fetched"), "2026-02-27");
    assert!(muster(&desk, &["lookup", "--name", "Ola", "--lists", "fetched"]).ended(0).stderr.is_empty());
}

type Answer = Box<dyn Fn(&str, &mut dyn std::io::Write) + Send + Sync>;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// All the ways in which a server can misbehave, and what is said of each.
fn misbehaviours() -> Vec<(&'static str, Answer)> {
    fn body(status: &'static str, headers: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        let body = body.into();
        Box::new(move |_, out| reply(status, headers, &body, out))
    }
    fn raw(bytes: impl Into<Vec<u8>>) -> Answer {
        let bytes = bytes.into();
        Box::new(move |_, out| drop(out.write_all(&bytes)))
    }
    let good = un(100);
    let (half, _) = good.split_at(good.len() / 2);
    let bomb = gzip(&vec![b'x'; 4 << 20]);
    let page = "\n<!DOCTYPE html><html><body>Service unavailable</body></html>";
    vec![
        ("sends nothing, or too slowly, for 1 s", Box::new(|_, _| thread::sleep(Duration::from_secs(5)))),
        (
            "sends nothing, or too slowly, for 1 s",
            Box::new(|_, out| {
                let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n");
                trickle(out);
            }),
        ),
        (
            "sends nothing, or too slowly, for 1 s",
            Box::new(|_, out| {
                let _ = out.write_all(b"HTTP/1.1 200 OK\r\nX-Slow:");
                trickle(out);
            }),
        ),
        ("was cut short after", raw(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{half}", good.len()))),
        (
            "was cut short after",
            raw(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{half}", good.len())),
        ),
        // closed without a length: only the reader of the list can tell
        ("not taken: consolidated.xml:1", raw(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{half}"))),
        (
            "not taken: consolidated.xml:1",
            raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 700\r\nConnection: close\r\n\r\n{good}")),
        ),
        ("redirects in circles", body("302 Found", "Location: /consolidated.xml\r\n", "")),
        ("redirects to no `https://`", body("302 Found", "Location: file:///etc/passwd\r\n", "")),
        ("redirects nowhere", body("301 Moved", "", "")),
        ("a web page (HTML)", body("200 OK", "Content-Type: text/xml\r\n", page)),
        ("a web page (HTML)", body("200 OK", "Content-Type: text/html\r\n", "Please log in")),
        ("answered with status 404", body("404 Not Found", "", page)),
        ("answered with status 403", body("403 Forbidden", "", "")),
        ("answered with status 500", body("500 Oops", "", "")),
        ("answered with status 429", body("429 Too Many", "Retry-After: 100000\r\n", "")),
        ("answered with status 206", body("206 Partial Content", "", half)),
        ("answered with status 204", body("204 No Content", "", "")),
        ("sent nothing instead", body("200 OK", "", "")),
        ("cannot be reached", raw("")),
        ("cannot be reached", raw("SSH-2.0-none\r\n\r\n")),
        ("no entry in it could be used", body("200 OK", "", un(0))),
        ("this is OFAC's list in plain XML, expected", body("200 OK", "", "<sdnList></sdnList>")),
        ("has 80 entries where it had 100", body("200 OK", "", un(80))),
        ("larger than 1000000 bytes", body("200 OK", "", "x".repeat(1_000_001))),
        (
            "larger than 1000000 bytes",
            Box::new(|_, out| {
                let _ = out.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                while out.write_all(&[b'x'; 4096]).is_ok() {}
            }),
        ),
        ("larger than 1000000 bytes", body("200 OK", "Content-Encoding: gzip\r\n", bomb.clone())),
        ("unpacked it is larger than 1000000 bytes", body("200 OK", "Content-Type: application/gzip\r\n", bomb)),
        ("cannot be unpacked", body("200 OK", "Content-Encoding: gzip\r\n", good.clone())),
        ("cannot be unpacked", body("200 OK", "Content-Encoding: br\r\n", good)),
        // nobody had asked whether it has changed
        ("answered with status 304", body("304 Not Modified", "", "")),
    ]
}

#[test]
fn whatever_a_server_does_the_last_good_list_stays() {
    let server = Server::new();
    let desk = desk(&(one("un", &server.url("consolidated.xml?token=s3cret")) + "max_bytes = 1_000_000\n"));
    server.answers(|_, out| reply("200 OK", "", un(100).as_bytes(), out));
    assert_eq!(fetched(&desk, 0)[0]["entries"], 100);
    let began = Instant::now();
    for (message, answer) in misbehaviours() {
        server.answers(answer);
        let ran = fetch(&desk, &["--json"]).ended(6);
        assert!(ran.stderr.contains(message) && ran.stderr.contains("source `un`"), "{message}: {}", ran.stderr);
        assert!(
            !ran.stderr.contains("s3cret") && !ran.stdout.contains("s3cret") && !ran.stderr.contains(".fetch-"),
            "{}",
            ran.stderr
        );
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((&answer["sources"][0]["state"], &answer["sources"][0]["entries"]), (&"kept".into(), &100.into()));
        assert_eq!(desk.read("fetched/un/consolidated.xml"), un(100), "{message}");
        nothing_left_behind(&desk);
    }
    assert!(began.elapsed() < Duration::from_secs(30));
    // a list that shrank is taken where that is allowed
    server.answers(|_, out| reply("200 OK", "", un(80).as_bytes(), out));
    fetch(&desk, &["--max-shrink", "20"]).ended(0);
    assert_eq!(desk.read("fetched/un/consolidated.xml"), un(80));
}

#[test]
fn a_list_may_come_packed() {
    let server = Server::new();
    let desk = desk(&one("un", &server.url("consolidated.xml")));
    server.answers(|_, out| reply("200 OK", "Content-Encoding: gzip\r\n", &gzip(un(3).as_bytes()), out));
    fetched(&desk, 0);
    assert_eq!(desk.read("fetched/un/consolidated.xml"), un(3));
    assert!(server.heads()[0].contains("accept-encoding: gzip"));
    server.answers(|_, out| reply("200 OK", "", &gzip(un(4).as_bytes()), out));
    assert_eq!(fetched(&desk, 0)[0]["entries"], 4);
}

#[test]
fn what_fails_in_passing_is_tried_again_and_nothing_else_is() {
    let server = Server::new();
    let desk = desk(&one("un", &server.url("consolidated.xml")));
    desk.file("muster.toml", desk.read("muster.toml").replace("retries = 0", "retries = 2"));
    for (first, seconds) in [("500 Oops", 0), ("503 Busy", 0), ("429 Too Many", 1)] {
        let count = AtomicUsize::new(0);
        server.answers(move |_, out| match count.fetch_add(1, Ordering::SeqCst) {
            0 => reply(first, &format!("Retry-After: {seconds}\r\n"), b"", out),
            1 => drop(out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<CONS")),
            _ => reply("200 OK", "", un(5).as_bytes(), out),
        });
        let began = Instant::now();
        fetch(&desk, &[]).ended(0);
        assert_eq!(server.heads().len(), 3, "{first}");
        assert!(began.elapsed() >= Duration::from_secs(seconds));
    }
    for (status, asked) in [("404 Not Found", 1), ("500 Oops", 3)] {
        server.answers(move |_, out| reply(status, "", b"", out));
        fetch(&desk, &[]).ended(6);
        assert_eq!(server.heads().len(), asked, "{status}");
    }
}

#[test]
fn a_server_that_says_at_which_time_to_ask_again_is_asked_then() {
    let server = Server::new();
    let desk = desk(&one("un", &server.url("consolidated.xml")));
    desk.file("muster.toml", desk.read("muster.toml").replace("retries = 0", "retries = 1"));
    let count = AtomicUsize::new(0);
    server.answers(move |_, out| match count.fetch_add(1, Ordering::SeqCst) {
        0 => {
            let times = "Date: Mon, 23 Nov 2026 05:00:00 GMT\r\nRetry-After: Mon, 23 Nov 2026 05:00:02 GMT\r\n";
            reply("503 Busy", times, b"", out);
        }
        _ => reply("200 OK", "", un(5).as_bytes(), out),
    });
    let began = Instant::now();
    fetch(&desk, &[]).ended(0);
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    // nobody waits until tomorrow
    server.heads();
    server.answers(|_, out| {
        let times = "Date: Mon, 23 Nov 2026 05:00:00 GMT\r\nRetry-After: Tue, 24 Nov 2026 05:00:00 GMT\r\n";
        reply("503 Busy", times, b"", out);
    });
    fetch(&desk, &[]).refused_with(6, "answered with status 503");
    assert_eq!(server.heads().len(), 1);
}

#[test]
fn a_source_has_its_time_however_busy_its_server_is() {
    let server = Server::new();
    let desk = desk(&one("un", &server.url("consolidated.xml")));
    let config = desk.read("muster.toml").replace("\"1 s\"", "\"20 s\"\nmax_time = \"2 s\"");
    desk.file("muster.toml", config.replace("retries = 0", "retries = 5"));
    let too_long = "takes longer than 2 s with all files of its source";
    fetch_in_time(&desk, &server, too_long, |_, out| {
        // fast enough for `timeout`
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<CONS");
        while out.write_all(&[b' '; 1 << 14]).and_then(|()| out.flush()).is_ok() {
            thread::sleep(Duration::from_millis(200));
        }
    });
    fetch_in_time(&desk, &server, too_long, |_, _| thread::sleep(Duration::from_secs(20)));
    // whatever is tried again counts, and what went wrong is said
    for after in [1, 100] {
        let busy = "answered with status 503: try again later; too little is left for another try of the 2 s";
        let headers = format!("Retry-After: {after}\r\n");
        fetch_in_time(&desk, &server, busy, move |_, out| reply("503 Busy", &headers, b"", out));
    }
}

fn fetch_in_time(
    desk: &Desk,
    server: &Server,
    message: &str,
    answer: impl Fn(&str, &mut dyn std::io::Write) + Send + Sync + 'static,
) {
    server.answers(answer);
    let began = Instant::now();
    fetch(desk, &[]).refused_with(1, message);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    nothing_left_behind(desk);
}

#[test]
fn redirects_are_followed_and_secrets_are_told_to_nobody_else() {
    let (server, other) = (Server::new(), Server::new());
    let elsewhere = other.url("there.xml");
    server.answers(move |head, out| match head {
        _ if head.starts_with("get /a ") => reply("302 Found", "Location: b\r\n", b"", out),
        _ => reply("307 Temporary", &format!("Location: {elsewhere}\r\n"), b"", out),
    });
    other.answers(|_, out| reply("200 OK", "", un(2).as_bytes(), out));
    let desk = desk(&(one("un", &server.url("a")) + "header_file = \"headers\"\n"));
    let headers = desk.file("headers", "Authorization: ApiKey s3cret\n\n");
    fetch(&desk, &[]).ended(1);
    assert!(server.heads().is_empty(), "others may read the file");
    #[cfg(unix)]
    fs::set_permissions(headers, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    fetch(&desk, &[]).ended(0);
    let heads = server.heads();
    assert_eq!(heads.len(), 2);
    assert!(heads.iter().all(|head| head.contains("authorization: apikey s3cret\r\n")), "{heads:?}");
    assert!(!other.heads()[0].contains("s3cret"));
    desk.file("headers", "no header s3cret\n");
    let ran = fetch(&desk, &[]).ended(6);
    assert!(ran.stderr.contains("has no header in line 1") && !ran.stderr.contains("s3cret"), "{}", ran.stderr);
}

#[test]
fn a_server_is_trusted_by_its_certificate_alone() {
    let certificate = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let server = Server::with_tls(&certificate);
    server.answers(|_, out| reply("200 OK", "", un(2).as_bytes(), out));
    let desk = desk(&one("un", &server.url("consolidated.xml?token=s3cret")));
    let ran = fetch(&desk, &[]).ended(1);
    assert!(
        ran.stderr.contains("`localhost` is not trusted (invalid peer certificate") && !ran.stderr.contains("s3cret"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("missing") && ran.stdout.contains("nothing is there"), "{}", ran.stdout);
    let trusting = desk.read("muster.toml").replace("[fetch]\n", "[fetch]\nca_file = \"ca.pem\"\n");
    desk.file("muster.toml", &trusting);
    fetch(&desk, &[]).refused_with(2, "`ca.pem` cannot be read");
    desk.file("ca.pem", "nothing\n");
    fetch(&desk, &[]).refused_with(2, "`ca.pem` holds no certificate");
    desk.file("ca.pem", certificate.cert.pem());
    fetch(&desk, &[]).ended(0);
    let mut on_a_bare_system = command(&desk, &["lists", "fetch", "--config", "bare.toml"]);
    desk.file("bare.toml", trusting.replace("ca_file = \"ca.pem\"\n", ""));
    on_a_bare_system.env("SSL_CERT_FILE", "/dev/null").env_remove("SSL_CERT_DIR");
    let ran = Ran::of(&desk, on_a_bare_system.output().unwrap());
    ran.refused_with(6, "nobody is trusted on this system: give certificates in PEM form as `ca_file`");
    // what was asked for safely is not fetched unsafely
    let plain = Server::new();
    plain.answers(|_, out| reply("200 OK", "", un(2).as_bytes(), out));
    let location = format!("Location: {}\r\n", plain.url("x"));
    server.answers(move |_, out| reply("302 Found", &location, b"", out));
    fetch(&desk, &[]).refused_with(6, "redirects from `https://` to `http://`");
    assert!(plain.heads().is_empty());
    // a certificate of somebody else
    let of_another = rcgen::generate_simple_self_signed(vec!["lists.example".to_owned()]).unwrap();
    let other = Server::with_tls(&of_another);
    desk.file("ca.pem", of_another.cert.pem());
    desk.file("muster.toml", trusting.replace(&server.url(""), &other.url("")));
    fetch(&desk, &[]).refused_with(6, "is not trusted");
}

#[test]
fn a_publication_of_several_files_changes_as_a_whole() {
    let server = Server::new();
    let files = ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"];
    let publication = |name: &str, head: &str, out: &mut dyn std::io::Write| {
        let day = if head.starts_with("get /sdn.csv") { MONDAY } else { "Mon, 02 Nov 2026 05:00:00 GMT" };
        let row = match head {
            _ if head.starts_with("get /sdn.csv") => {
                format!("11,\"NORDMAN, {name}\",\"individual\",\"X\",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n")
            }
            _ if head.starts_with("get /alt.csv") => "11,1,\"aka\",\"NORDMANN\",-0-\n".to_owned(),
            _ => String::from("\x1a"),
        };
        file(name, day, row.as_bytes(), head, out);
    };
    let mut sources = "[source.ofac]\nkind = \"ofac-sdn\"\n[source.ofac.files]\n".to_owned();
    for name in files {
        writeln!(sources, "\"{name}\" = \"{}\"", server.url(name)).unwrap();
    }
    let desk = desk(&sources);
    server.answers(move |head, out| publication("OLA", head, out));
    assert_eq!(fetched(&desk, 0)[0]["state"], "updated");
    assert_eq!(published(&desk, "fetched"), "2026-11-23");
    assert_eq!(fetched(&desk, 0)[0]["state"], "unchanged");
    server.answers(move |head, out| match head {
        _ if head.starts_with("get /add.csv") => reply("500 Oops", "", b"", out),
        _ => publication("KARI", head, out),
    });
    assert_eq!(fetched(&desk, 6)[0]["state"], "kept");
    assert!(desk.read("fetched/ofac/sdn.csv").contains("OLA"));
    // what has not changed stays beside what has
    server.answers(move |head, out| {
        publication(if head.starts_with("get /sdn.csv") { "KARI" } else { "OLA" }, head, out);
    });
    assert_eq!(fetched(&desk, 0)[0]["state"], "updated");
    assert!(desk.read("fetched/ofac/sdn.csv").contains("KARI"));
    assert_eq!(desk.listing("fetched/ofac").len(), 5);
    nothing_left_behind(&desk);
}

#[test]
fn one_that_fails_does_not_stop_the_others() {
    let server = Server::new();
    server.answers(|head, out| match head {
        _ if head.contains("un.xml") => reply("200 OK", "", un(2).as_bytes(), out),
        _ => reply("404 Not Found", "", b"", out),
    });
    let desk = desk(&(one("csv", &server.url("own.csv")) + &one("un", &server.url("un.xml"))));
    let states: Vec<Value> = fetched(&desk, 1).iter().map(|source| source["state"].clone()).collect();
    assert_eq!(states, ["missing", "updated"]);
    fetch(&desk, &["--source", "un"]).ended(0);
    fetch(&desk, &["--source", "eu"]).refused_with(2, "there is no source `eu`: the configuration has `csv`, `un`");
    let table = fetch(&desk, &[]).ended(1).stdout;
    assert!(table.contains("un   unchanged  2 entries, published 2026-02-27"), "{table}");
}

#[test]
fn two_at_once_are_one_too_many() {
    let server = Server::new();
    let desk = desk(&one("un", &server.url("un.xml")));
    fs::create_dir(desk.path("fetched")).unwrap();
    let lock = fs::File::create(desk.path("fetched/.lock")).unwrap();
    lock.lock().unwrap();
    fetch(&desk, &[]).refused_with(5, "another `muster lists fetch` is at work in `fetched`");
    assert!(server.heads().is_empty());
}

#[test]
fn what_people_put_there_is_not_overwritten() {
    let server = Server::new();
    server.answers(|_, out| reply("200 OK", "", un(2).as_bytes(), out));
    let desk = desk(&one("un", &server.url("un.xml")));
    desk.file("fetched/un/by-hand.xml", un(1));
    fetch(&desk, &[]).refused_with(1, "`fetched/un/by-hand.xml` was not put there by `muster lists fetch`");
    assert_eq!(desk.read("fetched/un/by-hand.xml"), un(1));
    fs::remove_dir_all(desk.path("fetched")).unwrap();
    desk.file("fetched", "a file");
    fetch(&desk, &[]).refused_with(1, "cannot write `fetched`");
}

#[cfg(unix)]
#[test]
fn a_download_that_is_interrupted_leaves_nothing_half_written() {
    let server = Server::new();
    server.answers(|_, out| reply("200 OK", "", un(2).as_bytes(), out));
    let desk = desk(&one("un", &server.url("un.xml")));
    desk.file("muster.toml", desk.read("muster.toml").replace("\"1 s\"", "\"60 s\""));
    fetch(&desk, &[]).ended(0);
    for silent in [false, true] {
        server.answers(move |_, out| {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n<CONS").and_then(|()| out.flush());
            if silent { thread::sleep(Duration::from_secs(20)) } else { trickle(out) }
        });
        server.heads();
        let mut child = command(&desk, &["lists", "fetch", "--config", "muster.toml"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let working = || desk.listing("fetched").iter().any(|name| name.starts_with(".fetch-"));
        let began = Instant::now();
        while !working() && began.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(20));
        }
        thread::sleep(Duration::from_millis(200));
        let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(signal.success());
        let began = Instant::now();
        child.wait().unwrap();
        assert!(began.elapsed() < Duration::from_secs(8));
        let output: Output = child.wait_with_output().unwrap();
        Ran::of(&desk, output).ended(130);
        nothing_left_behind(&desk);
        assert_eq!(desk.read("fetched/un/un.xml"), un(2));
    }
}

#[test]
fn a_night_fetches_builds_and_goes_on_with_the_last_good_list() {
    let server = Server::new();
    server.answers(|head, out| file("v1", MONDAY, un(3).as_bytes(), head, out));
    let desk = desk(&one("un", &server.url("un.xml")));
    let config = desk.read("muster.toml")
        + "[lists]\nmax_age = \"36500 days\"\n[nightly]\nout = \"nights\"\nlists = \"lists.midx\"\ncustomers = \"customers.csv\"\n";
    desk.file("muster.toml", config);
    desk.file("customers.csv", "id,name\n1,Ola\n");
    let night = || muster(&desk, &["nightly", "--config", "muster.toml"]);
    let plan = muster(&desk, &["nightly", "--config", "muster.toml", "--dry-run"]).ended(0).stdout;
    assert!(
        plan.contains("lists: muster lists fetch --config muster.toml --json\nlists: muster lists build fetched "),
        "{plan}"
    );
    night().ended(0);
    let manifest = || serde_json::from_str::<Value>(&desk.read("nights/nightly.json")).unwrap();
    let step = manifest()["steps"][0].clone();
    assert_eq!((&step["state"], &step["did"]["fetched"]["sources"][0]["state"]), (&"done".into(), &"updated".into()));
    assert_eq!(step["did"]["lists"][0]["entries"], 3);
    server.answers(|_, out| reply("500 Oops", "", b"", out));
    night().ended(6);
    let step = manifest()["steps"][0].clone();
    assert_eq!((&step["exitCode"], &step["did"]["fetched"]["sources"][0]["state"]), (&6.into(), &"kept".into()));
    assert!(step["reasons"][0].as_str().unwrap().contains("source `un` was NOT REFRESHED"), "{step}");
    assert_eq!(step["did"]["lists"][0]["entries"], 3);
    assert_eq!(manifest()["steps"][3]["state"], "done");
    // a source that was never there: the others are built, and the night says that something is missing
    desk.file("muster.toml", desk.read("muster.toml") + &one("csv", &server.url("own.csv")));
    night().ended(6);
    // where nothing can be built, what was fetched is said all the same
    desk.file("lists.midx", "no index");
    night().ended(6);
    let step = manifest()["steps"][0].clone();
    assert_eq!((&step["state"], &step["did"]["fetched"]["sources"][0]["state"]), (&"failed".into(), &"missing".into()));
    assert_eq!(step["reasons"].as_array().map(Vec::len), Some(2), "{step}");
}

#[cfg(unix)]
#[test]
fn a_night_that_is_stopped_in_the_middle_of_a_step_says_so() {
    let server = Server::new();
    let desk = desk(&one("un", &server.url("un.xml")));
    let config = desk.read("muster.toml").replace("\"1 s\"", "\"60 s\"")
        + "[nightly]\nout = \"nights\"\nlists = \"lists.midx\"\ncustomers = \"customers.csv\"\n";
    desk.file("muster.toml", config);
    desk.file("customers.csv", "id,name\n1,Ola\n");
    // one step notices, and the other one waits for the server
    for silent in [false, true] {
        server.answers(move |_, out| {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n<CONS").and_then(|()| out.flush());
            if silent { thread::sleep(Duration::from_secs(20)) } else { trickle(out) }
        });
        server.heads();
        let child = command(&desk, &["nightly", "--config", "muster.toml", "--metrics", "muster.prom"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while server.heads().is_empty() && began.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(20));
        }
        thread::sleep(Duration::from_millis(200));
        let signal = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(signal.success());
        let began = Instant::now();
        Ran::of(&desk, child.wait_with_output().unwrap()).ended(143);
        assert!(began.elapsed() < Duration::from_secs(8));
        let manifest: Value = serde_json::from_str(&desk.read("nights/nightly.json")).unwrap();
        assert_eq!((&manifest["exitCode"], &manifest["interrupted"]), (&143.into(), &true.into()), "{manifest}");
        let states: Vec<&Value> = manifest["steps"].as_array().unwrap().iter().map(|step| &step["state"]).collect();
        assert_eq!(states, ["failed", "off", "off", "skipped", "off", "off"], "{manifest}");
        assert_eq!(manifest["steps"][0]["error"], "interrupted");
        assert!(desk.read("muster.prom").contains("muster_nightly_exit_code 143\n"));
        nothing_left_behind(&desk);
        fs::remove_dir_all(desk.path("nights")).unwrap();
        fs::remove_file(desk.path("muster.prom")).unwrap();
    }
}

#[test]
fn the_proxy_is_that_of_the_environment() {
    let proxy = Server::new();
    proxy.answers(|_, out| reply("502 Bad Gateway", "", b"", out));
    let desk = desk(&(one("un", "http://lists.example/un.xml?token=s3cret") + "allow_http = true\n"));
    let mut behind = command(&desk, &["lists", "fetch", "--config", "muster.toml"]);
    let ran = Ran::of(&desk, behind.env("http_proxy", proxy.url("")).output().unwrap()).ended(1);
    assert!(proxy.heads()[0].contains("lists.example"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
}

#[test]
fn sources_that_cannot_be_fetched_are_said_before_anything_is() {
    let desk = desk("[source.un]\nkind = \"un\"\nurl = \"http://lists.example/s3cret\"\n");
    let ran = fetch(&desk, &[]).ended(2);
    assert!(
        ran.stderr.contains("muster.toml:8: what comes by `http://`") && !ran.stderr.contains("s3cret"),
        "{}",
        ran.stderr
    );
    assert!(!desk.path("fetched").exists());
    desk.file("muster.toml", "[fetch]\nfolder = \"fetched\"\n");
    fetch(&desk, &[]).refused_with(2, "there is no `[source.NAME]`");
}
