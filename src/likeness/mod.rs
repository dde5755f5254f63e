//! How alike two parts of names are, and how much it says that they are.
//!
//! Comes in: folded parts. Goes out: a [`Likeness`] in ten-thousandths, a weight by rarity, equivalents, phonetic
//! codes. `letters` turns a part into sound-like codes, `distance` compares two of them, `costs` is the table of
//! what each difference costs; `damage` knows parts written backwards and cut off;
//! `ears`, `hearing` and `across` compare parts of other scripts with Latin ones. Does not belong here: whole names.

#![forbid(unsafe_code)]

mod across;
mod costs;
mod damage;
mod distance;
mod ears;
mod equivalents;
mod gender;
mod hearing;
mod lacking;
mod letters;
mod outline;
mod pair;
mod phonetic;
mod rarity;

pub use across::{Across, Heard, Sounding, Sounds, begins_across, stretched, unstretched};
pub use damage::{CUT_OFF, alike_backwards, alike_mistyped, backwards, beginnings, lengths_of_whole};
pub use distance::{
    LEAST, Likeness, NEARLY_EQUAL, Near, Reach, beginning, likeness, likeness_ceiling, likeness_of_spelling,
};
pub use equivalents::{EQUIVALENT, Equivalents, SAME_NAME, are_different, mistaken_for};
pub use hearing::{by_ear, heard_letters, latin_beginnings};
pub use letters::{Letters, OwnedLetters, mistypable};
pub use outline::{Outline, OutlineBox};
pub use pair::{
    How, INITIAL, JOINED, JOINED_LEAST, PartForm, PartView, allowed, ceiling, compare, compare_ends, compare_joined,
    compare_knowing, is_blank_shifted, may_be_set_apart, most_alike, paired, stem, with_stem, without_stem,
};
pub use phonetic::{PHONETICALLY_EQUAL, PhoneticCode};
pub use rarity::{Rarity, Weight, initial_weight, lightest_word, rarity_classes};

/// The text of every table that decides how alike and how rare parts are, for the hash of the configuration.
pub fn knowledge_hash_input() -> Vec<&'static str> {
    [&rarity::TABLES[..], &equivalents::TABLES[..], &[costs::TABLE, gender::TABLE][..], &ears::hash_input()[..]]
        .concat()
}

/// The numbers by which parts are compared, for the hash of the configuration.
pub fn likeness_hash_input() -> String {
    let inputs = [
        damage::damage_hash_input(),
        distance::distance_hash_input(),
        letters::letters_hash_input(),
        pair::pair_hash_input(),
    ];
    inputs.join("|")
}
