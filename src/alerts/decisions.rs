//! Files of decisions: `hits.csv` or `hits.xlsx` as it came back, or its last columns alone.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::columns::{COLUMNS, DECISIONS, EXPIRES_AT, Places, places};
use super::decision::{Decision, Ruling, is_error_of_spreadsheet, is_to_come, moment};
use super::error::Error;
use super::key::{AlertKey, Identity};
use super::latest::{Counts, Latest, Rows, latest};
use super::problem::{Problem, ProblemCode, sort};
use super::standing::{Rules, has_expired};
use crate::record::Table;
use crate::vocabulary::{Position, Sha256};

/// What was decided, by alert.
#[derive(Default)]
pub struct Decisions {
    files: Vec<(String, Sha256)>,
    tables: Vec<OfTable>,
    rows: Vec<Decision>,
    unread: Vec<Unread>,
    /// The same by what stands there.
    unread_at: HashMap<[String; COLUMNS.len()], usize>,
    by_alert: HashMap<Identity, OfAlert>,
    problems: Vec<Problem>,
    mistyped: Vec<Mistyped>,
    read: u64,
}

/// A file of CSV, or a sheet of a workbook.
struct OfTable {
    /// Which of the files.
    file: usize,
    header: Position,
    columns: [Option<usize>; COLUMNS.len()],
    /// Whether it has columns that no file of decisions has.
    has_more: bool,
}

/// The rows on an alert.
#[derive(Default)]
struct OfAlert {
    rows: Vec<usize>,
    /// Those that cannot be read: nobody knows what they say of it.
    unread: Vec<usize>,
    met: AtomicBool,
}

/// A row that says something and cannot be read: without a whole key, or with a `decision` that is none. Personal data: it has
/// no debug print.
pub struct Unread {
    /// Which of the tables, counted from 0: a file, or a sheet of a workbook.
    pub table: usize,
    /// Line of the file, or row of the sheet, where the row begins.
    pub line: u64,
    /// What stands in each of [`COLUMNS`].
    pub cells: [String; COLUMNS.len()],
}

/// A heading that is none of [`COLUMNS`], and looks like one of `ADDED`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistyped {
    /// Which of the tables, counted from 0: a file, or a sheet of a workbook.
    pub table: usize,
    /// As it stands there.
    pub heading: String,
    /// What it looks like.
    pub column: &'static str,
}

impl Decisions {
    /// Reads a file, CSV or a workbook, and adds what it says.
    ///
    /// # Errors
    /// Where it cannot be read to its end, is neither, or lacks `alert_key` or `decision`.
    pub fn add_file(&mut self, path: &Path) -> Result<(), Error> {
        self.add(Table::all(path, &DECISIONS)?)
    }

    /// Adds what the tables of a file say.
    fn add(&mut self, tables: Vec<Table>) -> Result<(), Error> {
        let file = self.files.len();
        let mut read = None;
        for mut table in tables {
            self.add_table(file, &mut table)?;
            read = Some((table.file().to_owned(), table.sha256()));
        }
        self.files.extend(read);
        Ok(())
    }

    fn add_table(&mut self, file: usize, table: &mut Table) -> Result<(), Error> {
        let Places { columns, or_expires_at, mistyped } = places(table)?;
        let number = self.tables.len();
        let header = table.header().clone();
        for (heading, column) in mistyped {
            self.problem((number, header.line), ProblemCode::HeadingUnknown, None);
            self.mistyped.push(Mistyped { table: number, heading, column });
        }
        let has_more = table.headings().iter().any(|heading| !(DECISIONS.knows)(heading));
        self.tables.push(OfTable { file, header, columns, has_more });
        table.each_row(|line, cells| {
            self.read += 1;
            let mut row = columns.map(|place| place.map_or(String::new(), |at| written(cells[at])));
            // at worst a clearance ends too early
            if let Some(at) = or_expires_at.filter(|_| row[EXPIRES_AT].is_empty()) {
                row[EXPIRES_AT] = written(cells[at]);
            }
            self.add_row((number, line), row);
            Ok::<(), Error>(())
        })
    }

    fn problem(&mut self, at: (usize, u64), code: ProblemCode, ruling: Option<Ruling>) {
        self.problems.push(code.at(at, ruling));
    }

    fn add_row(&mut self, at: (usize, u64), cells: [String; COLUMNS.len()]) {
        let (key, word) = (&cells[3], &cells[5]);
        let ruling = Ruling::parse(word);
        let is_cut = is_cut(&cells[0]);
        if is_cut {
            self.problem(at, ProblemCode::RecordIdCut, ruling);
        }
        match key.parse::<AlertKey>() {
            Ok(key) if ruling.is_some() || word.is_empty() => self.add_decision(at, key, ruling, cells),
            Ok(key) => {
                self.problem(at, ProblemCode::DecisionUnknown, None);
                self.add_unread(at, &[key.identity()], cells);
            }
            // an empty row between others says nothing
            Err(_) if cells.iter().all(String::is_empty) => {}
            Err(_) => {
                self.problem(
                    at,
                    if key.is_empty() { ProblemCode::NoAlertKey } else { ProblemCode::AlertKeyDamaged },
                    None,
                );
                // whatever it may say, it says it of these
                let [record_id, list, entity_id, ..] = &cells;
                let is_told = [record_id, list, entity_id].iter().all(|cell| !cell.is_empty()) && !is_cut;
                let told = is_told.then(|| Identity::of(record_id, list, entity_id));
                let mut alerts: Vec<Identity> = Identity::of_damaged(key).into_iter().chain(told).collect();
                alerts.retain(|_| !word.is_empty());
                self.add_unread(at, &alerts, cells);
            }
        }
    }

    fn add_unread(&mut self, (table, line): (usize, u64), alerts: &[Identity], cells: [String; COLUMNS.len()]) {
        let number = *self.unread_at.entry(cells.clone()).or_insert(self.unread.len());
        if number == self.unread.len() {
            self.unread.push(Unread { table, line, cells });
        }
        for alert in alerts {
            let unread = &mut self.by_alert.entry(*alert).or_default().unread;
            if !unread.contains(&number) {
                unread.push(number);
            }
        }
    }

    fn add_decision(
        &mut self,
        at: (usize, u64),
        key: AlertKey,
        ruling: Option<Ruling>,
        cells: [String; COLUMNS.len()],
    ) {
        let [record_id, list, entity_id, _, first, _, by, decided_at, reason, confirmed_by, confirmed_at, expires_at] =
            cells;
        let decision = Decision {
            table: at.0,
            line: at.1,
            key,
            ruling,
            record_id,
            list,
            entity_id,
            decided_by: by,
            decided_at,
            reason,
            confirmed_by,
            confirmed_at,
            expires_at,
            first_alerted_at: moment(&first).map(|at| at.date()),
            first_alerted_at_given: first,
        };
        let is_decided = ruling.is_some();
        let checks = [
            (
                !is_decided && !decision.decided_by.is_empty() && !decision.decided_at.is_empty(),
                ProblemCode::NotDecided,
            ),
            (is_decided && is_nobody(&decision.decided_by), ProblemCode::NobodyDecided),
            (is_decided && unreadable(&decision.decided_at), ProblemCode::DecidedAtUnreadable),
            (is_decided && unreadable(&decision.expires_at), ProblemCode::ExpiresAtUnreadable),
            (decision.first_alerted_at_is_lost(), ProblemCode::FirstAlertedAtUnreadable),
        ];
        checks.into_iter().filter(|(wrong, _)| *wrong).for_each(|(_, code)| self.problem(at, code, ruling));
        let of_alert = &mut self.by_alert.entry(decision.key.identity()).or_default().rows;
        let is_known = |row: &usize| said_again(&self.rows[*row], &decision);
        if !of_alert.iter().any(is_known) {
            of_alert.push(self.rows.len());
            self.rows.push(decision);
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The files, as the user named them, and the hash of each.
    pub fn files(&self) -> &[(String, Sha256)] {
        &self.files
    }

    /// Whether a row has a cell of a column that people may add.
    pub fn has_added(&self) -> bool {
        let is_filled = |row: &Decision| {
            [&row.confirmed_by, &row.confirmed_at, &row.expires_at].into_iter().any(|cell| !cell.is_empty())
        };
        self.rows.iter().any(is_filled)
    }

    /// Rows that were read, empty ones included.
    pub fn rows_read(&self) -> u64 {
        self.read
    }

    /// All that says something, in the order of the files; what was said twice once.
    pub fn rows(&self) -> &[Decision] {
        &self.rows
    }

    /// Rows that say something and cannot be read, in the order of the files; what stands there twice once.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Headings that look like columns that people may add.
    pub fn mistyped(&self) -> &[Mistyped] {
        &self.mistyped
    }

    /// Whether a file is CSV and has no columns but those of a file of decisions, as a `hits.csv` has.
    pub fn is_plain(&self, file: usize) -> bool {
        let is_plain = |table: &OfTable| !table.has_more && table.header.sheet.is_none();
        self.tables.iter().filter(|table| table.file == file).all(is_plain)
    }

    /// How many tables there are: files, and sheets of workbooks.
    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    /// Where a row of a table stands, or the cell of it that a problem is about.
    pub fn position(&self, table: usize, line: u64, about: Option<ProblemCode>) -> Position {
        let Some(OfTable { header, columns, .. }) = self.tables.get(table) else { return Position::default() };
        let column = about.and_then(ProblemCode::column);
        let column = column.and_then(|column| Some(Box::new((columns[column]? + 1, COLUMNS[column].to_owned()))));
        // a line of CSV is all that its messages name
        let column = column.filter(|_| header.sheet.is_some());
        Position { line, column, ..header.clone() }
    }

    /// Where a row stands, for an explanation, which is the same wherever the files lie: the line, and where there are several
    /// the sheet and the number of the file.
    pub(super) fn place(&self, (table, line): (usize, u64)) -> String {
        let Some(OfTable { file, header, .. }) = self.tables.get(table) else { return line.to_string() };
        let has_sheets = self.tables.iter().filter(|table| table.file == *file).count() > 1;
        let sheet = header.sheet.as_ref().filter(|_| has_sheets).map(|sheet| format!(" of sheet `{sheet}`"));
        let file = (self.files.len() > 1).then(|| format!(" of file {}", file + 1));
        format!("{line}{}{}", sheet.unwrap_or_default(), file.unwrap_or_default())
    }

    /// The rows on each alert, in the order of the alerts' first rows.
    pub fn by_alert(&self) -> Vec<Vec<&Decision>> {
        let mut alerts: Vec<&Vec<usize>> = self.by_alert.values().map(|alert| &alert.rows).collect();
        alerts.retain(|rows| !rows.is_empty());
        alerts.sort_unstable();
        alerts.into_iter().map(|rows| rows.iter().map(|row| &self.rows[*row]).collect()).collect()
    }

    /// What counts of each decision, by file and line: whether it is the one that counts on its alert, or contradicts others.
    pub fn counting(&self) -> HashMap<(usize, u64), Counts> {
        let mut counting = HashMap::new();
        for alert in self.by_alert.values() {
            match latest(&self.of(alert)) {
                Latest::Undecided => {}
                Latest::Agreed(rows) => {
                    counting.extend(rows.last().map(|row| ((row.table, row.line), Counts::Last)));
                }
                Latest::Contradicting(places) => {
                    counting.extend(places.into_iter().map(|place| (place, Counts::Contradicts)));
                }
            }
        }
        counting
    }

    fn of(&self, alert: &OfAlert) -> Rows<'_> {
        Rows {
            decisions: alert.rows.iter().map(|row| &self.rows[*row]).collect(),
            unread: alert.unread.iter().map(|row| &self.unread[*row]).collect(),
        }
    }

    /// The rows on one alert, and that there is one: [`unmet`](Self::unmet) no longer counts them.
    pub(super) fn on(&self, alert: Identity) -> Rows<'_> {
        let Some(alert) = self.by_alert.get(&alert) else { return Rows::default() };
        alert.met.store(true, Ordering::Relaxed);
        self.of(alert)
    }

    /// How many alerts were decided that there are not: their customer or entry is gone, or no longer alike.
    pub fn unmet(&self) -> u64 {
        let decided = |alert: &&OfAlert| alert.rows.iter().any(|row| self.rows[*row].ruling.is_some());
        self.by_alert.values().filter(decided).filter(|alert| !alert.met.load(Ordering::Relaxed)).count() as u64
    }

    /// What cannot count, in the order of the files and lines.
    pub fn problems(&self, today: Option<NaiveDate>) -> Vec<Problem> {
        let mut problems = self.problems.clone();
        for alert in self.by_alert.values() {
            let Latest::Contradicting(places) = latest(&self.of(alert)) else { continue };
            let is_unread = |place: &(usize, u64)| {
                alert.unread.iter().any(|row| (self.unread[*row].table, self.unread[*row].line) == *place)
            };
            // what cannot be read has a code of its own
            for place in places.iter().filter(|place| !is_unread(place)) {
                let others = places.iter().copied().filter(|other| other != place).collect();
                problems.push(Problem { others, ..ProblemCode::Contradicts.at(*place, None) });
            }
        }
        for row in &self.rows {
            let mut problem = |is_wrong: bool, code: ProblemCode| {
                problems.extend(is_wrong.then(|| code.at((row.table, row.line), row.ruling)));
            };
            problem(row.ruling.is_some() && row.is_of_the_future(today), ProblemCode::DecidedInFuture);
            let is_first_to_come = row.first_alerted_at.is_some_and(|first| is_to_come(first, today));
            problem(is_first_to_come, ProblemCode::FirstAlertedInFuture);
        }
        sort(&mut problems);
        problems
    }

    /// Clearances that do not hold by these rules, in the order of the files and lines.
    pub fn against(&self, rules: &Rules, today: Option<NaiveDate>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for alert in self.by_alert.values() {
            let Latest::Agreed(rows) = latest(&self.of(alert)) else { continue };
            let Some(row) = rows.last().filter(|row| row.ruling == Some(Ruling::FalsePositive)) else { continue };
            let checks = [
                (rules.four_eyes && !rows.iter().any(|row| row.has_four_eyes()), ProblemCode::NotConfirmed),
                (has_expired(&rows, rules, today), ProblemCode::Expired),
                (!rows.iter().any(|row| row.key.covers(&rules.significant)), ProblemCode::NotCovered),
            ];
            let wrong = checks.into_iter().filter(|(wrong, _)| *wrong);
            problems.extend(wrong.map(|(_, code)| code.at((row.table, row.line), row.ruling)));
        }
        sort(&mut problems);
        problems
    }
}

impl Unread {
    /// When it was decided, and when it was first an alert, where that can be read.
    pub(super) fn first_alerted_at(&self) -> Option<NaiveDate> {
        moment(&self.cells[4]).map(|at| at.date())
    }
}

/// Whether a row says the same as another, wherever both stand.
fn said_again(one: &Decision, other: &Decision) -> bool {
    *one == Decision { table: one.table, line: one.line, ..other.clone() }
}

fn is_nobody(decided_by: &str) -> bool {
    decided_by.is_empty() || is_error_of_spreadsheet(decided_by)
}

/// Whether it is a number as spreadsheets show long ones, `1.23457E+17` or `1,23E+11`: the digits that are not shown are lost.
fn is_cut(record_id: &str) -> bool {
    let Some((digits, power)) = record_id.split_once(['E', 'e']) else { return false };
    let is_number =
        digits.replace(',', ".").parse::<f64>().is_ok() && digits.starts_with(|first: char| first.is_ascii_digit());
    let (is_shown_so, power) = (power.starts_with('+'), power.parse::<i32>().unwrap_or(0));
    is_number && (is_shown_so && (5..400).contains(&power) || (15..400).contains(&power))
}

fn unreadable(text: &str) -> bool {
    !text.is_empty() && moment(text).is_none()
}

/// The text of a cell, without the `'` that keeps a spreadsheet from running it.
fn written(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let text = text.trim();
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::record::TableReader;

    /// Decisions from the text of a file.
    pub(in super::super) fn read(text: &str) -> Result<Decisions, Error> {
        let mut decisions = Decisions::default();
        let table = TableReader::new("d.csv", std::io::Cursor::new(text.to_owned()), &DECISIONS)?;
        decisions.add(vec![Table::Csv(Box::new(table))])?;
        Ok(decisions)
    }

    /// A key that is whole.
    pub(in super::super) const KEY: &str = "a1-0001-aaaaaaaaab-aaaaab";

    fn today() -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 11, 26)
    }

    fn codes(text: &str) -> Vec<(u64, &'static str)> {
        read(text).unwrap().problems(today()).iter().map(|problem| (problem.line, problem.code.as_str())).collect()
    }

    #[test]
    fn what_cannot_count_is_said_with_its_line() {
        let text = format!(
            "record_id;alert_key;decision;decided_by;decided_at;expires_at\n1;{KEY};false_positive;ann;23.11.2026;\n\
             2;;false_positive;ann;;\n3;a1-0001-aaaaaaaaab-aaa;escalate;ann;;\n4;{KEY};perhaps;;;\n;;;;;\n\
             5;a1-0001-aaaaaaaaac-aaaaab;false_positive;;;soon\n"
        );
        assert_eq!(
            codes(&text),
            [
                (2, "decided_at_unreadable"),
                (2, "contradicts"),
                (3, "no_alert_key"),
                (4, "alert_key_damaged"),
                (5, "decision_unknown"),
                (7, "nobody_decided"),
                (7, "expires_at_unreadable"),
            ]
        );
    }

    #[test]
    fn a_day_that_cannot_be_read_or_is_to_come_counts_for_clearances_alone() {
        let columns = "alert_key,decision,decided_by,decided_at,expires_at";
        for (ruling, counts) in [("false_positive", false), ("true_positive", true), ("escalate", true)] {
            let read = read(&format!("{columns}\n{KEY},{ruling},ann,2099-01-01,soon\n")).unwrap();
            let problems = read.problems(today());
            let codes: Vec<_> = problems.iter().map(|problem| (problem.code.as_str(), problem.counts)).collect();
            assert_eq!(codes, [("expires_at_unreadable", counts), ("decided_in_future", counts)]);
        }
    }

    #[test]
    fn what_contradicts_does_not_count_unless_it_says_which_is_later() {
        let rows = |one: &str, other: &str| {
            codes(&format!("alert_key,decision,decided_by,decided_at\n{KEY},{one}\n{KEY},{other}\n"))
        };
        assert!(rows("false_positive,ann,", "false_positive,ben,").is_empty());
        assert_eq!(rows("false_positive,ann,", "true_positive,ben,"), [(2, "contradicts"), (3, "contradicts")]);
        assert_eq!(rows("false_positive,ann,2026-11-23", "true_positive,ben,").len(), 2);
        assert_eq!(rows("false_positive,ann,2026-11-23", "true_positive,ben,2026-11-23").len(), 2);
        assert!(rows("false_positive,ann,2026-11-23", "true_positive,ben,2026-11-24").is_empty());
    }

    #[test]
    fn a_file_without_its_key_column_is_an_error_and_one_that_is_said_again_is_not() {
        let error = read("record_id,decision\n1,false_positive\n").err().unwrap().to_string();
        assert!(error.contains("d.csv:1: no column `alert_key`"), "{error}");
        let error = read("alert_key,decision,Decision\n").err().unwrap().to_string();
        assert!(error.contains("`decision` stands there twice"), "{error}");
        let hits = "record_id,alert_key,alert_state,first_alerted_at,decision,decided_by,decided_at,reason";
        let own = read(&format!("{hits},Reason,list\n1,{KEY},new,,escalate,ann,,odd,late payer,gold\n")).unwrap();
        assert_eq!(own.rows()[0].reason, "odd");
        let error = read(&format!("{hits},expires_at,Expires at\n")).err().unwrap().to_string();
        assert!(error.contains("`expires_at` stands there twice"), "{error}");
        let twice = read(&format!("alert_key,decision\n{KEY},escalate\n{KEY},escalate\n")).unwrap();
        assert_eq!((twice.rows().len(), twice.rows_read()), (1, 2));
    }
}
