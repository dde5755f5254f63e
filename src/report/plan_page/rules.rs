//! The policy, as it stands on the page of a plan.

use serde::Serialize;

use crate::retention::{Class, Name, OnMissing, Policy, Rule, When};
use crate::vocabulary::Period;

#[derive(Serialize)]
pub(super) struct PolicyOnPage<'a> {
    default_class: &'a Name,
    classes: Vec<ClassOnPage<'a>>,
    rules: Vec<RuleOnPage<'a>>,
    /// Parts and folders, and their classes.
    others: Vec<(String, &'a Name)>,
    max_deletions: u64,
    max_percent: f64,
    max_clock_jump: String,
    grace: String,
    protects_unexported: bool,
}

#[derive(Serialize)]
struct ClassOnPage<'a> {
    name: &'a Name,
    counted_from: &'static str,
    retain_for: String,
    delete_after: String,
    execute_within: String,
    on_missing: String,
    source: &'a str,
    as_of: &'a str,
}

#[derive(Serialize)]
struct RuleOnPage<'a> {
    id: &'a Name,
    when: Vec<(&'static str, String)>,
    class: &'a Name,
}

impl<'a> PolicyOnPage<'a> {
    pub(super) fn of(policy: &'a Policy) -> Self {
        let parts = policy.components.iter().map(|(kind, class)| (format!("part {kind}"), class));
        let outputs = policy.outputs.iter().map(|(folder, class)| (format!("folder {folder}"), class));
        let safety = &policy.safety;
        Self {
            default_class: &policy.default_class,
            classes: policy.classes.iter().map(|(name, class)| ClassOnPage::of(name, class)).collect(),
            rules: policy.rules.iter().map(RuleOnPage::of).collect(),
            others: parts.chain(outputs).collect(),
            max_deletions: safety.max_deletions,
            max_percent: f64::from(safety.max_fraction) / 10_000.0,
            max_clock_jump: Period::Days(safety.max_clock_jump_days).to_string(),
            grace: Period::Days(safety.grace_days).to_string(),
            protects_unexported: safety.protect_unexported_accepted,
        }
    }
}

impl<'a> ClassOnPage<'a> {
    fn of(name: &'a Name, class: &'a Class) -> Self {
        let period = |period: Option<Period>| period.map(|period| period.to_string()).unwrap_or_default();
        let on_missing = match class.on_missing {
            // every dossier has it
            OnMissing::Fallback(anchor) if anchor == class.anchor => String::new(),
            OnMissing::Fallback(anchor) => format!("{} counts", anchor.in_words()),
            OnMissing::Error => "nobody can tell: it needs attention".to_owned(),
            OnMissing::Keep(review_after) => format!("it is kept, with a review after {review_after}"),
        };
        Self {
            name,
            counted_from: class.anchor.in_words(),
            retain_for: period(class.retain_for),
            delete_after: class.delete_after.to_string(),
            execute_within: period(class.execute_within),
            on_missing,
            source: class.source.as_deref().unwrap_or_default(),
            as_of: class.as_of.as_deref().unwrap_or_default(),
        }
    }
}

impl<'a> RuleOnPage<'a> {
    fn of(Rule { id, when, class }: &'a Rule) -> Self {
        fn words<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
            values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
        }
        let When { jurisdiction, status, relationship } = when;
        let said = [
            ("jurisdiction", jurisdiction.as_ref().map(words)),
            ("status", status.as_ref().map(|all| words(all.iter().map(|status| status.as_str())))),
            ("relationship", relationship.as_ref().map(words)),
        ];
        Self { id, when: said.into_iter().filter_map(|(key, values)| Some((key, values?))).collect(), class }
    }
}
