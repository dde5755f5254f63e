//! Single dossiers, parts and folders of results: the first of each list, and how many there are.

use serde::Serialize;

use super::groups::names;
use crate::retention::{Item, OutputItem, Plan, ReasonCode};

/// So many of each list are on the page: more than anybody reads, and the page still opens.
const SHOWN: usize = 1_000;

#[derive(Serialize)]
pub(super) struct Listed {
    id: &'static str,
    heading: &'static str,
    about: &'static str,
    total: u64,
    /// How many are not on the page.
    left_out: u64,
    items: Vec<ItemOnPage>,
}

#[derive(Serialize)]
struct ItemOnPage {
    dossier: String,
    part: String,
    due_from: String,
    overdue_since: String,
    why: &'static str,
    class: String,
    rule: String,
    counted_from: String,
    anchor_day: String,
}

/// A folder of results that goes.
#[derive(Serialize)]
pub(super) struct FolderOnPage<'a> {
    folder: &'a str,
    class: &'a str,
    finished_on: String,
    due_from: String,
}

/// The first folders of results that go, and how many there are besides.
pub(super) fn folders(plan: &Plan) -> (Vec<FolderOnPage<'_>>, u64) {
    let shown: Vec<_> = plan.outputs.iter().take(SHOWN).map(FolderOnPage::of).collect();
    let left_out = (plan.outputs.len() - shown.len()) as u64;
    (shown, left_out)
}

/// What needs somebody first, then what goes, then the marks.
pub(super) fn of(plan: &Plan) -> [Listed; 4] {
    [
        Listed::of(
            "attention",
            "Needs attention",
            "Nobody can tell what is to become of these, or it is time for the review of what is kept without an end. They stay until somebody acts.",
            &plan.attention,
        ),
        Listed::of("erase", "What goes", "The longest due first: in this order they are erased.", &plan.erase),
        Listed::of(
            "mark",
            "What is marked now",
            "Due, and erased once the days of grace are over; until then a mark can be taken off.",
            &plan.mark,
        ),
        Listed::of(
            "unmark",
            "What is no longer marked",
            "Marked by an earlier run, and by today's facts not due: these are active again.",
            &plan.unmark,
        ),
    ]
}

impl<'a> FolderOnPage<'a> {
    fn of(item: &'a OutputItem) -> Self {
        Self {
            folder: &item.folder,
            class: item.class.as_str(),
            finished_on: item.finished_at.date_naive().to_string(),
            due_from: item.due_from.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl Listed {
    fn of(id: &'static str, heading: &'static str, about: &'static str, items: &[Item]) -> Self {
        let shown: Vec<ItemOnPage> = items.iter().take(SHOWN).map(ItemOnPage::of).collect();
        let left_out = (items.len() - shown.len()) as u64;
        Self { id, heading, about, total: items.len() as u64, left_out, items: shown }
    }
}

impl ItemOnPage {
    fn of(item: &Item) -> Self {
        let (class, rule) = names(item);
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let counted_from = match (item.anchor, item.anchor_day) {
            (Some(anchor), Some(_)) => format!("{} on", anchor.in_words()),
            (Some(anchor), None) => format!("{}, which is not known", anchor.in_words()),
            (None, _) => String::new(),
        };
        Self {
            dossier: item.dossier_id.to_string(),
            part: item.part.map(|part| format!("{} of {}", part.component, part.process_id)).unwrap_or_default(),
            due_from: day(item.due_from),
            overdue_since: day(item.overdue_since),
            why: words(item.reason),
            class,
            rule,
            counted_from,
            anchor_day: day(item.anchor_day),
        }
    }
}

/// Why, in a few words.
pub(super) fn words(reason: ReasonCode) -> &'static str {
    match reason {
        ReasonCode::Hold => "a legal hold, or a restriction",
        ReasonCode::HoldReleased => "a hold that was released just now",
        ReasonCode::RunningProcess => "a process has not ended",
        ReasonCode::AnchorMissing => "what it is counted from is missing",
        ReasonCode::ClassUnknown => "its class is unknown",
        ReasonCode::AnchorInFuture => "what it is counted from lies ahead",
        ReasonCode::RetainFor => "a duty to keep it",
        ReasonCode::RelationshipActive => "the relationship goes on",
        ReasonCode::KeptForReview => "kept until somebody looks",
        ReasonCode::ExplicitDate => "somebody set a day",
        ReasonCode::PartKept => "a part must stay",
        ReasonCode::ErasureRequest => "the person asked for it",
        ReasonCode::DeleteAfter => "its longest time is over",
        ReasonCode::Never => "no period is running",
        ReasonCode::NotExported => "accepted, never handed out",
        ReasonCode::Grace => "in its days of grace",
    }
}
