//! Deciding in a spreadsheet: what `--xlsx` writes, what comes back, and the whole way through `LibreOffice`.

#![cfg(feature = "xlsx")]

mod support;

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use support::{Desk, LISTED_TWICE as LIST, Results, sample};
use zip::write::SimpleFileOptions;

const CUSTOMERS: &str = "record_id,name,date_of_birth,country\n\
    007,Osvaldo Perchinetti,1961-02-03,IT\n\
    123456789012345678,Marlena Quistgaard,1970-05-06,DK\n";

/// The rows of a sheet, from its first cell on.
fn rows(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// All text of a sheet.
fn text(path: &Path, sheet: &str) -> String {
    let lines = rows(path, sheet).into_iter().map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>().join("|"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_workbook_says_of_each_alert_what_hits_csv_says_as_text() {
    let odd = [
        "00123",
        "1E5",
        "=1+1",
        "@SUM(A1)",
        "-5",
        " blanks ",
        "a\nb",
        "_x0041_",
        "\u{1}\u{fffe}",
        "\u{1f600}",
        "شلدون",
        "2026-11-23",
        "<b>&amp;",
        "TRUE",
        "'t Hooft",
        "'",
    ];
    let mut customers = csv::Writer::from_writer(Vec::new());
    customers.write_record(["record_id", "name", "=note"]).unwrap();
    for note in odd {
        customers.write_record([note, "Osvaldo Perchinetti", note]).unwrap();
    }
    let desk = Desk::with_list(LIST);
    desk.screen(customers.into_inner().unwrap(), &["--xlsx", "--bom"]).ended(0);
    let hits = desk.read("out/hits.csv");
    let hits = csv::ReaderBuilder::new().has_headers(false).from_reader(hits.trim_start_matches('\u{feff}').as_bytes());
    let hits: Vec<csv::StringRecord> = hits.into_records().map(Result::unwrap).collect();
    let sheet = rows(&desk.path("out/hits.xlsx"), "Alerts");
    assert_eq!(sheet.len(), hits.len());
    assert_eq!(hits.len(), odd.len() * 2 + 1);
    for (row, hit) in sheet.iter().zip(&hits) {
        assert_eq!(row.len(), hit.len());
        for ((cell, in_csv), heading) in row.iter().zip(hit).zip(&hits[0]) {
            let runs = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let given = in_csv.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(in_csv);
            match cell {
                Data::Float(number) => {
                    assert!(["rank", "score", "hits_total"].contains(&heading), "{heading}");
                    // the shortest text of a number is one number
                    assert_eq!(number.to_bits(), given.parse::<f64>().unwrap().to_bits());
                }
                cell => assert_eq!(cell.to_string(), given, "{heading}"),
            }
        }
    }
    let notes: Vec<String> = sheet[1..].iter().step_by(2).map(|row| row.last().unwrap().to_string()).collect();
    assert_eq!(notes, odd);
}

#[test]
fn a_workbook_says_first_who_was_not_screened_and_the_run_which_list_is_old() {
    let desk = Desk::new();
    let run = desk.screen(sample("customers.csv"), &["--xlsx", "--max-list-age", "7"]).results(6).run;
    let book = desk.path("out/hits.xlsx");
    let rejects = text(&book, "Rejects and warnings");
    assert!(rejects.starts_with("2 customers were NOT SCREENED"), "{rejects}");
    let count = |word: &str| rows(&book, "Rejects and warnings").iter().filter(|row| row[0] == *word).count();
    assert_eq!(count("NOT SCREENED") as u64, run["rejected"].as_u64().unwrap());
    let warnings = desk.read("out/warnings.csv").lines().count() - 1;
    assert_eq!(count("warning"), warnings);
    let of_run = text(&book, "Run");
    for said in
        ["NOT CURRENT: the list watchlist is of no known date", "2 customers were NOT SCREENED", "How to decide"]
    {
        assert!(of_run.contains(said), "{said}: {of_run}");
    }
    for hash in [&run["input"]["sha256"], &run["indexFile"], &run["outputs"]["hits.csv"], &run["lists"][0]["sha256"]] {
        assert!(of_run.contains(hash.as_str().unwrap()), "{of_run}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&book).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_workbook_is_the_same_bytes_at_any_thread_count_and_when_the_run_is_repeated() {
    let desk = Desk::new();
    let bytes = |folder: &str| std::fs::read(desk.path(&format!("{folder}/hits.xlsx"))).unwrap();
    desk.build();
    desk.file("in.csv", sample("customers.csv"));
    let screen = |out: &str, more: &[&str]| {
        let fixed = ["screen", "in.csv", "--out", out];
        desk.muster(&[&fixed, more].concat()).ended(3);
    };
    let options = ["--lists", "lists.midx", "--run-date", "2026-11-23", "--xlsx"];
    screen("out", &[&options[..], &["--threads", "1"]].concat());
    screen("three", &[&options[..], &["--threads", "3"]].concat());
    screen("again", &["--replay", "out/run.json"]);
    assert!(bytes("out") == bytes("three") && bytes("out") == bytes("again"));
    let run: serde_json::Value = serde_json::from_str(&desk.read("out/run.json")).unwrap();
    assert_eq!(run["outputs"]["hits.xlsx"].as_str().unwrap().len(), 64);
    screen("next", &["--lists", "lists.midx", "--run-date", "2026-11-24", "--xlsx"]);
    assert!(bytes("out") != bytes("next"));
}

/// A cell: text, or the attributes and content of its element.
#[derive(Clone)]
enum Cell {
    Text(String),
    Is(&'static str),
}

/// Day 46,349, 23 November 2026, in a cell with a format of a day.
const DAY: Cell = Cell::Is(r#"s="1"><v>46349</v>"#);

/// A sheet with these rows from `first` on, and what stands behind them.
fn sheet(first: usize, rows: &[Vec<Cell>], behind: &str) -> String {
    let mut xml =
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#.to_owned();
    for (row, cells) in (first..).zip(rows) {
        let _ = write!(xml, r#"<row r="{row}">"#);
        for cell in cells {
            match cell {
                Cell::Text(text) => {
                    let text = text.replace('&', "&amp;").replace('<', "&lt;");
                    let _ = write!(xml, r#"<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#);
                }
                Cell::Is(content) => {
                    let _ = write!(xml, "<c {content}</c>");
                }
            }
        }
        xml += "</row>";
    }
    xml + "</sheetData>" + behind + "</worksheet>"
}

/// A workbook with these sheets; as old Macs counted days where `is_1904`.
fn book(sheets: &[(&str, String)], is_1904: bool) -> Vec<u8> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut named, mut related) = (String::new(), String::new());
    for (number, (name, _)) in (1..).zip(sheets) {
        let _ = write!(named, r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
        let target = format!("worksheets/sheet{number}.xml");
        let _ = write!(related, r#"<Relationship Id="rId{number}" Type="{relation}/worksheet" Target="{target}"/>"#);
    }
    let _ = write!(related, r#"<Relationship Id="rId99" Type="{relation}/styles" Target="styles.xml"/>"#);
    let of_packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{of_packages}"><Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{relation}"><workbookPr date1904="{}"/><sheets>{named}</sheets></workbook>"#,
                u8::from(is_1904)
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(r#"<Relationships xmlns="{of_packages}">{related}</Relationships>"#),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
    ];
    parts.extend((1..).zip(sheets).map(|(n, (_, xml))| (format!("xl/worksheets/sheet{n}.xml"), xml.clone())));
    zipped(&parts)
}

fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A desk with the results of a first run, and the cells of its `hits.csv`.
fn desk() -> (Desk, Vec<Vec<Cell>>) {
    let desk = Desk::with_list(LIST);
    desk.file("in.csv", CUSTOMERS);
    let first = ["screen", "in.csv", "--lists", "lists", "--out", "first", "--run-date", "2026-11-20"];
    desk.muster(&first).ended(0);
    let text = desk.read("first/hits.csv");
    let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
    let cells = rows.map(|row| row.unwrap().iter().map(|cell| Cell::Text(cell.to_owned())).collect()).collect();
    (desk, cells)
}

/// The number of a column of `hits.csv`.
fn at(rows: &[Vec<Cell>], heading: &str) -> usize {
    rows[0].iter().position(|cell| matches!(cell, Cell::Text(text) if text == heading)).unwrap()
}

/// Fills in a row.
fn fill(rows: &mut [Vec<Cell>], row: usize, cells: &[(&str, Cell)]) {
    for (heading, cell) in cells {
        let column = at(rows, heading);
        rows[row][column] = cell.clone();
    }
}

fn words(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn cleared() -> Vec<(&'static str, Cell)> {
    vec![("decision", words("false_positive")), ("decided_by", words("ann")), ("decided_at", DAY)]
}

/// As CSV, with days as CSV has them.
fn as_csv(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Is(content) if content.starts_with("s=") => "2026-11-23".to_owned(),
            Cell::Is(_) => "7".to_owned(),
        });
        csv.write_record(cells).unwrap();
    }
    csv.into_inner().unwrap()
}

/// What comes of decisions: the alerts, as `hits.csv` has them, and what is counted.
fn decided_with(desk: &Desk, file: &str) -> (String, serde_json::Value) {
    let Results { run, .. } = desk.screen(CUSTOMERS, &["--decisions", file]).results(0);
    (desk.read("out/hits.csv"), run["decisions"].clone())
}

#[test]
fn the_same_decisions_are_the_same_in_csv_and_in_any_workbook() {
    let (desk, mut rows) = desk();
    fill(&mut rows, 1, &cleared());
    fill(
        &mut rows,
        3,
        &[("decision", words("True positive")), ("decided_by", words("ben")), ("reason", words("= him"))],
    );
    // what a spreadsheet makes of an id
    fill(&mut rows, 1, &[("record_id", Cell::Is("><v>7</v>"))]);
    desk.file("back.csv", as_csv(&rows));
    let expected = decided_with(&desk, "back.csv");
    assert!(expected.0.contains(",cleared,") && expected.0.contains(",confirmed,"));
    let mut turned = rows.clone();
    for row in &mut turned {
        row.reverse();
    }
    let mut more = rows.clone();
    more.iter_mut().enumerate().for_each(|(at, row)| row.insert(3, words(&format!("my own {at}"))));
    let parts = [rows[..2].to_vec(), [rows[..1].to_vec(), rows[2..].to_vec()].concat()];
    let in_1904 = {
        let mut rows = rows.clone();
        fill(&mut rows, 1, &[("decided_at", Cell::Is(r#"s="1"><v>44887</v>"#))]);
        rows
    };
    let notes = sheet(1, &[vec![words("who"), words("decision")], vec![words("ann"), words("perhaps")]], "");
    let workbooks = [
        ("as it was", book(&[("Alerts", sheet(1, &rows, ""))], false)),
        ("renamed, beside others", book(&[("Mine", notes), ("Montag", sheet(1, &rows, ""))], false)),
        ("columns turned round", book(&[("Alerts", sheet(1, &turned, ""))], false)),
        ("columns of one's own", book(&[("Alerts", sheet(1, &more, ""))], false)),
        ("on two sheets", book(&[("Alerts", sheet(1, &parts[0], "")), ("Alerts 2", sheet(1, &parts[1], ""))], false)),
        ("days of old Macs", book(&[("Alerts", sheet(1, &in_1904, ""))], true)),
        ("empty rows", book(&[("Alerts", sheet(1, &[rows.clone(), vec![vec![words(" ")]; 9]].concat(), ""))], false)),
        ("rows above that are empty", book(&[("Alerts", sheet(3, &rows, ""))], false)),
    ];
    for (what, bytes) in workbooks {
        // what a file is, is told by its content
        desk.file("back", bytes);
        let (hits, counted) = decided_with(&desk, "back");
        assert_eq!(hits, expected.0, "{what}");
        for key in ["rows", "setAside", "withoutAlert"] {
            assert_eq!(counted[key], expected.1[key], "{what}");
        }
        desk.muster(&["decisions", "merge", "back", "-o", "merged.csv"]).ended(0);
        assert_eq!(decided_with(&desk, "merged.csv").0, expected.0, "{what}");
        desk.muster(&["decisions", "stats", "back"]).ended(0);
        desk.muster(&["evaluate", "--decisions", "back"]).ended(0);
    }
    // hidden in a pipe, too
    desk.bash("cat back | \"$MUSTER\" decisions check -").ended(0);
}

#[test]
fn what_cannot_count_is_named_by_its_sheet_and_cell() {
    let (desk, mut rows) = desk();
    rows[0].extend(["confirmed_by", "expires_at"].map(words));
    rows[1..].iter_mut().for_each(|row| row.extend([words(""), words("")]));
    fill(&mut rows, 1, &[("decision", words("perhaps"))]);
    fill(&mut rows, 2, &cleared());
    fill(
        &mut rows,
        2,
        &[("decided_by", Cell::Is(r#"t="e"><v>#NAME?</v>"#)), ("expires_at", Cell::Is("><v>46349</v>"))],
    );
    fill(&mut rows, 3, &cleared());
    fill(
        &mut rows,
        3,
        &[("record_id", Cell::Is("><v>123456789012345680</v>")), ("confirmed_by", Cell::Is(r#"t="e"><v>#REF!</v>"#))],
    );
    desk.file("back.xlsx", book(&[("Alerts", sheet(1, &rows, ""))], false));
    let checked = desk.muster(&["decisions", "check", "back.xlsx"]).ended(3).stdout;
    for problem in [
        "back.xlsx: sheet Alerts, cell AE2: decision_unknown, it does not count",
        "back.xlsx: sheet Alerts, cell AF3: nobody_decided, it counts all the same",
        "back.xlsx: sheet Alerts, cell AJ3: expires_at_unreadable, it does not count",
        "back.xlsx: sheet Alerts, cell A4: record_id_cut, it counts all the same",
    ] {
        assert!(checked.contains(problem), "{problem}\n{checked}");
    }
    // nobody of that name looked a second time
    desk.file("muster.toml", "[decisions]\nfour_eyes = true\n");
    let checked =
        desk.muster(&["decisions", "check", "back.xlsx", "--config", "muster.toml", "--json"]).ended(3).stdout;
    let checked: serde_json::Value = serde_json::from_str(&checked).unwrap();
    let not_confirmed = checked["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|problem| problem["code"] == "not_confirmed" && problem["line"] == 4);
    assert_eq!(not_confirmed.unwrap()["cell"], "AI4");
    // the row of the id that was cut is told by its key alone
    let hits = decided_with(&desk, "back.xlsx").0;
    assert!(hits.lines().nth(3).unwrap().contains(",cleared,"), "{hits}");
}

#[test]
fn what_is_no_workbook_of_decisions_is_refused_with_what_to_do() {
    let (desk, rows) = desk();
    let one = |rows: &[Vec<Cell>], behind: &str| book(&[("Alerts", sheet(1, rows, behind))], false);
    let merged = r#"<mergeCells count="1"><mergeCell ref="AE2:AE4"/></mergeCells>"#;
    let mut formula = rows.clone();
    fill(&mut formula, 2, &[("decision", Cell::Is("><f>AE2</f><v></v>"))]);
    let mut keyless = rows.clone();
    let key = at(&rows, "alert_key");
    for row in &mut keyless {
        row.remove(key);
    }
    let titled = [vec![vec![words("Alerts of November")]], rows.clone()].concat();
    let compound = |more: &str| {
        let more = more.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain([0; 600]).chain(more).collect::<Vec<u8>>()
    };
    let whole = one(&rows, "");
    let foreign = |name: &str| zipped(&[(name.to_owned(), "x".to_owned())]);
    let far = vec![vec![Cell::Is(r#"r="XFE1"><v>1</v>"#)]];
    let cases: [(&str, Vec<u8>, i32, &str); 12] = [
        ("old", compound("Workbook"), 1, "is a workbook of the old kind (.xls): save it as .xlsx or CSV"),
        ("locked", compound("EncryptedPackage"), 1, "is a workbook with a password: save it without one"),
        ("ods", foreign("mimetype"), 1, "is a workbook of OpenDocument (.ods): save it as .xlsx or CSV"),
        ("xlsb", foreign("xl/workbook.bin"), 1, "is a binary workbook (.xlsb)"),
        ("zip", foreign("hits.csv"), 1, "is an archive and no workbook"),
        ("cut", whole[..whole.len() / 2].to_vec(), 1, "not whole: save it again"),
        ("empty", one(&[], ""), 2, "none of the sheets `Alerts` has the columns `alert_key` and `decision`"),
        ("keyless", one(&keyless, ""), 2, "sheet Alerts, row 1: no column `alert_key`"),
        ("titled", one(&titled, ""), 2, "sheet Alerts, row 2: the headings must be the first row"),
        ("merged", one(&rows, merged), 1, "sheet Alerts, cell AE2: cells of several rows are merged here"),
        ("formula", one(&formula, ""), 1, "sheet Alerts, cell AE3: a formula of which no value was saved"),
        ("far", one(&far, ""), 1, "the workbook cannot be read on"),
    ];
    for (what, bytes, code, message) in cases {
        desk.file("back.xlsx", bytes);
        let ran = desk.muster(&["decisions", "check", "back.xlsx"]).ended(code);
        assert!(ran.stderr.contains(message) && ran.stderr.contains("back.xlsx"), "{what}: {}", ran.stderr);
    }
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_not_unpacked() {
    let desk = Desk::new();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default().large_file(true)).unwrap();
    let blanks = vec![b' '; 1 << 20];
    (0..1_025).for_each(|_| zip.write_all(&blanks).unwrap());
    desk.file("back.xlsx", zip.finish().unwrap().into_inner());
    desk.muster(&["decisions", "check", "back.xlsx"]).refused_with(1, "unpacks to more than 1 GiB");
}

/// What an analyst does in Calc: opens the workbook, fills in all alerts but the last, and saves it.
const ANALYST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Decide(source As String, target As String)
  Dim opened(0) As New com.sun.star.beans.PropertyValue
  opened(0).Name = "Hidden" : opened(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, opened())
  sheet = book.Sheets.getByName("Alerts")
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  For row = 1 To cursor.RangeAddress.EndRow - 1
    sheet.getCellByPosition(30, row).setFormula("false_positive")
    sheet.getCellByPosition(31, row).setFormula("ann")
    sheet.getCellByPosition(32, row).setFormula("2026-11-23")
    sheet.getCellByPosition(33, row).setFormula("3-4: another person")
  Next row
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "Calc MS Excel 2007 XML"
  book.storeAsURL(target, saved())
  book.close(True)
End Sub
</script:module>
"#;

/// Runs Calc with a profile of the desk's own; `None` where there is none.
fn office(desk: &Desk, args: &[&str]) -> Option<()> {
    let profile = format!("-env:UserInstallation=file://{}", desk.path("profile").display());
    let ran = Command::new("soffice").arg(profile).args(["--headless", "--norestore"]).args(args).output();
    match ran {
        Ok(ran) => assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr)),
        Err(error) => {
            assert!(std::env::var_os("MUSTER_REQUIRE_OFFICE").is_none(), "soffice is required: {error}");
            eprintln!("skipped: there is no soffice ({error})");
            return None;
        }
    }
    Some(())
}

#[test]
fn alerts_that_are_decided_in_calc_and_handed_back_are_cleared() {
    let desk = Desk::new();
    let hits = desk.screen(sample("customers.csv"), &["--xlsx"]).results(3).hits;
    std::fs::copy(desk.path("out/hits.xlsx"), desk.path("first.xlsx")).unwrap();
    // the first start makes the profile, with a module for macros
    let [to, book] = ["csv", "first.xlsx"].map(|name| desk.path(name).display().to_string());
    if office(&desk, &["--convert-to", "csv", "--outdir", &to, &book]).is_none() {
        return;
    }
    desk.file("profile/user/basic/Standard/Module1.xba", ANALYST);
    let url = |name: &str| format!("file://{}", desk.path(name).display());
    let decide = format!("macro:///Standard.Module1.Decide(\"{}\",\"{}\")", url("first.xlsx"), url("back.xlsx"));
    office(&desk, &[&decide]);
    desk.muster(&["decisions", "check", "back.xlsx"]).ended(0);
    let next = desk.screen(sample("customers.csv"), &["--xlsx", "--decisions", "back.xlsx"]).results(3);
    assert_eq!(next.run["alerts"]["cleared"].as_u64().unwrap() as usize, hits.len() - 1);
    assert_eq!(next.run["alerts"]["open"], 1);
    assert_eq!(next.run["decisions"]["setAside"], 0);
    for hit in next.hits.iter().filter(|hit| hit["alert_state"] == "cleared") {
        // a day that Calc made a date of is one again, and what looks like one is not
        assert_eq!(hit["decided_at"], "2026-11-23");
        assert_eq!(hit["reason"], "3-4: another person");
    }
    // of what nobody touched, nothing was lost on the way
    let untouched = |name: &str| {
        let rows = rows(&desk.path(name), "Alerts");
        rows.into_iter().map(|row| row[..30].iter().map(Data::to_string).collect()).collect::<Vec<Vec<String>>>()
    };
    assert_eq!(untouched("back.xlsx"), untouched("first.xlsx"));
}
