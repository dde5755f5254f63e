//! Arabic and Hebrew letters: consonants, and few of the vowels.

use super::{Around, Ear, Heard};

pub(super) const ARABIC_STRETCH: u16 = 100;
pub(super) const HEBREW_STRETCH: u16 = 100;

pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}')
        && (c.is_alphabetic() || is_mark(c))
}

pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{5f4}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}')
}

/// Behind a Hebrew letter: it stands for a sound that Hebrew has no letter for. A mark, so that it stays with its word.
pub(super) const GERESH: char = '\u{5bc}';

fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}')
}

/// Words that are no names, and those that are written in one way only.
const ARABIC_WORDS: &[(&str, &str)] = &[
    ("بن", "bin"),
    ("ابن", "ibn"),
    ("بنت", "bint"),
    ("ابو", "abu"),
    ("ابي", "abi"),
    ("ام", "umm"),
    ("ال", "al"),
    ("الله", "allah"),
    ("عبد", "abd"),
    ("عبدالله", "abdullah"),
    ("الدین", "din"),
    ("الدين", "din"),
    ("دكتور", "dr"),
    ("الدكتور", "dr"),
    ("دکتر", "dr"),
    ("الشيخ", "sheikh"),
    ("شيخ", "sheikh"),
    ("الحاج", "haji"),
    ("حاجي", "haji"),
    ("سيد", "sayyid"),
    ("السيد", "sayyid"),
    ("محمد", "mohammed"),
    ("علي", "ali"),
    ("حسن", "hassan"),
    ("حسين", "hussein"),
    ("احمد", "ahmed"),
    ("ده", "de"),
    ("دي", "de"),
    ("فان", "van"),
    ("فون", "von"),
];

/// One letter for all that are written for it, without marks and vowel signs.
fn plain_arabic(run: &str) -> String {
    let plain = |c: char| match c {
        _ if is_mark(c) => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ؤ' => Some('و'),
        'ئ' | 'ى' | 'ی' | 'ې' | 'ے' => Some('ي'),
        'ک' => Some('ك'),
        'ہ' | 'ۀ' | 'ە' | 'ۂ' | 'ھ' => Some('ه'),
        'ء' => None,
        c => Some(c),
    };
    run.chars().filter_map(plain).collect()
}

pub(super) fn read_arabic(run: &str, _: Around) -> Vec<String> {
    let word = plain_arabic(run);
    if word.is_empty() {
        return vec![String::new()];
    }
    if let Some((_, latin)) = ARABIC_WORDS.iter().find(|(arabic, _)| plain_arabic(arabic) == word) {
        return vec![(*latin).to_owned()];
    }
    if word.chars().count() == 1 {
        return vec![single(&hear_arabic(&word).signs)];
    }
    // the article is a word of its own, the servant of is none
    let rest = |prefix: &str, least: usize| word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= least);
    let name = |rest: &str| {
        let known = ARABIC_WORDS.iter().find(|(arabic, _)| plain_arabic(arabic) == rest);
        known.map_or_else(|| rest.to_owned(), |(_, latin)| (*latin).to_owned())
    };
    if let Some(rest) = rest("ال", 3) {
        return vec![format!("al {}", name(rest)), word.clone()];
    }
    vec![word]
}

/// A letter alone stands for a name.
fn single(signs: &str) -> String {
    let latin = |sign: char| match sign {
        'α' | 'ά' => 'a',
        'ω' | 'ώ' => 'w',
        'ι' | 'ί' => 'y',
        'η' => 'h',
        'β' | 'в' => 'b',
        'φ' => 'f',
        'ф' => 'p',
        'δ' => 'd',
        'θ' | 'þ' => 't',
        'ј' => 'j',
        'κ' | 'ќ' | 'к' | 'X' => 'k',
        'γ' | 'г' => 'g',
        'S' | 'ш' => 's',
        'C' | 'ц' => 'c',
        'Z' => 'z',
        other => other,
    };
    signs.chars().take(1).map(latin).collect()
}

pub(super) fn hear_arabic(word: &str) -> Heard {
    let letters: Vec<char> = plain_arabic(word).chars().collect();
    let last = letters.len().saturating_sub(1);
    let sign = |(at, letter): (usize, &char)| match letter {
        // at a word's end they are vowels, which Latin letters never leave out
        'ا' | 'ة' | 'ه' if at == last && at > 0 => "ά",
        'ي' if at == last && at > 0 => "ί",
        'و' if at == last && at > 0 => "ώ",
        'ا' | 'ع' => "α",
        'ب' => "β",
        'پ' => "p",
        'ت' | 'ط' | 'ٹ' => "t",
        'ث' => "θ",
        'ج' => "ј",
        'چ' => "C",
        'ة' => "a",
        'ح' | 'ه' => "η",
        'خ' => "X",
        'د' | 'ڈ' => "d",
        'ذ' | 'ض' | 'ظ' => "δ",
        'ر' | 'ڑ' => "r",
        'ز' => "z",
        'ژ' => "Z",
        'س' | 'ص' => "s",
        'ش' => "S",
        'غ' => "γ",
        'ف' => "φ",
        'ڤ' => "v",
        'ق' => "ќ",
        'ك' => "κ",
        'گ' | 'ڭ' => "g",
        'ل' => "l",
        'م' => "m",
        'ن' | 'ں' => "n",
        'و' => "ω",
        'ي' => "ι",
        _ => "",
    };
    Heard { ear: Ear::Consonants, stretch: ARABIC_STRETCH, signs: letters.iter().enumerate().map(sign).collect() }
}

/// One letter for each, as within a word, without points.
fn plain_hebrew(run: &str) -> String {
    let plain = |c: char| match c {
        'ך' => Some('כ'),
        'ם' => Some('מ'),
        'ן' => Some('נ'),
        'ף' => Some('פ'),
        'ץ' => Some('צ'),
        'א'..='ת' | GERESH => Some(c),
        _ => None,
    };
    run.chars().filter_map(plain).collect()
}

const HEBREW_WORDS: &[(&str, &str)] =
    &[("בן", "ben"), ("בנ", "ben"), ("דר", "dr"), ("דה", "de"), ("ואן", "van"), ("פון", "von"), ("אל", "al")];

pub(super) fn read_hebrew(run: &str, _: Around) -> Vec<String> {
    let plain = plain_hebrew(run).trim_end_matches(GERESH).to_owned();
    if let Some((_, latin)) = HEBREW_WORDS.iter().find(|(hebrew, _)| plain_hebrew(hebrew) == plain) {
        return vec![(*latin).to_owned()];
    }
    match plain.chars().count() {
        0 => vec![String::new()],
        1 => vec![single(&hear_hebrew(&plain).signs)],
        _ => vec![plain],
    }
}

/// Letters and what they stand for, the longest first: with a geresh, and as Yiddish writes them.
const HEBREW: &[(&str, &str)] = &[
    ("דזש", "ј"),
    ("ג\u{5bc}", "ј"),
    ("ז\u{5bc}", "Z"),
    ("צ\u{5bc}", "C"),
    ("ת\u{5bc}", "þ"),
    ("ד\u{5bc}", "δ"),
    ("זש", "Z"),
    ("טש", "C"),
    ("וו", "w"),
    ("א", "α"),
    ("ב", "в"),
    ("ג", "г"),
    ("ד", "d"),
    ("ה", "η"),
    ("ו", "ω"),
    ("ז", "z"),
    ("ח", "η"),
    ("ט", "t"),
    ("י", "ι"),
    ("כ", "к"),
    ("ל", "l"),
    ("מ", "m"),
    ("נ", "n"),
    ("ס", "s"),
    ("ע", "α"),
    ("פ", "ф"),
    ("צ", "ц"),
    ("ק", "k"),
    ("ר", "r"),
    ("ש", "ш"),
    ("ת", "t"),
];

/// The same at a word's end, where they are vowels.
const HEBREW_ENDS: &[(&str, &str)] = &[("א", "ά"), ("ה", "ά"), ("ו", "ώ"), ("י", "ί")];

pub(super) fn hear_hebrew(word: &str) -> Heard {
    let letters = plain_hebrew(word);
    let mut signs = String::with_capacity(letters.len());
    let mut rest = letters.as_str();
    while let Some(first) = rest.chars().next() {
        // as in Arabic
        let at_end = HEBREW_ENDS.iter().find(|(hebrew, _)| rest == *hebrew && !signs.is_empty());
        let line = at_end.or_else(|| HEBREW.iter().find(|(hebrew, _)| rest.starts_with(hebrew)));
        signs.push_str(line.map_or("", |(_, sound)| sound));
        rest = &rest[line.map_or(first.len_utf8(), |(hebrew, _)| hebrew.len())..];
    }
    Heard { ear: Ear::Consonants, stretch: HEBREW_STRETCH, signs }
}
