//! Pages for people: a purge's plan and a certificate of erasure. `MUSTER_PAGES=DIR cargo test --test pages` also writes them
//! there, to be looked at.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use muster::dossier::{DossierId, ImageKind, ProcessId, Status};
use muster::report::{Certificate, ChainPosition, CopyOutside, Destroyed, certificate_page, plan_page};
use muster::retention::{
    Anchor, AnchorTimes, Circumstances, Facts, Hold, LastRun, Name, Part, PartFacts, Plan, Policy, Relationships, plan,
};
use muster::vocabulary::{Country, Sha256};

const HOSTILE: &str = "<script src=//evil.example/x.js>&\"'<img src=http://evil.example onerror=alert(1)>";

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T11:00:00Z").parse().unwrap()
}

fn starter(change: impl Fn(&str) -> String) -> Policy {
    Policy::parse("policy.toml", &change(Policy::starter())).unwrap()
}

/// A dossier that was created, and a process that ended, so many days after the new year of 2026.
fn dossier(number: u32, days: i64) -> Facts {
    let created = at("2026-01-01") + TimeDelta::days(days);
    let mut id = [0x5a; 16];
    id[12..].copy_from_slice(&number.to_be_bytes());
    let part = Part { process_id: ProcessId::from_bytes(id), component: ImageKind::Selfie };
    Facts {
        dossier_id: DossierId::from_bytes(id),
        jurisdiction: None,
        status: Some(Status::Rejected),
        anchors: AnchorTimes { created, completed: Some(created), last_activity: created, transaction: None },
        relationships: Relationships::None,
        running: false,
        holds: Vec::new(),
        erasure_request: None,
        retain_until: None,
        not_exported: false,
        marked_at: None,
        parts: vec![PartFacts {
            part,
            created,
            completed: Some(created),
            last_activity: created,
            running: false,
            not_exported: false,
            marked_at: None,
        }],
    }
}

fn around(now: &str, last_run: Option<&LastRun>) -> Plan {
    planned(Vec::new(), &starter(str::to_owned), now, last_run)
}

fn planned(facts: Vec<Facts>, policy: &Policy, now: &str, last_run: Option<&LastRun>) -> Plan {
    plan(facts, policy, &Circumstances { now: at(now), looks_ahead: false, last_run, store_head: Sha256::of(b"store") })
}

/// Everything that a page may have to say, of so many dossiers that go.
fn busy(gone: u32) -> (Plan, Policy) {
    let policy = starter(|text| text.replace("grace_days = 7", "grace_days = 0"));
    let mut facts: Vec<Facts> = (0..gone).map(|number| dossier(number, -i64::from(number % 60))).collect();
    // due over the next year
    facts.extend((0..400).map(|number| dossier(1_000_000 + number, 35 + i64::from(number))));
    let customer = |number: u32| Facts {
        status: Some(Status::Accepted),
        jurisdiction: Country::parse(if number.is_multiple_of(3) { "US" } else { "NO" }),
        relationships: Relationships::Active,
        parts: Vec::new(),
        ..dossier(2_000_000 + number, i64::from(number))
    };
    facts.extend((0..300).map(customer));
    facts.push(Facts {
        holds: vec![Hold { placed_at: at("2026-05-01"), released_at: None }],
        marked_at: Some(at("2026-04-01")),
        ..dossier(3_000_000, -90)
    });
    facts.push(Facts { running: true, status: Some(Status::Processing), ..dossier(3_000_001, 100) });
    facts.push(Facts { erasure_request: Some(at("2027-01-15")), ..dossier(3_000_002, 200) });
    let before = starter(|text| text.replace("delete_after = \"13mo\"", "delete_after = \"20mo\""));
    let last = LastRun { at: at("2027-01-25"), policy: Some(before) };
    let plan = planned(facts, &policy, "2027-02-03", Some(&last));
    (plan, policy)
}

/// What no page may have: anything that runs, and anything that is loaded.
#[track_caller]
fn is_self_contained(page: &str) {
    let (style, rest) = page.split_once("</style>").unwrap();
    for forbidden in ["url(", "@import", "http:", "https:"] {
        assert!(!style.contains(forbidden), "{forbidden}");
    }
    // what is escaped has no angle, so each of these is a tag of the template's own
    for tag in rest.split('<').skip(1).filter_map(|text| text.split_once('>')).map(|(tag, _)| tag) {
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
        let forbidden = ["script", "img", "link", "iframe", "object", "embed", "form", "base", "use", "image"];
        assert!(!forbidden.contains(&name), "{tag}");
        assert!(!["src=", " on", "http"].iter().any(|forbidden| tag.contains(forbidden)), "{tag}");
        assert!(!tag.contains("href=") || tag.contains("href=\"#"), "a link leads out: {tag}");
    }
    assert!(page.contains("<html lang=\"en\">") && page.contains("default-src 'none'"));
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
}

fn keep(name: &str, page: &str) {
    if let Some(folder) = std::env::var_os("MUSTER_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join(name), page).unwrap();
    }
}

fn words(page: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in page.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            letter if !is_tag => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_plan_of_nothing_says_so_and_needs_nobody() {
    let plan = around("2027-02-03", None);
    let page = plan_page(&plan, &starter(str::to_owned)).unwrap();
    keep("plan-0.html", &page);
    is_self_contained(&page);
    let text = words(&page);
    assert!(
        text.contains("No safety rule objects It is carried out by: muster purge apply plan.json At a glance"),
        "{text}"
    );
    assert!(text.contains("Nothing goes, nothing is marked or unmarked, and nothing needs attention."));
    assert!(text.contains("What goes: 0 None."));
    assert!(text.contains("This is no legal advice."));
    assert!(!page.contains("--approve") && !page.contains("<svg"), "no chart of nothing");
}

#[test]
fn a_plan_of_three_lists_each_with_class_rule_and_what_it_is_counted_from() {
    let policy = starter(|text| {
        text.replace("grace_days = 7", "grace_days = 0").replace("max_fraction = 0.05", "max_fraction = 1")
    });
    let plan = planned((0..3).map(|number| dossier(number, 0)).collect(), &policy, "2027-02-03", None);
    let page = plan_page(&plan, &policy).unwrap();
    keep("plan-3.html", &page);
    is_self_contained(&page);
    let text = words(&page);
    assert!(text.contains("What goes: 3"), "{text}");
    let item = "5a5a5a5a-5a5a-5a5a-5a5a-5a5a00000000 2027-02-02 – its longest time is over no-customer never-accepted the last activity on 2026-01-01";
    assert!(text.contains(item), "{text}");
    assert!(!page.contains("are in <code>plan.json"));
}

#[test]
fn of_ten_thousand_the_first_thousand_are_listed_and_the_rest_counted() {
    let (plan, policy) = busy(10_000);
    let page = plan_page(&plan, &policy).unwrap();
    keep("plan-10000.html", &page);
    is_self_contained(&page);
    assert!(plan.erase.len() > 10_000);
    let text = words(&page);
    let left_out = format!("The first 1,000; the other {} are in plan.json", grouped(plan.erase.len() - 1_000));
    assert!(text.contains(&left_out), "{left_out}");
    assert!(page.matches("class=\"time").count() < 4_000 + 2 * 366, "no more than that is listed");
    assert!(page.len() < 2_000_000, "{}", page.len());
    // what the safety rules say stands before everything else, and how to go on
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}"));
    let objection = place("dossiers and parts would go, and 5,000 may without approval (max_deletions)");
    assert!(objection < place("At a glance"));
    assert!(place("Periods are shorter than last time") < place("At a glance"));
    let command = format!("muster purge apply plan.json --approve {} --approved-by NAME --confirm COUNT", plan.hash);
    assert!(place(&command) < place("At a glance"));
    assert!(text.contains("It is then carried out in 3 slices of at most 5,000"));
    assert!(text.contains("a legal hold, or a restriction 1 until it is released or withdrawn"));
    assert!(text.contains("a process that has not ended 1 until"));
    assert!(
        text.contains("(the person asked for it)") && text.contains("No longer marked")
            || text.contains("never-accepted")
    );
}

fn grouped(number: usize) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}

#[test]
fn months_add_up_to_the_days_and_the_chart_shows_every_month() {
    let (plan, policy) = busy(3);
    let page = plan_page(&plan, &policy).unwrap();
    let dossiers: u64 = plan.upcoming.iter().map(|day| day.dossiers).sum();
    let parts: u64 = plan.upcoming.iter().map(|day| day.parts).sum();
    assert!(dossiers > 300 && parts > 0);
    let text = words(&page);
    assert!(
        text.contains(&format!(
            "From 2027-02-04 to 2028-02-03, {dossiers} dossiers and {parts} single parts become due"
        ))
    );
    assert!(text.contains("February 2027 (from 4 to 28)") && text.contains("February 2028 (from 1 to 3)"));
    assert_eq!(page.matches("<rect class=\"one\" x=").count(), 13);
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert!(text.contains("2027-02-04") && text.contains("2028-02-03"), "a line a day");
}

#[test]
fn hostile_text_in_a_policy_stays_text() {
    let quoted = HOSTILE.replace('"', "\\\"");
    let policy = starter(|text| {
        text.replace("policy_id = \"starter\"", &format!("policy_id = \"{quoted}\""))
            .replace("source = \"31 CFR 501.601\"", &format!("source = \"{quoted}\""))
            .replace("as_of = \"to be filled in\"", &format!("as_of = \"{quoted}\""))
            .replace("\"nights\"", &format!("\"{quoted}\""))
    });
    let page = plan_page(&planned(vec![dossier(1, 0)], &policy, "2027-02-03", None), &policy).unwrap();
    is_self_contained(&page);
    assert!(page.contains("&lt;script"));
    assert_eq!(words(&page).matches("&lt;script").count(), 8, "the id, a source, five days and a folder");
}

#[test]
fn a_page_beside_another_policy_says_so_and_one_that_looks_ahead_gives_no_command() {
    let policy = starter(str::to_owned);
    let around =
        Circumstances { now: at("2028-02-03"), looks_ahead: true, last_run: None, store_head: Sha256::of(b"s") };
    let plan = plan([dossier(1, 0)], &policy, &around);
    let page = plan_page(&plan, &policy).unwrap();
    assert!(!page.contains("purge apply") && page.contains("Such a plan is never carried out"), "{page}");
    assert!(!page.contains("Another policy"));
    let other = starter(|text| text.replace("delete_after = \"13mo\"", "delete_after = \"14mo\""));
    assert!(plan_page(&plan, &other).unwrap().contains("Another policy stands on this page"));
}

fn certificate<'a>(copies: &'a [CopyOutside], rule: &'a Name, class: &'a Name, policy_id: &'a str) -> Certificate<'a> {
    Certificate {
        dossier_id: DossierId::from_bytes([0x5a; 16]),
        part: None,
        destroyed: Destroyed { dossiers: 1, processes: 2, images: 5, lookups: 41, archives: 1, bytes: 3_481_120 },
        erased_at: at("2026-11-23"),
        erased_before: None,
        key_backup_days: 14,
        rule: Some(rule),
        class: Some(class),
        anchor: Some((Anchor::RelationshipEnd, "2021-11-15".parse().unwrap())),
        due_from: "2026-11-16".parse().ok(),
        policy: Some((policy_id, Sha256::of(b"policy"))),
        plan: Some(Sha256::of(b"plan")),
        trigger: "purge run",
        actor: "nightly",
        approved_by: None,
        entry: ChainPosition { seq: 48_211, hash: Sha256::of(b"entry"), previous: Sha256::of(b"before") },
        copies,
        copies_unknown: false,
        issued_at: at("2026-11-30"),
    }
}

#[test]
fn a_certificate_has_both_days_and_all_that_it_takes_to_verify_it() {
    let copy = CopyOutside {
        exported_at: at("2024-03-01"),
        process_id: ProcessId::from_bytes([7; 16]),
        sha256: Some(Sha256::of(b"archive")),
    };
    let (rule, class) = (Name::from("customers-eea"), Name::from("kyc-file"));
    let copies = vec![copy; 9];
    let full = Certificate { approved_by: Some("A. Officer"), ..certificate(&copies, &rule, &class, "bank-no-2026") };
    let page = certificate_page(&full).unwrap();
    keep("certificate.html", &page);
    is_self_contained(&page);
    let text = words(&page);
    for expected in [
        "Effective 2026-11-23 2026-11-23T11:00:00Z: the key was destroyed",
        "Complete 2026-12-08 The last copy of the keys from before will be gone: copies are kept for 14 days",
        "1 dossier, 2 processes, 5 images, 41 lookups, 1 archive within reach",
        "3,481,120, of images and archives",
        "cryptographic erase",
        "Rule customers-eea Class kyc-file Counted from the end of the relationship on 2021-11-15 Due from 2026-11-16",
        "bank-no-2026",
        "nightly; approved by A. Officer",
        "9 archives were handed out before",
        "The other 5 are in the audit.",
        "number 48,211",
        "muster audit verify --store DIR",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    for hash in [full.entry.hash, full.entry.previous, full.plan.unwrap(), full.policy.unwrap().1] {
        assert!(text.contains(&hash.to_string()));
    }
}

#[test]
fn a_certificate_of_a_part_by_hand_leaves_out_what_there_is_not_and_escapes_the_rest() {
    let (rule, class) = (Name::from(HOSTILE), Name::from(HOSTILE));
    let part = Part { process_id: ProcessId::from_bytes([7; 16]), component: ImageKind::Selfie };
    let hostile = certificate(&[], &rule, &class, HOSTILE);
    let by_hand = Certificate {
        part: Some(part),
        destroyed: Destroyed { processes: 0, images: 1, bytes: 1, ..Destroyed::default() },
        trigger: HOSTILE,
        actor: HOSTILE,
        plan: None,
        issued_at: at("2027-11-30"),
        ..hostile
    };
    let page = certificate_page(&by_hand).unwrap();
    keep("certificate-part.html", &page);
    is_self_contained(&page);
    let text = words(&page);
    assert!(text.contains("only the selfie of process 07070707"), "{text}");
    assert!(
        text.contains("is gone: copies are kept") && text.contains("Plan none") && text.contains("None is known"),
        "{text}"
    );
    let unknown = Certificate { copies_unknown: true, erased_before: Some((at("2026-11-22"), 9)), ..by_hand.clone() };
    let text = words(&certificate_page(&unknown).unwrap());
    assert!(!text.contains("None is known") && text.contains("They may be outside"), "{text}");
    assert!(text.contains("First erased 2026-11-22T11:00:00Z (entry 9)"), "{text}");
    let nothing = Certificate { rule: None, class: None, anchor: None, due_from: None, policy: None, ..by_hand };
    assert!(words(&certificate_page(&nothing).unwrap()).contains("Rule none Policy none"));
}

#[test]
fn the_complete_day_is_the_first_without_a_copy_of_the_keys() {
    let name = Name::from("x");
    let complete = |days| Certificate { key_backup_days: days, ..certificate(&[], &name, &name, "p") }.complete_on();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    assert_eq!((complete(14), complete(0)), (day("2026-12-08"), day("2026-11-24")));
    assert_eq!(complete(u32::MAX), None);
}
