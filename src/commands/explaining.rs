//! Comparisons as tables and sums that a person reads.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};

use crate::matching::{CODE_TENTHS, ComparedPart, Comparison, Evidence, KNEE, Mode, SLOWNESS, model};
use crate::name::NameKind;

/// Columns of a table.
pub(super) const WIDTH: u16 = 118;

/// An empty table with these headings.
pub(super) fn table<const N: usize>(headings: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.set_header(headings);
    table
}

/// The parts of both names, each pair with what it adds, and how the sums make the score.
pub(super) fn write_comparison(mode: Mode, comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let read_as = if comparison.kind == NameKind::Organization { "an organisation's" } else { "a person's" };
    writeln!(out, "searched: {}", comparison.searched.join(" "))?;
    writeln!(out, "listed:   {}", comparison.listed.join(" "))?;
    if comparison.searched.is_empty() || comparison.listed.is_empty() {
        return writeln!(out, "\nthere is nothing to compare");
    }
    if mode != Mode::Fuzzy {
        let mut parts = table(["searched", "listed", "how", "likeness"]);
        comparison.parts.iter().for_each(|part| {
            parts.add_row(row(part).drain(..4));
        });
        writeln!(out, "\n{parts}")?;
        return write_decided(mode, comparison, out);
    }
    writeln!(out, "compared by the rules for {read_as} name, part by part:\n")?;
    let mut parts = table(["searched", "listed", "how", "likeness", "weight", "agree", "differ", "absent", "conflict"]);
    for part in comparison.parts.iter().chain(&comparison.light) {
        parts.add_row(row(part));
    }
    let sums = amounts(&comparison.evidence);
    parts.add_row([&["all together", "", "", "", ""].map(str::to_owned)[..], &sums[..]].concat());
    writeln!(out, "{parts}")?;
    write_sums(comparison, out)
}

/// What decides in the modes that weigh nothing.
fn write_decided(mode: Mode, comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    match comparison.page {
        Some((whole, parts)) => {
            writeln!(
                out,
                "as whole strings {whole:.4}; part by part {parts:.4}, the mean over searched parts of three letters and more"
            )?;
            writeln!(out, "the higher one counts, in whole points of a hundred: {}", comparison.score)
        }
        None if comparison.score.ten_thousandths() == 0 => {
            writeln!(
                out,
                "in {} mode every searched part must be equal to a listed one, and one part alone to the whole name: it is no match",
                mode.as_str()
            )
        }
        None => {
            let listed: f64 = comparison.parts.iter().map(|part| part.weight).sum();
            let tenths: f64 = comparison.parts.iter().map(|part| part.weight * part.similarity * 10.0).sum();
            let covered = tenths.round() / 10.0;
            writeln!(
                out,
                "every searched part is there, and covers {covered} of {listed} listed words (one that only sounds equal {}): \
                 0.5 + 0.5 × {covered} / {listed} = {}",
                f64::from(CODE_TENTHS) / 10.0,
                comparison.score
            )
        }
    }
}

fn row(part: &ComparedPart) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let alike = if part.similarity > 0.0 { format!("{:.4}", part.similarity) } else { String::new() };
    let first = [text(&part.query), text(&part.listed), part.how.to_owned(), alike, format!("{:.4}", part.weight)];
    [&first[..], &amounts(&part.adds)[..]].concat()
}

/// Nothing is shown as nothing: what matters stands out.
fn amounts(evidence: &Evidence) -> [String; 4] {
    let shown = |n: u32| if n == 0 { String::new() } else { format!("{:.4}", f64::from(n) / 10_000.0) };
    [evidence.agree, evidence.differ, evidence.absent, evidence.conflict].map(shown)
}

/// `R = 2.0000 / (2.0000 + 0.75 × 0.1000 + …) = 0.9639; score = R ^ 1.0000 = 0.9639`.
fn write_sums(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let (sums, model) = (&comparison.evidence, model(comparison.kind));
    if sums.agree == 0 {
        return writeln!(out, "nothing agrees: the score is 0");
    }
    let unit = |n: u32| f64::from(n) / 10_000.0;
    let agree = unit(sums.agree);
    let costs = [
        ("differ", model.differ, sums.differ),
        ("absent", model.absent, sums.absent),
        ("conflict", model.conflict, sums.conflict),
    ];
    let doubts: Vec<String> = costs
        .iter()
        .filter(|(_, _, sum)| *sum > 0)
        .map(|(what, cost, sum)| format!(" + {cost} × {:.4} {what}", unit(*sum)))
        .collect();
    let exponent = model.exponent(agree);
    writeln!(out, "R = {agree:.4} / ({agree:.4}{}) = {:.4}", doubts.concat(), model.ratio(sums))?;
    if exponent > 1.0 {
        writeln!(
            out,
            "only {agree:.4} agrees, less than the {:.1} from which doubt is not weighed more: exponent {exponent:.4}",
            model.enough
        )?;
    }
    let strength = libm::pow(model.ratio(sums), exponent);
    if strength < KNEE {
        writeln!(out, "R ^ {exponent:.4} = {strength:.4}, less than {KNEE}, from where a score falls more slowly")?;
        return writeln!(out, "name score = {KNEE} × ({strength:.4} / {KNEE}) ^ {SLOWNESS} = {}", comparison.score);
    }
    writeln!(out, "name score = R ^ {exponent:.4} = {}", comparison.score)
}
