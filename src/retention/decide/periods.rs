//! What the classes that apply come to: until when it must be there, after when it must not.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::Subject;
use crate::retention::calendar::{Rounding, day_of, last_day, start_of};
use crate::retention::facts::Found;
use crate::retention::policy::{Class, OnMissing, Policy};
use crate::retention::{Anchor, Name, Reason, ReasonCode, Until, Warning, WarningCode};

/// A class that applies, and why.
pub(super) struct Contribution<'p> {
    pub rule: Option<&'p Name>,
    pub name: &'p Name,
    /// `None` where the policy has no class of this name, which its check does not let pass.
    pub class: Option<&'p Class>,
}

impl<'p> Contribution<'p> {
    pub(super) fn of(policy: &'p Policy, rule: Option<&'p Name>, name: &'p Name) -> Self {
        Self { rule, name, class: policy.classes.get(name) }
    }

    fn reason(&self, code: ReasonCode, anchor: Option<(Anchor, NaiveDate)>, day: Option<NaiveDate>) -> Reason {
        let (anchor, anchor_day) = anchor.unzip();
        Reason { code, rule: self.rule.cloned(), class: Some(self.name.clone()), anchor, anchor_day, day }
    }

    fn warning(&self, code: WarningCode, day: NaiveDate) -> Warning {
        Warning { code, rule: self.rule.cloned(), class: Some(self.name.clone()), day: Some(day) }
    }
}

/// All classes together.
#[derive(Default)]
pub(super) struct Periods {
    /// The latest of all duties to keep.
    pub retain_until: Option<Until>,
    /// The earliest of all duties to delete.
    pub delete_after: Option<NaiveDate>,
    /// Whether an anchor is missing and its class calls that an error.
    pub is_unknown: bool,
    /// Whether an anchor lies ahead.
    pub is_ahead: bool,
    /// Those that come before a request to erase.
    pub reasons: Vec<Reason>,
    /// Those that come after it.
    pub deleting: Vec<Reason>,
    pub warnings: Vec<Warning>,
}

impl Periods {
    pub(super) fn of(subject: &Subject<'_>, contributions: &[Contribution<'_>], zone: Tz, now: DateTime<Utc>) -> Self {
        let mut periods = Self::default();
        for contribution in contributions {
            periods.add(subject, contribution, zone, now);
        }
        if let Some(last) = subject.retain_until {
            periods.keep(Until::Day(last));
            periods.reasons.push(Reason::plain(ReasonCode::ExplicitDate, Some(last)));
        }
        if let Some(until) = subject.kept_by_part.filter(|until| Some(*until) > periods.retain_until) {
            periods.keep(until);
            let day = if let Until::Day(day) = until { Some(day) } else { None };
            periods.reasons.push(Reason::plain(ReasonCode::PartKept, day));
        }
        // by rank, so that reasons stand in the order in which they count
        periods.reasons.sort_by_key(|reason| match reason.code {
            ReasonCode::AnchorMissing | ReasonCode::ClassUnknown => 0,
            ReasonCode::AnchorInFuture => 1,
            _ => 2,
        });
        periods
    }

    fn keep(&mut self, until: Until) {
        self.retain_until = self.retain_until.max(Some(until));
    }

    fn unknown(&mut self, contribution: &Contribution<'_>, code: ReasonCode) {
        self.is_unknown = true;
        let anchor = contribution.class.map(|class| class.anchor);
        self.reasons.push(Reason { anchor, ..contribution.reason(code, None, None) });
        // how long it must be kept cannot be told: whoever erases the whole must not go past that
        if contribution.class.is_none_or(|class| class.retain_for.is_some()) {
            self.keep(Until::Open);
        }
    }

    fn add(&mut self, subject: &Subject<'_>, contribution: &Contribution<'_>, zone: Tz, now: DateTime<Utc>) {
        let Some(class) = contribution.class else { return self.unknown(contribution, ReasonCode::ClassUnknown) };
        let find = |anchor| subject.anchors.find(anchor, subject.relationships);
        let mut anchor = class.anchor;
        let mut found = find(anchor);
        if found == Found::Missing {
            match class.on_missing {
                OnMissing::Error => {}
                OnMissing::Fallback(other) => {
                    (anchor, found) = (other, find(other));
                    if let Found::At(at) = found {
                        self.warnings.push(contribution.warning(WarningCode::AnchorReplaced, day_of(at, zone)));
                    }
                }
                OnMissing::Keep(review_after) => {
                    let created = day_of(subject.anchors.created, zone);
                    let review = last_day(created, review_after, Rounding::Forward);
                    self.keep(Until::Open);
                    let reason = contribution.reason(ReasonCode::KeptForReview, None, Some(review));
                    self.reasons.push(Reason { anchor: Some(anchor), ..reason });
                    if start_of(review, zone) <= now {
                        self.warnings.push(contribution.warning(WarningCode::ReviewDue, review));
                    }
                    return;
                }
            }
        }
        match found {
            Found::Missing => self.unknown(contribution, ReasonCode::AnchorMissing),
            Found::NotYet => {
                let reason = contribution.reason(ReasonCode::RelationshipActive, None, None);
                let reason = Reason { anchor: Some(anchor), ..reason };
                if class.retain_for.is_some() {
                    self.keep(Until::Open);
                    self.reasons.push(reason);
                } else {
                    self.deleting.push(reason);
                }
            }
            Found::At(at) => self.count(class, contribution, (anchor, at), zone, now),
        }
    }

    fn count(
        &mut self,
        class: &Class,
        contribution: &Contribution<'_>,
        (anchor, at): (Anchor, DateTime<Utc>),
        zone: Tz,
        now: DateTime<Utc>,
    ) {
        let day = day_of(at, zone);
        if at > now {
            self.is_ahead = true;
            self.reasons.push(contribution.reason(ReasonCode::AnchorInFuture, Some((anchor, day)), Some(day)));
            self.warnings.push(contribution.warning(WarningCode::AnchorInFuture, day));
        }
        if let Some(retain_for) = class.retain_for {
            let last = last_day(day, retain_for, Rounding::Forward);
            self.keep(Until::Day(last));
            self.reasons.push(contribution.reason(ReasonCode::RetainFor, Some((anchor, day)), Some(last)));
        }
        // next to a duty to keep it is rounded as that is, so that equal periods do not contradict each other
        let rounding = if class.retain_for.is_some() { Rounding::Forward } else { Rounding::Back };
        let last = last_day(day, class.delete_after, rounding);
        self.delete_after = Some(self.delete_after.map_or(last, |earliest| earliest.min(last)));
        self.deleting.push(contribution.reason(ReasonCode::DeleteAfter, Some((anchor, day)), Some(last)));
    }
}
