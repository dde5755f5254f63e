use super::*;
use proptest::prelude::*;

fn damaged(kind: &str, name: &str) -> Option<String> {
    let mutation = MUTATIONS.iter().find(|mutation| mutation.name == kind).unwrap();
    (mutation.apply)(name, 0)
}

#[test]
fn every_kind_damages_as_it_says() {
    for (kind, expected) in [
        ("case", "ada marie wilson"),
        ("order", "Wilson Ada Marie"),
        ("inversion", "Wilson, Ada Marie"),
        ("letter missing", "Ada Mrie Wilson"),
        ("letter doubled", "Ada Maarie Wilson"),
        ("letter wrong", "Ada Msrie Wilson"),
        ("letter added", "Ada Masrie Wilson"),
        ("letters swapped", "Ada Mraie Wilson"),
        ("blanks missing", "AdaMarieWilson"),
        ("words joined", "AdaMarie Wilson"),
        ("word split", "Ada Marie Wil son"),
        ("blanks replaced", "Ada_Marie_Wilson"),
        ("hyphen", "Ada-Marie Wilson"),
        ("initial", "A. Marie Wilson"),
        ("part missing", "Ada Wilson"),
        ("part added", "Ada Maria Marie Wilson"),
        ("part repeated", "Ada Marie Wilson Wilson"),
        ("title", "Mr Ada Marie Wilson"),
        ("digits", "Ada Marie Wils0n"),
        ("backwards", "adA Marie Wilson"),
        ("cut off", "Ada Marie Wils"),
        ("genitive", "Ada Marie Wilson's"),
        ("accents", "Adá Marie Wilson"),
        ("vowels", "Ada Marye Wilson"),
    ] {
        assert_eq!(damaged(kind, "Ada Marie Wilson").as_deref(), Some(expected), "{kind}");
    }
    assert_eq!(MUTATIONS.iter().filter(|m| (m.apply)("Qadir Sheikh Rahmanov", 3).is_none()).count(), 0);
}

#[test]
fn a_name_without_anything_to_damage_is_left_out() {
    assert_eq!(damaged("order", "Ada"), None);
    assert_eq!(damaged("initial", "Ada Wilson"), None);
    assert_eq!(damaged("digits", "王小明"), None);
}

proptest! {
    #[test]
    fn no_name_of_any_script_makes_a_mutation_fail(name in "\\PC{0,30}", lot: u64) {
        for mutation in MUTATIONS {
            let once = (mutation.apply)(&name, lot);
            prop_assert_eq!(&once, &(mutation.apply)(&name, lot), "{}", mutation.name);
        }
    }
}
