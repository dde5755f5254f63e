//! Names in other scripts meet their Latin spellings, in both directions, and other people's names do not.

use muster::matching::PairComparer;
use muster::name::NameKind;

/// In ten-thousandths.
fn score(a: &str, b: &str) -> u16 {
    PairComparer::default().score(a, b, NameKind::Person).ten_thousandths()
}

/// A script, a name in it, the name in Latin letters.
const SAME: &[(&str, &str, &str)] = &[
    ("Cyrillic", "Владимир Путин", "Vladimir Putin"),
    ("Cyrillic", "Володимир Зеленський", "Volodymyr Zelensky"),
    ("Greek", "Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis"),
    ("Greek", "Τζορτζ Μπους", "George Bush"),
    ("Greek", "Αλέξης Τσίπρας", "Alexis Tsipras"),
    ("Armenian", "Նիկոլ Փաշինյան", "Nikol Pashinyan"),
    ("Georgian", "მიხეილ სააკაშვილი", "Mikheil Saakashvili"),
    ("Arabic", "معمر القذافي", "Muammar al-Qaddafi"),
    ("Arabic", "صدام حسين", "Saddam Hussein"),
    ("Arabic", "دونالد ترامب", "Donald Trump"),
    ("Arabic", "محمود احمدی‌نژاد", "Mahmoud Ahmadinejad"),
    ("Hebrew", "בנימין נתניהו", "Benjamin Netanyahu"),
    ("Hebrew", "ברק אובמה", "Barack Obama"),
    ("Kana", "ドナルド・トランプ", "Donald Trump"),
    ("Kana", "アンゲラ・メルケル", "Angela Merkel"),
    ("Kana", "エマニュエル・マクロン", "Emmanuel Macron"),
    ("Hangul", "김정은", "Kim Jong Un"),
    ("Hangul", "박근혜", "Park Geun-hye"),
    ("Hangul", "문재인", "Moon Jae-in"),
    ("Hangul", "도널드 트럼프", "Donald Trump"),
    ("Han", "习近平", "Xi Jinping"),
    ("Han", "蔣經國", "Chiang Ching-kuo"),
    ("Han", "梁振英", "Leung Chun-ying"),
    ("Han", "潘基文", "Ban Ki-moon"),
    ("Han", "安格拉·默克尔", "Angela Merkel"),
    ("Devanagari", "नरेन्द्र मोदी", "Narendra Modi"),
    ("Devanagari", "अटल बिहारी वाजपेयी", "Atal Bihari Vajpayee"),
    ("Bengali", "শেখ হাসিনা", "Sheikh Hasina"),
    ("Gurmukhi", "ਮਨਮੋਹਨ ਸਿੰਘ", "Manmohan Singh"),
    ("Gujarati", "અમિત શાહ", "Amit Shah"),
    ("Tamil", "மகிந்த ராஜபக்ச", "Mahinda Rajapaksa"),
    ("Telugu", "చంద్రబాబు నాయుడు", "Chandrababu Naidu"),
    ("Kannada", "ಸಿದ್ದರಾಮಯ್ಯ ಗೌಡ", "Siddaramaiah Gowda"),
    ("Malayalam", "പിണറായി വിജയൻ", "Pinarayi Vijayan"),
    ("Sinhala", "මහින්ද රාජපක්ෂ", "Mahinda Rajapaksa"),
    ("Thai", "ฮุน เซน", "Hun Sen"),
];

#[test]
fn a_name_in_its_script_is_its_latin_spelling_from_either_side() {
    let mut missed = Vec::new();
    for (script, name, latin) in SAME {
        let (there, back) = (score(name, latin), score(latin, name));
        assert_eq!(score(name, name), 10_000, "{script}: {name}");
        if there.min(back) < 8_000 {
            missed.push(format!("{script}: {name} | {latin}: {there} {back}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn other_peoples_names_in_a_script_stay_apart() {
    for (name, latin) in [
        ("김정은", "Kim Yong Chol"),
        ("박근혜", "Park Jae-in"),
        ("习近平", "Li Keqiang"),
        ("王小明", "Wang Yi"),
        ("محمد علي", "Mahmoud Khalil"),
        ("ברק אובמה", "Brad Cohen"),
        ("नरेन्द्र मोदी", "Narayan Malla"),
        ("ドナルド・トランプ", "Ronald Torres"),
        ("Τζορτζ Μπους", "Jorge Paez"),
    ] {
        let score = score(name, latin);
        assert!(score < 8_000, "{name} | {latin}: {score}");
    }
}
