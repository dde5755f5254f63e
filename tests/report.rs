//! `report.html`: what people read on it, and what it must never do.

mod support;

use std::fmt::Write;

use support::{Desk, lines, sample};

const HOSTILE: &str = "</noscript></script><script src=//evil.example/x.js>&\"'<img src=http://evil.example onerror=alert(1)>--><!--cards-->";

/// What a person reads, without a script: a line for each block, style and script left out.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, tag_on)) = rest.split_once('<') {
        text += before;
        let (tag, behind) = tag_on.split_once('>').unwrap();
        rest = behind;
        let name = tag.split([' ', '\n', '/']).next().unwrap();
        match name {
            "style" | "script" => rest = rest.split_once(&format!("</{name}>")).unwrap().1,
            "td" | "th" | "dt" | "dd" | "b" | "span" | "option" | "text" => text.push(' '),
            "bdi" | "code" | "small" | "" => {}
            _ => text.push('\n'),
        }
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n").replace("&#39;", "'").replace("&#x27;", "'")
}

/// Hashes change with everything that decides a score.
fn without_hashes(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let line = |line: &str| {
        line.split(' ').map(|word| if is_hash(word) { "[hash]" } else { word }).collect::<Vec<_>>().join(" ")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What stands above the alerts.
fn above(page: &str) -> String {
    let text = words(page);
    text.split_once("\nAlerts\nCustomers by").map_or_else(|| text.clone(), |(above, _)| above.to_owned())
}

fn card(page: &str, id: usize) -> String {
    let start = page.find(&format!("id=\"alert-{id}\"")).unwrap_or_else(|| panic!("no alert {id}"));
    words(page[start..][..page[start..].find("</article>").unwrap()].split_once('>').unwrap().1)
}

/// Nothing on it runs but its own script, nothing is loaded, and no text from outside became a tag.
#[track_caller]
fn is_self_contained(page: &str) {
    let policy = page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let (style, rest) = page.split_once("</style>").unwrap();
    let (rest, script) = rest.split_once("<script>").unwrap_or((rest, ""));
    for outside in ["url(", "@import", "http:", "https:", "//"] {
        assert!(!style.split_once("<style>").unwrap().1.contains(outside), "{outside}");
    }
    assert!(!script.contains("fetch(") && !script.contains("XMLHttp") && !script.contains("eval("));
    for tag in rest.split('<').skip(1).filter(|tag| !tag.starts_with("!--cards")) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{tag}"));
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
        let known = "a article b bdi body br button caption code dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 \
            head header html input kbd label legend li line main nav noscript option p rect section select small span strong style \
            summary svg table tbody td text tfoot th thead title tr ul";
        assert!(known.split_whitespace().any(|known| known == name), "{tag}");
        // attributes in their quotes hold any text; outside them none does
        let outside: String = tag.split('"').step_by(2).collect();
        for forbidden in [" on", " src=", " style=", " srcdoc", " formaction"] {
            assert!(!outside.contains(forbidden), "{tag}");
        }
        assert!(!tag.contains("href=") || tag.contains("href=\"#"), "a link leads out: {tag}");
    }
    for tag in ["table", "article", "noscript", "section"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn the_page_of_the_sample_reads_so() {
    let desk = Desk::new();
    desk.screen(sample("customers.csv"), &[]).results(3);
    let page = desk.read("out/report.html");
    is_self_contained(&page);
    insta::assert_snapshot!("sample_summary", without_hashes(&above(&page)));
    let cards = [1, 4, 14, 25].map(|id| card(&page, id)).join("\n\n");
    insta::assert_snapshot!("sample_cards", cards);
    assert_eq!(page.matches("<article").count(), 25);
    let said = ["2 rows were NOT screened", "1 list has no date", "At a glance\n25 alerts", "\nAlerts\nCustomers by"];
    let places = said.map(|what| words(&page).find(what).unwrap_or_else(|| panic!("{what}")));
    assert!(places.is_sorted(), "what must not be missed stands first");
}

#[test]
fn hostile_text_stays_text() {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (quoted, name) = (cell(HOSTILE), cell(&format!("Oskar Lindqvist {HOSTILE}")));
    let desk = Desk::with_list(&format!(
        "id,name,schema,birth_date,country,id_number,position\n{quoted},{name},Person,1970-01-02,SE,X1234567,{quoted}\n"
    ));
    let customers =
        format!("record_id,name,date_of_birth,country,id_number\n{quoted},{name},{quoted},{quoted},{quoted}\n");
    let results = desk.screen(customers, &[]).results(0);
    assert_eq!(results.hits.len(), 1);
    let key = results.hits[0]["alert_key"].clone();
    let decided =
        format!("alert_key,decision,decided_by,decided_at,reason\n{key},escalate,{quoted},2026-11-20,{quoted}\n");
    desk.file("back.csv", decided);
    desk.screen_file(&["--force", "--decisions", "back.csv"]).results(0);
    let page = desk.read("out/report.html");
    is_self_contained(&page);
    assert_eq!(page.matches("<script>").count(), 1);
    let escaped = "&lt;/noscript&gt;&lt;/script&gt;&lt;script src=//evil.example/x.js&gt;&amp;&quot;&#39;&lt;img";
    assert!(page.matches(escaped).count() >= 12, "{}", page.matches(escaped).count());
    assert!(!page.contains("<img") && !page.contains("<script src") && !page.contains("</noscript></script>"));
}

#[test]
fn what_is_very_long_is_cut() {
    let desk = Desk::with_list("id,name\n1,Oskar Lindqvist\n");
    let long = "x".repeat(900_000);
    let customers = format!("record_id,name,country,id_number\n{long},Oskar Lindqvist,{long},{long}\n");
    assert_eq!(desk.screen(customers, &[]).results(0).hits.len(), 1);
    let page = desk.read("out/report.html");
    assert!(page.len() < 90_000 && page.contains("x… (cut)"), "{}", page.len());
}

#[test]
fn where_nothing_was_found_it_says_so_and_has_no_empty_tables() {
    let desk = Desk::new();
    desk.screen("id,name\n1,Emma Johansson\n2,Per Berg\n", &[]).results(0);
    let page = desk.read("out/report.html");
    is_self_contained(&page);
    let text = words(&page);
    assert!(
        text.contains("Nothing found\nNone of the 2 customers who were screened is an alert on any of the lists."),
        "{text}"
    );
    assert!(
        !page.contains("<svg") && !page.contains("<form") && !page.contains("<script") && !text.contains("By country")
    );

    desk.screen("id,name\n", &[]).results(0);
    let text = words(&desk.read("out/report.html"));
    assert!(
        text.contains("Nobody was screened\nThere was no row to screen.") && !text.contains("Nothing found"),
        "{text}"
    );

    desk.screen("id,name\n1,?\n", &[]).results(3);
    let text = words(&desk.read("out/report.html"));
    assert!(text.contains("1 row was NOT screened") && !text.contains("Nothing found"), "{text}");
}

#[test]
fn lists_that_are_not_current_are_said_first() {
    let desk = Desk::new();
    desk.muster(&["lists", "build", "csv=lists/watchlist.csv,date=2026-11-01", "-o", "old.midx"]).ended(0);
    desk.file("in.csv", "id,name\n1,Emma Johansson\n");
    let fixed = ["screen", "in.csv", "--lists", "old.midx", "--out", "out", "--run-date", "2026-11-23"];
    desk.muster(&[&fixed[..], &["--max-list-age", "7"]].concat()).ended(6);
    let text = words(&desk.read("out/report.html"));
    let said = "1 list is not current\nwatchlist is of 2026-11-01, 22 days old; it may be 7 days old\n";
    assert!(text.find(said).unwrap() < text.find("Nothing found").unwrap(), "{text}");
    assert!(text.contains("watchlist 2026-11-01 22 days"), "{text}");
    desk.muster(&[&fixed[..], &["--force"]].concat()).ended(0);
    let text = words(&desk.read("out/report.html"));
    assert!(!text.contains("not current") && !text.contains("no date"), "{text}");
}

#[test]
fn what_was_decided_is_on_the_card_and_stands_behind_what_was_not() {
    let desk = Desk::with_list("id,name\nA,Oskar Lindqvist\nB,Oskar Lindquist\nC,Hernando Zurbalde\n");
    let customers = "record_id,name\n1,Oskar Lindqvist\n2,Hernando Zurbalde\n";
    let hits = desk.screen(customers, &[]).results(0).hits;
    let key = |id: &str, entity: &str| {
        hits.iter().find(|hit| hit["record_id"] == id && hit["entity_id"] == entity).unwrap()["alert_key"].clone()
    };
    let cells = "alert_key,decision,decided_by,decided_at,reason,first_alerted_at";
    let decisions = format!(
        "{cells}\n{},false_positive,ann,2026-11-20,another birth date,2026-11-18\n{},true_positive,ben,2026-11-20,,2026-11-18\n{},,,,,2026-11-18\n",
        key("1", "A"),
        key("2", "C"),
        key("1", "B")
    );
    desk.file("back.csv", decisions);
    desk.screen_file(&["--force", "--decisions", "back.csv"]).results(0);
    let page = desk.read("out/report.html");
    let cards = [1, 2, 3].map(|id| card(&page, id));
    assert!(cards[0].contains("Open") && cards[0].contains("1 of 2 of this customer"), "{}", cards[0]);
    assert!(cards[0].contains("First alerted on 2026-11-18; open for 5 days"), "{}", cards[0]);
    // with the open alert of the customer, before the confirmed one of another that scores more
    assert!(cards[1].contains("Cleared") && cards[1].contains("2 of 2 of this customer"), "{}", cards[1]);
    assert!(cards[1].contains("Decided: false positive by ann on 2026-11-20: another birth date"), "{}", cards[1]);
    assert!(cards[2].contains("Confirmed") && cards[2].contains("Decided: true positive by ben"), "{}", cards[2]);
    let text = words(&page);
    assert!(
        text.contains("3 alerts\n") && text.contains("1 need a decision\n") && text.contains("1 cleared\n"),
        "{text}"
    );
    assert!(text.contains("The oldest open alert has been open since 2026-11-18."));
}

#[test]
fn a_page_holds_ten_thousand_and_counts_all() {
    let desk = Desk::with_list(&("id,name\n".to_owned() + &lines((0..20).map(|n| format!("E{n},Oskar Lindqvist")))));
    let mut customers = "record_id,name\n".to_owned();
    for n in 0..530 {
        writeln!(customers, "{n},{}", if n < 20 { "Oskar Lindqvist" } else { "Oskar Lindkvist" }).unwrap();
    }
    let results = desk.screen(&customers, &[]).results(0);
    assert_eq!(results.run["hits"], 10_600);
    let page = desk.read("out/report.html");
    assert_eq!(page.matches("<article").count(), muster::report::MOST_ALERTS);
    assert!(page.len() < 30_000_000, "{}", page.len());
    let text = words(&page);
    assert!(text.contains("This page shows 10,000 of 10,600 alerts, the most pressing:"), "{}", above(&page));
    assert!(text.contains("10,600 alerts\n") && text.contains("The other 600 are in hits.csv"));
    // who scores less and comes last is left out
    assert!(page.contains("data-i=\"0\"") && page.contains("data-i=\"499\"") && !page.contains("data-i=\"500\""));
}
