//! Providers are data: a table says what muster must know of each, and users add their own in the same form.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{DocumentType, Error};
use crate::vocabulary::Country;

const HEADER: [&str; 5] = ["alias", "accepts_images", "start", "no_start_for", "document_types"];

static BUILT_IN: LazyLock<BTreeMap<String, Provider>> = LazyLock::new(|| rows(Providers::TABLE).unwrap_or_default());

/// What must be known of a provider of verifications.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provider {
    /// What a process names it by.
    pub alias: String,
    /// Whether images are uploaded to it; otherwise it takes them itself, and none are needed for a start.
    pub accepts_images: bool,
    /// Whether it starts as soon as the images are in.
    pub starts_by_itself: bool,
    /// The process types for which nothing has to be started.
    pub no_start_for: ProcessTypes,
    /// The documents that it looks at, each with the countries whose documents it takes.
    pub documents: Vec<(DocumentType, Countries)>,
}

/// Some process types, or all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProcessTypes {
    /// All of them.
    All,
    /// These.
    These(Vec<String>),
}

/// Some countries, or all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Countries {
    /// All of them.
    All,
    /// These, in order.
    These(Vec<Country>),
}

impl Countries {
    /// Whether a country is among them.
    pub fn contain(&self, country: Country) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => these.contains(&country),
        }
    }
}

impl Provider {
    /// Whether a process of a type has to be started at all.
    pub fn needs_start(&self, process_type: Option<&str>) -> bool {
        match &self.no_start_for {
            ProcessTypes::All => false,
            ProcessTypes::These(these) => !process_type.is_some_and(|kind| these.iter().any(|these| these == kind)),
        }
    }

    /// Whether it takes documents of a kind from anywhere. One that looks at no documents takes a process on any: it
    /// then says only what a person had in hand.
    pub fn takes(&self, document: DocumentType) -> bool {
        self.documents.is_empty() || self.documents.iter().any(|(kind, _)| *kind == document)
    }

    /// The documents that it takes, of one country or of all, in the order of the table.
    pub fn document_types(&self, country: Option<Country>) -> impl Iterator<Item = &(DocumentType, Countries)> {
        self.documents.iter().filter(move |(_, countries)| country.is_none_or(|country| countries.contain(country)))
    }
}

/// The providers that are known, by alias.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Providers(BTreeMap<String, Provider>);

impl Default for Providers {
    /// Those that muster knows.
    fn default() -> Self {
        Self(BUILT_IN.clone())
    }
}

impl Providers {
    /// The table of those that muster knows, as a start for one's own.
    pub const TABLE: &str = include_str!("../../data/providers.csv");

    /// With those of a table of one's own, in the form of `data/providers.csv`: they go before those known by the same alias.
    ///
    /// # Errors
    /// At the first line that cannot be read.
    pub fn with(mut self, table: &str) -> Result<Self, Error> {
        self.0.extend(rows(table)?);
        Ok(self)
    }

    /// All, in the order of their aliases.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.values()
    }

    /// The one of an alias.
    ///
    /// # Errors
    /// Where none has it; the error names those that are known.
    pub fn get(&self, alias: &str) -> Result<&Provider, Error> {
        self.0.get(alias).ok_or_else(|| Error::UnknownProvider {
            known: self.0.keys().map(|alias| format!("`{alias}`")).collect::<Vec<_>>().join(", "),
        })
    }

    /// The document types that a provider takes, of one country or of all.
    ///
    /// # Errors
    /// Where no provider has the alias.
    pub fn document_types(&self, alias: &str, country: Option<Country>) -> Result<Vec<DocumentType>, Error> {
        Ok(self.get(alias)?.document_types(country).map(|(kind, _)| *kind).collect())
    }
}

fn rows(table: &str) -> Result<BTreeMap<String, Provider>, Error> {
    let mut providers = BTreeMap::new();
    let mut header_seen = false;
    for (number, line) in table.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |what| Error::ProviderTable { line: number + 1, what };
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let cells: [&str; 5] = cells.try_into().map_err(|_| fault("a line has five columns"))?;
        if !header_seen {
            if cells != HEADER {
                return Err(fault("the first line names the columns"));
            }
            header_seen = true;
            continue;
        }
        let provider = provider(cells).map_err(fault)?;
        if providers.insert(provider.alias.clone(), provider).is_some() {
            return Err(fault("this alias stands there twice"));
        }
    }
    Ok(providers)
}

fn provider([alias, images, start, no_start_for, documents]: [&str; 5]) -> Result<Provider, &'static str> {
    let is_alias = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if alias.is_empty() || !alias.bytes().all(is_alias) {
        return Err("an alias has letters, digits, `_` and `-`");
    }
    let accepts_images = match images {
        "yes" => true,
        "no" => false,
        _ => return Err("accepts_images is `yes` or `no`"),
    };
    let starts_by_itself = match start {
        "asked" => false,
        "by_itself" if accepts_images => true,
        "by_itself" => return Err("who starts by itself once the images are in must accept images"),
        _ => return Err("start is `asked` or `by_itself`"),
    };
    let no_start_for = match no_start_for {
        "*" => ProcessTypes::All,
        these => ProcessTypes::These(pieces(these).map(str::to_owned).collect()),
    };
    let documents = pieces(documents).map(document).collect::<Result<Vec<_>, _>>()?;
    let mut kinds: Vec<_> = documents.iter().map(|(kind, _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < documents.len() {
        return Err("a document type stands there twice");
    }
    Ok(Provider { alias: alias.to_owned(), accepts_images, starts_by_itself, no_start_for, documents })
}

/// What stands between semicolons.
fn pieces(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|piece| !piece.is_empty())
}

/// `passport:*`, `identity_card:NOR SWE`.
fn document(piece: &str) -> Result<(DocumentType, Countries), &'static str> {
    let form = "document_types are such as `passport:*;identity_card:NOR SWE`";
    let (kind, countries) = piece.split_once(':').ok_or(form)?;
    let kind = DocumentType::parse(kind.trim())
        .ok_or("document types are `passport`, `identity_card`, `driving_licence` and `residence_permit`")?;
    if countries.trim() == "*" {
        return Ok((kind, Countries::All));
    }
    let code = |code: &str| Country::parse(code).filter(|country| country.alpha3() == code);
    let countries: Option<Vec<_>> = countries.split_ascii_whitespace().map(code).collect();
    match countries {
        Some(countries) if !countries.is_empty() => Ok((kind, Countries::These(countries))),
        _ => Err("countries are `*` or alpha-3 codes such as `NOR SWE`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_is_carried_along_reads() {
        let known = rows(Providers::TABLE).unwrap();
        assert_eq!(known.keys().collect::<Vec<_>>(), ["eid", "onfido", "readid", "signicatpaper"]);
        let providers = Providers::default();
        assert!(providers.get("readid").unwrap().starts_by_itself);
        assert!(!providers.get("eid").unwrap().needs_start(Some("attended")));
        assert!(providers.get("eid").unwrap().needs_start(Some("unattended")));
        assert!(providers.get("eid").unwrap().needs_start(None));
        assert!(!providers.get("eid").unwrap().accepts_images);
    }

    #[test]
    fn document_types_are_told_by_country() {
        let providers = Providers::default();
        assert_eq!(providers.document_types("readid", None).unwrap().len(), 4);
        let norwegian = providers.document_types("readid", Country::parse("NOR")).unwrap();
        assert!(norwegian.contains(&DocumentType::Passport) && !norwegian.contains(&DocumentType::DrivingLicence));
        assert_eq!(providers.document_types("nobody", None).unwrap_err().code(), "unknown_provider");
    }

    #[test]
    fn a_table_of_ones_own_adds_and_goes_before() {
        let header = HEADER.join(",");
        let own = format!("# ours\n{header}\nbranch,yes,asked,*,passport:NOR SWE\nonfido,no,asked,,\n");
        let providers = Providers::default().with(&own).unwrap();
        assert_eq!(providers.iter().count(), 5);
        assert!(!providers.get("onfido").unwrap().accepts_images);
        assert!(!providers.get("branch").unwrap().needs_start(None));
        assert_eq!(providers.document_types("branch", Country::parse("DNK")).unwrap(), []);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let header = HEADER.join(",");
        for (row, what) in [
            ("x,yes,asked,", "five columns"),
            ("x y,yes,asked,,", "an alias"),
            ("x,maybe,asked,,", "`yes` or `no`"),
            ("x,yes,later,,", "`asked` or `by_itself`"),
            ("x,no,by_itself,,", "must accept images"),
            ("x,yes,asked,,passport", "such as"),
            ("x,yes,asked,,visa:*", "document types are"),
            ("x,yes,asked,,passport:Norway", "alpha-3"),
            ("x,yes,asked,,passport:", "alpha-3"),
            ("x,yes,asked,,passport:*;passport:NOR", "twice"),
            ("x,yes,asked,,\nx,yes,asked,,", "twice"),
        ] {
            let error = Providers::default().with(&format!("{header}\n# a comment\n{row}\n")).unwrap_err();
            assert_eq!(error.code(), "provider_table");
            assert!(error.to_string().contains(what), "{row}: {error}");
            assert!(error.to_string().contains(if row.contains('\n') { "line 4" } else { "line 3" }), "{error}");
        }
        assert!(Providers::default().with("x,yes,asked,,").is_err());
    }
}
