//! What codes of files mean, for people who read a page.

use super::alert_card::Sign;
use crate::alerts::{AlertState, Ruling};
use crate::matching::{Agreement, HitEvidence, MatchKind};
use crate::vocabulary::{EntityType, Measure, Strength};

/// What being listed means.
pub(super) fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Block => "asset freeze",
        Measure::Sectoral => "sectoral restrictions",
        Measure::Investment => "investment restrictions",
        Measure::Travel => "travel ban",
        Measure::Debarment => "debarment",
        Measure::Pep => "politically exposed person",
        Measure::Rca => "relative or close associate",
        Measure::Other => "other measures",
    }
}

pub(super) fn entity_type(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "person",
        EntityType::Company => "company",
        EntityType::Organization => "organization",
        EntityType::LegalEntity => "person or organization",
        EntityType::Vessel => "vessel",
        EntityType::Aircraft => "aircraft",
    }
}

pub(super) fn match_kind(kind: MatchKind) -> &'static str {
    match kind {
        MatchKind::Identifier => "same number",
        MatchKind::Exact => "same name",
        MatchKind::Phonetic => "sounds alike",
        MatchKind::Fuzzy => "spelled differently",
        MatchKind::Partial => "parts missing on one side",
    }
}

pub(super) fn state(state: AlertState) -> &'static str {
    match state {
        AlertState::New => "New",
        AlertState::Changed => "Changed",
        AlertState::Open => "Open",
        AlertState::Cleared => "Cleared",
        AlertState::Confirmed => "Confirmed",
    }
}

pub(super) fn ruling(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::TruePositive => "true positive",
        Ruling::FalsePositive => "false positive",
        Ruling::Escalate => "escalated",
    }
}

/// `name, birth date`
pub(super) fn evidence(evidence: HitEvidence) -> String {
    let HitEvidence { name, birth_date, country, id } = evidence;
    let kinds = [(name, "name"), (birth_date, "birth date"), (country, "country"), (id, "id number")];
    kinds.iter().filter(|(there, _)| *there).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

pub(super) fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Primary => "primary name",
        Strength::Strong => "alias",
        Strength::Weak => "weak alias",
    }
}

pub(super) fn agreement(agreement: Agreement) -> (Sign, &'static str) {
    match agreement {
        Agreement::Equal => (Sign::Agrees, "agrees"),
        Agreement::YearEqual => (Sign::Alike, "year agrees"),
        Agreement::Near => (Sign::Alike, "near"),
        Agreement::Conflict => (Sign::Conflict, "conflict"),
        Agreement::Unknown => (Sign::Open, "unknown"),
    }
}

/// How two parts of a name go together, by the word in `results.ndjson`; whether the searched name has it.
pub(super) fn part(how: &str, is_searched: bool) -> (Sign, &'static str) {
    match how {
        "equal" => (Sign::Agrees, "agrees"),
        "spelling" => (Sign::Alike, "spelled differently"),
        "equivalent" => (Sign::Alike, "another form of it"),
        "initial" => (Sign::Alike, "initial"),
        "prefix" => (Sign::Alike, "glued prefix"),
        "phonetic" => (Sign::Alike, "sounds alike"),
        "joined" => (Sign::Alike, "written together"),
        "backwards" => (Sign::Alike, "backwards"),
        "cut off" => (Sign::Alike, "cut off"),
        "conflict" => (Sign::Conflict, "conflict"),
        "reversed" => (Sign::Conflict, "the other way round"),
        "left out" => (Sign::Open, "too short to count"),
        _ if is_searched => (Sign::Open, "customer only"),
        _ => (Sign::Open, "listed only"),
    }
}

/// What was noted, by its code.
const NOTED: &[(&str, &str)] = &[
    ("no_name", "no letter or digit stands in the name"),
    ("too_many_cells", "the row has more cells than the header"),
    ("undecodable", "bytes that are no text in the file's encoding"),
    ("cell_too_long", "a cell of more than 1 MiB"),
    ("invalid_json", "a line that is no JSON object"),
    ("duplicate_record_id", "the record id stands in more than one row"),
    ("extra_in_name", "a date, an id or a.k.a. stood in the name, was taken out and used"),
    ("date_invalid", "no date, or none that can be a birth date: screened without"),
    ("id_placeholder", "a placeholder instead of an id number: not used"),
    ("country_unknown", "no known country: screened without"),
    ("gender_unknown", "no known gender: screened without"),
    ("entity_type_unknown", "no known type: screened without"),
    ("soundex_unknown", "neither yes nor no: the setting of the run holds"),
    ("row_setting_ignored", "a row's own setting, which was not to count"),
    ("row_setting_invalid", "a row's own threshold that is none: that of the run holds"),
    ("too_few_cells", "fewer cells than the header: the missing ones count as empty"),
    ("encoding_guessed", "neither UTF-8 nor marked: read as Windows-1252"),
];

/// What a code of `rejects.csv` or `warnings.csv` means; empty where it has no words here.
pub(super) fn noted(code: &str) -> &'static str {
    NOTED.iter().find(|(one, _)| *one == code).map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{RejectCode, WarningCode};

    #[test]
    fn every_code_has_words() {
        let rejects = RejectCode::ALL.iter().map(|code| code.as_str());
        let missing =
            rejects.chain(WarningCode::ALL.iter().map(|code| code.as_str())).find(|code| noted(code).is_empty());
        assert_eq!(missing, None);
    }
}
