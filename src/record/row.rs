use std::borrow::Cow;

use crate::vocabulary::{Country, EntityType, Gender, Identifier, ListType, PartialDate, Score};

/// One customer to be screened, as far as the row could be understood.
///
/// It borrows from the row where it can; personal data, so it has no debug print.
#[derive(Clone, Default)]
pub struct Record<'a> {
    /// Line of the file where the row begins, counted from 1.
    pub line: u64,
    /// The customer's own id, or the data row's number (counted from 1) where the file has none.
    pub id: Cow<'a, str>,
    /// Whose id that is.
    pub id_is: IdIs,
    /// The name cell as given; where the name came in parts, the parts joined by blanks.
    pub name: Cow<'a, str>,
    /// The name to search for: as given, less dates, ids and `a.k.a.` that stood in the cell.
    pub searched_name: Cow<'a, str>,
    /// Further names that stood in the cell behind `a.k.a.`.
    pub aliases: Vec<String>,
    /// The birth date cell as given.
    pub date_of_birth_given: Cow<'a, str>,
    /// The birth date, where it could be read.
    pub date_of_birth: Option<PartialDate>,
    /// Numbers of papers, placeholders left out.
    pub identifiers: Vec<Identifier>,
    /// The country cell as given.
    pub country_given: Cow<'a, str>,
    /// Country of residence or address: it may support, never lower.
    pub country: Option<Country>,
    /// Nationalities.
    pub nationalities: Vec<Country>,
    /// Countries of birth.
    pub birth_countries: Vec<Country>,
    /// Gender.
    pub gender: Option<Gender>,
    /// What the customer is; `None` where the file does not say.
    pub entity_type: Option<EntityType>,
    /// The row's own `is_soundex`; `None` where the run's setting holds.
    pub soundex: Option<bool>,
    /// The row's own choice of list types; only filled where rows may set them.
    pub list_types: Vec<ListType>,
    /// The row's own threshold; only filled where rows may set it.
    pub min_score: Option<Score>,
    /// The cells of unknown columns, in the order of the header.
    pub passed_through: Vec<Cow<'a, str>>,
}

/// Whether a record's id says who it is, from one file to the next.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum IdIs {
    /// It is the customer's own.
    #[default]
    Own,
    /// The file has none: it is the number of the row, and another customer's tomorrow.
    RowNumber,
    /// It stands in more than one row.
    Repeated,
}

impl Record<'_> {
    /// The names that are searched for: its own, then its aliases.
    pub fn searched_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.searched_name).chain(self.aliases.iter().map(String::as_str))
    }
}

/// What became of one data row.
#[expect(clippy::large_enum_variant, reason = "nearly all rows are records, and they are made by the million")]
pub enum Row<'a> {
    /// It will be screened.
    Record(Record<'a>, Vec<Warning>),
    /// It cannot be screened.
    Reject(Reject),
}

/// Something about a row that was noted and did not keep it from being screened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// Line of the file where the row begins; 0 where the file as a whole is meant.
    pub line: u64,
    /// The record's id; empty where the file as a whole is meant.
    pub record_id: String,
    /// The column's heading as it stands in the file.
    pub column: String,
    /// What it was.
    pub code: WarningCode,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident: $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}

codes! {
    /// The `warning_code` of `warnings.csv`.
    WarningCode:
    /// Two rows have the same record id.
    DuplicateRecordId = "duplicate_record_id",
    /// A date, an id or `a.k.a.` stood in the name cell and was taken out and used.
    ExtraInName = "extra_in_name",
    /// No date, or none that can be a birth date; screened without.
    DateInvalid = "date_invalid",
    /// A placeholder instead of an id number; not used.
    IdPlaceholder = "id_placeholder",
    /// No country that muster knows; screened without.
    CountryUnknown = "country_unknown",
    /// No gender that muster knows; screened without.
    GenderUnknown = "gender_unknown",
    /// No entity type that muster knows; screened without.
    EntityTypeUnknown = "entity_type_unknown",
    /// Neither yes nor no; the run's setting holds.
    SoundexUnknown = "soundex_unknown",
    /// A row's own list type or threshold, which counts only with `--allow-row-settings`.
    RowSettingIgnored = "row_setting_ignored",
    /// A row's own threshold that is none; the run's holds.
    RowSettingInvalid = "row_setting_invalid",
    /// The row has fewer cells than the header; the missing ones count as empty.
    TooFewCells = "too_few_cells",
    /// The file is neither UTF-8 nor marked; it was read as Windows-1252.
    EncodingGuessed = "encoding_guessed",
}

codes! {
    /// The `error_code` of `rejects.csv`.
    RejectCode:
    /// No letter or digit in any script stands in the name.
    NoName = "no_name",
    /// The row has more cells than the header.
    TooManyCells = "too_many_cells",
    /// Bytes that are no text in the file's encoding.
    Undecodable = "undecodable",
    /// A cell of more than 1 MiB.
    CellTooLong = "cell_too_long",
    /// A line that is no JSON object.
    InvalidJson = "invalid_json",
}

/// A row that cannot be screened.
#[derive(Clone, PartialEq, Eq)]
pub struct Reject {
    /// Line of the file where the row begins.
    pub line: u64,
    /// Why.
    pub code: RejectCode,
    /// The same in words, without personal data: `12 cells where the header has 11`.
    pub detail: String,
    /// The cells as they were; what cannot be decoded as replacement characters, a cell that is too long cut.
    pub cells: Vec<String>,
}
