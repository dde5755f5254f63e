//! How names of companies, organisations, ships and aircraft are read.

use super::knowledge::Roles;
use super::reading::{Part, Role, role};
use super::{Word, numerals};

/// What stands in front of a ship's name and is no part of it: motor, steam and fishing vessel, tanker, ferry.
const SHIPS: [&str; 6] = ["mv", "mt", "ms", "ss", "fv", "mf"];

/// What stands before a number and says no more than it: `No. 12`.
const NUMBER_SIGNS: [&str; 6] = ["no", "nr", "num", "number", "numero", "nummer"];

/// Shorter ones are words more often.
const SHORTEST_ACRONYM: usize = 3;

/// The parts of an organisation's name.
pub(super) fn organization(words: &[Word], roles: &Roles) -> Vec<Part> {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let spelled = roles.forms_spelled(&texts);
    let mut parts = Vec::with_capacity(words.len());
    let mut at = ship(words, &mut parts);
    let serial = texts.iter().any(|text| Roles::is_serial(text));
    let number_role = if serial { Role::Series } else { Role::Number };
    let mut push = |text: String, role: Role| parts.push(Part { text, role });
    while at < texts.len() {
        // a legal form stands first (OOO Romashka) or behind a name, is never all that there is, and no piece of `A.B.C.`
        let dotted = dotted(&words[at..]);
        // an article of people's names is a form at an end only: `Ahmed as Sabah`
        let is_article = at > 0 && at + 1 < texts.len() && roles.of(texts[at]) == Some(Role::Particle);
        let stands = |n: usize| n < texts.len() && n >= dotted && !(n == 1 && is_article);
        if let Some((class, n)) = roles.form_at_start(&spelled[at..]).filter(|(_, n)| stands(*n)) {
            push(class.to_owned(), Role::Form);
            at += n;
        } else if let Some(class) = roles.cut_off_form(&texts[at..]).filter(|_| at > 0) {
            push(class.to_owned(), Role::Form);
            at = texts.len();
        } else if let Some((short, n)) = roles.phrase_at_start(&texts[at..]) {
            push(short.to_owned(), Role::Word);
            at += n;
        } else if NUMBER_SIGNS.contains(&texts[at]) && texts.get(at + 1).is_some_and(|next| is_number(next)) {
            push(NUMBER_SIGNS[0].to_owned(), Role::Particle);
            at += 1;
        } else if let Some(number) = texts.get(at + 1).and_then(|next| roles.number_of_two(texts[at], next)) {
            push(number.to_string(), number_role);
            at += 2;
        } else if dotted > 1 {
            push(texts[at..at + dotted].concat(), Role::Word);
            at += dotted;
        } else if let Some(number) = number(&texts, at, roles) {
            push(number, number_role);
            at += 1;
        } else if let Some((first, second)) = Roles::glued(texts[at]) {
            for text in [first, second] {
                match roles.form_at_start(&[text]) {
                    Some((class, _)) => push(class.to_owned(), Role::Form),
                    None => push(text.to_owned(), Role::Word),
                }
            }
            at += 1;
        } else {
            push(texts[at].to_owned(), role_of(texts[at], roles));
            at += 1;
        }
    }
    for at in 0..parts.len() {
        if parts[at].role == Role::Word && is_acronym(at, &parts) {
            parts[at].role = Role::Particle;
        }
    }
    if parts.iter().all(|part| part.role == Role::Form) {
        return texts.iter().map(|text| Part { text: (*text).to_owned(), role: role(text, roles) }).collect();
    }
    parts
}

/// Ships' words in front: how many words they are.
fn ship(words: &[Word], parts: &mut Vec<Part>) -> usize {
    let [first, second, rest @ ..] = words else { return 0 };
    if SHIPS.contains(&first.text.as_str()) {
        parts.push(Part { text: first.text.clone(), role: Role::Title });
        return 1;
    }
    let both = [first.text.as_str(), second.text.as_str()].concat();
    let apart = first.text.len() == 1 && second.text.len() == 1;
    if apart && !rest.is_empty() && SHIPS.contains(&both.as_str()) {
        parts.push(Part { text: both, role: Role::Title });
        return 2;
    }
    0
}

/// Letters with dots between: `A.B.C.` is one word. How many they are.
fn dotted(words: &[Word]) -> usize {
    let letter = |word: &Word| word.text.len() == 1 && word.text.bytes().all(|b| b.is_ascii_lowercase());
    let joined = words.iter().skip(1).take_while(|word| word.joined && letter(word)).count();
    if words.first().is_some_and(letter) { 1 + joined } else { 0 }
}

/// Whether a part has the first letters of all other names of a name, with its particles or without.
fn is_acronym(at: usize, parts: &[Part]) -> bool {
    let letters = parts[at].text.as_str();
    let others = || parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part);
    let first = |part: &Part| part.text.chars().next();
    letters.len() >= SHORTEST_ACRONYM
        && (others().filter(|part| part.role == Role::Word).filter_map(first).eq(letters.chars())
            || others().filter(|part| part.role != Role::Form).filter_map(first).eq(letters.chars()))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits without zeros in front, and Roman numerals where they stand behind a name.
fn number(texts: &[&str], at: usize, roles: &Roles) -> Option<String> {
    let text = texts[at];
    if is_number(text) {
        let digits = text.trim_start_matches('0');
        return Some(if digits.is_empty() { "0" } else { digits }.to_owned());
    }
    // a single letter only before nothing but a legal form, and but for the first numbers behind several words: `Happy I`,
    // `Capital Fund V L.P.`
    let rest = &texts[at + 1..];
    let ends = || rest.is_empty() || roles.form_at_start(rest).is_some_and(|(_, n)| n == rest.len());
    let stands = if text.len() > 1 { at > 0 } else { at > usize::from(!matches!(text, "i" | "v" | "x")) && ends() };
    if stands { numerals::roman(text).map(|number| number.to_string()) } else { None }
}

/// Titles are people's: `King`, `Prince` and `Sheikh` tell companies apart.
fn role_of(text: &str, roles: &Roles) -> Role {
    match role(text, roles) {
        Role::Title => Role::Word,
        role => role,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Name, NameKind, Role};

    fn parts(text: &str, kind: NameKind) -> Vec<String> {
        Name::read(text, kind).readings[0].parts.iter().map(|part| part.text.clone()).collect()
    }

    fn read(text: &str) -> Vec<String> {
        parts(text, NameKind::Organization)
    }

    #[test]
    fn legal_forms_are_read_as_their_class_in_companies_only() {
        assert_eq!(parts("Romashka OOO", NameKind::Organization), parts("Romashka LLC", NameKind::Organization));
        assert_eq!(parts("Romashka OOO", NameKind::Person), ["romashka", "ooo"]);
        assert_eq!(parts("Limited", NameKind::Organization), ["limited"]);
    }

    #[test]
    fn legal_forms_are_known_in_the_script_of_their_country() {
        let llc = parts("Romashka LLC", NameKind::Organization);
        for text in
            ["Общество с ограниченной ответственностью Romashka", "Romashka Gesellschaft mit beschränkter Haftung"]
        {
            let mut parts = parts(text, NameKind::Organization);
            parts.sort_unstable_by_key(|text| text != "romashka");
            assert_eq!(parts, llc, "{text}");
        }
    }

    #[test]
    fn what_a_transliteration_leaves_of_a_name_is_no_legal_form() {
        let has_form = |text: &str| {
            let readings = Name::read(text, NameKind::Organization).readings;
            readings.iter().any(|reading| reading.parts.iter().any(|part| part.role == Role::Form))
        };
        assert!(!has_form("عسل ابوطالبی") && !has_form("शिला थापा"));
        assert!(has_form("شركة الكوثر"));
    }

    #[test]
    fn a_ten_and_a_one_are_one_number_in_a_company() {
        for text in ["Forty 4 Shipping", "forty-four Shipping", "44 Shipping"] {
            assert_eq!(parts(text, NameKind::Organization), ["44", "shipping"], "{text}");
        }
        assert_eq!(parts("Forty Ships", NameKind::Organization), ["forty", "ships"]);
        assert_eq!(parts("Anna Forty Four", NameKind::Person), ["anna", "forty", "four"]);
    }

    #[test]
    fn a_legal_form_is_known_misspelt_and_cut_off() {
        let llc = read("Zubarqi LLC");
        for text in ["Zubarqi Limted", "Zubarqi Gesselschaft mit beschränkter Haftung", "Zubarqi Limitedd"] {
            assert_eq!(read(text), llc, "{text}");
        }
        let jsc = read("Zubarqi JSC");
        for text in ["Zubarqi Coporation", "Zubarqi Incorporeted", "Zubarqi Joint Stock Compan", "Zubarqi Joint St"] {
            assert_eq!(read(text), jsc, "{text}");
        }
        assert_eq!(read("Zubarqi Oil Comp"), read("Zubarqi Oil Company"));
        for words in [["zubarqi", "united"], ["zubarqi", "joint"], ["zubarqi", "organ"]] {
            assert_eq!(read(&words.join(" ")), words);
        }
    }

    #[test]
    fn a_legal_form_is_known_where_it_is_glued_to_the_name() {
        assert_eq!(read("ZubarqiGmbH"), read("Zubarqi GmbH"));
        assert_eq!(read("JSCZUBARQI"), read("JSC ZUBARQI"));
        assert_eq!(read("Paolo"), ["paolo"]);
    }

    #[test]
    fn a_dotted_abbreviation_is_one_word() {
        assert_eq!(read("Z.B.Q. Trading"), ["zbq", "trading"]);
        assert_eq!(read("Z B Q Trading").len(), 4);
    }

    #[test]
    fn states_are_one_word_however_they_are_written() {
        for text in ["U.S. Department of State", "United States Department of State", "USA Department of State"] {
            assert_eq!(read(text), ["usa", "department", "of", "state"], "{text}");
        }
    }

    #[test]
    fn numbers_are_the_same_in_roman_and_in_digits() {
        assert_eq!(read("Zubarqi Fund III L.P."), read("Zubarqi Fund 3 LP"));
        assert_eq!(read("Zubarqi Capital Fund V"), read("Zubarqi Capital Fund 05"));
        // a name in front and a letter inside are none
        assert_eq!(read("Xi Zubarqi"), ["xi", "zubarqi"]);
        assert_eq!(read("Malcolm X Zubarqi"), ["malcolm", "x", "zubarqi"]);
    }

    #[test]
    fn a_number_of_a_fund_says_which_of_several_and_elsewhere_it_is_the_name() {
        let role = |text: &str| Name::read(text, NameKind::Organization).readings[0].parts[1].role;
        assert_eq!(role("Zubarqi 44 Fund"), Role::Series);
        assert_eq!(role("Zubarqi 44"), Role::Number);
    }

    #[test]
    fn an_abbreviation_beside_its_words_and_the_sign_of_a_number_say_little() {
        let role = |text: &str, at: usize| Name::read(text, NameKind::Organization).readings[0].parts[at].role;
        assert_eq!(role("ZIRT - Zubarqi Industries of Royal Terqawan", 0), Role::Particle);
        assert_eq!(role("ZIRT - Zubarqi Royal Industries Terqawan", 0), Role::Word);
        assert_eq!(role("ZIRT - Zubarqi Industries Royal Terqawan", 0), Role::Particle);
        assert_eq!(role("Zubarqi Industries Royal Terqawan (ZIRT) Ltd", 4), Role::Particle);
        assert_eq!(read("Zubarqi Number 12"), read("Zubarqi Nr. 12"));
    }

    #[test]
    fn what_stands_before_a_ships_name_is_no_part_of_it() {
        for text in ["MV Zubarqi", "M/V Zubarqi", "M.T. Zubarqi", "SS Zubarqi"] {
            let name = Name::read(text, NameKind::Organization);
            let last = name.readings[0].parts.last().unwrap();
            assert_eq!((name.readings[0].parts.len(), last.text.as_str()), (2, "zubarqi"), "{text}");
        }
    }
}
