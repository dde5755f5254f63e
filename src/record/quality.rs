use super::chunk::Chunk;
use super::dates::format_of_shape;
use super::error::Error;
use super::headings::Field;
use super::layout::Layout;
use super::placeholder::is_no_value;
use super::row::{Row, WarningCode};
use crate::vocabulary::Position;

/// A column is judged by so many values at least.
const ENOUGH: usize = 100;
/// No more of a column may be unreadable, in percent.
const TOLERATED: usize = 20;

/// A field and the warning for a value of it that cannot be read.
const JUDGED: [(Field, WarningCode); 8] = [
    (Field::DateOfBirth, WarningCode::DateInvalid),
    (Field::Country, WarningCode::CountryUnknown),
    (Field::Nationality, WarningCode::CountryUnknown),
    (Field::BirthCountry, WarningCode::CountryUnknown),
    (Field::IdCountry, WarningCode::CountryUnknown),
    (Field::Gender, WarningCode::GenderUnknown),
    (Field::EntityType, WarningCode::EntityTypeUnknown),
    (Field::IsSoundex, WarningCode::SoundexUnknown),
];

impl Layout {
    /// Looks whether the columns hold what their headings say, by a file's first rows.
    ///
    /// Values such as `unknown` or `N/A` do not count: they were meant.
    ///
    /// # Errors
    /// Where more than 20 % of a column's values, of at least 100, cannot be read.
    pub(super) fn check_columns(&self, first_rows: &Chunk) -> Result<(), Error> {
        let mut values = [0_usize; JUDGED.len()];
        let mut unreadable: [Vec<String>; JUDGED.len()] = Default::default();
        for raw in first_rows.rows() {
            let Ok(cells) = self.cells(raw, &mut Vec::new()) else { continue };
            let Row::Record(_, warnings) = self.interpret(raw) else { continue };
            for (i, (field, code)) in JUDGED.iter().enumerate() {
                let Some(cell) = cells.given(*field) else { continue };
                values[i] += 1;
                let heading = &self.rules.headings[*field as usize];
                if warnings.iter().any(|warning| warning.code == *code && warning.column == *heading)
                    && !is_no_value(cell)
                {
                    unreadable[i].push(cell.to_owned());
                }
            }
        }
        for (i, (field, _)) in JUDGED.iter().enumerate() {
            let (bad, of) = (unreadable[i].len(), values[i]);
            if of >= ENOUGH && bad * 100 > of * TOLERATED {
                let column = self.columns.of(*field).unwrap_or_default();
                let heading = self.rules.headings[*field as usize].clone();
                return Err(Error::UnreadableColumn {
                    position: Position { column: Some(Box::new((column + 1, heading))), ..self.header.clone() },
                    bad,
                    of,
                    advice: advice(*field, &unreadable[i]),
                });
            }
        }
        Ok(())
    }
}

/// What may help; never with a value in it.
fn advice(field: Field, unreadable: &[String]) -> String {
    let other = format!("give the right column by `--map {}=HEADING`", field.as_str());
    let expected = match field {
        Field::DateOfBirth => {
            return match format_of_shape(unreadable.iter().map(String::as_str)) {
                Some(format) => format!("give {format}"),
                None => format!("expected dates such as `1965-07-13`; say what they are by `--date-format`, {other}"),
            };
        }
        Field::Gender => "`male` or `female`",
        Field::EntityType => "`Person`, `Company`, `Organization`, `LegalEntity`, `Vessel` or `Aircraft`",
        Field::IsSoundex => "`true` or `false`",
        _ => "ISO codes or English names of countries",
    };
    format!("expected {expected}; {other}")
}
