use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Sheets;
use super::alerts::Written;
use super::looks::Looks;
use super::rejects::{self, not_screened};
use crate::report::{NotCurrent, RunSummary};

/// How to decide, step by step.
const HOW_TO_DECIDE: [&str; 7] = [
    "Copy this file, and fill in the yellow columns of the sheet Alerts; leave everything else as it is, alert_key above all.",
    "decision: false_positive (it is somebody else), true_positive (it is the listed one) or escalate (somebody else must decide). Empty: not decided yet.",
    "decided_by: who decided. decided_at: the day, such as 2026-11-23. reason: why, in a sentence.",
    "Columns may be added: confirmed_by and confirmed_at for a second person, expires_at for the day until which a clearance holds.",
    "Rows may be sorted and filtered; rows that a filter hides are read too. Do not merge cells.",
    "Save it as a workbook (.xlsx) without a password, and hand it back: muster decisions check FILE says what does not count.",
    "The next run takes it with --decisions FILE. An alert that was cleared comes back when the customer or the entry changes.",
];
/// Columns of the sheet.
const WIDTHS: [u8; 6] = [44, 22, 14, 12, 12, 68];

/// Writes the sheet of the run. Nothing in it tells one run from its repetition: no times, no threads.
pub(super) fn write(sheets: &mut Sheets, summary: &RunSummary, alerts: Written) -> Result<(), XlsxError> {
    let cut = sheets.cut.cells;
    let sheet = sheets.workbook.add_worksheet();
    sheet.set_name("Run")?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_screen_gridlines(false);
    for (at, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(at, width)?;
    }
    let mut page = Page { sheet, looks: sheets.looks, row: 0 };
    page.sheet.set_row_height(0, 26)?;
    page.wide(&format!("Screening of {}", summary.run_date), &sheets.looks.title)?;
    for list in &summary.not_current {
        page.wide(&not_current(list), &sheets.looks.loud)?;
    }
    let (text, look) = not_screened(summary, sheets.looks);
    let place = if summary.rejected > 0 { format!(" See the sheet {}.", rejects::NAME) } else { String::new() };
    page.wide(&format!("{text}{place}"), look)?;
    if alerts.sheets > 1 {
        page.wide(
            &format!("The alerts stand on {} sheets: Alerts, Alerts 2 and on.", alerts.sheets),
            &sheets.looks.loud,
        )?;
    }
    if cut > 0 {
        page.wide(
            &format!("{cut} cells were longer than a workbook allows and are cut: the CSV files have all of them."),
            &sheets.looks.loud,
        )?;
    }
    page.section("How to decide")?;
    for (number, step) in (1..).zip(HOW_TO_DECIDE) {
        page.wide(&format!("{number}. {step}"), &sheets.looks.wrapped)?;
    }
    counts(&mut page, summary, alerts)?;
    lists(&mut page, summary)?;
    if let Some(decisions) = &summary.decisions {
        page.section("Decisions that were handed in")?;
        page.count("rows", decisions.rows)?;
        page.count("rows that do not count", decisions.set_aside)?;
        page.count("on what is no alert any more", decisions.without_alert)?;
        for (number, why) in decisions.not_cleared() {
            page.count(&format!("NOT CLEARED: {}", why.replace('`', "")), number)?;
        }
        for sha256 in &decisions.sha256 {
            page.text("SHA-256 of the file", &sha256.to_string())?;
        }
    }
    page.section("Settings")?;
    for (setting, value) in summary.settings.iter().filter(|(_, value)| !value.is_empty()) {
        page.text(setting, value)?;
    }
    page.section("What it was made of, and what came of it (SHA-256)")?;
    page.text("version of muster", &summary.engine)?;
    page.text("configuration", &summary.configuration)?;
    page.text("customers", &summary.input.sha256.to_string())?;
    page.text("entries of the lists", &summary.index.to_string())?;
    page.text("index file", &summary.index_file.to_string())?;
    for (file, sha256) in &summary.outputs {
        page.text(file, &sha256.to_string())?;
    }
    Ok(())
}

fn not_current(list: &NotCurrent) -> String {
    let age = list.age(|days| format!("{days} days old"));
    format!("NOT CURRENT: the list {} {age}; it may be {} days old.", list.list, list.max_days)
}

fn counts(page: &mut Page, summary: &RunSummary, alerts: Written) -> Result<(), XlsxError> {
    page.section("Counts")?;
    page.count("rows", summary.rows)?;
    page.count("rejected: NOT SCREENED", summary.rejected)?;
    for (reason, n) in &summary.skipped_by_reason {
        page.count(&format!("skipped: {reason}"), *n)?;
    }
    page.count("customers with hits", summary.with_hit)?;
    page.count("customers without", summary.without_hit)?;
    page.count("hits", summary.hits)?;
    page.count("hits in this workbook", alerts.alerts)?;
    for (state, n) in &summary.alerts {
        page.count(&format!("alerts that are {state}"), *n)?;
    }
    if let Some(day) = summary.open_since {
        page.text("the oldest open one since", &day.to_string())?;
    }
    page.count("discounted by the policy of their list", summary.discounted)?;
    for (code, n) in &summary.rejects_by_code {
        page.count(&format!("rejects: {code}"), *n)?;
    }
    for (code, n) in &summary.warnings_by_code {
        page.count(&format!("warnings: {code}"), *n)?;
    }
    Ok(())
}

fn lists(page: &mut Page, summary: &RunSummary) -> Result<(), XlsxError> {
    page.section("Lists")?;
    let row = page.row;
    for (at, heading) in (0..).zip(["list", "kind", "date", "entries", "hits", "SHA-256"]) {
        page.sheet.write_string_with_format(row, at, heading, &page.looks.label)?;
    }
    page.row += 1;
    for list in &summary.lists {
        let (row, plain) = (page.row, &page.looks.plain);
        let is_old = summary.not_current.iter().any(|old| old.list == list.name);
        let of_date = if is_old { &page.looks.loud } else { plain };
        page.sheet.write_string_with_format(row, 0, &list.name, plain)?;
        page.sheet.write_string_with_format(row, 1, &list.kind, plain)?;
        page.sheet.write_string_with_format(row, 2, list.date.as_deref().unwrap_or("unknown"), of_date)?;
        page.sheet.write_number_with_format(row, 3, list.entries as f64, &page.looks.count)?;
        let hits = summary.hits_by_list.get(&list.name).copied().unwrap_or(0);
        page.sheet.write_number_with_format(row, 4, hits as f64, &page.looks.count)?;
        page.sheet.write_string_with_format(row, 5, list.sha256.to_string(), plain)?;
        page.row += 1;
    }
    Ok(())
}

/// The sheet, and the row that is written next.
struct Page<'w> {
    sheet: &'w mut Worksheet,
    looks: &'w Looks,
    row: u32,
}

impl Page<'_> {
    /// A line over all columns.
    fn wide(&mut self, text: &str, look: &Format) -> Result<(), XlsxError> {
        self.sheet.merge_range(self.row, 0, self.row, WIDTHS.len() as u16 - 1, text, look)?;
        self.row += 1;
        Ok(())
    }

    fn section(&mut self, heading: &str) -> Result<(), XlsxError> {
        self.row += 1;
        let look = &self.looks.section;
        self.wide(heading, look)
    }

    fn count(&mut self, what: &str, n: u64) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, what, &self.looks.label)?;
        self.sheet.write_number_with_format(self.row, 1, n as f64, &self.looks.count)?;
        self.row += 1;
        Ok(())
    }

    fn text(&mut self, what: &str, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, what, &self.looks.label)?;
        self.sheet.merge_range(self.row, 1, self.row, WIDTHS.len() as u16 - 1, text, &self.looks.wrapped)?;
        self.row += 1;
        Ok(())
    }
}
