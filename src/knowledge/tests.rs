use super::*;
use crate::name::{Name, NameKind, Part, Role};

fn taught(text: &str) -> Result<Knowledge, Error> {
    Knowledge::taught(vec![NamesFile::of_text("names.txt", text)])
}

/// `text` of each part of a name, with the first letter of its role.
fn parts(knowledge: &Knowledge, name: &str, kind: NameKind) -> String {
    let name = Name::read_with(name, kind, knowledge.roles());
    let shown = |part: &Part| format!("{}:{:?}", part.text, part.role);
    name.readings[0].parts.iter().map(shown).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_kind_of_line_teaches_what_it_says() {
    let text = "\u{feff}# our own\r\nPoldi = Leopold, L\u{e9}o   # Vienna\r\n\r\nTitle: Hofrat; Hofr\u{e4}tin\r\nparticle: zer\r\n\
                form: g.z.m.b., Zunft = Verein\r\nVery  common: Wurzinger\r\ncompany occasional: Seilbahn\r\n\u{41f}\u{43e}\u{43b}\u{44f} = Polina";
    let knowledge = taught(text).unwrap();
    for (a, b) in [("poldi", "leopold"), ("leo", "poldi"), ("polya", "polina")] {
        assert!(knowledge.equivalents().are(a, b), "{a} {b}");
    }
    assert!(
        !knowledge.equivalents().are("leopold", "leo") || Knowledge::built_in().equivalents().are("leopold", "leo")
    );
    assert_eq!(
        parts(&knowledge, "Hofr\u{e4}tin Anna zer Wurzinger", NameKind::Person),
        "hofratin:Title anna:Word zer:Particle wurzinger:Word"
    );
    let association = parts(&knowledge, "Wurzinger Verein", NameKind::Organization);
    for name in ["Wurzinger g.z.m.b.", "Wurzinger GZMB", "Wurzinger Zunft"] {
        assert_eq!(parts(&knowledge, name, NameKind::Organization), association, "{name}");
    }
    let weight = |known: &Knowledge, word: &str, kind| {
        known.rarity().weight(&Part { text: word.into(), role: Role::Word }, kind)
    };
    for (word, kind) in [("wurzinger", NameKind::Person), ("seilbahn", NameKind::Organization)] {
        assert!(weight(&knowledge, word, kind) < weight(Knowledge::built_in(), word, kind), "{word}");
    }
    assert_ne!(knowledge.hash(), Knowledge::built_in().hash());
}

#[test]
fn what_is_taught_here_is_not_known_there() {
    let before = Knowledge::built_in().hash();
    taught("Poldi = Wurzinger").unwrap();
    assert!(!Knowledge::built_in().equivalents().are("poldi", "wurzinger"));
    assert_eq!(Knowledge::built_in().hash(), before);
    assert_eq!(taught("# nothing\n\n").unwrap().files().len(), 1);
}

#[test]
fn a_line_that_says_nothing_is_refused_with_its_line_and_what_to_do() {
    for (line, why) in [
        ("Poldi", "names.txt:2: has neither `=` nor `:`: write it as `Poldi = Leopold`"),
        ("Poldi =", "has nothing right of `=`: fill it in"),
        ("= Leopold", "has nothing left of `=`"),
        ("Poldi = Leopold,", "has nothing right of `=`"),
        ("Poldi = --", "has nothing right of `=`"),
        ("title:", "has nothing behind `title:`"),
        ("form: = plc", "has nothing left of `=`"),
        ("form: Zunft =", "has nothing right of `=`"),
        ("form: Zunft", "has no `=`: say of which class"),
        ("form: Zunft = plc, Ltd", "several forms right of `=`"),
        (
            "form: Zunft = Innung",
            "`innung` is no legal form that is known: give one on the right, as `plc` or `Ltd`, or a class (llc, ",
        ),
        ("titel: Hofrat", "nothing is called `titel:`: did you mean `title:`?"),
        ("company comon: Seilbahn", "did you mean `company common:`?"),
        ("title: Hofrat = Rat", "has a `=` behind `title:`"),
        ("A = B = C", "more than one `=`"),
        ("Hans Peter = Hansi", "`Hans Peter` is several words where one part of a name is meant"),
        ("Hans-Peter = Hansi", "`Hans-Peter` is several words"),
        ("title: Herr Hofrat", "`Herr Hofrat` is several words"),
        ("B = Barbara", "`b` is one letter"),
        ("L\u{e9}opold = leopold", "both sides are `leopold` without case and accents"),
        ("form: P.L.C. = plc", "both sides are `plc`"),
    ] {
        let error = taught(&format!("# first\n{line}\n")).unwrap_err().to_string();
        assert!(error.starts_with("names.txt:2: ") && error.contains(why), "{line}: {error}");
    }
}

#[test]
fn a_line_that_contradicts_another_or_the_built_in_tables_is_refused() {
    for (lines, why) in [
        (
            "Poldi = Leopold\nLeopold = Poldi",
            "names.txt:2: `leopold` and `poldi` are one name by names.txt:1 already, and `=` goes both ways",
        ),
        ("Poldi = Leopold\nPoldi = Leopold", "names.txt:2: "),
        (
            "title: Hofrat\nHofrat = Wurzinger",
            "names.txt:2: `hofrat` cannot be a name, because names.txt:1 calls it a title",
        ),
        (
            "Hofrat = Wurzinger\ntitle: Hofrat",
            "names.txt:2: `hofrat` cannot be a title, because names.txt:1 makes it a name",
        ),
        ("title: Hofrat\nparticle: Hofrat", "names.txt:2: `hofrat` is a title by names.txt:1 already"),
        ("common: Wurzinger\nrare: Wurzinger", "names.txt:2: `wurzinger` is common by names.txt:1 already"),
        ("common: Wurzinger\ntitle: Wurzinger", "because names.txt:1 makes it a common name"),
        ("title: Hofrat\ncommon: Hofrat", "`hofrat` is a title by names.txt:1"),
        ("common: Doktor", "`doktor` is a title in the built-in tables"),
        ("form: Zunft = plc\nform: Zunft = Ltd", "names.txt:2: `zunft` has a class by names.txt:1 already"),
        ("form: Ltd = plc", "`ltd` is of the class `llc` in the built-in tables"),
        (
            "form: Zunft = Innung\nform: Innung = Gilde\nform: Gilde = Zunft",
            "names.txt:1: `zunft` leads back to itself",
        ),
        (
            "title: Hassan",
            "`hassan` is a name in the built-in tables, and as a title it would count for next to nothing",
        ),
        ("title: bin", "`bin` is a particle in the built-in tables"),
        ("Doktor = Hofrat", "`doktor` is a title in the built-in tables"),
        ("title: 2000", "`2000` is a number"),
    ] {
        let error = taught(lines).unwrap_err().to_string();
        assert!(error.contains(why), "{lines}: {error}");
    }
    let files = ["Poldi = Leopold", "Leopold = Poldi"].map(|text| NamesFile::of_text(&text[..5], text));
    let error = Knowledge::taught(files.to_vec()).unwrap_err().to_string();
    assert!(error.starts_with("Leopo:1: ") && error.contains("by Poldi:1 already"), "{error}");
}

#[test]
fn names_are_one_by_their_own_lines_only() {
    let knowledge = taught("Poldl = Wurzi\nWurzi = Zenzl\n").unwrap();
    assert!(!knowledge.equivalents().are("poldl", "zenzl"));
    let knowledge = taught("Poldl = Wurzi\nWurzi = Zenzl\nZenzl = Poldl\n").unwrap();
    assert!(knowledge.equivalents().are("poldl", "zenzl"));
}

#[test]
fn a_form_is_of_the_class_of_the_one_it_is_like_wherever_that_stands() {
    let knowledge = taught("form: Zunft = Innung\nform: Innung = Verein\nform: Aktienbude = jsc\n").unwrap();
    assert_eq!(knowledge.roles().class_of("zunft"), knowledge.roles().class_of("verein"));
    assert_eq!(knowledge.roles().class_of("aktienbude"), knowledge.roles().class_of("plc"));
}

#[test]
fn what_is_no_text_is_refused() {
    let bytes = |bytes: &[u8]| NamesFile::of_bytes("names.txt", bytes.to_vec()).unwrap_err().to_string();
    assert_eq!(bytes(b"a = b\nL\xe9o = Leo"), "names.txt:2: is no UTF-8: save the file as UTF-8");
    assert_eq!(bytes(b"\xff\xfeP\0o\0"), "names.txt:1: is no UTF-8 but looks like UTF-16: save the file as UTF-8");
    assert!(bytes(&vec![b'#'; MOST_BYTES as usize + 1]).contains("has more than 1048576 bytes"));
    assert!(NamesFile::of_bytes("names.txt", vec![b'#'; MOST_BYTES as usize]).is_ok());
    assert!(NamesFile::read(std::path::Path::new("no/such/file")).unwrap_err().to_string().contains("`no/such/file`"));
}
