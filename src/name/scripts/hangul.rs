//! Hangul: Korean names by the romanisations in use, names from elsewhere by ear.

use super::{Around, Ear, Heard};

pub(super) const STRETCH: u16 = 95;

pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Surnames as they are romanised: in the South by habit, by the official rules of 2000, by `McCune` and Reischauer, in the North.
const SURNAMES: &str = "
김 kim gim kim kim|이 lee i yi ri|박 park bak pak pak|최 choi choe choe choe|정 jung jeong chong jong|강 kang gang kang kang
조 cho jo cho jo|윤 yoon yun yun yun|장 jang jang chang jang|임 lim im im rim|한 han han han han|오 oh o o o|서 seo seo so so
신 shin sin sin sin|권 kwon gwon kwon kwon|황 hwang hwang hwang hwang|안 ahn an an an|송 song song song song
류 ryu ryu yu ryu|유 yoo yu yu yu|홍 hong hong hong hong|전 jun jeon chon jon|고 ko go ko ko|문 moon mun mun mun
손 son son son son|양 yang yang yang ryang|배 bae bae pae pae|백 baek baek paek paek|허 hur heo ho ho|남 nam nam nam nam
심 shim sim sim sim|노 noh no no ro|하 ha ha ha ha|곽 kwak gwak kwak kwak|성 sung seong song song|차 cha cha cha cha
주 joo ju chu ju|우 woo u u u|구 koo gu ku ku|나 na na na ra|라 ra ra ra ra|민 min min min min|진 jin jin chin jin
지 ji ji chi ji|엄 um eom om om|채 chae chae chae chae|원 won won won won|천 chun cheon chon chon|방 bang bang pang pang
공 kong gong kong kong|현 hyun hyeon hyon hyon|함 ham ham ham ham|변 byun byeon pyon pyon|염 yum yeom yom ryom
여 yeo yeo yo ryo|추 choo chu chu chu|도 do do to to|소 so so so so|석 suk seok sok sok|선 sun seon son son|설 seol seol sol sol
마 ma ma ma ma|길 gil gil kil kil|연 yeon yeon yon yon|위 wi wi wi wi|표 pyo pyo pyo pyo|명 myung myeong myong myong
기 ki gi ki ki|반 ban ban pan pan|왕 wang wang wang wang|금 keum geum kum kum|옥 ok ok ok ok|육 yook yuk yuk yuk
인 in in in in|맹 maeng maeng maeng maeng|제 je je che je|모 mo mo mo mo|탁 tak tak tak tak|국 kook guk kuk kuk
어 eo eo o o|은 eun eun un un|편 pyun pyeon pyon pyon|용 yong yong yong ryong|리 ri ri ri ri|로 ro ro ro ro|림 rim rim rim rim
태 tae tae tae tae|피 pi pi pi pi|감 kam gam kam kam|경 kyung gyeong kyong kyong|봉 bong bong pong pong|사 sa sa sa sa
남궁 namkoong namgung namgung namgung|황보 hwangbo hwangbo hwangbo hwangbo|제갈 jegal jegal chegal jegal
선우 sunwoo seonu sonu sonu|독고 dokgo dokgo tokko tokgo|서문 seomun seomun somun somun|사공 sagong sagong sagong sagong
";

/// Ways to romanise, in the order of [`SURNAMES`].
const WAYS: usize = 5;

fn surname(text: &str) -> Option<[&'static str; WAYS]> {
    SURNAMES.split(['|', '\n']).find_map(|line| {
        let mut cells = line.split_whitespace();
        let mut known = (cells.next() == Some(text)).then(|| std::array::from_fn(|_| cells.next().unwrap_or("")))?;
        // who spells the given name by the rules often has a surname by habit
        known[WAYS - 1] = known[0];
        Some(known)
    })
}

/// Whether a run is a surname.
pub(super) fn is_surname(run: &str) -> bool {
    surname(run).is_some()
}

/// The ways to read a Korean name. A given name is one word: its syllables are common ones, and say little each by itself.
pub(super) fn ways(family: &str, given: &str) -> Vec<String> {
    let surnames = surname(family);
    let one = |way: usize| {
        let surname = surnames.map_or_else(|| spelled(family, way), |ways| ways[way].to_owned());
        format!("{surname} {}", spelled(given, way))
    };
    (0..WAYS).map(one).collect()
}

fn spelled(syllables: &str, way: usize) -> String {
    syllables.chars().map(|syllable| romanised(syllable, way)).collect()
}

pub(super) fn read(run: &str, _: Around) -> Vec<String> {
    vec![run.to_owned()]
}

/// By place, for each way but the last.
const INITIALS: [[&str; 19]; 4] = [
    ["k", "kk", "n", "d", "tt", "r", "m", "b", "bb", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"],
    ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"],
    ["k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch", "k", "t", "p", "h"],
    ["k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"],
];
const VOWELS: [[&str; 21]; 4] = [
    [
        "a", "ae", "ya", "yae", "eo", "e", "you", "ye", "o", "wa", "wae", "oi", "yo", "oo", "wo", "we", "wi", "yu",
        "eu", "eui", "i",
    ],
    [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
        "eu", "ui", "i",
    ],
    [
        "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u",
        "ui", "i",
    ],
    [
        "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u",
        "ui", "i",
    ],
];
const FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
];

/// Initial, vowel and final of a syllable, by their places.
fn jamo(syllable: char) -> (usize, usize, usize) {
    let place = (syllable as usize).saturating_sub(0xac00);
    (place / 588 % 19, place % 588 / 28, place % 28)
}

/// Syllables that habit writes in a way of its own.
const HABITS: &[(&str, &str)] = &[
    ("오", "oh"),
    ("부", "boo"),
    ("영", "young"),
    ("현", "hyun"),
    ("정", "jung"),
    ("경", "kyung"),
    ("성", "sung"),
    ("승", "seung"),
    ("선", "sun"),
    ("철", "chul"),
    ("수", "soo"),
    ("우", "woo"),
    ("희", "hee"),
    ("진", "jin"),
    ("준", "joon"),
    ("훈", "hoon"),
    ("근", "keun"),
    ("은", "eun"),
    ("연", "yeon"),
    ("명", "myung"),
    ("병", "byung"),
    ("형", "hyung"),
    ("중", "joong"),
    ("춘", "choon"),
    ("순", "soon"),
    ("문", "moon"),
    ("헌", "hun"),
    ("석", "suk"),
    ("섭", "sup"),
    ("식", "sik"),
    ("덕", "duk"),
    ("혁", "hyuk"),
    ("건", "kun"),
    ("범", "bum"),
    ("의", "eui"),
    ("시", "shi"),
    ("신", "shin"),
    ("옥", "ok"),
    ("익", "ik"),
    ("주", "joo"),
    ("두", "doo"),
    ("구", "koo"),
    ("무", "moo"),
    ("언", "un"),
    ("을", "eul"),
    ("율", "yul"),
    ("윤", "yoon"),
    ("유", "yoo"),
    ("재", "jae"),
    ("천", "chun"),
    ("원", "won"),
    ("열", "yul"),
];

fn romanised(syllable: char, way: usize) -> String {
    let habit = HABITS.iter().find(|(known, _)| known.starts_with(syllable));
    if let (0, Some((_, habit))) = (way, habit) {
        return (*habit).to_owned();
    }
    let (initial, vowel, last) = jamo(syllable);
    // the last way has initials by habit and vowels by the rules
    let (of_initial, of_vowel) = if way + 1 == WAYS { (0, 1) } else { (way, way) };
    [INITIALS[of_initial][initial], VOWELS[of_vowel][vowel], FINALS[last]].concat()
}

/// The sounds that a foreign name is written for.
const HEARD_INITIALS: [&str; 19] =
    ["к", "k", "n", "т", "t", "ł", "m", "п", "b", "ś", "s", "", "ј", "z", "č", "k", "t", "ƿ", "ƒ"];
const HEARD_VOWELS: [&str; 21] = [
    "a", "e", "ya", "ye", "ə", "e", "yə", "ye", "o", "wa", "we", "we", "yo", "u", "wo", "we", "wi", "yu", "ū", "ūi",
    "i",
];
const HEARD_FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "ł", "k", "m", "ł", "ł", "ł", "p", "ł", "m", "п", "п", "t", "t", "ŋ", "t",
    "t", "k", "t", "p", "t",
];

pub(super) fn hear(word: &str) -> Heard {
    let mut signs = String::with_capacity(word.len());
    for syllable in word.chars().filter(|c| is_hangul(*c)) {
        let (initial, vowel, last) = jamo(syllable);
        // two of them are one l: 알레
        let initial = HEARD_INITIALS[initial];
        if !(initial == "ł" && signs.ends_with('ł')) {
            signs.push_str(initial);
        }
        signs.push_str(HEARD_VOWELS[vowel]);
        signs.push_str(HEARD_FINALS[last]);
    }
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs }
}
