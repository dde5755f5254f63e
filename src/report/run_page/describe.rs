//! What stands above the alerts.

use chrono::NaiveDate;
use minijinja::Value;
use serde::Serialize;

use super::super::pages::grouped;
use super::super::{NotCurrent, RunContext, RunSummary, words};
use super::chart::Chart;
use super::figures::{Figures, Tally};
use super::{MOST_ALERTS, SCRIPT, WHOLE_STYLE, security_policy};
use crate::alerts::AlertState;
use crate::matching::MatchKind;
use crate::watchlist::ListInfo;

/// So many programmes and countries are named.
const MOST_NAMED: usize = 12;

#[derive(Serialize)]
pub(super) struct Page {
    policy: Value,
    css: Value,
    script: Value,
    run_date: String,
    rows: u64,
    screened: u64,
    /// What is said first, and loudly.
    stops: Vec<Said>,
    found_nothing: bool,
    figures: Vec<Figure>,
    open_since: String,
    lists: Vec<ListRow>,
    chart: Option<Chart>,
    tables: Vec<Breakdown>,
    warnings: Vec<Noted>,
    warned: u64,
    notes: Vec<String>,
    settings: Vec<(String, String)>,
    customers_sha256: String,
    customers_bytes: u64,
    configuration: String,
    index: String,
    alerts: u64,
    shown: usize,
    most: usize,
    has_decisions: bool,
}

/// Something that must not be missed.
#[derive(Serialize)]
struct Said {
    id: &'static str,
    heading: String,
    items: Vec<String>,
    then: &'static str,
}

#[derive(Serialize)]
struct Figure {
    number: u64,
    what: &'static str,
}

#[derive(Serialize)]
struct Noted {
    code: &'static str,
    words: &'static str,
    number: u64,
}

#[derive(Serialize)]
struct ListRow {
    name: String,
    kind: String,
    date: String,
    age: String,
    is_late: bool,
    entries: u64,
    alerts: u64,
    open: u64,
    sha256: String,
}

/// Alerts by something.
#[derive(Serialize)]
struct Breakdown {
    id: &'static str,
    heading: &'static str,
    what: &'static str,
    about: &'static str,
    rows: Vec<BreakdownRow>,
}

#[derive(Serialize)]
struct BreakdownRow {
    what: String,
    all: u64,
    open: u64,
    /// Whether it sums up what is not named.
    is_rest: bool,
}

impl Page {
    pub(super) fn of(run: &RunContext, summary: &RunSummary, figures: &Figures, shown: usize) -> Self {
        let alerts = figures.all.all();
        let screened = summary.rows - summary.rejected - summary.skipped;
        Self {
            policy: Value::from_safe_string(security_policy()),
            css: Value::from_safe_string(WHOLE_STYLE.clone()),
            script: Value::from_safe_string(SCRIPT.to_owned()),
            run_date: summary.run_date.to_string(),
            rows: summary.rows,
            screened,
            stops: stops(run, summary, screened),
            found_nothing: summary.hits == 0 && screened > 0,
            figures: numbers(summary, figures),
            open_since: summary
                .open_since
                .filter(|day| *day < summary.run_date)
                .map(|day| day.to_string())
                .unwrap_or_default(),
            lists: lists(run, summary, figures),
            chart: Chart::of(&figures.scores),
            tables: breakdowns(figures),
            warnings: noted(&summary.warnings_by_code),
            warned: summary.warnings_by_code.values().sum(),
            notes: notes(summary, figures),
            settings: settings(summary),
            customers_sha256: summary.input.sha256.to_string(),
            customers_bytes: summary.input.bytes,
            configuration: summary.configuration.clone(),
            index: summary.index.to_string(),
            alerts,
            shown,
            most: MOST_ALERTS,
            has_decisions: summary.decisions.is_some(),
        }
    }
}

fn are(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { several })
}

fn noted(codes: &std::collections::BTreeMap<&'static str, u64>) -> Vec<Noted> {
    codes.iter().map(|(code, number)| Noted { code, words: words::noted(code), number: *number }).collect()
}

/// Who was not screened, and what is wrong with the lists and decisions.
fn stops(run: &RunContext, summary: &RunSummary, screened: u64) -> Vec<Said> {
    let mut stops = Vec::new();
    let mut say = |id, heading: String, items: Vec<String>, then| {
        stops.push(Said { id, heading, items, then });
    };
    if summary.rejected > 0 {
        let items = noted(&summary.rejects_by_code).into_iter();
        let items =
            items.map(|Noted { code, words, number }| format!("{}: {words} ({code})", are(number, "row", "rows")));
        let heading = format!("{} NOT screened", are(summary.rejected, "row was", "rows were"));
        say(
            "rejected",
            heading,
            items.collect(),
            "They stand in rejects.csv: mend them and screen them again. Nobody knows whether these customers are listed.",
        );
    } else if screened == 0 {
        let (heading, then) =
            ("Nobody was screened".to_owned(), "There was no row to screen. Check that it is the right file.");
        say("nobody", heading, Vec::new(), then);
    }
    if !summary.not_current.is_empty() {
        let heading = format!("{} not current", are(summary.not_current.len() as u64, "list is", "lists are"));
        let items = summary.not_current.iter().map(not_current).collect();
        say(
            "not-current",
            heading,
            items,
            "Whoever was listed since is not found. Get the lists anew, and screen again.",
        );
    }
    let is_said = |list: &ListInfo| summary.not_current.iter().any(|said| said.list == list.name);
    let undated = run.lists.iter().filter(|list| list.date.is_none() && !is_said(list));
    let undated: Vec<String> = undated.map(|list| format!("{}: date unknown", list.name)).collect();
    if !undated.is_empty() {
        let heading = format!("{} no date", are(undated.len() as u64, "list has", "lists have"));
        say(
            "no-date",
            heading,
            undated,
            "Nobody can tell how current that is. Where the publication says no date, give it when the lists are built (date=2026-11-23).",
        );
    }
    if let Some(decisions) = &summary.decisions {
        let items: Vec<String> = decisions
            .not_cleared()
            .map(|(number, why)| format!("{}: {}", are(number, "clearance", "clearances"), why.replace('`', "")))
            .collect();
        if !items.is_empty() {
            say("not-cleared", "Not cleared, though somebody did".to_owned(), items, "They are open.");
        }
        if decisions.set_aside > 0 {
            let heading = format!("{} not count", are(decisions.set_aside, "decision does", "decisions do"));
            say("set-aside", heading, Vec::new(), "muster decisions check says of each row why, and what to do.");
        }
    }
    stops
}

fn not_current(list: &NotCurrent) -> String {
    let days_old = |days| are(days, "day old", "days old");
    let age = list.age(days_old);
    format!("{} {age}; it may be {}", list.list, days_old(u64::from(list.max_days)))
}

fn numbers(summary: &RunSummary, figures: &Figures) -> Vec<Figure> {
    let state = |state: AlertState| figures.states[state as usize];
    let of_states =
        |state_is: AlertState, what| (state(state_is), what, summary.decisions.is_some() || state(state_is) > 0);
    let numbers = [
        (figures.all.all(), "alerts", true),
        (figures.all.open, "need a decision", true),
        of_states(AlertState::New, "new"),
        of_states(AlertState::Changed, "changed since decided"),
        of_states(AlertState::Open, "open from before"),
        of_states(AlertState::Cleared, "cleared"),
        of_states(AlertState::Confirmed, "confirmed"),
        (summary.with_hit, "customers with alerts", true),
        (summary.without_hit, "customers without", true),
        (summary.rejected, "rows not screened", true),
        (summary.skipped, "left out by status", summary.skipped > 0),
        (summary.discounted, "discounted", summary.discounted > 0),
    ];
    let numbers = numbers.into_iter().filter(|(_, _, shown)| *shown);
    numbers.map(|(number, what, _)| Figure { number, what }).collect()
}

fn lists(run: &RunContext, summary: &RunSummary, figures: &Figures) -> Vec<ListRow> {
    let row = |(at, (list, shown)): (usize, (&ListInfo, &super::super::OwnedListSummary))| {
        let tally = figures.lists.get(&at).copied().unwrap_or_default();
        ListRow {
            name: list.name.clone(),
            kind: list.kind.clone(),
            date: list.date.map_or_else(|| "unknown".to_owned(), |date| date.to_string()),
            age: list.date.map(|date| age(date.first_day(), summary.run_date)).unwrap_or_default(),
            is_late: list.date.is_none() || summary.not_current.iter().any(|late| late.list == list.name),
            entries: list.entries,
            alerts: tally.all(),
            open: tally.open,
            sha256: shown.sha256.to_string(),
        }
    };
    run.lists.iter().zip(&summary.lists).enumerate().map(row).collect()
}

fn age(date: NaiveDate, today: NaiveDate) -> String {
    match (today - date).num_days() {
        0 => "of that day".to_owned(),
        days if days < 0 => "still to come".to_owned(),
        days => are(days.unsigned_abs(), "day", "days"),
    }
}

/// The largest first, then by name; what is not named in one row.
fn largest(counts: impl Iterator<Item = (String, Tally)>, none: (&str, Tally)) -> Vec<BreakdownRow> {
    let mut counts: Vec<(String, Tally)> = counts.collect();
    counts.sort_by(|(name, a), (other, b)| (b.all(), name).cmp(&(a.all(), other)));
    let row = |what: String, tally: Tally, is_rest| BreakdownRow { what, all: tally.all(), open: tally.open, is_rest };
    let others = counts.split_off(counts.len().min(MOST_NAMED));
    let mut rows: Vec<BreakdownRow> = counts.into_iter().map(|(name, tally)| row(name, tally, false)).collect();
    if !others.is_empty() {
        let sum = others.iter().fold(Tally::default(), |sum, (_, tally)| Tally {
            open: sum.open + tally.open,
            decided: sum.decided + tally.decided,
        });
        rows.push(row(format!("{} others together", grouped(others.len() as u64)), sum, true));
    }
    if none.1.all() > 0 {
        rows.push(row(none.0.to_owned(), none.1, true));
    }
    rows
}

fn breakdowns(figures: &Figures) -> Vec<Breakdown> {
    let nothing = ("", Tally::default());
    let named = |counts: &hashbrown::HashMap<String, Tally>| {
        counts.iter().map(|(name, tally)| (name.clone(), *tally)).collect::<Vec<_>>().into_iter()
    };
    let kinds = MatchKind::ALL.iter().zip(figures.kinds).filter(|(_, tally)| tally.all() > 0);
    let kinds = kinds.map(|(kind, tally)| (words::match_kind(*kind).to_owned(), tally));
    let countries = figures.countries.iter().map(|(country, tally)| (country.name().to_owned(), *tally));
    let tables = [
        Breakdown {
            id: "programmes",
            heading: "By programme",
            what: "Programme",
            about: "An alert counts once for each programme of its entry.",
            rows: largest(named(&figures.programs), ("no programme", figures.no_program)),
        },
        Breakdown {
            id: "countries",
            heading: "By country",
            what: "Country of the entry",
            about: "Nationality, birth and addresses; an alert counts once for each.",
            rows: largest(countries, ("no country", figures.no_country)),
        },
        Breakdown {
            id: "types",
            heading: "By list type",
            what: "List type",
            about: "An entry may be of several.",
            rows: largest(named(&figures.list_types), nothing),
        },
        Breakdown {
            id: "kinds",
            heading: "By kind of match",
            what: "Kind of match",
            about: "",
            rows: largest(kinds, nothing),
        },
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// What else is to be known of the counts.
fn notes(summary: &RunSummary, figures: &Figures) -> Vec<String> {
    let mut notes = Vec::new();
    if figures.cut > 0 {
        let max_hits = summary.settings.get("maxHits").map(String::as_str).unwrap_or_default();
        notes.push(format!(
            "{} left out of all files, because a customer has more than {max_hits} (--max-hits); sanctions are never left out.",
            are(figures.cut, "further hit was", "further hits were")
        ));
    }
    if summary.discounted > 0 {
        notes.push(format!(
            "{} what the policy of the list requires besides a name: {} in discounted.csv, and not on this page.",
            are(summary.discounted, "hit lacks", "hits lack"),
            if summary.discounted == 1 { "it stands" } else { "they stand" }
        ));
    }
    for (reason, number) in &summary.skipped_by_reason {
        notes.push(format!("{} left out because of the status: {reason}.", are(*number, "record was", "records were")));
    }
    if let Some(decisions) = &summary.decisions {
        notes.push(format!("{} handed in.", are(decisions.rows, "row of decisions was", "rows of decisions were")));
        if decisions.without_alert > 0 {
            notes.push(format!(
                "{} on what is no alert any more.",
                are(decisions.without_alert, "decision is", "decisions are")
            ));
        }
    }
    notes
}

/// The settings that a person would name, those that are not set left out.
fn settings(summary: &RunSummary) -> Vec<(String, String)> {
    let said = summary.settings.iter().filter(|(_, value)| !value.is_empty() && *value != "none" && *value != "false");
    said.map(|(name, value)| (in_words(name), value.clone())).collect()
}

/// `minScore` as `min score`.
fn in_words(name: &str) -> String {
    name.chars().fold(String::new(), |mut words, letter| {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
        words
    })
}
