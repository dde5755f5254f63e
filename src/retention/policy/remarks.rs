//! What is no mistake in a policy, and still should be looked at before it counts.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Class, Document, Name, Policy, Table};
use crate::retention::Problem;

/// The id of the starter.
const STARTER_ID: &str = "starter";

/// What the starter has where something is to be filled in.
const TO_BE_FILLED_IN: &str = "to be filled in";

/// Where the policy says what, for lines.
struct Places {
    policy_id: Range<usize>,
    safety: Range<usize>,
    classes: Vec<(String, Range<usize>)>,
}

impl Policy {
    /// What somebody should look at in a policy that was read from this text: sources that are not filled in, classes that
    /// nothing uses, safety rules that never stop anything. None of it keeps the policy from being followed.
    pub fn remarks(&self, file: &str, text: &str) -> Vec<Problem> {
        let mut document = Document::new(file, text);
        let places = Places::of(&mut document);
        self.remark_on_whole(&mut document, &places);
        let used = self.used_classes();
        for (name, class) in &self.classes {
            let place = places.classes.iter().find(|(known, _)| known == name.as_str());
            let at = place.map_or(0..0, |(_, at)| at.clone());
            remark_on_class(&mut document, &at, name, class);
            if !used.contains(name) {
                let message = format!(
                    "nothing belongs to class `{name}`: name it in a rule, `[component]`, `outputs` or `default_class`, \
                     or take it out"
                );
                document.problem(at, message);
            }
        }
        document.finish()
    }

    fn remark_on_whole(&self, document: &mut Document<'_>, places: &Places) {
        if self.policy_id == STARTER_ID {
            let message =
                "`policy_id` is still that of the starter: give it a name of your own, which tombstones will quote";
            document.problem(places.policy_id.clone(), message);
        }
        if self.rules.is_empty() {
            let message = format!("there is no rule: every dossier belongs to `{}`", self.default_class);
            document.problem(0..0, format!("{message}; write a `[[rule]]` where that is not meant"));
        }
        if self.outputs.is_empty() {
            let message =
                "`outputs` names no folder: results of runs are personal data too; name theirs and their class";
            document.problem(0..0, message);
        }
        if self.safety.grace_days == 0 {
            let message =
                "`grace_days` is 0: what is due is erased at once, without being marked first; set it to 7 or so";
            document.problem(places.safety.clone(), message);
        }
        if self.safety.max_fraction == 1_000_000 {
            let message = "`max_fraction` is 1: a run may delete every dossier without approval; set it to 0.05 or so";
            document.problem(places.safety.clone(), message);
        }
    }

    fn used_classes(&self) -> BTreeSet<&Name> {
        let rules = self.rules.iter().map(|rule| &rule.class);
        let others = self.components.values().chain(self.outputs.values()).chain([&self.default_class]);
        rules.chain(others).collect()
    }
}

fn remark_on_class(document: &mut Document<'_>, at: &Range<usize>, name: &Name, class: &Class) {
    let missing: Vec<&str> = [("source", &class.source), ("as_of", &class.as_of)]
        .into_iter()
        .filter(|(_, text)| !is_filled_in(text.as_deref()))
        .map(|(key, _)| key)
        .collect();
    let advice = match missing[..] {
        [] => return,
        ["source"] => "`source` is not filled in: write down the law or decision that it rests on",
        ["as_of"] => "`as_of` is not filled in: write down the day on which somebody last looked its source up",
        _ => {
            "`source` and `as_of` are not filled in: write down the law or decision that it rests on, and the day on which \
             somebody last looked it up"
        }
    };
    document.problem(at.clone(), format!("class `{name}`: {advice}"));
}

fn is_filled_in(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty() && !text.trim().eq_ignore_ascii_case(TO_BE_FILLED_IN))
}

impl Places {
    fn of(document: &mut Document<'_>) -> Self {
        let tables = document.tables();
        let mut root = Table::of("the policy", 0..0, tables.get_ref());
        let mut at = |key| root.take(key).map_or(0..0, toml::Spanned::span);
        let (policy_id, safety) = (at("policy_id"), at("safety"));
        let classes = root.take("class").and_then(|value| value.get_ref().as_table());
        let classes = classes.map(|table| Table::of("`class`", 0..0, table).rest()).unwrap_or_default();
        let classes = classes.into_iter().map(|(name, _, value)| (name.to_owned(), value.span())).collect();
        Self { policy_id, safety, classes }
    }
}
