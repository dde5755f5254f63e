//! Two more alphabets of sounds, for parts in scripts that do not tell apart all sounds that Latin letters write: the
//! consonants that Arabic and Hebrew write, and the sounds of scripts that write vowels too. A part in such a script and
//! a part in Latin letters are compared as signs of one of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::letters::CODES;
use crate::name::Ear;

/// Alphabets of codes: Latin letters, and one for each ear.
pub(super) const ALPHABETS: usize = 3;

/// The signs of an ear, and what differences between them cost.
pub(super) struct Alphabet {
    /// A sign, the Latin sound next to it, its weight, and the cost of leaving it out, in hundredths of a consonant.
    pub signs: &'static str,
    /// Two signs and the cost of writing one for the other. What is not here costs as much as leaving both out, at most 100.
    pub costs: &'static str,
}

/// By the number of the ear.
pub(super) static EARS: [Alphabet; ALPHABETS - 1] = [CONSONANTS, SOUNDS];

/// Vowels weigh next to nothing: Arabic and Hebrew leave most of them out. Small letters are what Latin letters sound like (`ç` is
/// ch, `ċ` a soft c, `ǵ` a soft g, `þ` th, `ğ` gh, `ė ĩ ū ɡ` are mute or glide); Greek and Cyrillic ones stand for letters that write
/// several sounds: `α` alef and ain, `ω` waw, `ι` yod, `η` he and het, `β` ba, `φ` fa, `δ` dhal, dad and za, `θ` tha, `ј` jim, `κ` kaf, `ќ` qaf,
/// `γ` ghain; `á í ó ú` are Latin vowels at a word's end and `ά ί ώ` the letters for them there, which are nearly always written;
/// `в ф к г ц ш` are Hebrew bet, pe, kaf, gimel, tsade and shin.
const CONSONANTS: Alphabet = Alphabet {
    signs: "
b b 100 100  d d 100 100  f f 100 100  g g 100 100  j j 100 100  k k 100 100  l l 100 100  m m 100 100  n n 100 100
p p 100 100  r r 100 100  s s 100 100  t t 100 100  z z 100 100  S S 100 100  C C 100 100  Z Z 100 100  X X 100 100
c c 100 100  ç C 100 100  ċ s 100 100  ǵ g 100 100  þ t 100 100  ŋ n 100 100  v v 80 60   w w 60 40   h h 60 25   ɡ g 40 20
ğ G 60 30    y i 40 20    a a 25 10    e e 25 10    i i 25 10    o o 25 10    u u 25 10   ė e 10 5    ĩ i 20 10
ū u 20 10
α a 25 15    ω u 25 15    ι i 25 15    η h 60 25    β b 100 100  φ f 100 100  δ d 100 100 θ t 100 100 ј j 100 100
κ k 100 100  ќ k 100 100  γ G 100 60   в b 100 100  ф p 100 100  к k 100 100  г g 100 100 ц c 100 100 ш S 100 100
á a 30 35    í i 30 45    ó o 30 40    ú u 30 40    ά a 30 35    ί i 30 50    ώ u 30 50
",
    costs: "
dt 45 bp 40 kg 40 sz 25 mn 60 lr 80 fv 20 fp 60 bv 45 SC 30 Sç 10 Cç 5 Xç 10 kç 20 sS 30 cs 25 cz 20 sċ 5 kċ 40 Cċ 15
cċ 10 gǵ 5 jǵ 5 Zǵ 10 Xǵ 30 Zj 10 Zz 25 Sz 45 jC 30 tþ 5 sþ 25 zþ 30 dþ 20 nŋ 15 mŋ 60 kX 25 hX 20 gğ 20 vw 20 jy 30
Xj 35 tC 35 dj 40 ck 45
ae 5 ai 5 ao 5 au 5 ei 5 eo 5 eu 5 io 5 iu 5 ou 5 ėa 10 ėe 10 ėi 10 ėo 10 ėu 10 ĩa 5 ĩe 5 ĩi 5 ĩo 5 ĩu 5 ūa 5 ūe 5 ūi 5 ūo 5
ūu 5 ėĩ 5 ėū 5 ĩū 5 yi 10 ye 10 wu 20 wo 20
αa 0 αe 5 αi 10 αo 10 αu 10 αė 10 αω 20 αι 20
ωu 0 ωo 0 ωw 15 ωv 25 ωa 15 ωū 5 ωe 15
ιi 0 ιe 5 ιy 10 ιj 30 ιa 15 ιĩ 5
ηh 0 ηX 20 ηa 20 ηe 20 ηk 45 ηç 30 ηğ 20
βb 0 βp 15 βv 25 φf 0 φv 10 φp 45 δd 10 δz 10 δþ 10 θþ 0 θs 15 θt 15 јj 0 јg 10 јǵ 0 јZ 10 јC 20 јç 20 јy 30
κk 0 κg 20 κX 30 κç 30 κc 40 ќk 5 ќg 15 ќğ 30 ќX 30 γg 5 γğ 20 γr 45 γh 35 γǵ 10
ɡг 25 ɡg 25 ɡκ 30 ɡγ 25 ɡќ 30 ɡк 30
áa 5 áe 10 áė 10 íi 5 íe 10 íė 10 óo 5 óu 10 óú 5 úu 5 úo 10 áí 25 áó 20 áú 30 íó 35 íú 35
άá 0 άa 5 άe 5 άė 10 άh 15 άi 30 άo 30 άu 30 άí 35 άó 35 άú 35 άα 5 άη 20 άί 30 άώ 35
ίí 0 ίi 5 ίy 5 ίĩ 5 ίe 10 ίė 10 ίj 30 ίa 25 ίá 20 ίι 5 ίώ 40 ία 20
ώú 0 ώó 0 ώu 5 ώo 5 ώū 5 ώw 15 ώv 25 ώė 25 ώá 35 ώa 30 ώω 5
αá 5 αí 20 αó 20 αú 20 ωú 5 ωó 5 ωá 25 ιí 5 ιá 20 ηá 20 úw 20 íy 10
вb 0 вv 10 вp 40 вf 40 фp 0 фf 0 фv 25 фb 45 кk 0 кX 10 кç 15 кg 40 гg 0 гǵ 0 гj 25 гk 40 цc 0 цz 10 цs 25 цC 30 цç 30 цċ 20
шS 0 шs 10 шC 30 шç 10 шċ 15
",
};

/// Vowels count, but less than between Latin letters. `ŕ` is an r behind a vowel, which some do not hear. Of scripts: `ł` l or r, `ƃ` b or v,
/// `ƒ` h or f before u, `ś` s or sh, `σ` s or th, `ζ` z or th, `č` ch or t before i, `ј` j or z, `ñ` n or m, `ƿ` p or f, `п т к` b or p, d or t, g or k,
/// `х` s, sh or h, `χ` kh, h or ch, `ц` s, ch or j, `в` v or w, `ň` a nasal that is not always heard, `γ` g or y, `κ` k, g or h, `ч` ch or j, `ə` a vowel that is not written, `ē ū ō` vowels between consonants that need none, `ː` a long vowel.
const SOUNDS: Alphabet = Alphabet {
    signs: "
b b 100 100  d d 100 100  f f 100 100  g g 100 100  j j 100 100  k k 100 100  l l 100 100  m m 100 100  n n 100 100
p p 100 100  r r 100 100  s s 100 100  t t 100 100  z z 100 100  S S 100 100  C C 100 100  Z Z 100 100  X X 100 100
c c 100 100  ç C 100 100  ċ s 100 100  ǵ g 100 100  þ t 100 100  ŋ n 100 100  v v 100 100 w w 60 40   h h 60 25   ɡ g 40 20
ğ G 60 30    y i 40 20    ŕ r 75 30    a a 40 25    e e 40 25    i i 40 25    o o 40 25   u u 40 25   ė e 20 10
ĩ i 20 10    ū u 10 5
ł l 100 100  ƃ b 100 100  ƒ f 100 100  ś s 100 100  σ s 100 100  ζ z 100 100  č C 100 100 ј j 100 100 ñ n 100 100
ƿ p 100 100  п b 100 100  т d 100 100  к k 100 100  х s 100 100  χ X 100 100  ə a 40 20   ē e 20 10   ō o 10 5
ː a 20 10    ц s 100 100  в v 80 60   ň n 40 20   γ g 100 100
κ k 100 100  ч C 100 100
",
    costs: "
dt 45 bp 40 kg 40 sz 25 mn 60 lr 60 fv 20 fp 50 bv 45 SC 30 Sç 10 Cç 5 Xç 10 kç 20 sS 30 cs 25 cz 20 sċ 5 kċ 40 Cċ 15
cċ 10 gǵ 5 jǵ 5 Zǵ 10 Xǵ 30 Zj 10 Zz 25 Sz 45 jC 30 tþ 10 sþ 25 zþ 30 dþ 25 fþ 40 nŋ 10 mŋ 50 kX 25 hX 20 gğ 20 vw 20 jy 30
jz 30 Xj 35 tC 35 dj 40 ck 45 rŕ 10 lŕ 60
ae 15 ai 25 ao 15 au 20 ei 10 eo 20 eu 20 io 30 iu 30 ou 10 yi 10 ye 10 wu 15 wo 15 ėe 10 ėa 10 ėi 10 ĩi 10 ĩe 10 ĩy 10
ūu 15 ūo 15 ūw 20 ōo 15 ōu 15 ūē 5 ūō 5 ēō 5
ːŕ 25 ːr 40 ːa 10 ːe 10 ːi 10 ːo 10 ːu 10 ːh 20 ːĩ 5 ːū 5
łl 0 łr 0 łŕ 10 ƃb 0 ƃv 5 ƒf 0 ƒh 20 ƒv 15 ƒþ 40 śs 5 śS 0 śþ 10 śç 10 śc 25 śċ 5 śz 25 σs 0 σþ 5 σc 15 σċ 5 σS 20 σz 25
ζz 0 ζþ 10 ζs 20 ζd 40 ζc 15 čC 0 čt 15 čc 20 čç 5 čk 50 čċ 20 čj 20 јj 0 јz 10 јǵ 0 јZ 5 јd 35 јy 30 јC 30
ñn 0 ñm 10 ñŋ 5 ƿp 0 ƿf 5 ƿv 20 ƿb 30 əa 0 əe 10 əo 10 əu 10 əi 15 əė 10 əū 15
ēe 10 ēa 10 ēo 10 ēu 10 ēi 10 ēė 0 пb 0 пp 5 пv 15 пf 20 тd 0 тt 5 тþ 15 кk 0 кg 5 кǵ 20 кX 30 кç 20
хs 5 хS 5 хh 25 хX 10 хc 20 хċ 5 хç 10 χX 0 χh 20 χk 20 χç 5 χğ 20
цs 5 цS 5 цC 5 цj 10 цz 15 цc 10 цċ 5 цç 5 вv 10 вw 10 вb 25 вu 20 вo 25
ɡg 25 ɡк 25 ɡk 30 ɡκ 25 ɡγ 25 ňn 25 ňm 25 ňñ 25 ňŋ 25 γg 0 γǵ 5 γğ 20 γy 25 γh 30 γX 30 κk 0 κg 5 κh 20 κX 10 κğ 20 κǵ 20 κç 20
чC 0 чj 5 чç 5 чǵ 5 чZ 20 чċ 20 чS 25 кğ 20
",
};

/// The tables, for the hash of the configuration.
pub(super) fn hash_input() -> [&'static str; 2 * EARS.len()] {
    std::array::from_fn(|n| if n % 2 == 0 { EARS[n / 2].signs } else { EARS[n / 2].costs })
}

impl Alphabet {
    fn cells(&self) -> impl Iterator<Item = (char, char, u16, u16)> {
        let cells: Vec<&str> = self.signs.split_whitespace().collect();
        let of = |cell: &[&str]| match cell {
            [sign, kin, weight, gap] => {
                Some((sign.chars().next()?, kin.chars().next()?, weight.parse().ok()?, gap.parse().ok()?))
            }
            _ => None,
        };
        cells.chunks(4).filter_map(of).collect::<Vec<_>>().into_iter()
    }

    /// Two signs, as places in the alphabet, and a cost.
    pub(super) fn pairs(&self, ear: Ear) -> Vec<(usize, usize, u8)> {
        let cells: Vec<&str> = self.costs.split_whitespace().collect();
        let place = |sign: char| Some(usize::from(code_of(ear, sign)? % CODES as u8));
        let of = |cell: &[&str]| {
            let mut signs = cell.first()?.chars();
            Some((place(signs.next()?)?, place(signs.next()?)?, cell.get(1)?.parse().ok()?))
        };
        cells.chunks(2).filter_map(of).collect()
    }
}

/// What is known of the signs of an ear, by their place.
pub(super) struct Signs {
    codes: HashMap<char, u8>,
    /// The Latin sound next to each.
    pub kin: Vec<u8>,
    pub weights: Vec<u16>,
    pub gaps: Vec<u16>,
}

pub(super) static SIGNS: LazyLock<[Signs; ALPHABETS - 1]> = LazyLock::new(|| {
    std::array::from_fn(|ear| {
        let mut signs = Signs { codes: HashMap::new(), kin: Vec::new(), weights: Vec::new(), gaps: Vec::new() };
        for (place, (sign, kin, weight, gap)) in EARS[ear].cells().enumerate() {
            signs.codes.insert(sign, ((ear + 1) * CODES + place) as u8);
            signs.kin.push(kin as u8);
            signs.weights.push(weight);
            signs.gaps.push(gap);
        }
        signs
    })
});

/// The code of a sign of an ear.
pub(super) fn code_of(ear: Ear, sign: char) -> Option<u8> {
    SIGNS[ear as usize].codes.get(&sign).copied()
}

/// What a sign of an ear weighs; 0 for codes that are none.
pub(super) fn weight(code: u8) -> u16 {
    let (alphabet, place) = (usize::from(code) / CODES, usize::from(code) % CODES);
    alphabet.checked_sub(1).and_then(|ear| SIGNS.get(ear)?.weights.get(place)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_and_each_pair_of_the_tables_is_read() {
        for (alphabet, ear) in EARS.iter().zip([Ear::Consonants, Ear::Sounds]) {
            assert_eq!(alphabet.cells().count() * 4, alphabet.signs.split_whitespace().count());
            assert!(alphabet.cells().count() <= CODES);
            let pairs = alphabet.pairs(ear);
            assert_eq!(pairs.len() * 2, alphabet.costs.split_whitespace().count());
            let mut seen: Vec<_> = pairs.iter().map(|(a, b, _)| (a.min(b), a.max(b))).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), pairs.len(), "a pair stands twice");
        }
    }
}
