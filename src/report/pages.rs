//! Pages for people: templates, the style that they share, and how text gets into them.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::Error;

/// What wrote the page.
pub(super) const AGENT: &str = concat!("muster ", env!("CARGO_PKG_VERSION"));

/// Of all pages. It has no part that comes from outside, so it may stand in a page as it is.
pub(super) const STYLE: &str = include_str!("pages.css");

/// All templates, by name: the name decides that what is put in is escaped.
const TEMPLATES: &[(&str, &str)] = &[
    ("plan.html", include_str!("plan.html")),
    ("certificate.html", include_str!("certificate.html")),
    ("report.html", include_str!("run_page/report.html")),
];

/// Strict, so that a name that is wrong in a template is an error and not a gap on the page.
static PAGES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_global("style", minijinja::Value::from_safe_string(STYLE.to_owned()));
    environment.add_global("agent", AGENT);
    environment.add_filter("grouped", grouped);
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    Ok(environment)
});

/// A number with a comma after each third digit.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default());
    groups.collect::<Vec<_>>().join(",")
}

/// The page of a template; `values` are its names.
///
/// # Errors
/// Where the template is wrong.
pub(super) fn render(template: &'static str, values: &impl Serialize) -> Result<String, Error> {
    let wrong = |error: &minijinja::Error| Error::Page { page: template, why: error.to_string() };
    let pages = PAGES.as_ref().map_err(wrong)?;
    let page = pages.get_template(template).map_err(|error| wrong(&error))?;
    page.render(Serde(values)).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
