//! What names of companies and ships mean, and what hides or damages a name, seen from outside: pairs of names above and
//! below the line at which people want to see them.

use muster::matching::PairComparer;
use muster::name::NameKind;

/// Where a hit is shown if nobody says otherwise.
const LINE: f64 = 0.80;

fn score(a: &str, b: &str, kind: NameKind) -> f64 {
    PairComparer::default().score(a, b, kind).as_unit()
}

fn same(kind: NameKind, pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        let (there, back) = (score(a, b, kind), score(b, a, kind));
        assert!(there >= LINE && back >= LINE, "{a} | {b}: {there} {back}");
    }
}

fn different(kind: NameKind, pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        let (there, back) = (score(a, b, kind), score(b, a, kind));
        assert!(there < LINE && back < LINE, "{a} | {b}: {there} {back}");
    }
}

#[test]
fn legal_forms_are_one_however_they_are_written() {
    same(
        NameKind::Organization,
        &[
            ("Zubarqi DOO", "Zubarqi d.o.o."),
            ("JSCZUBARQI", "JSC ZUBARQI"),
            ("ZubarqiGmbH", "Zubarqi Gesselschaft mit beschränkter Haftung"),
            ("Акционерное общество Зубаркин", "AO Zubarkin"),
            ("Zubarqi Oil Comp", "Zubarqi Oil Company"),
            ("Zubarqi Oil", "Zubarqi Oil Public Limited Company"),
        ],
    );
    let with = |form: &str| score("Zubarqi Terqawan LLC", &format!("Zubarqi Terqawan {form}"), NameKind::Organization);
    assert!(with("OOO") > with("") && with("") > with("JSC") && with("JSC") >= LINE);
}

#[test]
fn words_that_every_company_has_make_no_company() {
    different(
        NameKind::Organization,
        &[
            ("11420 Corp.", "11430 Corp."),
            ("Zubarqi Trading Company", "Terqawan Trading Company"),
            ("Zubarqi Bank", "Zubarqi Trust"),
            ("ZBQC (Asia) Limited", "ZBQC (London) plc"),
            ("Construction Ltd", "LLC Construction Dredging Company"),
            ("Bank Zubarqi", "Bank Zubarqi Mexico"),
        ],
    );
}

#[test]
fn airways_signs_of_numbers_and_abbreviations_beside_their_words_change_nothing() {
    same(
        NameKind::Organization,
        &[
            ("Zubarqi Airlines", "Zubarqi Airways"),
            ("Zubarqi Factory No. 12", "Zubarqi Factory Number 12"),
            ("ZTS - Zubarqi Terqawan Shipping", "Zubarqi Terqawan Shipping"),
        ],
    );
}

#[test]
fn another_number_is_another_company_or_ship_and_a_sister_of_a_fund() {
    different(
        NameKind::Organization,
        &[("Zubarqi Star 5", "Zubarqi Star 6"), ("Brigade 44", "Brigade 45"), ("MV Zubarqi 1", "MV Zubarqi II")],
    );
    same(
        NameKind::Organization,
        &[
            ("Zubarqi Terqawan Fund III L.P.", "Zubarqi Terqawan Fund IV L.P."),
            ("Brigade Forty 4", "Brigade 44"),
            ("Fourty-four Zubarqi Seas", "44 Zubarqi Seas"),
            ("First Bank Zubarqi", "1st Bank Zubarqi"),
            ("M/V Zubarqi 06", "Zubarqi 6"),
        ],
    );
    let fund = |number| score("Zubarqi Fund III", &format!("Zubarqi Fund {number}"), NameKind::Organization);
    assert!(fund("3") > fund("") && fund("") > fund("4"));
}

#[test]
fn abbreviations_of_companies_are_their_words() {
    same(
        NameKind::Organization,
        &[
            ("U.S. Department of Zubarqi", "United States Department of Zubarqi"),
            ("Zubarqi Bros & Sons Int'l", "Zubarqi Brothers and Sons International"),
            ("Zubarqi & Terqawan", "Zubarqi und Terqawan"),
            ("Z.B.Q. Industries", "ZBQ Industries"),
            ("Zubarqi's Bakery", "Zubarqi Bakery"),
        ],
    );
}

#[test]
fn digits_for_letters_hide_nobody() {
    same(
        NameKind::Person,
        &[("R0bert Zu6arqi", "Robert Zugarqi"), ("Pau1 Zubarq1", "Paul Zubarqi"), ("I9or Sech1n", "Igor Sechin")],
    );
}

#[test]
fn a_part_written_backwards_is_found() {
    same(
        NameKind::Person,
        &[
            ("Yaropolk iqrabuz", "Yaropolk Zubarqi"),
            ("Vladimir nitPu", "Vladimir Putin"),
            ("Yaropolk inawaqret", "Yaropolk Terqawani"),
        ],
    );
    different(NameKind::Person, &[("Leon Smith", "Noel Smith"), ("Nima Smith", "Amin Smith"), ("Ali Li", "Ali Il")]);
}

#[test]
fn a_name_whose_end_a_field_cut_off_is_found() {
    same(NameKind::Person, &[("Yaropolk Svyatoslavovich Terqaw", "Yaropolk Svyatoslavovich Terqawani")]);
    // only the last part can be cut off, and a common name that goes on is another
    let cut = |name| score(name, "Zubarqiani Yaropolk Terqawan", NameKind::Person);
    assert!(cut("Yaropolk Terqawan Zubarqi") > cut("Zubarqi Yaropolk Terqawan"));
    different(NameKind::Person, &[("Jose Martin", "Jose Martinez"), ("Maria Fernand", "Maria Fernandez Lopez")]);
}

#[test]
fn a_name_without_its_blanks_is_found() {
    let name = "Sheikh Abd al-Rahman bin Zubarqi al-Terqawani";
    let glued: String = name.chars().filter(|c| c.is_alphabetic()).collect();
    same(NameKind::Person, &[(&glued, name), (&name.replace(' ', "_"), name), (&name.replace(' ', "*"), name)]);
    same(NameKind::Organization, &[("ZubarqiOilandGasCompanyLimited", "Zubarqi Oil and Gas Company Limited")]);
}

#[test]
fn a_comparison_says_what_was_hidden_or_damaged() {
    for (searched, listed, words) in [
        ("Yaropolk iqrabuz", "Yaropolk Zubarqi", "`iqrabuz` is `zubarqi` written backwards"),
        (
            "Yaropolk Svyatoslavovich Terqaw",
            "Yaropolk Svyatoslavovich Terqawani",
            "the end of `terqaw` or `terqawani` is cut off",
        ),
    ] {
        let comparison = PairComparer::default().compare(searched, listed, NameKind::Person);
        assert!(comparison.in_words().contains(words), "{}", comparison.in_words());
    }
}
