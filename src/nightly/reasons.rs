//! Why a night needs a look: what is read of what its steps did, in words for whoever reads the log in the morning.

use serde_json::Value;

use super::Step;
use crate::report::{NotCurrent, grouped};

/// Counts that need a look: of which step, what stands before the number, and behind it. `FILE` is where the rows are.
const COUNTS: [(Step, &str, &str, &str); 5] = [
    (
        Step::Import,
        "rejected",
        "NOT IMPORTED: lines that were set aside:",
        "; mend them as `FILE` says and import them again before the next night, whose purge does not wait for them",
    ),
    (Step::Import, "unreadable", "DO NOT OPEN and were passed over: dossiers:", "; `muster store check` names them"),
    (Step::ScreenDossiers, "rejected", "NOT SCREENED: rejected:", "; mend them as `FILE` says"),
    (Step::ScreenCustomers, "rejected", "NOT SCREENED: rows that were rejected:", "; mend them as `FILE` says"),
    (Step::Purge, "unreadable", "DO NOT OPEN and were not erased: dossiers:", "; `muster store check` names them"),
];

/// What needs a look where files of customers in a folder, or a folder in it, could not be read.
pub const NOT_ALL_SCREENED: &str = "NOT SCREENED: files of customers, or folders of them, that cannot be read: what this night said on standard error names \
     each, and why; mend them and screen them again";

/// What needs a look of what a command did; `rejects` is the file of what it set aside. No personal data.
pub fn reasons(step: Step, did: &Value, rejects: &str) -> Vec<String> {
    let each = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut reasons = Vec::new();
    for source in each(&did["fetched"]["sources"]) {
        let (name, error) = (word(&source["source"]), word(&source["error"]));
        match source["state"].as_str() {
            Some("kept") => {
                reasons.push(format!("source `{name}` was NOT REFRESHED, and the last good one is kept: {error}"));
            }
            Some("missing") => {
                reasons.push(format!("source `{name}` is NOT THERE, and nobody was screened against it: {error}"));
            }
            _ => {}
        }
    }
    reasons.extend(each(&did["leftOut"]).iter().map(|file| {
        format!(
            "LEFT OUT: `{}` is no publication that muster knows (`muster lists kinds` shows all): put the publication there, or take the file \
             away",
            word(file)
        )
    }));
    let lists = each(&did["notCurrent"]).into_iter().filter_map(|list| serde_json::from_value::<NotCurrent>(list).ok());
    reasons.extend(lists.map(|list| not_current(&list)));
    let counts = COUNTS.iter().filter(|(of, ..)| *of == step).filter_map(|(_, field, before, behind)| {
        let n = did[field].as_u64().filter(|n| *n > 0)?;
        Some(format!("{before} {}{}", grouped(n), behind.replace("FILE", rejects)))
    });
    reasons.extend(counts);
    let failed = each(&did["failed"]);
    if step == Step::Export && !failed.is_empty() {
        let n = grouped(failed.len() as u64);
        reasons.push(format!("NOT EXPORTED: processes: {n}; `failed` in the manifest names them, and why"));
    }
    reasons
}

fn not_current(list: &NotCurrent) -> String {
    let age = list.age(|days| format!("{} days old", grouped(days)));
    let (name, max) = (&list.list, list.max_days);
    let may_be = format!("it may be {max} days old (`[lists] max_age`)");
    let advice = match list.days {
        Some(days) if days < 0 => {
            "its date is wrong: mend it where it stands, or build the index with `KIND=PATH,date=YYYY-MM-DD`".to_owned()
        }
        Some(_) => format!("{may_be}: have a newer one in its place before the next night"),
        None => format!(
            "{may_be}: have it fetched (`[source.…]`), which tells its day, or build the index with `KIND=PATH,date=YYYY-MM-DD`"
        ),
    };
    format!("NOT CURRENT: the list `{name}` {age}; {advice}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_as_it_should_be_needs_no_look() {
        let did =
            json!({ "rows": 9, "rejected": 0, "notCurrent": [], "fetched": { "sources": [{ "state": "updated" }] } });
        for step in Step::ALL {
            assert!(reasons(step, &did, "r").is_empty(), "{step:?}");
        }
    }

    #[test]
    fn each_reason_says_what_how_old_and_what_to_do() {
        let did = json!({
            "rejected": 1200,
            "notCurrent": [
                { "list": "UN", "date": "2026-02-27", "days": 272, "maxDays": 7 },
                { "list": "Own", "date": null, "days": null, "maxDays": 7 },
                { "list": "EU", "date": "2026-11-27", "days": -1, "maxDays": 7 },
            ],
        });
        let [old, unknown, of_tomorrow, rejected] =
            &reasons(Step::ScreenCustomers, &did, "n-customers/rejects.csv")[..]
        else {
            panic!("four reasons")
        };
        assert!(
            old.starts_with("NOT CURRENT: the list `UN` is of 2026-02-27, 272 days old; it may be 7 days old"),
            "{old}"
        );
        assert!(unknown.contains("`Own` is of no known date; it may be 7 days old") && unknown.contains(",date="));
        assert!(
            of_tomorrow.contains("`EU` is of 2026-11-27, which is still to come; its date is wrong: "),
            "{of_tomorrow}"
        );
        assert!(!of_tomorrow.contains("newer one"), "{of_tomorrow}");
        assert!(rejected.contains("1,200; mend them as `n-customers/rejects.csv` says"), "{rejected}");
        let did = json!({
            "leftOut": ["lists/new.pdf"],
            "fetched": { "sources": [
                { "source": "un", "state": "kept", "error": "e1" }, { "source": "eu", "state": "missing", "error": "e2" },
            ] },
        });
        let said = reasons(Step::Lists, &did, "");
        assert!(said.len() == 3 && said[0].ends_with(": e1") && said[1].ends_with(": e2"), "{said:?}");
        assert!(said[2].contains("`lists/new.pdf`"), "{said:?}");
        assert_eq!(reasons(Step::Export, &json!({ "failed": [["p", "why"]] }), "").len(), 1);
    }
}
