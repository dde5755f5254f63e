//! From the text of a policy to the policy.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use chrono_tz::{TZ_VARIANTS, Tz};

use super::check::{self, Placed};
use super::{Class, Document, OnMissing, Policy, Rule, Safety, Table, Value, When, quoted};
use crate::dossier::{ImageKind, Status};
use crate::retention::{Anchor, Name, Problem, RelationshipState};
use crate::vocabulary::suggestion;

/// The version of the form that is read.
const VERSION: u32 = 1;

/// A hundred years: longer grace or silence is a slip of the pen.
const MANY_DAYS: u32 = 36_500;

/// The words of the closed sets, for suggestions.
fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().copied().map(name).collect()
}

pub(super) fn policy(file: &str, text: &str) -> Result<Policy, Vec<Problem>> {
    let mut document = Document::new(file, text);
    let tables = document.tables();
    let mut root = Table::of("the policy", 0..0, tables.get_ref());
    if tables.get_ref().is_empty() {
        let message =
            "the policy is empty, so nothing would ever be deleted: `muster policy init` writes one to begin with";
        document.problem(0..0, message);
        return document.result(None);
    }
    let parsed = whole(&mut document, &mut root);
    root.close(&mut document);
    document.result(parsed)
}

fn whole(document: &mut Document<'_>, root: &mut Table<'_>) -> Option<Policy> {
    let version = root.need(document, "version", "write `version = 1`");
    let version = version.and_then(|value| document.whole("version", value, VERSION..=VERSION));
    let policy_id = root.need(document, "policy_id", "give it a name, which tombstones will quote");
    let policy_id = policy_id.and_then(|value| given(document, "policy_id", value));
    let zone = root.need(document, "timezone", "say whose civil days count, such as `Europe/Oslo`");
    let zone = zone.and_then(|value| timezone(document, value));
    let safety = root.take("safety").map_or_else(|| Some(Safety::default()), |value| safety(document, value));
    let classes = classes(document, root);
    let default_class = root.need(document, "default_class", "name the class of dossiers that no rule matches");
    let default_class = default_class.and_then(|value| class_name(document, "default_class", value, &classes));
    let outputs = outputs(document, root, &classes);
    let components = components(document, root, &classes);
    let rules = rules(document, root, &classes);
    if let Some(safety) = &safety {
        check::classes(document, &classes, safety);
    }
    check::rules(document, &rules, &classes);
    let mut rules: Vec<_> = rules.into_iter().map(|rule| rule.value).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let classes = classes.into_iter().filter_map(|(name, class)| Some((name, class.value?))).collect();
    Some(Policy {
        version: version?,
        policy_id: policy_id?,
        timezone: zone?,
        default_class: default_class?,
        outputs,
        safety: safety?,
        classes,
        components,
        rules,
    })
}

/// A text that says something.
fn given(document: &mut Document<'_>, key: &str, value: Value<'_>) -> Option<String> {
    let text = document.text(key, value)?.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        document.problem(value.span(), format!("`{key}` is empty or has control characters: write a name"));
        return None;
    }
    Some(text.to_owned())
}

fn timezone(document: &mut Document<'_>, value: Value<'_>) -> Option<Tz> {
    static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| TZ_VARIANTS.iter().map(|zone| zone.name()).collect());
    let text = document.text("timezone", value)?;
    let zone = text.parse().ok();
    if zone.is_none() {
        let hint = suggestion(text, NAMES.iter().copied());
        let message = format!("unknown time zone {}{hint} (names are those of the IANA database)", quoted(text));
        document.problem(value.span(), message);
    }
    zone
}

fn safety(document: &mut Document<'_>, value: Value<'_>) -> Option<Safety> {
    let mut table = document.table("`[safety]`", value)?;
    let mut safety = Safety::default();
    if let Some(value) = table.take("max_deletions") {
        safety.max_deletions = u64::from(document.whole("max_deletions", value, 1..=u32::MAX)?);
    }
    if let Some(value) = table.take("max_fraction") {
        safety.max_fraction = document.millionths("max_fraction", value)?;
    }
    if let Some(value) = table.take("grace_days") {
        safety.grace_days = document.whole("grace_days", value, 0..=MANY_DAYS)?;
    }
    if let Some(value) = table.take("max_clock_jump_days") {
        safety.max_clock_jump_days = document.whole("max_clock_jump_days", value, 1..=MANY_DAYS)?;
    }
    if let Some(value) = table.take("protect_unexported_accepted") {
        safety.protect_unexported_accepted = document.flag("protect_unexported_accepted", value)?;
    }
    table.close(document);
    Some(safety)
}

/// All classes; one in which something is wrong is there without its value, so that nobody is told that it is unknown.
type Classes = BTreeMap<Name, Placed<Option<Class>>>;

fn classes(document: &mut Document<'_>, root: &mut Table<'_>) -> Classes {
    let mut classes = Classes::new();
    let Some(value) =
        root.need(document, "class", "write at least one `[class.NAME]` with `anchor` and `delete_after`")
    else {
        return classes;
    };
    let Some(mut table) = document.table("`class`", value) else { return classes };
    for (name, at, value) in table.rest() {
        let class = class(document, value, at.clone());
        classes.insert(Name::from(name), Placed { value: class, at });
    }
    if classes.is_empty() {
        document.problem(value.span(), "there is no class: write at least one `[class.NAME]` with `delete_after`");
    }
    classes
}

fn class(document: &mut Document<'_>, value: Value<'_>, at: Range<usize>) -> Option<Class> {
    let mut table = document.table("the class", value)?;
    table.at = at;
    let anchors = names(Anchor::ALL, Anchor::as_str);
    let anchor = table.need(document, "anchor", "say what its periods are counted from, such as `relationship_end`");
    let anchor = anchor.and_then(|value| document.word("anchor", value, &anchors, Anchor::parse));
    let advice = "everything is deleted after a period, whether asked for or not: say after which, such as `5y`";
    let delete_after = table.need(document, "delete_after", advice);
    let delete_after = delete_after.and_then(|value| document.period("delete_after", value));
    let mut optional = |document: &mut Document<'_>, key: &'static str| {
        table.take(key).map_or(Some(None), |value| document.period(key, value).map(Some))
    };
    let retain_for = optional(document, "retain_for");
    let execute_within = optional(document, "execute_within");
    let review_after = optional(document, "review_after");
    let on_missing = table.take("on_missing_anchor");
    let on_missing = match on_missing {
        Some(value) => on_missing_anchor(document, value, review_after.flatten()),
        None => Some(OnMissing::Fallback(Anchor::Created)),
    };
    if let (Some(OnMissing::Fallback(_) | OnMissing::Error), Some(Some(_))) = (on_missing, review_after) {
        document.problem(
            table.at.clone(),
            "`review_after` counts only with `on_missing_anchor = \"keep\"`: add that, or leave it out",
        );
    }
    let mut free = |document: &mut Document<'_>, key: &'static str| {
        table.take(key).map_or(Some(None), |value| document.text(key, value).map(|text| Some(text.to_owned())))
    };
    let source = free(document, "source");
    let as_of = free(document, "as_of");
    table.close(document);
    Some(Class {
        anchor: anchor?,
        retain_for: retain_for?,
        delete_after: delete_after?,
        execute_within: execute_within?,
        on_missing: on_missing?,
        source: source?,
        as_of: as_of?,
    })
}

fn on_missing_anchor(
    document: &mut Document<'_>,
    value: Value<'_>,
    review_after: Option<crate::vocabulary::Period>,
) -> Option<OnMissing> {
    let text = document.text("on_missing_anchor", value)?;
    match (text, review_after) {
        ("error", _) => Some(OnMissing::Error),
        ("keep", Some(review_after)) => Some(OnMissing::Keep(review_after)),
        ("keep", None) => {
            let message = "`on_missing_anchor = \"keep\"` needs `review_after`, or it would keep for ever: say when \
                           somebody looks at it, such as `review_after = \"1y\"`";
            document.problem(value.span(), message);
            None
        }
        _ => {
            let anchor = text.strip_prefix("fallback:").and_then(Anchor::parse);
            if anchor.is_none() {
                let anchors = Anchor::ALL.iter().map(|anchor| format!("`fallback:{anchor}`"));
                let known: Vec<_> = anchors.chain(["`error`".to_owned(), "`keep`".to_owned()]).collect();
                let message = format!("unknown `on_missing_anchor` {}: expected {}", quoted(text), known.join(", "));
                document.problem(value.span(), message);
            }
            anchor.map(OnMissing::Fallback)
        }
    }
}

fn class_name(document: &mut Document<'_>, key: &str, value: Value<'_>, classes: &Classes) -> Option<Name> {
    let text = document.text(key, value)?;
    let known = classes.get_key_value(text).map(|(name, _)| name.clone());
    if known.is_none() {
        let hint = suggestion(text, classes.keys().map(Name::as_str));
        document.problem(value.span(), format!("`{key}` names the unknown class {}{hint}", quoted(text)));
    }
    known
}

fn outputs(document: &mut Document<'_>, root: &mut Table<'_>, classes: &Classes) -> BTreeMap<String, Name> {
    let Some(value) = root.take("outputs") else { return BTreeMap::new() };
    let Some(mut table) = document.table("`outputs`", value) else { return BTreeMap::new() };
    let mut outputs = BTreeMap::new();
    for (folder, at, value) in table.rest() {
        let Some(name) = class_name(document, "outputs", value, classes) else { continue };
        let class = classes.get(&name).and_then(|class| class.value.as_ref());
        let counted = |anchor| matches!(anchor, Anchor::Created | Anchor::LastActivity);
        if let Some(class) = class.filter(|class| !counted(class.anchor)) {
            document.problem(
                value.span(),
                format!(
                    "outputs have no `{}`: give them a class whose anchor is `created` or `last_activity`",
                    class.anchor
                ),
            );
        }
        if folder.trim().is_empty() {
            document.problem(at, "an output has no name: write the folder that runs are written to, such as `runs`");
            continue;
        }
        outputs.insert(folder.to_owned(), name);
    }
    outputs
}

fn components(document: &mut Document<'_>, root: &mut Table<'_>, classes: &Classes) -> BTreeMap<ImageKind, Name> {
    let Some(value) = root.take("component") else { return BTreeMap::new() };
    let Some(mut table) = document.table("`[component]`", value) else { return BTreeMap::new() };
    let mut components = BTreeMap::new();
    for kind in ImageKind::ALL {
        let Some(value) = table.take(kind.as_str()) else { continue };
        if let Some(name) = class_name(document, kind.as_str(), value, classes) {
            components.insert(*kind, name);
        }
    }
    table.close(document);
    components
}

fn rules(document: &mut Document<'_>, root: &mut Table<'_>, classes: &Classes) -> Vec<Placed<Rule>> {
    let Some(value) = root.take("rule") else { return Vec::new() };
    let mut rules: Vec<Placed<Rule>> = Vec::new();
    let mut ids = BTreeSet::new();
    for value in document.list("rule", value).unwrap_or_default() {
        let Some(mut table) = document.table("the rule", value) else { continue };
        let at = table.at.clone();
        let id = table.need(document, "id", "give it one, which reasons and tombstones will quote");
        let id = id.and_then(|value| {
            let id = given(document, "id", value)?;
            if !ids.insert(id.clone()) {
                let message = format!("another rule has the id {} already: give this one its own", quoted(&id));
                document.problem(value.span(), message);
            }
            Some(id)
        });
        let when = table.need(document, "when", "say what it matches; `when = {}` matches every dossier");
        let when = when.and_then(|value| when_of(document, value));
        let class = table.need(document, "class", "name the class that it gives");
        let class = class.and_then(|value| class_name(document, "class", value, classes));
        table.close(document);
        if let (Some(id), Some(when), Some(class)) = (id, when, class) {
            rules.push(Placed { value: Rule { id: Name::from(id.as_str()), when, class }, at });
        }
    }
    rules
}

fn when_of(document: &mut Document<'_>, value: Value<'_>) -> Option<When> {
    let mut table = document.table("`when`", value)?;
    let statuses = names(Status::ALL, Status::as_str);
    let states = names(RelationshipState::ALL, RelationshipState::as_str);
    let jurisdiction =
        set(document, &mut table, "jurisdiction", |document, value| document.country("jurisdiction", value));
    let status =
        set(document, &mut table, "status", |document, value| document.word("status", value, &statuses, Status::parse));
    let relationship = set(document, &mut table, "relationship", |document, value| {
        document.word("relationship", value, &states, RelationshipState::parse)
    });
    table.close(document);
    Some(When { jurisdiction: jurisdiction?, status: status?, relationship: relationship? })
}

/// A condition. `Some(None)` where it is not there, `None` where something is wrong with it.
#[allow(clippy::option_option)] // the two have to be told apart
fn set<T: Ord>(
    document: &mut Document<'_>,
    table: &mut Table<'_>,
    key: &'static str,
    mut read: impl FnMut(&mut Document<'_>, Value<'_>) -> Option<T>,
) -> Option<Option<BTreeSet<T>>> {
    let Some(value) = table.take(key) else { return Some(None) };
    let values = document.list(key, value)?;
    if values.is_empty() {
        let message = format!("`{key}` is an empty list, so the rule can never match: name some, or leave it out");
        document.problem(value.span(), message);
        return None;
    }
    let read: Vec<_> = values.into_iter().map(|value| read(document, value)).collect();
    read.into_iter().collect::<Option<BTreeSet<T>>>().map(Some)
}
