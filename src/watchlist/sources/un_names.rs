//! The names inside one name field of the UN's list: several names separated by semicolons, the original script
//! or further spellings in brackets, notes that are no names.

use super::super::entity::tidy;
use crate::vocabulary::Country;

/// Notes in brackets that say something about a name and are none.
const NOTES: &[&str] = &[
    "birth name",
    "previously listed",
    "formerly listed",
    "combat name",
    "false identity",
    "original script",
    "third",
    "passport",
    "deceased",
    "ngo",
];

/// All names of a field, in order, each with whether it is only a short form such as `FDLR`.
pub(super) fn names_in(field: &str) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    let text = tidy(field);
    for piece in top_level_pieces(&text) {
        read_piece(piece, &mut names);
    }
    names
}

/// The part of a text that is written in another script than Latin: `in Arabic script: …`.
pub(super) fn other_script(text: &str) -> Option<String> {
    let runs = script_runs(text);
    runs.into_iter().find(|(latin, _)| !latin).map(|(_, run)| run)
}

/// Splits at `;` and at the marks `b)`, `c)` outside brackets.
fn top_level_pieces(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut pieces) = (0_i32, 0, Vec::new());
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' if at >= 2 && bytes[at - 1].is_ascii_lowercase() && bytes[at - 2] == b' ' => {
                pieces.push(&text[start..at - 2]);
                start = at + 1;
            }
            ';' if depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn read_piece(piece: &str, names: &mut Vec<(String, bool)>) {
    let piece = before_born(piece);
    let (mut outside, mut further) = (String::new(), Vec::new());
    let mut rest = piece;
    while let Some(open) = rest.find('(') {
        let (before, bracket) = rest.split_at(open);
        let close = closing(bracket);
        let inside = bracket[1..close].trim();
        outside.push_str(before);
        match role(piece, inside) {
            Role::Names => further.push((inside.to_owned(), false)),
            Role::Short => further.push((inside.to_owned(), true)),
            Role::Note => outside.push(' '),
            Role::PartOfName => outside.push_str(&bracket[..(close + 1).min(bracket.len())]),
        }
        rest = bracket.get(close + 1..).unwrap_or("");
    }
    outside.push_str(rest);
    let had_short = further.iter().any(|(_, short)| *short);
    if had_short {
        // as written first, for the primary name
        push(names, piece, false);
    }
    for (_, run) in script_runs(&outside) {
        push(names, &run, false);
    }
    for (inside, short) in further {
        if short {
            push(names, &inside, true);
        } else {
            for (name, short) in names_in(inside.strip_prefix("original script:").unwrap_or(&inside)) {
                push(names, &name, short);
            }
        }
    }
}

/// Where the bracket that opens at 0 closes; the end where it never does.
fn closing(bracket: &str) -> usize {
    let mut depth = 0;
    for (at, c) in bracket.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    bracket.len()
}

enum Role {
    Names,
    Short,
    Note,
    PartOfName,
}

fn role(piece: &str, inside: &str) -> Role {
    let lower = inside.to_lowercase();
    let outer_latin = piece.split('(').next().is_none_or(|outer| outer.trim().is_empty() || is_latin(outer));
    if lower.starts_with("original script:") || (!is_latin(inside) && outer_latin) || inside.contains(';') {
        return Role::Names;
    }
    if NOTES.iter().any(|note| lower.contains(note)) || is_reference(inside) {
        return Role::Note;
    }
    if !outer_latin && is_latin(inside) && inside.chars().any(char::is_alphabetic) {
        return Role::Names;
    }
    if is_short_form(inside) { Role::Short } else { Role::PartOfName }
}

/// `FDLR`, `JuA`, `AAS-T`: one word of three to ten characters, mostly capitals, and no place.
fn is_short_form(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    (3..=10).contains(&letters)
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && capitals * 3 >= letters * 2
        && Country::parse_name(text).is_none()
}

/// `KPE.018`
fn is_reference(text: &str) -> bool {
    text.split_once('.').is_some_and(|(before, after)| {
        before.len() <= 4
            && before.chars().all(|c| c.is_ascii_alphabetic())
            && after.len() == 3
            && after.chars().all(|c| c.is_ascii_digit())
    })
}

/// `…, born 1 Jan. 1953 (…)` ends the name.
fn before_born(piece: &str) -> &str {
    piece.find(", born ").map_or(piece, |at| &piece[..at])
}

fn is_latin(text: &str) -> bool {
    !text.chars().any(is_of_other_script)
}

/// Letters beyond the Latin ones and their modifiers.
pub(super) fn is_of_other_script(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}')
}

/// Runs of words in Latin and in other scripts, in order: `Agha Jan` and `اغا جان`. A text with words of one
/// script only is one run, and so is one that mixes scripts word by word without letters between.
fn script_runs(text: &str) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for word in text.split_whitespace() {
        let has_letter = word.chars().any(char::is_alphabetic);
        let latin = is_latin(word);
        match runs.last_mut() {
            Some((before, run)) if *before == latin || !has_letter => {
                run.push(' ');
                run.push_str(word);
            }
            _ => runs.push((latin, word.to_owned())),
        }
    }
    runs
}

fn push(names: &mut Vec<(String, bool)>, name: &str, short: bool) {
    let name = name.strip_suffix(" - sub-unit name").unwrap_or(name);
    let name = name.trim().trim_start_matches([')', ',', ';']).trim_end_matches([',', ';']).trim();
    let quotes = ['"', '“', '”', '«', '»'];
    let whole = name.starts_with(quotes) && name.ends_with(quotes) && name.matches(quotes).count() == 2;
    let name = tidy(if whole { name.trim_matches(quotes) } else { name });
    if name.chars().any(char::is_alphanumeric) && !names.iter().any(|(known, _)| *known == name) {
        names.push((name, short));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(field: &str) -> Vec<String> {
        names_in(field).into_iter().map(|(name, short)| if short { format!("~{name}") } else { name }).collect()
    }

    #[test]
    fn several_names_in_one_field_are_taken_apart() {
        assert_eq!(names("Ola Nordman; Ola Normann"), ["Ola Nordman", "Ola Normann"]);
        assert_eq!(
            names("Ola Nordman; Ole Nordman b) O. Nord; O. Nor"),
            ["Ola Nordman", "Ole Nordman", "O. Nord", "O. Nor"]
        );
    }

    #[test]
    fn the_other_script_is_a_name_of_its_own() {
        assert_eq!(names("Ivan Primer (Иван Пример)"), ["Ivan Primer", "Иван Пример"]);
        assert_eq!(names("Ivan Primer (original script: Иван Пример)"), ["Ivan Primer", "Иван Пример"]);
        assert_eq!(names("Иван Пример (Ivan Primer; Iwan Primer)"), ["Иван Пример", "Ivan Primer", "Iwan Primer"]);
        assert_eq!(names("Ivan Primer Иван Пример"), ["Ivan Primer", "Иван Пример"]);
        assert_eq!(
            names("Northern Front (NFT) (Северный фронт (original script); Front of the North)"),
            [
                "Northern Front (NFT) (Северный фронт (original script); Front of the North)",
                "Northern Front",
                "~NFT",
                "Северный фронт",
                "Front of the North"
            ]
        );
    }

    #[test]
    fn notes_are_no_names() {
        assert_eq!(names("Ola Nordman (birth name)"), ["Ola Nordman"]);
        assert_eq!(names("Ola Nordman, born 1 Jan. 1950 (passport no. 1)"), ["Ola Nordman"]);
        assert_eq!(names("“The Tall”"), ["The Tall"]);
        assert_eq!(names(") Ola Nordman,"), ["Ola Nordman"]);
        assert_eq!(names("EXAMPLE ACADEMY (KPE.999)"), ["EXAMPLE ACADEMY"]);
    }

    #[test]
    fn a_short_form_in_brackets_is_a_weak_name_beside_the_long_one() {
        assert_eq!(names("NORTHERN FRONT (NFT)"), ["NORTHERN FRONT (NFT)", "NORTHERN FRONT", "~NFT"]);
        assert_eq!(names("EXAMPLE FOUNDATION (KENYA)"), ["EXAMPLE FOUNDATION (KENYA)"]);
        assert_eq!(names("Ola (Olav) Nordman"), ["Ola (Olav) Nordman"]);
    }
}
