//! Pairs that somebody labelled, and analysts' decisions on hits: how well the score tells yes from no.

use std::path::Path;

use super::Error;
use super::measure::{grouped, thresholds};
use super::nearest::explained;
use super::results::{Labelled, LabelledGroups, LabelledRow};
use super::statistics::{AtThreshold, area_under_curve};
use crate::matching::{PairComparer, Settings};
use crate::name::NameKind;
use crate::record::{TableKind, TableReader, folded};
use crate::report::CsvRows;
use crate::vocabulary::{EntityType, Position, Score};

/// Columns by which cases are grouped, where a file has them.
const GROUPED_BY: [&str; 6] = ["schema", "category", "quality", "list", "match_kind", "evidence"];

/// A file with a label on each row, read.
pub struct LabelledFile {
    file: String,
    headings: Vec<String>,
    rows: Vec<LabelledCells>,
    labels: Vec<Option<bool>>,
    undecided: u64,
}

/// A row: the line where it begins, and its cells.
struct LabelledCells {
    line: u64,
    cells: Vec<String>,
}

impl LabelledFile {
    /// Pairs: `schema,name1,name2,is_match`, other columns as one likes.
    ///
    /// # Errors
    /// Where the file cannot be read, a heading is not there, or a label is none.
    pub fn pairs(path: &Path) -> Result<Self, Error> {
        const EXPECTED: &str = "`schema,name1,name2,is_match`, with a label in each row of `true` or `false`";
        let read = Self::read(path, "is_match", EXPECTED, |word| match word {
            "true" | "1" | "yes" | "y" | "match" => Ok(Some(true)),
            "false" | "0" | "no" | "n" | "no match" => Ok(Some(false)),
            _ => Err("`true` or `false` (also 1 and 0, yes and no)"),
        })?;
        for heading in ["schema", "name1", "name2"] {
            read.column(heading, EXPECTED)?;
        }
        Ok(read)
    }

    /// Decisions: a `hits.csv` of which `decision` is filled in.
    ///
    /// # Errors
    /// Where the file cannot be read, a heading is not there, or a decision is none.
    pub fn decisions(path: &Path) -> Result<Self, Error> {
        const EXPECTED: &str = "the columns of `hits.csv`, at least `score` and `decision`";
        let read = Self::read(path, "decision", EXPECTED, |word| match word {
            "true_positive" => Ok(Some(true)),
            "false_positive" => Ok(Some(false)),
            "" | "escalate" => Ok(None),
            _ => Err("`true_positive`, `false_positive`, `escalate` or nothing"),
        })?;
        read.column("score", EXPECTED)?;
        Ok(read)
    }

    fn read(
        path: &Path,
        label: &'static str,
        expected: &'static str,
        label_of: impl Fn(&str) -> Result<Option<bool>, &'static str>,
    ) -> Result<Self, Error> {
        let kind = TableKind {
            knows: |heading| {
                let known = ["is_match", "schema", "name1", "name2", "decision", "score", "record_id", "explanation"];
                known.iter().any(|known| folded(known) == folded(heading))
            },
            json_advice: "is JSON: give a CSV file",
        };
        let mut table = TableReader::open(path, &kind)?;
        let name = table.file().to_owned();
        let headings = table.headings().iter().map(|cell| cell.trim().to_owned()).collect();
        let mut read = Self { file: name.clone(), headings, rows: Vec::new(), labels: Vec::new(), undecided: 0 };
        let column = read.column(label, expected)?;
        table.each_row(|line, cells| {
            let cells: Vec<String> = cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            let cell = cells[column].trim().to_ascii_lowercase();
            let decided = label_of(&cell).map_err(|expected| Error::Cell {
                position: Position { column: Some((column + 1, label.to_owned())), ..Position::line(&name, line) },
                found: shown(&cell),
                expected,
            })?;
            read.undecided += u64::from(decided.is_none());
            read.rows.push(LabelledCells { line, cells });
            read.labels.push(decided);
            Ok::<(), Error>(())
        })?;
        if read.labels.iter().all(Option::is_none) {
            let advice = "nothing can be measured with it: give one with at least one row that says yes or no";
            return Err(Error::Empty { file: name, what: "labelled row", advice });
        }
        Ok(read)
    }

    fn column(&self, heading: &'static str, expected: &'static str) -> Result<usize, Error> {
        let found = self.headings.iter().position(|known| known.eq_ignore_ascii_case(heading));
        found.ok_or_else(|| Error::NoHeading { position: Position::line(&self.file, 1), heading, expected })
    }

    fn cell(&self, row: usize, heading: &str) -> &str {
        let column = self.headings.iter().position(|known| known.eq_ignore_ascii_case(heading));
        column.map_or("", |column| self.rows[row].cells[column].trim())
    }

    fn position(&self, row: usize, heading: &str) -> Position {
        let column = self.headings.iter().position(|known| known.eq_ignore_ascii_case(heading)).unwrap_or(0);
        Position { column: Some((column + 1, heading.to_owned())), ..Position::line(&self.file, self.rows[row].line) }
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
        let has = |heading: &&&str| self.headings.iter().any(|known| known.eq_ignore_ascii_case(heading));
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
            file: self.file.clone(),
            positives,
            negatives: cases.len() as u64 - positives,
            undecided: self.undecided,
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
