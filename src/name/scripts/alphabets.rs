//! Armenian and Georgian letters: romanised as people do, and, since names from elsewhere are written in them as they sound, by
//! ear too.

use std::sync::LazyLock;

use super::syllables::Syllables;
use super::{Around, Ear, Heard};

pub(super) const STRETCH: u16 = 95;

pub(super) fn is_armenian(c: char) -> bool {
    matches!(c, '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}')
}

pub(super) fn is_georgian(c: char) -> bool {
    matches!(c, '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2d}')
}

pub(super) fn read(run: &str, _: Around) -> Vec<String> {
    let latin = super::super::to_latin(run);
    if latin.len() < 3 { vec![latin] } else { vec![latin, run.to_lowercase()] }
}

pub(super) fn hear(word: &str) -> Heard {
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs: LETTERS.spell(&word.to_lowercase()) }
}

/// Two letters before one.
static LETTERS: LazyLock<Syllables> = LazyLock::new(|| {
    Syllables::of(&[
        "ու u եւ ev և ev ոյ uĩ այ aĩ ա a բ b գ g դ d ե e զ ζ է e ը ə թ t ժ Z ի i լ l խ X ծ c կ k հ h ձ z ղ ğ ճ C մ m յ y ն n շ S ո o չ C պ p ջ ј ռ r",
        "ս σ վ в տ t ր r ց c ւ v փ ƿ ք k օ o ֆ f",
        "აი aĩ ეი eĩ ა a ბ b გ g დ d ე e ვ в ზ ζ თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ Z რ r ს σ ტ t უ u ფ ƿ ქ k ღ ğ ყ k შ S ჩ C ც c ძ z წ c ჭ C ხ χ ჯ ј ჰ h",
    ])
});
