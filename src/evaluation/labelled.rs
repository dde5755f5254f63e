//! Pairs that somebody labelled, and analysts' decisions on hits: how well the score tells yes from no.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Error;
use super::measure::{grouped, thresholds};
use super::nearest::explained;
use super::results::{Labelled, LabelledGroups, LabelledRow};
use super::statistics::{AtThreshold, area_under_curve};
use crate::alerts::{self, Counts, Decisions, Ruling, is_header_of_decisions};
use crate::matching::{PairComparer, Settings};
use crate::name::NameKind;
use crate::record::{Table, TableKind, folded};
use crate::report::CsvRows;
use crate::vocabulary::{EntityType, Position, Score};

/// Columns by which cases are grouped, where a file has them.
const GROUPED_BY: [&str; 6] = ["schema", "category", "quality", "list", "match_kind", "evidence"];

/// Files with a label on each row, read.
#[derive(Default)]
pub struct LabelledFile {
    files: Vec<LabelledTable>,
    rows: Vec<LabelledCells>,
    labels: Vec<Option<bool>>,
    undecided: u64,
    left_out: u64,
    superseded: u64,
}

/// A file, or a sheet of a workbook, and its headings.
struct LabelledTable {
    /// Where the header stands.
    header: Position,
    headings: Vec<String>,
}

impl LabelledTable {
    fn place(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|known| known.eq_ignore_ascii_case(heading))
    }

    fn column(&self, heading: &'static str, expected: &'static str) -> Result<usize, Error> {
        let position = self.header.clone();
        self.place(heading).ok_or(Error::NoHeading { position, heading, expected })
    }
}

/// A row: its file, the line where it begins, and its cells.
struct LabelledCells {
    file: usize,
    line: u64,
    cells: Vec<String>,
}

/// What a label comes to.
enum Label {
    /// A yes or a no.
    Says(bool),
    /// Neither.
    Undecided,
    /// It is not known which.
    LeftOut,
    /// Another row says it.
    Superseded,
}

impl LabelledFile {
    /// Pairs: `schema,name1,name2,is_match`, other columns as one likes.
    ///
    /// # Errors
    /// Where the file cannot be read, a heading is not there, or a label is none.
    pub fn pairs(path: &Path) -> Result<Self, Error> {
        const EXPECTED: &str = "`schema,name1,name2,is_match`, with a label in each row of `true` or `false`";
        let mut read = Self::default();
        read.add(path, "is_match", EXPECTED, |_, _, word| match word {
            "true" | "1" | "yes" | "y" | "match" => Ok(Label::Says(true)),
            "false" | "0" | "no" | "n" | "no match" => Ok(Label::Says(false)),
            _ => Err("`true` or `false` (also 1 and 0, yes and no)"),
        })?;
        for heading in ["schema", "name1", "name2"] {
            read.files[0].column(heading, EXPECTED)?;
        }
        read.measurable()
    }

    /// Decisions: files `hits.csv` of which `decision` is filled in. They are read as a screening reads them: of several
    /// decisions on one alert the latest counts, and none where it is not known which that is. A file without `alert_key`
    /// is taken row by row.
    ///
    /// # Errors
    /// Where a file cannot be read, a heading is not there, or a decision is none.
    pub fn decisions(paths: &[PathBuf]) -> Result<Self, Error> {
        const EXPECTED: &str = "the columns of a run's `hits.csv`, at least `score` and `decision`; what `muster decisions merge` writes has no scores: give the `hits.csv` in which was decided";
        let mut decisions = Decisions::default();
        // the first of the tables of decisions that each has
        let mut with_keys = Vec::with_capacity(paths.len());
        for path in paths {
            let first = decisions.tables();
            let has_keys = decisions.add_file(path);
            with_keys.push(match has_keys {
                Ok(()) => Some(first),
                Err(alerts::Error::MissingColumn { .. }) => None,
                Err(alerts::Error::Unreadable(error)) => return Err(error.into()),
                Err(error) => return Err(Error::Decisions(error)),
            });
        }
        let counting = decisions.counting();
        let unread: HashSet<(usize, u64)> = decisions.unread().iter().map(|row| (row.table, row.line)).collect();
        let mut read = Self::default();
        for (path, number) in paths.iter().zip(with_keys) {
            read.add(path, "decision", EXPECTED, |table, line, word| {
                let ruling = Ruling::parse(word);
                let place = number.map(|first| (first + table, line));
                let counts = place.and_then(|place| counting.get(&place));
                let is_unread = place.is_some_and(|place| unread.contains(&place));
                match (ruling, counts) {
                    _ if word.is_empty() => Ok(Label::Undecided),
                    _ if is_unread || counts == Some(&Counts::Contradicts) => Ok(Label::LeftOut),
                    (None, _) if place.is_some() => Ok(Label::LeftOut),
                    (None, _) => Err("`true_positive`, `false_positive`, `escalate` or nothing"),
                    (Some(_), None) if place.is_some() => Ok(Label::Superseded),
                    (Some(Ruling::TruePositive), _) => Ok(Label::Says(true)),
                    (Some(Ruling::FalsePositive), _) => Ok(Label::Says(false)),
                    (Some(Ruling::Escalate), _) => Ok(Label::Undecided),
                }
            })?;
        }
        for file in &read.files {
            file.column("score", EXPECTED)?;
        }
        read.measurable()
    }

    fn add(
        &mut self,
        path: &Path,
        label: &'static str,
        expected: &'static str,
        label_of: impl Fn(usize, u64, &str) -> Result<Label, &'static str>,
    ) -> Result<(), Error> {
        let kind = TableKind {
            knows: |heading| {
                let known = ["is_match", "schema", "name1", "name2", "decision", "score", "record_id", "explanation"];
                known.iter().any(|known| folded(known) == folded(heading))
            },
            is_header: is_header_of_decisions,
            header: expected,
            json_advice: "is JSON: give a CSV file",
        };
        for (number, mut table) in Table::all(path, &kind)?.into_iter().enumerate() {
            self.add_table(&mut table, (label, expected), |line, cell| label_of(number, line, cell))?;
        }
        Ok(())
    }

    fn add_table(
        &mut self,
        table: &mut Table,
        (label, expected): (&'static str, &'static str),
        label_of: impl Fn(u64, &str) -> Result<Label, &'static str>,
    ) -> Result<(), Error> {
        let header = table.header().clone();
        let headings = table.headings().iter().map(|cell| cell.trim().to_owned()).collect();
        let (file, read) = (self.files.len(), LabelledTable { header: header.clone(), headings });
        let column = read.column(label, expected)?;
        self.files.push(read);
        table.each_row(|line, cells| {
            let cells: Vec<String> = cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            let cell = cells[column].trim().to_ascii_lowercase();
            let decided = label_of(line, &cell).map_err(|expected| Error::Cell {
                position: Position { line, column: Some(Box::new((column + 1, label.to_owned()))), ..header.clone() },
                found: shown(&cell),
                expected,
            })?;
            match decided {
                Label::Says(_) => {}
                Label::Undecided => self.undecided += 1,
                Label::LeftOut => self.left_out += 1,
                Label::Superseded => self.superseded += 1,
            }
            self.rows.push(LabelledCells { file, line, cells });
            self.labels.push(if let Label::Says(yes) = decided { Some(yes) } else { None });
            Ok::<(), Error>(())
        })
    }

    /// Itself, where there is something to measure.
    fn measurable(self) -> Result<Self, Error> {
        if self.labels.iter().all(Option::is_none) {
            let advice = "nothing can be measured with it: give one with at least one row that says yes or no";
            return Err(Error::Empty { file: self.named(), what: "labelled row", advice });
        }
        Ok(self)
    }

    fn named(&self) -> String {
        self.files.iter().map(|file| file.header.file.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn cell(&self, row: usize, heading: &str) -> &str {
        let row = &self.rows[row];
        self.files[row.file].place(heading).map_or("", |column| row.cells[column].trim())
    }

    fn position(&self, row: usize, heading: &str) -> Position {
        let LabelledCells { file, line, .. } = &self.rows[row];
        let file = &self.files[*file];
        let column = file.place(heading).unwrap_or(0);
        Position { column: Some(Box::new((column + 1, heading.to_owned()))), line: *line, ..file.header.clone() }
    }

    /// Scores the pairs; second the wrong ones as CSV.
    ///
    /// # Errors
    /// Where a schema is none.
    pub fn score_pairs(&self, settings: &Settings) -> Result<(Labelled, Vec<u8>), Error> {
        let mut scores = Vec::with_capacity(self.rows.len());
        let mut kinds = Vec::with_capacity(self.rows.len());
        for row in 0..self.rows.len() {
            let schema = self.cell(row, "schema");
            let entity_type = if schema.is_empty() { Some(EntityType::LegalEntity) } else { EntityType::parse(schema) };
            let entity_type = entity_type.ok_or_else(|| Error::Cell {
                position: self.position(row, "schema"),
                found: shown(schema),
                expected: "Person, Company, Organization, LegalEntity, Vessel or Aircraft",
            })?;
            kinds.push(entity_type);
        }
        let comparer = PairComparer::of(settings);
        for (row, entity_type) in kinds.iter().enumerate() {
            let (name1, name2) = (self.cell(row, "name1"), self.cell(row, "name2"));
            scores.push(comparer.score(name1, name2, NameKind::of(*entity_type)));
        }
        let threshold = settings.threshold();
        let wrong = self.wrong(&scores, threshold);
        let mut csv = Vec::new();
        let mut rows = CsvRows::new(&mut csv);
        for heading in ["line", "wrong", "score", "schema", "name1", "name2", "category", "explanation"] {
            rows.plain(heading);
        }
        rows.end();
        for row in wrong {
            let (name1, name2) = (self.cell(row, "name1"), self.cell(row, "name2"));
            let comparison = comparer.compare(name1, name2, NameKind::of(kinds[row]));
            rows.shown(self.rows[row].line).plain(self.what_is_wrong(row)).shown(scores[row]);
            rows.foreign(self.cell(row, "schema")).foreign(name1).foreign(name2);
            rows.foreign(self.cell(row, "category")).foreign(&explained(&comparison)).end();
        }
        Ok((self.measured(&scores, threshold), csv))
    }

    /// Measures decisions by the score that was shown; second the wrong ones as CSV.
    ///
    /// # Errors
    /// Where a score is none.
    pub fn score_decisions(&self, threshold: Score) -> Result<(Labelled, Vec<u8>), Error> {
        const SHOWN: [&str; 6] = ["record_id", "name", "list", "entity_id", "matched_name", "explanation"];
        let scores = (0..self.rows.len()).map(|row| {
            if self.labels[row].is_none() {
                return Ok(Score::default());
            }
            self.cell(row, "score").parse::<Score>().map_err(|why| Error::Cell {
                position: self.position(row, "score"),
                found: format!("a cell that is {why}"),
                expected: "a score such as 0.8731",
            })
        });
        let scores = scores.collect::<Result<Vec<_>, _>>()?;
        let mut csv = Vec::new();
        let mut rows = CsvRows::new(&mut csv);
        ["line", "wrong", "score"].into_iter().chain(SHOWN).for_each(|heading| {
            rows.plain(heading);
        });
        rows.end();
        for row in self.wrong(&scores, threshold) {
            rows.shown(self.rows[row].line).plain(self.what_is_wrong(row)).shown(scores[row]);
            for heading in SHOWN {
                rows.foreign(self.cell(row, heading).trim_start_matches('\''));
            }
            rows.end();
        }
        Ok((self.measured(&scores, threshold), csv))
    }

    /// Rows on the wrong side of the threshold, the furthest off first.
    fn wrong(&self, scores: &[Score], threshold: Score) -> Vec<usize> {
        let is_wrong = |row: &usize| self.labels[*row].is_some_and(|is_match| is_match != (scores[*row] >= threshold));
        let mut wrong: Vec<usize> = (0..self.rows.len()).filter(is_wrong).collect();
        let off = |row: usize| scores[row].ten_thousandths().abs_diff(threshold.ten_thousandths());
        wrong.sort_by_key(|row| std::cmp::Reverse(off(*row)));
        wrong
    }

    fn what_is_wrong(&self, row: usize) -> &'static str {
        if self.labels[row] == Some(true) { "missed" } else { "false alert" }
    }

    fn measured(&self, scores: &[Score], threshold: Score) -> Labelled {
        let case = |row: usize| self.labels[row].map(|yes| (scores[row], yes));
        let cases: Vec<(Score, bool)> = (0..self.rows.len()).filter_map(case).collect();
        let has = |heading: &&&str| self.files.iter().any(|file| file.place(heading).is_some());
        let groups = GROUPED_BY.iter().filter(has).map(|heading| LabelledGroups {
            by: (*heading).to_owned(),
            rows: grouped(0..self.rows.len(), |row| match self.cell(row, heading) {
                "" => "(none)".to_owned(),
                word => word.to_owned(),
            })
            .into_iter()
            .map(|(group, rows)| {
                let cases: Vec<(Score, bool)> = rows.into_iter().filter_map(case).collect();
                LabelledRow {
                    group,
                    cases: cases.len() as u64,
                    at_threshold: AtThreshold::of(&cases, threshold),
                    area_under_curve: area_under_curve(&cases),
                }
            })
            .collect(),
        });
        let positives = cases.iter().filter(|case| case.1).count() as u64;
        Labelled {
            file: self.named(),
            positives,
            negatives: cases.len() as u64 - positives,
            undecided: self.undecided,
            left_out: self.left_out,
            superseded: self.superseded,
            at_threshold: AtThreshold::of(&cases, threshold),
            best: AtThreshold::best(&cases),
            area_under_curve: area_under_curve(&cases),
            groups: groups.collect(),
            sweep: thresholds().map(|threshold| AtThreshold::of(&cases, threshold)).collect(),
        }
    }
}

/// A short word is shown, so that it can be mended; a longer text may be anything, a name too.
fn shown(cell: &str) -> String {
    match cell {
        "" => "nothing".to_owned(),
        _ if cell.chars().count() <= 16 && !cell.contains(char::is_whitespace) => format!("`{cell}`"),
        _ => format!("{} characters", cell.chars().count()),
    }
}
