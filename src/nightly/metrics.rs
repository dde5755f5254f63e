//! A night in the text format that Prometheus' node exporter collects from a folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Night, State, Step};

/// The lines; no personal data.
pub fn metrics(night: &Night) -> String {
    let mut text = String::new();
    let mut family = |name: &str, help: &str, lines: Vec<(String, f64)>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
            for (labels, value) in lines {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        }
    };
    let step = |name: &str| format!("{{step=\"{name}\"}}");
    family(
        "muster_nightly_finished_timestamp_seconds",
        "When the last night was done.",
        vec![(String::new(), night.finished_at.timestamp() as f64)],
    );
    family(
        "muster_nightly_exit_code",
        "Exit code of the last night.",
        vec![(String::new(), f64::from(night.exit_code))],
    );
    let on = || night.steps.iter().filter(|step| !matches!(step.state, State::Off | State::Unneeded));
    family(
        "muster_nightly_step_success",
        "Whether a step was done.",
        on().map(|done| (step(done.step.as_str()), f64::from(u8::from(done.state == State::Done)))).collect(),
    );
    family(
        "muster_nightly_step_seconds",
        "How long a step took.",
        on().map(|done| (step(done.step.as_str()), done.seconds)).collect(),
    );
    for (name, help, field) in [
        ("muster_nightly_rows", "Rows or lines that a step read.", "rows"),
        ("muster_nightly_lines", "Events that were read.", "lines"),
        ("muster_nightly_rejected", "Rows or lines that were set aside.", "rejected"),
        ("muster_nightly_hits", "Hits.", "hits"),
        ("muster_nightly_archives", "Archives that were written.", "archives"),
        ("muster_nightly_erased", "Dossiers that were erased.", "dossiers"),
    ] {
        // new dossiers of an import are called the same
        let is_meant = |done: &&super::StepReport| field != "dossiers" || done.step == Step::Purge;
        let of = |done: &super::StepReport| {
            let values: Vec<f64> = done.each_did().filter_map(|did| did[field].as_f64()).collect();
            (!values.is_empty()).then(|| (step(done.step.as_str()), values.iter().sum()))
        };
        family(name, help, on().filter(is_meant).filter_map(of).collect());
    }
    let (mut ages, mut undated) = (BTreeMap::new(), BTreeMap::new());
    for list in on().filter_map(|done| done.did["notCurrent"].as_array()).flatten() {
        let name = list["list"].as_str().unwrap_or_default();
        let name = name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ");
        let label = format!("{{list=\"{name}\"}}");
        match list["days"].as_f64() {
            Some(days) if days >= 0.0 => drop(ages.insert(label, days)),
            // of a day that is still to come: no age, and the exit code tells of it
            Some(_) => {}
            None => drop(undated.insert(label, 1.0)),
        }
    }
    let lines = |lists: BTreeMap<_, _>| lists.into_iter().collect();
    family("muster_nightly_list_over_age_days", "Age of lists that are older than is allowed.", lines(ages));
    family("muster_nightly_list_without_date", "Lists of no known date, which may be of any age.", lines(undated));
    text
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::{Did, night};
    use super::*;

    #[test]
    fn what_was_done_is_there_as_lines_and_what_was_off_is_not() {
        let night = night(
            |step| step != Step::Purge,
            |step| match step {
                Step::Export => Err((Did { exit_code: 1, ..Did::default() }, "full".into())),
                _ => Ok(Did {
                    did: serde_json::json!({
                        "hits": 3, "notCurrent": [
                            { "list": "UN \"x\"", "days": 9 }, { "list": "Own", "days": null }, { "list": "EU", "days": -1 },
                        ],
                    }),
                    ..Did::default()
                }),
            },
            (|| None, || false),
            drop,
            &|| DateTime::UNIX_EPOCH,
        );
        let text = metrics(&night);
        assert!(text.contains("muster_nightly_step_success{step=\"export\"} 0\n"), "{text}");
        assert!(text.contains("muster_nightly_hits{step=\"screen-customers\"} 3\n"), "{text}");
        assert!(text.contains("muster_nightly_list_over_age_days{list=\"UN \\\"x\\\"\"} 9\n"), "{text}");
        assert!(text.contains("muster_nightly_list_without_date{list=\"Own\"} 1\n"), "{text}");
        assert!(!text.contains("purge") && !text.contains("EU"), "{text}");
    }
}
