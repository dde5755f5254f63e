use super::error::Error;
use crate::vocabulary::Position;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $word:literal: [$($alias:literal),*];)*) => {
        /// A field of a customer record that muster knows.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// All of them, in the order in which FORMATS names them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// How many there are.
            pub(crate) const COUNT: usize = Self::ALL.len();

            /// The word in headings and in `--map`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What else people call it.
            pub fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($alias),*]),* }
            }
        }
    };
}

fields! {
    /// The customer's own id.
    RecordId = "record_id": ["id", "#", "external_identifier", "external id", "member number", "reference_id", "case id", "client ref", "customer id"];
    /// The whole name.
    Name = "name": ["full_name", "entity_name", "names", "search term", "original script name"];
    /// Given names.
    FirstName = "first_name": ["given names", "given name", "forename", "forenames"];
    /// Middle names, patronymic.
    MiddleName = "middle_name": ["middle names"];
    /// Family names.
    LastName = "last_name": ["family names", "family name", "surname", "surnames"];
    /// `Jr.`, `III`.
    Suffix = "suffix": ["name suffix"];
    /// Birth date.
    DateOfBirth = "date_of_birth": ["dob", "birth_date", "born on", "year of birth"];
    /// Number of a paper.
    IdNumber = "id_number": ["ssn", "national id", "personal number", "passport number"];
    /// What kind of paper.
    IdType = "id_type": [];
    /// Who issued it.
    IdCountry = "id_country": [];
    /// Country of residence or address.
    Country = "country": ["country1", "residency country", "address country"];
    /// Nationalities, several with `;`.
    Nationality = "nationality": ["nationalities", "citizenship"];
    /// Countries of birth, several with `;`.
    BirthCountry = "birth_country": ["country of birth"];
    /// Gender.
    Gender = "gender": ["sex"];
    /// Person, company, vessel, …
    EntityType = "entity_type": ["candidate type", "schema"];
    /// The row's own choice of phonetic codes.
    IsSoundex = "is_soundex": ["soundex"];
    /// The row's own list types.
    ListType = "list_type": ["list_types", "datasets"];
    /// The row's own threshold.
    MinScore = "min_score": ["threshold"];
}

impl Field {
    /// The field that a heading, or a key of an object, means; case, blanks, `_`, `-` and `.` do not matter.
    pub fn recognise(heading: &str) -> Option<Self> {
        let heading = folded(heading);
        Self::ALL
            .iter()
            .copied()
            .find(|field| [field.as_str()].iter().chain(field.aliases()).any(|word| folded(word) == heading))
    }

    /// The field of a word in `--map`: the field's own name or an alias.
    fn of_map(word: &str) -> Result<Self, Error> {
        Self::recognise(word).ok_or_else(|| {
            let words: Vec<&'static str> = Self::ALL.iter().map(|field| field.as_str()).collect();
            Error::UnknownField { field: word.to_owned(), suggestion: nearest(word, words.into_iter()) }
        })
    }
}

/// Lower case without blanks, `_`, `-` and `.`.
pub(crate) fn folded(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The word that was most probably meant, if any is near.
fn nearest<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = folded(typed);
    words
        .map(|word| (strsim::jaro_winkler(&typed, &folded(word)), word))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// `--map`, read and checked: which heading is which field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides(Vec<(Field, String)>);

impl Overrides {
    /// Of pairs field and heading.
    ///
    /// # Errors
    /// A field that there is not; a field or a heading given twice.
    pub(crate) fn new(map: &[(String, String)]) -> Result<Self, Error> {
        let mut pairs: Vec<(Field, String)> = Vec::new();
        for (word, heading) in map {
            let field = Field::of_map(word)?;
            if pairs.iter().any(|(other, _)| *other == field) {
                return Err(Error::MappedTwice { word: field.as_str().to_owned() });
            }
            if pairs.iter().any(|(_, other)| other == heading) {
                return Err(Error::MappedTwice { word: heading.clone() });
            }
            pairs.push((field, heading.clone()));
        }
        Ok(Self(pairs))
    }

    /// The number of each pair's heading among the file's: as typed, else ignoring what `folded` ignores.
    fn columns(&self, headings: &[String]) -> impl Iterator<Item = (Field, &str, Option<usize>)> {
        self.0.iter().map(|(field, typed)| {
            let exact = headings.iter().position(|heading| heading.trim() == typed.trim());
            let column = exact.or_else(|| headings.iter().position(|heading| folded(heading) == folded(typed)));
            (*field, typed.as_str(), column)
        })
    }

    /// How many of these headings would mean a field: for telling delimiters apart.
    pub(crate) fn recognised(&self, headings: &[String]) -> usize {
        let plain = headings.iter().filter(|heading| Field::recognise(heading).is_some()).count();
        plain + self.columns(headings).filter(|(_, _, column)| column.is_some()).count()
    }
}

/// Where the fields stand among a file's headings, or the keys of its objects.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// The headings, trimmed.
    pub(crate) headings: Vec<String>,
    /// The field of each heading; `None` passes through.
    pub(crate) fields: Vec<Option<Field>>,
}

impl Columns {
    /// Recognises the headings that stand in this line of the file; or the keys of objects, of which `stand_together` says
    /// whether any two are in one object.
    ///
    /// # Errors
    /// Two headings for one field in one row, none for the name, a mapped heading that is not there.
    pub(crate) fn recognise(
        headings: &[String],
        overrides: &Overrides,
        header: &Position,
        stand_together: impl Fn(usize, usize) -> bool,
    ) -> Result<Self, Error> {
        let headings: Vec<String> =
            headings.iter().map(|heading| heading.trim().trim_start_matches('\u{feff}').to_owned()).collect();
        let mut fields: Vec<Option<Field>> = vec![None; headings.len()];
        for (field, typed, column) in overrides.columns(&headings) {
            let column = column.ok_or_else(|| Error::MissingHeading {
                position: Box::new(header.clone()),
                field: field.as_str(),
                heading: typed.to_owned(),
                suggestion: nearest(typed, headings.iter().map(String::as_str))
                    .filter(|_| are_headings(&headings))
                    .map(str::to_owned),
                found: listed(&headings),
            })?;
            if fields[column].replace(field).is_some() {
                return Err(Error::MappedTwice { word: headings[column].clone() });
            }
        }
        let mapped = fields.clone();
        for (column, heading) in headings.iter().enumerate() {
            if mapped[column].is_some() {
                continue;
            }
            let Some(field) = Field::recognise(heading).filter(|field| !mapped.contains(&Some(*field))) else {
                continue;
            };
            // the heading of an id says of which kind it is
            let contradict = |first: usize| field == Field::IdNumber || stand_together(first, column);
            let first = (0..column).find(|first| fields[*first] == Some(field) && contradict(*first));
            if let Some(first) = first {
                return Err(Error::TwoHeadings {
                    position: Box::new(Position {
                        column: Some(Box::new((column + 1, heading.clone()))),
                        ..header.clone()
                    }),
                    field: field.as_str(),
                    first: headings[first].clone(),
                    second: heading.clone(),
                });
            }
            fields[column] = Some(field);
        }
        let has_name =
            [Field::Name, Field::FirstName, Field::LastName].iter().any(|field| fields.contains(&Some(*field)));
        if !has_name {
            return Err(Error::NoName {
                position: header.clone(),
                suggestion: likely_name(&headings, &fields).filter(|_| are_headings(&headings)),
                found: listed(&headings),
            });
        }
        Ok(Self { headings, fields })
    }

    /// The column of a field.
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|other| *other == Some(field))
    }
}

/// The unknown heading that looks most like one for a name.
fn likely_name(headings: &[String], fields: &[Option<Field>]) -> Option<String> {
    let unknown =
        || headings.iter().zip(fields).filter(|(_, field)| field.is_none()).map(|(heading, _)| heading.as_str());
    let words = Field::Name.aliases().iter().chain(&["name", "surname", "first name", "last name"]);
    words
        .filter_map(|word| nearest(word, unknown()))
        .chain(unknown().filter(|heading| folded(heading).contains("name")))
        .max_by(|a, b| {
            let likeness = |heading: &str| strsim::jaro_winkler("name", &folded(heading));
            likeness(a).total_cmp(&likeness(b))
        })
        .map(str::to_owned)
}

/// Whether the row may be repeated in a message: where none of its headings is known, or one is rather a number or a day, it may be a
/// customer and no header.
fn are_headings(headings: &[String]) -> bool {
    let is_number = |heading: &String| {
        let (digits, letters) =
            (heading.chars().filter(char::is_ascii_digit), heading.chars().filter(|c| c.is_alphabetic()));
        let digits = digits.count();
        digits > 0 && digits >= letters.count()
    };
    headings.iter().any(|heading| Field::recognise(heading).is_some()) && !headings.iter().any(is_number)
}

/// Headings for a message: the first twelve, none over 40 characters; only how many there are, where they may be none.
fn listed(headings: &[String]) -> String {
    if !are_headings(headings) {
        return format!("{} that are not known (is the first row a header?)", headings.len());
    }
    first_of(headings.iter().map(|heading| format!("`{}`", printable(heading))))
}

/// A header that a file of customers may have.
pub(super) const HEADER: &str = "record_id,name,date_of_birth,country";

/// The first twelve of some texts, and how many more there are.
pub fn first_of(texts: impl ExactSizeIterator<Item = String>) -> String {
    let more = texts.len().saturating_sub(12);
    let text = texts.take(12).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{text} and {more} more") } else { text }
}

/// A heading on one line, at most 40 characters of it.
pub fn printable(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, map: &[(&str, &str)]) -> Result<Columns, Error> {
        let map: Vec<_> = map.iter().map(|(field, heading)| ((*field).to_owned(), (*heading).to_owned())).collect();
        let headings: Vec<String> = header.split(',').map(str::to_owned).collect();
        Columns::recognise(&headings, &Overrides::new(&map)?, &Position::line("a.csv", 1), |_, _| true)
    }

    #[test]
    fn every_word_of_the_table_means_one_field_only() {
        let words: Vec<String> = Field::ALL
            .iter()
            .flat_map(|field| [field.as_str()].into_iter().chain(field.aliases().iter().copied()))
            .map(folded)
            .collect();
        let mut unique = words.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), words.len());
    }

    #[test]
    fn case_blanks_underscores_hyphens_and_dots_do_not_matter() {
        for heading in ["Date of Birth", "dateOfBirth", "DATE-OF-BIRTH", " date.of_birth ", "D.O.B.", "Born on"] {
            assert_eq!(Field::recognise(heading), Some(Field::DateOfBirth), "{heading}");
        }
        for (heading, field) in [
            ("recordId", Field::RecordId),
            ("#", Field::RecordId),
            ("External ID", Field::RecordId),
            ("Full Name", Field::Name),
            ("isSoundEx", Field::IsSoundex),
            ("listType", Field::ListType),
            ("idNumber", Field::IdNumber),
            ("Citizenship", Field::Nationality),
            ("Residency Country", Field::Country),
        ] {
            assert_eq!(Field::recognise(heading), Some(field), "{heading}");
        }
        assert_eq!(Field::recognise("shoe size"), None);
    }

    #[test]
    fn two_headings_for_one_field_are_an_error_until_the_map_chooses() {
        let error = columns("id,name,customer id", &[]).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("`id` and `customer id`"), "{error}");
        let columns = columns("id,name,customer id", &[("record_id", "customer id")]).unwrap();
        assert_eq!(columns.fields, [None, Some(Field::Name), Some(Field::RecordId)]);
    }

    #[test]
    fn a_header_without_a_name_is_an_error_that_names_what_was_found() {
        let error = columns("id,Nmae,town", &[]).unwrap_err().to_string();
        assert!(error.contains("--map name=Nmae") && error.contains("`town`"), "{error}");
        assert!(columns("id,middle_name", &[]).is_err());
        assert!(columns("id,surname", &[]).is_ok());
    }

    #[test]
    fn a_map_with_an_unknown_field_or_a_missing_heading_is_an_error() {
        let error = columns("name", &[("date_of_brith", "x")]).unwrap_err().to_string();
        assert!(error.contains("did you mean `date_of_birth`"), "{error}");
        let error = columns("name,geboren", &[("date_of_birth", "gebren")]).unwrap_err().to_string();
        assert!(error.contains("did you mean `geboren`"), "{error}");
        assert!(columns("name,a", &[("gender", "a"), ("country", "A")]).is_err());
    }

    #[test]
    fn unknown_columns_pass_through_and_names_in_parts_are_enough() {
        let columns = columns("given names,shoe size,family names", &[]).unwrap();
        assert_eq!(columns.fields, [Some(Field::FirstName), None, Some(Field::LastName)]);
        assert_eq!(columns.of(Field::LastName), Some(2));
    }
}
