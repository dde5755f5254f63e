//! Hiragana and Katakana: syllables, mostly for names from elsewhere.

use std::sync::LazyLock;

use super::syllables::Syllables;
use super::{Around, Ear, Heard};

pub(super) const STRETCH: u16 = 85;

pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309a}' | '\u{309d}'..='\u{309e}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}')
}

/// Hiragana as Katakana.
fn katakana(run: &str) -> String {
    run.chars()
        .map(|c| match c {
            '\u{3041}'..='\u{3096}' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// Words that are no names.
const WORDS: &[(&str, &str)] =
    &[("ジュニア", "jr"), ("デ", "de"), ("フォン", "von"), ("ファン", "van"), ("ビン", "bin"), ("アル", "al")];

pub(super) fn read(run: &str, _: Around) -> Vec<String> {
    let word = katakana(run);
    if let Some((_, latin)) = WORDS.iter().find(|(kana, _)| *kana == word) {
        return vec![(*latin).to_owned()];
    }
    vec![word]
}

pub(super) fn hear(word: &str) -> Heard {
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs: SYLLABLES.spell(&katakana(word)) }
}

/// Two signs before one. Source: Hepburn, with the small vowels that foreign names are written with.
static SYLLABLES: LazyLock<Syllables> = LazyLock::new(|| {
    Syllables::of(&[
        "キャ kya キュ kyu キョ kyo シャ Sa シュ Sū ショ So シェ Se チャ Ca チュ Cu チョ Co チェ Ce ニャ nya ニュ nyu ニョ nyo ヒャ hya ヒュ hyu",
        "ヒョ hyo ミャ mya ミュ myu ミョ myo リャ łya リュ łyu リョ łyo ギャ gya ギュ gyu ギョ gyo ジャ јa ジュ јu ジョ јo ジェ јe ビャ ƃya",
        "ビュ ƃyu ビョ ƃyo ピャ pya ピュ pyu ピョ pyo ファ fa フィ fi フェ fe フォ fo フュ fyu ヴァ va ヴィ vi ヴェ ve ヴォ vo ヴュ vyu",
        "ティ ti ディ di トゥ tu ドゥ du テュ tyu デュ dyu ウィ wi ウェ we ウォ wo ウァ wa イェ ye ツァ ca ツィ ci ツェ ce ツォ co クァ kwa",
        "クィ kwi クェ kwe クォ kwo グァ gwa グィ gwi スィ si ズィ zi ヂャ јa ヂュ јu ヂョ јo ッチ č",
        "ア a イ i ウ u エ e オ o カ ka キ ki ク kū ケ ke コ ko サ σa シ śi ス σū セ σe ソ σo タ ta チ či ツ cū テ te ト tō ナ na ニ ni ヌ nu",
        "ネ ne ノ no ハ ha ヒ hi フ ƒū ヘ he ホ ho マ ma ミ mi ム mū メ me モ mo ヤ ya ユ yu ヨ yo ラ ła リ łi ル łū レ łe ロ ło ワ wa ヰ i",
        "ヱ e ヲ o ン ñ ガ ga ギ gi グ gū ゲ ge ゴ go ザ ζa ジ јi ズ ζū ゼ ζe ゾ ζo ダ da ヂ јi ヅ ζū デ de ド dō バ ƃa ビ ƃi ブ ƃū ベ ƃe",
        "ボ ƃo パ pa ピ pi プ pū ペ pe ポ po ヴ vū ー ː ァ a ィ i ゥ u ェ e ォ o ャ a ュ u ョ o ヮ wa ヵ ka ヶ ke",
    ])
});
