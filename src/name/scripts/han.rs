//! Han signs: Chinese and Korean names by how they are read where people live, names from elsewhere by ear.

use hashbrown::{HashMap, HashSet};
use std::sync::LazyLock;

use super::super::knowledge::lines;
use super::{Around, Ear, Heard, hangul};

/// Signs, then how they are read in Hong Kong, in Korea (in Hangul), and in the south-east of Asia; `-` where it is not known.
pub(crate) static READINGS: &str = include_str!("../../../data/names/han_readings.txt");
pub(crate) static SURNAMES: &str = include_str!("../../../data/names/han_surnames.txt");

pub(super) const STRETCH: u16 = 85;

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々')
}

struct Sign {
    hong_kong: &'static str,
    korea: Option<char>,
    south_east: &'static str,
}

static SIGNS: LazyLock<HashMap<char, Sign>> = LazyLock::new(|| {
    let mut signs = HashMap::new();
    for line in lines(READINGS) {
        let mut cells = line.split_whitespace();
        let (Some(which), Some(hong_kong), Some(korea), Some(south_east)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let korea = korea.chars().next().filter(|c| *c != '-');
        which.chars().for_each(|c| {
            signs.entry(c).or_insert(Sign { hong_kong, korea, south_east });
        });
    }
    signs
});

static KNOWN_SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(SURNAMES).flat_map(str::split_whitespace).collect());

/// Whether a run is a surname.
pub(super) fn is_surname(run: &str) -> bool {
    KNOWN_SURNAMES.contains(run)
}

/// Signs of a name that begins with a surname of one sign, in one run.
const SHORT: std::ops::RangeInclusive<usize> = 2..=3;

pub(super) fn read(run: &str, around: Around) -> Vec<String> {
    let heard = run.to_owned();
    match run.char_indices().nth(1) {
        // it may be native with a rare surname
        Some((at, _)) if around.alone && SHORT.contains(&run.chars().count()) => {
            let (surname, given) = run.split_at(at);
            [heard].into_iter().chain(ways(surname, given).into_iter().take(2)).collect()
        }
        // words that no dot divides are no name from elsewhere
        _ if !around.alone && !around.foreign => vec![run.chars().map(pinyin).collect()],
        _ => vec![heard],
    }
}

/// How a name is read: pinyin, Wade and Giles, then, where the table knows all its signs, in Hong Kong, in the south-east of Asia, and in Korea in two ways.
pub(super) fn ways(surname: &str, given: &str) -> Vec<String> {
    let all = |how: &dyn Fn(char) -> Option<String>| {
        let word = |signs: &str| signs.chars().map(how).collect::<Option<String>>();
        Some(format!("{} {}", word(surname)?, word(given)?))
    };
    let named = |text: &str| (text != "-").then(|| text.to_owned());
    let korean = |signs: &str| signs.chars().map(|sign| SIGNS.get(&sign)?.korea).collect::<Option<String>>();
    let mut ways: Vec<String> = [
        all(&|sign| Some(pinyin(sign))),
        all(&|sign| Some(wade_giles(sign))),
        all(&|sign| named(SIGNS.get(&sign)?.hong_kong)),
        all(&|sign| named(SIGNS.get(&sign)?.south_east)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let (Some(surname), Some(given)) = (korean(surname), korean(given)) {
        ways.extend(hangul::ways(&surname, &given).into_iter().step_by(2));
    }
    ways
}

/// Without tones.
fn pinyin(sign: char) -> String {
    let reading = any_ascii::any_ascii_char(sign);
    reading.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// Initials and finals of pinyin, and what Wade and Giles write for them; whole syllables first.
const WADE_GILES: &[(&str, &str)] = &[
    ("zhi", "chih"),
    ("chi", "chih"),
    ("shi", "shih"),
    ("ri", "jih"),
    ("zi", "tzu"),
    ("ci", "tzu"),
    ("si", "szu"),
    ("you", "yu"),
    ("yong", "yung"),
    ("yi", "i"),
    ("ye", "yeh"),
    ("yan", "yen"),
    ("guo", "kuo"),
    ("he", "ho"),
    ("ge", "ko"),
    ("ke", "ko"),
    ("er", "erh"),
];
const INITIALS: &[(&str, &str)] = &[
    ("zh", "ch"),
    ("ch", "ch"),
    ("sh", "sh"),
    ("b", "p"),
    ("p", "p"),
    ("d", "t"),
    ("t", "t"),
    ("g", "k"),
    ("k", "k"),
    ("j", "ch"),
    ("q", "ch"),
    ("x", "hs"),
    ("r", "j"),
    ("z", "ts"),
    ("c", "ts"),
];
const FINALS: &[(&str, &str)] =
    &[("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("uo", "o"), ("ui", "ui"), ("iu", "iu")];

fn wade_giles(sign: char) -> String {
    let syllable = pinyin(sign);
    if let Some((_, whole)) = WADE_GILES.iter().find(|(pinyin, _)| *pinyin == syllable) {
        return (*whole).to_owned();
    }
    let initial = INITIALS.iter().find(|(pinyin, _)| syllable.starts_with(pinyin));
    let (spelled, rest) = initial.map_or(("", &syllable[..]), |(pinyin, other)| (*other, &syllable[pinyin.len()..]));
    let last = FINALS.iter().find(|(pinyin, _)| *pinyin == rest).map_or(rest, |(_, other)| other);
    [spelled, last].concat()
}

/// Signs that foreign names are written with for a sound of their own, not for a syllable.
const FOREIGN: &[(&str, &str)] = &[
    ("尔爾", "ł"),
    ("耳", "ł"),
    ("克", "kē"),
    ("斯", "sū"),
    ("思", "sū"),
    ("特", "tē"),
    ("德", "dē"),
    ("夫", "fū"),
    ("弗", "fū"),
    ("姆", "mū"),
    ("普", "ƿū"),
    ("布", "bū"),
    ("格", "кē"),
    ("勒", "łē"),
    ("什", "ś"),
    ("茨", "c"),
    ("兹茲", "ζū"),
    ("恩", "ən"),
    ("奇", "č"),
    ("赫", "hē"),
    ("瓦", "va"),
    ("维維", "vi"),
    ("威", "wi"),
    ("韦", "we"),
    ("沃", "wo"),
    ("里裡", "łi"),
    ("利", "łi"),
    ("丽", "łi"),
    ("琳", "łin"),
    ("文", "ven"),
    ("乔喬", " јo"),
    ("约約", "yo"),
    ("史", "s"),
    ("希", "х"),
    ("西", "si"),
    ("贝貝", "be"),
    ("杰傑", "јe"),
    ("吉", "ǵi"),
    ("亚亞", "ya"),
    ("娅", "ya"),
    ("哈", "ha"),
    ("胡", "hu"),
    ("霍", "ho"),
    ("罗羅", "ło"),
    ("洛", "ło"),
    ("鲁魯", "łu"),
    ("拉", "ła"),
    ("莱萊", "łaĩ"),
    ("雷", "łe"),
    ("伦倫", "łən"),
    ("兰蘭", "łan"),
    ("林", "łin"),
    ("朗", "łaŋ"),
    ("龙", "loŋ"),
    ("内", "ne"),
    ("诺", "no"),
    ("娜", "na"),
    ("妮", "ni"),
    ("努", "nu"),
    ("戈", "go"),
    ("加", "ga"),
    ("盖", "ge"),
    ("金", "kin"),
    ("基", "ki"),
    ("卡", "ka"),
    ("科", "ko"),
    ("柯", "ko"),
    ("凯", "ke"),
    ("考", "kaū"),
    ("肯", "ken"),
    ("库", "ku"),
    ("昆", "kun"),
    ("丘", "Cu"),
    ("切", "Ce"),
    ("查", "Ca"),
    ("恰", "Ca"),
    ("扎", "za"),
    ("泽", "ze"),
    ("佐", "zo"),
    ("祖", "zu"),
    ("桑", "san"),
    ("森", "sən"),
    ("逊遜", "sən"),
    ("顿頓", "tən"),
    ("登", "dən"),
    ("敦", "dən"),
    ("丹", "dan"),
    ("邓", "dən"),
    ("达達", "da"),
    ("迪", "di"),
    ("蒂", "ti"),
    ("提", "ti"),
    ("图圖", "tu"),
    ("托", "to"),
    ("塔", "ta"),
    ("坦", "tan"),
    ("汤湯", "tom"),
    ("泰", "taĩ"),
    ("多", "do"),
    ("都", "du"),
    ("杜", "du"),
    ("巴", "пa"),
    ("班", "пan"),
    ("邦", "пan"),
    ("本", "пen"),
    ("比", "пi"),
    ("彼", "pi"),
    ("宾", "пin"),
    ("波", "пo"),
    ("伯", "пē"),
    ("博", "пo"),
    ("保", "paū"),
    ("帕", "pa"),
    ("潘", "pan"),
    ("佩", "pe"),
    ("皮", "pi"),
    ("马馬", "ma"),
    ("玛瑪", "ma"),
    ("迈", "maĩ"),
    ("麦麥", "mak"),
    ("曼", "man"),
    ("梅", "me"),
    ("门", "men"),
    ("蒙", "mon"),
    ("米", "mi"),
    ("密", "mi"),
    ("明", "min"),
    ("莫", "mo"),
    ("默", "mo"),
    ("穆", "mu"),
    ("法", "fa"),
    ("凡", "van"),
    ("范", "van"),
    ("费", "fe"),
    ("菲", "fi"),
    ("芬", "fin"),
    ("佛", "fo"),
    ("福", "fo"),
    ("富", "fu"),
    ("古", "gu"),
    ("贾", "ja"),
    ("杰", "јe"),
    ("简", "јan"),
    ("让", "јan"),
    ("朱", "ju"),
    ("阿", "a"),
    ("艾", "e"),
    ("爱", "e"),
    ("安", "an"),
    ("昂", "an"),
    ("奥", "o"),
    ("欧", "o"),
    ("埃", "e"),
    ("厄", "e"),
    ("伊", "i"),
    ("英", "iŋ"),
    ("因", "in"),
    ("乌", "u"),
    ("于", "yu"),
    ("尤", "yu"),
    ("雅", "ya"),
    ("扬", "yan"),
    ("耶", "ye"),
    ("叶", "ye"),
];

pub(super) fn hear(word: &str) -> Heard {
    let mut signs = String::with_capacity(word.len() * 2);
    for sign in word.chars() {
        match FOREIGN.iter().find(|(known, _)| known.contains(sign)) {
            Some((_, sound)) => signs.push_str(sound.trim()),
            None => signs.push_str(&heard_syllable(&pinyin(sign))),
        }
    }
    Heard { ear: Ear::Sounds, stretch: STRETCH, signs }
}

/// The sounds that a syllable of pinyin may stand for.
const HEARD_INITIALS: &[(&str, &str)] = &[
    ("zh", "ј"),
    ("ch", "č"),
    ("sh", "ś"),
    ("b", "п"),
    ("p", "ƿ"),
    ("d", "т"),
    ("t", "t"),
    ("g", "к"),
    ("k", "k"),
    ("j", "ј"),
    ("q", "č"),
    ("x", "х"),
    ("r", "ł"),
    ("l", "ł"),
    ("z", "ζ"),
    ("c", "c"),
    ("s", "σ"),
    ("h", "h"),
    ("f", "f"),
    ("w", "в"),
    ("y", "y"),
    ("m", "m"),
    ("n", "n"),
];
const HEARD_FINALS: &[(&str, &str)] = &[
    ("iang", "yan"),
    ("uang", "wan"),
    ("iong", "yon"),
    ("ang", "an"),
    ("eng", "ən"),
    ("ing", "iñ"),
    ("ong", "on"),
    ("ian", "yan"),
    ("iao", "yaū"),
    ("uan", "wan"),
    ("uai", "waĩ"),
    ("ai", "aĩ"),
    ("ei", "e"),
    ("ao", "aū"),
    ("ou", "o"),
    ("an", "an"),
    ("en", "əñ"),
    ("in", "iñ"),
    ("un", "un"),
    ("ia", "ya"),
    ("ie", "ye"),
    ("iu", "yu"),
    ("ua", "wa"),
    ("uo", "o"),
    ("ui", "ui"),
    ("ue", "ue"),
    ("er", "ł"),
    ("a", "a"),
    ("e", "ē"),
    ("i", "i"),
    ("o", "o"),
    ("u", "u"),
    ("v", "u"),
];

fn heard_syllable(pinyin: &str) -> String {
    let initial = HEARD_INITIALS.iter().find(|(initial, _)| pinyin.starts_with(initial));
    let (first, rest) = initial.map_or(("", pinyin), |(initial, sound)| (*sound, &pinyin[initial.len()..]));
    let last = HEARD_FINALS.iter().find(|(last, _)| *last == rest).map_or("", |(_, sound)| sound);
    [first, last].concat()
}
