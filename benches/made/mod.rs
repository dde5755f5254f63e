//! Customers and lists of any length, made of invented syllables: the same number gives the same bytes.

#![allow(dead_code, reason = "each bench is a program of its own and takes what it needs")]

use std::fmt::Write;

/// Random numbers that are the same everywhere (`SplitMix64`: Steele, Lea and Flood 2014).
pub struct Dice(u64);

impl Dice {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Below `n`, the first ones most often: each as often as its place and a few before it say (Zipf 1949, Mandelbrot 1953).
    fn ranked(&mut self, (n, before): (u64, u64)) -> u64 {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let before = before as f64;
        let place = before * ((n as f64 + before) / before).powf(unit) - before;
        (place as u64).min(n - 1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len() as u64) as usize]
    }
}

const ONSETS: &[&str] = &[
    "b", "ch", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "w", "y", "z", "kr", "st",
    "br", "gh",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "a", "i", "ou", "ei", "aa"];
const CODAS: &[&str] = &["", "", "", "n", "r", "l", "m", "d", "sk", "nt", "v", "s"];
const COUNTRIES: &[&str] = &["DE", "FR", "BR", "IN", "EG", "US", "RU", "CN", "NG", "MX"];

/// How many there are, and how many places before the first make it no commoner than it is among people: the commonest given
/// name is that of 1.6 in 100, the commonest surname that of 0.3.
const GIVEN_NAMES: (u64, u64) = (6_000, 10);
const SURNAMES: (u64, u64) = (400_000, 40);

/// The word of a kind with this number.
fn word(kind: u64, number: u64, out: &mut String) {
    let mut dice = Dice::new(number.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ kind);
    for _ in 0..2 + dice.below(2) {
        out.push_str(dice.pick(ONSETS));
        out.push_str(dice.pick(VOWELS));
        out.push_str(dice.pick(CODAS));
    }
}

/// A name of two to four parts.
fn name(dice: &mut Dice, out: &mut String) {
    for _ in 0..if dice.chance(25) { 2 } else { 1 } {
        let given = dice.ranked(GIVEN_NAMES);
        word(1, given, out);
        out.push(' ');
    }
    let surname = dice.ranked(SURNAMES);
    word(2, surname, out);
    if dice.chance(20) {
        let surname = dice.ranked(SURNAMES);
        out.push(' ');
        word(2, surname, out);
    }
}

/// What is peculiar about the customers or the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// Nothing.
    Ordinary,
    /// Every customer has the same name, of two very common parts.
    OneName,
    /// Every customer is listed.
    AllListed,
    /// One part is in every listed name and in every tenth customer's.
    OnePart,
    /// Every thousandth customer has a name of 500 parts.
    LongNames,
}

impl Case {
    /// The word for it on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("ordinary", Self::Ordinary),
        ("one-name", Self::OneName),
        ("all-listed", Self::AllListed),
        ("one-part", Self::OnePart),
        ("long-names", Self::LongNames),
    ];
}

/// Where a list begins: the name of the entry with this number.
fn listed_name(number: u64, case: Case, out: &mut String) {
    if case == Case::OnePart {
        out.push_str("osman ");
    }
    // one in so many is called what every customer is called in the case of one name
    if number.is_multiple_of(97) {
        out.push_str("mohammed ");
        word(2, number, out);
        return out.push_str(" ali");
    }
    name(&mut Dice::new(number ^ 0x11_57ed), out);
}

/// A list as a CSV file.
pub fn list(entries: u64, case: Case) -> String {
    let mut out = String::from("id,name,birth_date,country,list_type\n");
    for number in 0..entries {
        let _ = write!(out, "L{number},");
        listed_name(number, case, &mut out);
        let mut dice = Dice::new(number);
        let (year, country) = (1930 + dice.below(70), dice.pick(COUNTRIES));
        let _ = writeln!(out, ",{year},{country},{}", if number.is_multiple_of(3) { "Sanctions" } else { "PEP" });
    }
    out
}

/// Writes customers as rows of a CSV file: one in two hundred of them is listed, with a letter left out.
pub fn customers(rows: u64, listed: u64, case: Case, out: &mut String) {
    out.push_str("record_id,name,date_of_birth,id_number,country\n");
    for number in 0..rows {
        let mut dice = Dice::new(number ^ 0xc057_03e4);
        let _ = write!(out, "C{number:09},");
        match case {
            Case::OneName => out.push_str("Mohammed Ali"),
            Case::AllListed => listed_name(dice.below(listed), case, out),
            Case::LongNames if number.is_multiple_of(1_000) => (0..250).for_each(|_| {
                name(&mut dice, out);
                out.push(' ');
            }),
            _ if number % 200 == 7 => {
                listed_name(dice.below(listed), case, out);
                let last = out.len() - 2;
                out.remove(last);
            }
            _ => {
                name(&mut dice, out);
                if case == Case::OnePart && number.is_multiple_of(10) {
                    out.push_str(" osman");
                }
            }
        }
        let (year, month, day) = (1935 + dice.below(70), 1 + dice.below(12), 1 + dice.below(28));
        let _ = writeln!(out, ",{year}-{month:02}-{day:02},,{}", dice.pick(COUNTRIES));
    }
}
