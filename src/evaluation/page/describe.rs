use std::fmt::Write;

use super::super::figures::{percent, short};
use super::super::results::{
    AtRate, Change, Control, Evaluation, FalseAlerts, FieldsRow, Groups, Labelled, Mutations, Recall, SweepRow,
};
use super::super::statistics::AtThreshold;
use super::cells::{MEASURED, counts, interval, line, number, of, score, table};
use super::curve::Line;
use super::{Block, Table};

/// Groups that are shown one by one; the others stand in `evaluation.json`.
const MOST_GROUPS: usize = 12;

pub(super) fn blocks(evaluation: &Evaluation) -> Vec<Block> {
    let at = short(evaluation.threshold);
    let mut page = vec![Block::Text(head(evaluation))];
    for recall in evaluation.held_out.iter().chain(&evaluation.positives) {
        recall_blocks(recall, &at, &mut page);
    }
    if let Some(negatives) = &evaluation.negatives {
        page.push(Block::Heading("People who are on no list".to_owned()));
        false_alert_blocks(negatives, &at, &mut page);
        sweep_blocks("whole lists", &negatives.sweep, &mut page);
    }
    if let Some(control) = &evaluation.control {
        control_blocks(control, &at, &mut page);
    }
    if let Some(mutations) = &evaluation.mutations {
        page.push(Block::Heading("Listed names, damaged".to_owned()));
        page.push(mutations_table(mutations, &at));
    }
    if let Some(pairs) = &evaluation.pairs {
        labelled_blocks("Labelled pairs", pairs, &at, &mut page);
    }
    if let Some(decisions) = &evaluation.decisions {
        labelled_blocks("Analysts' decisions", decisions, &at, &mut page);
        page.push(Block::Text(format!(
            "only hits that were shown can be decided on, so recall is that among decided hits; the {} false positives \
             stay quiet as long as neither record nor entry changes",
            decisions.negatives
        )));
    }
    if let Some(against) = &evaluation.against {
        page.push(Block::Heading("Against the other run".to_owned()));
        if !against.differs_in.is_empty() {
            let differs = against.differs_in.join(", ");
            page.push(Block::Text(format!("what is not the same in both runs: {differs}")));
        }
        page.push(changes_table(&against.changes));
    }
    page.push(Block::Text(took(evaluation)));
    page
}

fn head(evaluation: &Evaluation) -> String {
    let setting = |name: &str| evaluation.settings.get(name).map_or("", String::as_str);
    let mut text = format!(
        "muster {}, mode {}, phonetic codes: {}, threshold {}, seed {}",
        evaluation.engine,
        setting("mode"),
        setting("phonetic"),
        short(evaluation.threshold),
        evaluation.seed
    );
    if let Some(sample) = evaluation.sample {
        let _ = write!(text, ", sample {sample}");
    }
    if let Some(rules) = evaluation.settings.get("policies").filter(|rules| !rules.is_empty()) {
        let _ =
            write!(text, "\n  the configuration sets rules of its own, which count instead of the threshold: {rules}");
    }
    for list in &evaluation.lists {
        let date = list.date.as_deref().map_or("date unknown".to_owned(), |date| format!("of {date}"));
        let _ = write!(text, "\n  {}, {date}, {} entries", list.name, list.entries);
    }
    text
}

fn took(evaluation: &Evaluation) -> String {
    let resources = &evaluation.resources;
    let mut text = format!("{:.1} s", resources.seconds);
    if let Some(cpu) = resources.cpu_seconds {
        let _ = write!(text, ", {cpu:.1} s of CPU");
    }
    if let Some(bytes) = resources.peak_memory_bytes {
        let _ = write!(text, ", peak memory {} MB", bytes / 1_000_000);
    }
    text
}

fn recall_blocks(recall: &Recall, at: &str, page: &mut Vec<Block>) {
    page.push(Block::Heading(match recall.what.strip_prefix("held-out ") {
        Some(what) => format!("Held-out {what}"),
        None => format!("Listed people of {}", recall.what),
    }));
    let mut text = format!("asked for {} names", recall.asked);
    if !recall.not_asked.is_empty() {
        let _ = write!(text, "; not asked for: {}", counts(&recall.not_asked));
    }
    if !recall.right_is_known {
        text +=
            "\nthe file does not say who on the lists is meant (a column entity_id would): any alert counts as found";
    }
    page.push(Block::Text(text));
    let mut rows = Vec::new();
    if let Some(rank1) = &recall.rank1 {
        rows.push(line("right entry at rank 1", rank1));
    }
    let found = if recall.right_is_known { "right entry is an alert" } else { "an alert, on any entry," };
    rows.push(line(format!("{found} at {at}"), &recall.recall));
    for row in &recall.by_fields {
        rows.push(line(format!("  where more is known, by {}", row.fields), &row.share));
    }
    rows.push(line("best score is shared by several", &recall.ties));
    rows.push(line("alerts that score exactly 1.0000", &recall.at_one));
    page.push(Block::Table(table("", &MEASURED, rows)));
    if recall.tied_with_namesakes > 0 || recall.left_out_by_weak_alias_policy > 0 {
        page.push(Block::Text(format!(
            "of those at rank 1, {} share it with an entry of the very same listed name; of those missed, {} would be found \
             by a weak alias that the list's policy leaves out",
            recall.tied_with_namesakes, recall.left_out_by_weak_alias_policy
        )));
    }
    if !recall.at_rates.is_empty() {
        page.push(Block::Table(rates_table(&recall.at_rates)));
        let asked = recall.false_alerts.as_ref().map_or(0, |alerts| alerts.asked);
        if recall.at_rates.iter().any(|row| row.rate * (asked as f64) < 1.0) {
            page.push(Block::Text(format!(
                "of {asked} negatives the smallest rates are less than one: they mean no false alert at all; 1,000 or more say something"
            )));
        }
    }
    if let Some(candidates) = &recall.candidates {
        let rows = vec![
            line(format!("right entry scores {at} by the plain path"), &candidates.score),
            line("  of these, the search finds", &candidates.right),
            line(format!("all pairs of {} names from 0.50: found", candidates.compared_with_all), &candidates.all),
        ];
        page.push(Block::Table(table("candidates, apart from the score", &MEASURED, rows)));
    }
    // one group alone says what stands above already
    for groups in recall.groups.iter().filter(|groups| groups.rows.len() > 1) {
        page.push(Block::Table(groups_table(groups, &recall.at_rates, at)));
    }
    if let Some(damaged) = &recall.damaged {
        page.push(mutations_table(damaged, at));
    }
    if let Some(false_alerts) = &recall.false_alerts {
        false_alert_blocks(false_alerts, at, page);
    }
    sweep_blocks(&recall.what, &recall.sweep, page);
}

fn rates_table(rates: &[AtRate]) -> Table {
    let rows = rates.iter().map(|row| {
        let (share, interval, cases) =
            row.recall.as_ref().map_or(("-".to_owned(), "-".to_owned(), String::new()), |share| {
                (number(share.share), interval(share), of(share))
            });
        vec![percent(row.rate), score(row.threshold), share, interval, cases]
    });
    table(
        "recall by the rate of false alerts",
        &["false alerts", "threshold needed", "recall", "95 % interval", "cases"],
        rows.collect(),
    )
}

fn groups_table(groups: &Groups, rates: &[AtRate], at: &str) -> Table {
    let mut headings = vec![String::new(), "asked".to_owned(), "rank 1".to_owned(), format!("at {at}")];
    headings.extend(rates.iter().map(|row| format!("at {}", percent(row.rate))));
    let shown = groups.rows.iter().take(MOST_GROUPS).map(|row| {
        let mut cells = vec![
            row.group.clone(),
            row.recall.of.to_string(),
            number(row.rank1.and_then(|share| share.share)),
            number(row.recall.share),
        ];
        cells.extend(row.at_rates.iter().map(|share| number(share.and_then(|share| share.share))));
        cells
    });
    let mut rows: Vec<Vec<String>> = shown.collect();
    more(groups.rows.len(), &mut rows);
    Table { title: format!("by {}", groups.by), headings, rows }
}

fn more(all: usize, rows: &mut Vec<Vec<String>>) {
    if all > MOST_GROUPS {
        rows.push(vec![format!("({} more in evaluation.json)", all - MOST_GROUPS)]);
    }
}

fn false_alert_blocks(alerts: &FalseAlerts, at: &str, page: &mut Vec<Block>) {
    let mut text = format!("negatives of {}: {} asked for", alerts.file, alerts.asked);
    if alerts.set_aside_as_listed > 0 {
        let _ = write!(text, "; {} set aside, their names are listed", alerts.set_aside_as_listed);
    }
    if !alerts.rejected.is_empty() {
        let _ = write!(text, "; rows that cannot be asked for: {}", counts(&alerts.rejected));
    }
    page.push(Block::Text(text));
    let mut rows = vec![line(format!("with an alert at {at}"), &alerts.alerted)];
    rows.extend(
        alerts
            .by_fields
            .iter()
            .map(|FieldsRow { fields, share }| line(format!("  where more is known, by {fields}"), share)),
    );
    rows.push(line("best score is shared by several", &alerts.ties));
    rows.push(line("alerts that score exactly 1.0000", &alerts.at_one));
    page.push(Block::Table(table("false alerts", &MEASURED, rows)));
    let mut text = format!("alerts at {at}: {}", alerts.alerts);
    if alerts.left_out_by_weak_alias_policy > 0 {
        let _ = write!(
            text,
            "; {} more people would have one by a weak alias that the list's policy leaves out",
            alerts.left_out_by_weak_alias_policy
        );
    }
    page.push(Block::Text(text));
    for groups in alerts.groups.iter().filter(|groups| groups.rows.len() > 1) {
        // small groups say nothing about a rate; the most often stopped stand first
        let mut all: Vec<_> = groups.rows.iter().collect();
        if groups.by == "origin" {
            all.sort_by(|a, b| b.1.low.unwrap_or(0.0).total_cmp(&a.1.low.unwrap_or(0.0)));
        }
        let mut rows: Vec<Vec<String>> =
            all.iter().take(MOST_GROUPS).map(|(group, share)| line(group, share)).collect();
        more(all.len(), &mut rows);
        let title =
            if groups.by == "origin" { "by origin, those who are surely stopped most often first" } else { groups.by };
        let title = if title == groups.by { format!("by {title}") } else { title.to_owned() };
        page.push(Block::Table(table(format!("with an alert at {at}, {title}"), &MEASURED, rows)));
    }
}

fn sweep_blocks(what: &str, sweep: &[SweepRow], page: &mut Vec<Block>) {
    let plain = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    let row = |row: &SweepRow| {
        vec![
            short(row.threshold),
            number(row.recall),
            plain(row.alerted_per_thousand),
            plain(row.alerts_per_thousand),
            plain(row.added_per_thousand),
        ]
    };
    let headings = ["threshold", "recall", "people with an alert", "alerts", "added by this step"];
    let title = format!("{what}, by threshold; per 1,000 negatives");
    let every_fifth = sweep.iter().filter(|row| row.threshold.ten_thousandths() % 500 == 0).map(row);
    page.push(Block::Table(table(title.clone(), &headings, every_fifth.collect())));
    let points = sweep.iter().filter_map(|row| Some((row.alerted_per_thousand? / 1_000.0, row.recall?, row.threshold)));
    let points: Vec<_> = points.collect();
    if !points.is_empty() {
        page.push(Block::Curve(vec![Line { name: what.to_owned(), points }]));
    }
    page.push(Block::Long(table(title, &headings, sweep.iter().map(row).collect())));
}

fn control_blocks(control: &Control, at: &str, page: &mut Vec<Block>) {
    page.push(Block::Heading("Listed names, unchanged".to_owned()));
    let mut rows = vec![
        line(format!("all names: an alert at {at} on their own entry"), &control.alerted),
        line("without weak aliases that the policy keeps from it", &control.alerted_of_those_that_may),
    ];
    rows.extend(control.rows.iter().map(|row| line(format!("  {}, {}", row.list, row.strength), &row.alerted)));
    page.push(Block::Table(table("", &MEASURED, rows)));
    for row in control.rows.iter().filter(|row| !row.why_not.is_empty()) {
        page.push(Block::Text(format!("{}, {}: no alert for {}", row.list, row.strength, counts(&row.why_not))));
    }
}

fn mutations_table(mutations: &Mutations, at: &str) -> Block {
    let mut rows = vec![line("all", &mutations.all)];
    rows.extend(mutations.rows.iter().map(|row| line(format!("{}: {}", row.mutation, row.about), &row.recall)));
    Block::Table(table(format!("damaged names: an alert at {at}"), &MEASURED, rows))
}

fn labelled_blocks(heading: &str, labelled: &Labelled, at: &str, page: &mut Vec<Block>) {
    page.push(Block::Heading(heading.to_owned()));
    let apart = [
        (labelled.undecided, "undecided"),
        (labelled.left_out, "that contradict others or cannot be read"),
        (labelled.superseded, "on alerts on which a later one counts"),
    ];
    let apart = apart.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!(", {n} {what}"));
    let undecided = apart.collect::<String>();
    page.push(Block::Text(format!(
        "{}: {} yes, {} no{undecided}; AUC {}",
        labelled.file,
        labelled.positives,
        labelled.negatives,
        number(labelled.area_under_curve)
    )));
    let cells = |what: String, at: &AtThreshold, last: String| {
        let (tp, fp, missed) = (at.true_positives, at.false_positives, at.false_negatives);
        vec![
            what,
            number(at.f1),
            number(at.precision),
            number(at.recall),
            missed.to_string(),
            fp.to_string(),
            (tp + missed).to_string(),
            last,
        ]
    };
    let mut rows = vec![cells(format!("at {at}"), &labelled.at_threshold, number(labelled.area_under_curve))];
    if let Some(best) = &labelled.best {
        rows.push(cells(format!("best, at {}", best.threshold), best, String::new()));
    }
    let headings = ["", "F1", "precision", "recall", "missed", "false alerts", "yes", "AUC"];
    page.push(Block::Table(table("", &headings, rows)));
    for groups in &labelled.groups {
        let mut rows: Vec<Vec<String>> = groups
            .rows
            .iter()
            .take(MOST_GROUPS)
            .map(|row| cells(format!("{} ({})", row.group, row.cases), &row.at_threshold, number(row.area_under_curve)))
            .collect();
        more(groups.rows.len(), &mut rows);
        page.push(Block::Table(table(format!("by {}, at {at}", groups.by), &headings, rows)));
    }
    let rows = labelled.sweep.iter().map(|row| cells(short(row.threshold), row, String::new())).collect();
    page.push(Block::Long(table(format!("{heading}, by threshold"), &headings[..7], rows)));
}

fn changes_table(changes: &[Change]) -> Block {
    let rows = changes.iter().map(|change| {
        let difference = change.now.zip(change.before).map(|(now, before)| now - before);
        let difference = match difference {
            Some(difference) if difference.abs() < 0.000_05 => "same".to_owned(),
            Some(difference) => format!("{difference:+.4}"),
            None => "-".to_owned(),
        };
        vec![change.name.clone(), number(change.before), number(change.now), difference]
    });
    Block::Table(table("", &["", "before", "now", "change"], rows.collect()))
}
