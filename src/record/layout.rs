use std::borrow::Cow;
use std::collections::HashMap;

use super::chunk::{DecodedRow, RawRow};
use super::dates::BirthDates;
use super::headings::{Columns, Field};
use super::interpret::{Cells, Rules, record};
use super::readers::{Shape, parse_object};
use super::row::{Reject, RejectCode, Row, Warning, WarningCode};
use crate::vocabulary::Position;

/// What the columns of a file mean: a pure function from a raw row to what it says, to be shared by all workers.
pub struct Layout {
    pub(super) columns: Columns,
    pub(super) rules: Rules,
    /// The header's place.
    pub(super) header: Position,
    passed: Vec<usize>,
    /// Where [`REJECT_HEADINGS`] stand behind the file's own columns, from the last: more than once where rows were handed back
    /// more than once.
    handed_back: Vec<usize>,
    form: Form,
}

/// What `rejects.csv` has behind the columns of a file.
pub const REJECT_HEADINGS: [&str; 3] = ["line", "error_code", "error_detail"];

enum Form {
    /// The column of each field, by its number.
    Csv(Box<[Option<usize>; Field::COUNT]>),
    /// What is done with each known key.
    Ndjson(HashMap<String, Role>),
}

#[derive(Clone, Copy)]
enum Role {
    Field(Field),
    /// Passes through, at this place.
    Passed(usize),
}

impl Layout {
    /// Of a CSV header.
    pub(super) fn of_csv(columns: Columns, header: Position, dates: BirthDates, allow_row_settings: bool) -> Self {
        let mut places = [None; Field::COUNT];
        for field in Field::ALL {
            places[*field as usize] = columns.of(*field);
        }
        Self::new(columns, header, dates, allow_row_settings, Form::Csv(Box::new(places)))
    }

    /// Of the keys that stand in a file's first objects.
    pub(super) fn of_ndjson(columns: Columns, header: Position, dates: BirthDates, allow_row_settings: bool) -> Self {
        let mut passed = 0;
        let role = |field: &Option<Field>| {
            field.map_or_else(
                || {
                    passed += 1;
                    Role::Passed(passed - 1)
                },
                Role::Field,
            )
        };
        let roles = columns.headings.iter().cloned().zip(columns.fields.iter().map(role)).collect();
        Self::new(columns, header, dates, allow_row_settings, Form::Ndjson(roles))
    }

    fn new(columns: Columns, header: Position, dates: BirthDates, allow_row_settings: bool, form: Form) -> Self {
        let passed = (0..columns.fields.len()).filter(|column| columns.fields[*column].is_none()).collect();
        let headings = Field::ALL
            .iter()
            .map(|field| {
                columns.of(*field).map_or(field.as_str(), |column| columns.headings[column].as_str()).to_owned()
            })
            .collect();
        let handed_back = handed_back(&columns.headings);
        Self { columns, rules: Rules { dates, allow_row_settings, headings }, header, passed, handed_back, form }
    }

    /// The headings of the columns that pass through, in the order of [`Record::passed_through`](super::Record).
    pub fn passed_through(&self) -> impl ExactSizeIterator<Item = &str> {
        self.passed.iter().map(|column| self.columns.headings[*column].as_str())
    }

    /// The headings of a reject's cells: the header, or `json` where each line is one cell.
    pub fn reject_headings(&self) -> Vec<&str> {
        match self.form {
            Form::Csv(_) => self.columns.headings.iter().map(String::as_str).collect(),
            Form::Ndjson(_) => vec!["json"],
        }
    }

    /// The heading under which a field stands in this file, if it does.
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.columns.of(field).map(|column| self.columns.headings[column].as_str())
    }

    /// What a row says. The same row gives the same answer, on any thread.
    pub fn interpret<'a>(&self, raw: RawRow<'a>) -> Row<'a> {
        let mut warnings = Vec::new();
        match self.cells(raw, &mut warnings) {
            Ok(cells) => match record(&self.rules, cells, raw, &mut warnings) {
                Some(record) => Row::Record(record, warnings),
                None => Row::Reject(reject(raw, RejectCode::NoName, "no letter or digit in the name".to_owned())),
            },
            Err((code, detail)) => Row::Reject(reject(raw, code, detail)),
        }
    }

    /// The cells of a row by field.
    pub(super) fn cells<'a>(
        &self,
        raw: RawRow<'a>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Cells<'a>, (RejectCode, String)> {
        match raw.fault {
            Some(RejectCode::CellTooLong) => {
                return Err((
                    RejectCode::CellTooLong,
                    "a cell of more than 1 MiB, or a row of more than 16 MiB".to_owned(),
                ));
            }
            Some(code) => return Err((code, format!("more than {} cells", raw.width()))),
            None => {}
        }
        let row = raw
            .decoded()
            .ok_or_else(|| (RejectCode::Undecodable, "bytes that are no text in the file's encoding".to_owned()))?;
        match &self.form {
            Form::Csv(places) => {
                let width = self.columns.headings.len();
                if raw.width() > width {
                    let detail = format!("{} cells where the header has {width}", raw.width());
                    return Err((RejectCode::TooManyCells, detail));
                }
                if self.is_rejected_still(&row) {
                    let detail = "the cells that were too many still stand in one: mend the row and empty `error_code`";
                    return Err((RejectCode::TooManyCells, detail.to_owned()));
                }
                if raw.width() < width {
                    warnings.push(Warning {
                        line: raw.line,
                        record_id: String::new(),
                        column: self.columns.headings[raw.width()].clone(),
                        code: WarningCode::TooFewCells,
                    });
                }
                let fields = places.map(|place| Cow::Borrowed(place.map_or("", |column| row.cell(column))));
                let passed = self.passed.iter().map(|column| Cow::Borrowed(row.cell(*column))).collect();
                Ok(Cells { fields, passed })
            }
            Form::Ndjson(roles) => self.members(row.cell(0), roles).map_err(|detail| (RejectCode::InvalidJson, detail)),
        }
    }

    /// Whether a row was handed back as it stands in `rejects.csv`, which holds surplus cells together in the last one: read
    /// like that it would be another row.
    fn is_rejected_still(&self, row: &DecodedRow) -> bool {
        let is_surplus = |own: &usize| row.cell(own + 1) == RejectCode::TooManyCells.as_str();
        self.handed_back.iter().any(is_surplus)
            && self.handed_back.last().is_some_and(|own| row.cell(own - 1).contains(','))
    }

    fn members<'a>(&self, line: &'a str, roles: &HashMap<String, Role>) -> Result<Cells<'a>, String> {
        let mut fields: [Cow<'a, str>; Field::COUNT] = [const { Cow::Borrowed("") }; Field::COUNT];
        let mut given = [false; Field::COUNT];
        let mut passed = vec![Cow::Borrowed(""); self.passed.len()];
        for (key, value) in parse_object(line)? {
            let Some((value, shape)) = value else { continue };
            // keys that come up late can still be fields, but not columns
            let role = roles.get(key.as_ref()).copied().or_else(|| {
                Field::recognise(&key)
                    .filter(|field| self.columns.of(*field).is_none_or(|column| self.is_plain(column, *field)))
                    .map(Role::Field)
            });
            match role {
                Some(Role::Field(field)) if std::mem::replace(&mut given[field as usize], true) => {
                    return Err(format!("two values for `{}`", field.as_str()));
                }
                Some(Role::Field(field)) if is_name(field) && shape == Shape::Object => {
                    return Err(format!("`{}` is no text", field.as_str()));
                }
                // several names of one customer: each is searched for
                Some(Role::Field(Field::Name)) if shape == Shape::Array => {
                    fields[Field::Name as usize] = value.replace(';', " a.k.a. ").into();
                }
                Some(Role::Field(field)) => fields[field as usize] = value,
                Some(Role::Passed(place)) => passed[place] = value,
                None => {}
            }
        }
        Ok(Cells { fields, passed })
    }

    /// Whether a column has its field by its heading, not by `--map`.
    fn is_plain(&self, column: usize, field: Field) -> bool {
        Field::recognise(&self.columns.headings[column]) == Some(field)
    }
}

/// Where the headings of rejects stand at the end of these, from the last.
fn handed_back(headings: &[String]) -> Vec<usize> {
    let own = |end: &usize| {
        let own = end.checked_sub(REJECT_HEADINGS.len()).filter(|own| *own > 0)?;
        headings[own..*end].iter().eq(REJECT_HEADINGS).then_some(own)
    };
    std::iter::successors(own(&headings.len()), own).collect()
}

fn is_name(field: Field) -> bool {
    matches!(field, Field::Name | Field::FirstName | Field::MiddleName | Field::LastName | Field::Suffix)
}

fn reject(raw: RawRow<'_>, code: RejectCode, detail: String) -> Reject {
    Reject { line: raw.line, code, detail, cells: raw.cells_lossy() }
}
