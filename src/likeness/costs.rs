//! What a difference between two sounds costs.

use std::sync::LazyLock;

use super::ears::{ALPHABETS, EARS, SIGNS};
use super::letters::{CODES, code_of_sign, is_vowel};
use crate::name::Ear;

/// Cost of writing one sound for another, in hundredths of a whole consonant; both directions cost the same.
/// `S C Z X G H` stand for sh, ch, zh, kh, gh, shch. What is not in the table: 100, between a vowel and a consonant 110,
/// between two vowels 40. Own compilation; start from which sounds romanisations of one name exchange.
pub(super) static TABLE: &str = "
ae 30  ei 25  ou 25  iy 10  uw 25  ow 40  uv 40  vw 15  jy 20  ij 25
kq 5   ck 15  cq 25  gq 30  gk 45
Xk 30  Xh 20  Xq 35  GX 40  Xx 15
Gg 10  Gq 30  Gk 40  Gh 45  gh 45  hx 20  kx 40
sz 30  Ss 30  cs 30  cz 40  CS 30  Cc 30  Zz 25  Zj 15  SZ 40  Cj 40  Ck 40  gj 35  cj 60  dz 45  jz 40  dj 60  sx 30  Sx 40
HS 30  CH 30  CX 35  Ch 50
dt 40  bp 40  bv 50  fv 40  fp 60  mn 50  lr 70
";

/// Cost of leaving a letter out or putting one in.
pub(super) fn gap(code: u8) -> u16 {
    match () {
        () if is_vowel(code) && code != code_of_sign(b'y') => 40,
        () if code == code_of_sign(b'h') || code == code_of_sign(b'y') => 30,
        () if code == code_of_sign(b'w') => 50,
        () if code == code_of_sign(b'j') => 70,
        () => 100,
    }
}

/// Cost of two neighbouring letters in exchanged places.
pub(super) const SWAP: u16 = 60;

/// A difference in the first letter costs so much more, in hundredths.
pub(super) const FIRST: u16 = 115;

/// Costs of all pairs of codes.
pub(super) struct Costs {
    pair: Box<[[u8; CODES]; CODES]>,
    gap: [u8; CODES],
}

impl Costs {
    #[inline]
    pub(super) fn pair(&self, a: u8, b: u8) -> u16 {
        u16::from(self.pair[usize::from(a) % CODES][usize::from(b) % CODES])
    }

    #[inline]
    pub(super) fn gap(&self, code: u8) -> u16 {
        u16::from(self.gap[usize::from(code) % CODES])
    }
}

/// By alphabet: that of Latin letters, and those of the ears.
pub(super) static COSTS: LazyLock<[Costs; ALPHABETS]> =
    LazyLock::new(|| [latin(), of_ear(Ear::Consonants), of_ear(Ear::Sounds)]);

/// The costs of the alphabet that codes are of.
#[inline]
pub(super) fn costs_of(codes: &[u8]) -> &'static Costs {
    &COSTS[usize::from(codes.first().copied().unwrap_or(0)) / CODES % ALPHABETS]
}

fn latin() -> Costs {
    let mut pair = Box::new([[100; CODES]; CODES]);
    let mut gaps = [100; CODES];
    for a in 0..CODES as u8 {
        gaps[usize::from(a)] = gap(a) as u8;
        for b in 0..CODES as u8 {
            let cost = match (a == b, is_vowel(a), is_vowel(b)) {
                (true, ..) => 0,
                (_, true, true) => 40,
                (_, false, false) => 100,
                _ => 110,
            };
            pair[usize::from(a)][usize::from(b)] = cost;
        }
    }
    let mut cells = TABLE.split_whitespace();
    while let (Some(signs), Some(cost)) = (cells.next(), cells.next()) {
        let (&[a, b], Ok(cost)) = (signs.as_bytes(), cost.parse()) else { continue };
        let (a, b) = (usize::from(code_of_sign(a)), usize::from(code_of_sign(b)));
        pair[a][b] = cost;
        pair[b][a] = cost;
    }
    Costs { pair, gap: gaps }
}

fn of_ear(ear: Ear) -> Costs {
    let mut gaps = [100; CODES];
    for (place, gap) in SIGNS[ear as usize].gaps.iter().enumerate() {
        gaps[place] = *gap as u8;
    }
    let both = |a: usize, b: usize| if a == b { 0 } else { (gaps[a] + gaps[b]).min(100) };
    let mut pair: Box<[[u8; CODES]; CODES]> = Box::new(std::array::from_fn(|a| std::array::from_fn(|b| both(a, b))));
    for (a, b, cost) in EARS[ear as usize].pairs(ear) {
        pair[a][b] = cost;
        pair[b][a] = cost;
    }
    Costs { pair, gap: gaps }
}

#[cfg(test)]
mod tests {
    use super::super::letters::letter_weight;
    use super::*;

    #[test]
    fn each_line_of_the_table_is_read() {
        let cells: Vec<&str> = TABLE.split_whitespace().collect();
        assert_eq!(cells.len() % 2, 0);
        for pair in cells.chunks_exact(2) {
            let (signs, cost) = (pair[0].as_bytes(), pair[1].parse::<u16>().unwrap());
            assert_eq!(signs.len(), 2, "{}", pair[0]);
            let (a, b) = (code_of_sign(signs[0]), code_of_sign(signs[1]));
            assert_eq!(COSTS[0].pair(a, b), cost, "{}: twice in the table?", pair[0]);
            assert_eq!(COSTS[0].pair(b, a), cost);
        }
    }

    #[test]
    fn each_change_of_weight_costs_at_least_two_fifths_of_it() {
        for (alphabet, costs) in COSTS.iter().enumerate() {
            let codes = if alphabet == 0 { 42 } else { SIGNS[alphabet - 1].weights.len() };
            let weight = |code: u8| letter_weight((alphabet * CODES) as u8 + code);
            for a in 0..codes as u8 {
                assert!(5 * costs.gap(a) >= 2 * weight(a), "{alphabet} {a}");
                for b in 0..codes as u8 {
                    assert!(5 * costs.pair(a, b) >= 2 * weight(a).abs_diff(weight(b)), "{alphabet} {a} {b}");
                }
            }
        }
    }

    #[test]
    fn no_substitution_is_dearer_than_leaving_out_and_putting_in() {
        for a in 0..42 {
            for b in 0..42 {
                assert!(COSTS[0].pair(a, b) <= 2 * letter_weight(a).max(letter_weight(b)) + 50);
            }
        }
    }
}
