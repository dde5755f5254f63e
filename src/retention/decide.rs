//! The verdict: what is to be done about a dossier and its parts. One function of facts, policy and present; it has an
//! answer for all of them.

mod periods;

use chrono::{DateTime, Days, NaiveDate, Utc};

use self::periods::{Contribution, Periods};
use super::calendar::{Rounding, day_of, last_day, start_of};
use super::facts::{AnchorTimes, Hold, PartFacts, Relationships};
use super::{
    Decision, Facts, Name, Outcome, PartDecision, Policy, Reason, ReasonCode, Until, Verdict, Warning, WarningCode,
};

/// What is decided on: a dossier, a part of one, or an output.
struct Subject<'a> {
    anchors: AnchorTimes,
    relationships: Relationships,
    running: bool,
    holds: &'a [Hold],
    erasure_request: Option<DateTime<Utc>>,
    retain_until: Option<NaiveDate>,
    /// The duty to keep of one of its parts.
    kept_by_part: Option<Until>,
    not_exported: bool,
    marked_at: Option<DateTime<Utc>>,
    grace_days: u32,
}

/// What is to be done about a dossier and those of its parts that have a class of their own.
///
/// The order is: active hold, running process, a missing anchor whose class calls that an error, an anchor that lies
/// ahead, duty to keep, erasure request, duty to delete, never. `now` is the start of the run: a hold that was released at or after
/// it still counts.
pub fn verdict(facts: &Facts, policy: &Policy, now: DateTime<Utc>) -> Verdict {
    let parts: Vec<_> = facts
        .parts
        .iter()
        .filter_map(|part| {
            let class = policy.components.get(&part.part.component)?;
            let contribution = Contribution::of(policy, None, class);
            let decision = decide(&Subject::part(facts, part, policy), &[contribution], policy, now);
            Some(PartDecision { part: part.part, decision })
        })
        .collect();
    let state = facts.relationships.state();
    let matching = policy.rules.iter().filter(|rule| rule.when.matches(facts.jurisdiction, facts.status, state));
    let mut contributions: Vec<_> =
        matching.map(|rule| Contribution::of(policy, Some(&rule.id), &rule.class)).collect();
    let no_rule_matched = contributions.is_empty();
    if no_rule_matched {
        contributions.push(Contribution::of(policy, None, &policy.default_class));
    }
    let kept_by_part = parts.iter().filter_map(|part| part.decision.retain_until).max();
    let mut decision = decide(&Subject::dossier(facts, kept_by_part, policy), &contributions, policy, now);
    if no_rule_matched {
        let class = Some(policy.default_class.clone());
        decision.warnings.push(Warning { code: WarningCode::NoRuleMatched, rule: None, class, day: None });
    }
    Verdict { dossier_id: facts.dossier_id, decision, parts }
}

/// What is to be done about something in a folder of [`Policy::outputs`]; `None` where the policy has no such folder. An output is
/// not marked first: nothing could remember that.
pub fn output_decision(
    folder: &str,
    created: DateTime<Utc>,
    last_activity: DateTime<Utc>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Option<Decision> {
    let class = policy.outputs.get(folder)?;
    let subject = Subject {
        anchors: AnchorTimes { created, completed: None, last_activity, transaction: None },
        relationships: Relationships::None,
        running: false,
        holds: &[],
        erasure_request: None,
        retain_until: None,
        kept_by_part: None,
        not_exported: false,
        marked_at: None,
        grace_days: 0,
    };
    Some(decide(&subject, &[Contribution::of(policy, None, class)], policy, now))
}

impl<'a> Subject<'a> {
    fn dossier(facts: &'a Facts, kept_by_part: Option<Until>, policy: &Policy) -> Self {
        Self {
            anchors: facts.anchors,
            relationships: facts.relationships,
            running: facts.running,
            holds: &facts.holds,
            erasure_request: facts.erasure_request,
            retain_until: facts.retain_until,
            kept_by_part,
            not_exported: facts.not_exported && policy.safety.protect_unexported_accepted,
            marked_at: facts.marked_at,
            grace_days: policy.safety.grace_days,
        }
    }

    fn part(facts: &'a Facts, part: &PartFacts, policy: &Policy) -> Self {
        Self {
            anchors: facts.anchors_of(part),
            running: part.running,
            not_exported: part.not_exported && policy.safety.protect_unexported_accepted,
            marked_at: part.marked_at,
            ..Self::dossier(facts, None, policy)
        }
    }
}

fn decide(subject: &Subject<'_>, contributions: &[Contribution<'_>], policy: &Policy, now: DateTime<Utc>) -> Decision {
    let zone = policy.timezone;
    let day = |instant| day_of(instant, zone);
    let has_begun = |day: NaiveDate| start_of(day, zone) <= now;
    let mut reasons = Vec::new();

    for hold in subject.holds.iter().filter(|hold| hold.is_active(now)) {
        let code = if hold.released_at.is_some() { ReasonCode::HoldReleased } else { ReasonCode::Hold };
        reasons.push(Reason::plain(code, Some(day(hold.placed_at))));
    }
    if subject.running {
        reasons.push(Reason::plain(ReasonCode::RunningProcess, None));
    }
    let is_blocked = !reasons.is_empty();

    let periods = Periods::of(subject, contributions, zone, now);
    let Periods { retain_until, delete_after, is_unknown, is_ahead, mut warnings, .. } = periods;
    reasons.extend(periods.reasons);

    let mut request = subject.erasure_request;
    if let Some(received) = request.filter(|received| *received > now) {
        warnings.push(Warning::plain(WarningCode::RequestInFuture, Some(day(received))));
        request = None;
    }
    if let Some(received) = request {
        reasons.push(Reason::plain(ReasonCode::ErasureRequest, Some(day(received))));
    }
    reasons.extend(periods.deleting);

    // the first moment after the duty to keep; `None` where it has no end
    let kept_until = match retain_until {
        None => Some(None),
        Some(Until::Day(last)) => last.succ_opt().map(Some),
        Some(Until::Open) => None,
    };
    let deleted_from = delete_after.and_then(|last| last.succ_opt());
    let due_from = kept_until.and_then(|free| {
        let wanted = deleted_from.into_iter().chain(request.map(day)).min()?;
        Some(free.map_or(wanted, |free| free.max(wanted)))
    });
    let due_at = kept_until.and_then(|free| {
        let wanted = deleted_from.map(|from| start_of(from, zone)).into_iter().chain(request).min()?;
        Some(free.map_or(wanted, |free| start_of(free, zone).max(wanted)))
    });

    if let (Some(delete_after), Some(retain_until)) = (delete_after, retain_until)
        && Until::Day(delete_after) < retain_until
    {
        let earliest = reasons.iter().find(|reason| is_deletion(reason, delete_after));
        let (rule, class) = earliest.map_or((None, None), |reason| (reason.rule.clone(), reason.class.clone()));
        warnings.push(Warning { code: WarningCode::Conflict, rule, class, day: Some(delete_after) });
    }
    let must_stay = kept_until.is_none_or(|free| free.is_some_and(|free| !has_begun(free)));
    if request.is_some() && must_stay {
        let longest = reasons.iter().find(|reason| is_duty(reason, retain_until));
        let (rule, class) = longest.map_or((None, None), |reason| (reason.rule.clone(), reason.class.clone()));
        let day = longest.and_then(|reason| reason.day);
        warnings.push(Warning { code: WarningCode::RequestWaits, rule, class, day });
    }

    let outcome = if is_blocked {
        Outcome::Blocked
    } else if is_unknown {
        Outcome::Unknown
    } else if is_ahead || due_at.is_none_or(|due_at| due_at > now) {
        Outcome::Keep
    } else if subject.not_exported {
        reasons.push(Reason::plain(ReasonCode::NotExported, None));
        Outcome::Blocked
    } else {
        due(subject, due_at, zone, now, &mut reasons, &mut warnings)
    };
    let overdue_since = outcome.is_due().then(|| overdue_from(contributions, &reasons, retain_until, request.map(day)));
    let overdue_since = overdue_since.flatten().filter(|since| has_begun(*since));

    let decides = |reason: &Reason| match outcome {
        Outcome::Blocked if is_blocked => true,
        Outcome::Blocked => reason.code == ReasonCode::NotExported,
        Outcome::Unknown => matches!(reason.code, ReasonCode::AnchorMissing | ReasonCode::ClassUnknown),
        Outcome::Keep if is_ahead => reason.code == ReasonCode::AnchorInFuture,
        Outcome::Keep if must_stay => is_duty(reason, retain_until),
        Outcome::Keep => delete_after.is_some_and(|day| is_deletion(reason, day)),
        Outcome::Mark | Outcome::Erase => {
            let by_request = request.is_some_and(|at| deleted_from.is_none_or(|from| at < start_of(from, zone)));
            if by_request {
                reason.code == ReasonCode::ErasureRequest
            } else {
                delete_after.is_some_and(|day| is_deletion(reason, day))
            }
        }
    };
    match reasons.iter().position(decides) {
        Some(first) => reasons[..=first].rotate_right(1),
        None => reasons.insert(0, Reason::plain(ReasonCode::Never, None)),
    }
    Decision { outcome, retain_until, delete_after, due_from, due_at, overdue_since, reasons, warnings }
}

/// Whether it is the reason why it must go after this day.
fn is_deletion(reason: &Reason, delete_after: NaiveDate) -> bool {
    reason.code == ReasonCode::DeleteAfter && reason.day == Some(delete_after)
}

/// Whether it is the reason why it must stay so long.
fn is_duty(reason: &Reason, retain_until: Option<Until>) -> bool {
    match (reason.code, retain_until) {
        (ReasonCode::RetainFor | ReasonCode::ExplicitDate | ReasonCode::PartKept, Some(Until::Day(last))) => {
            reason.day == Some(last)
        }
        (ReasonCode::RelationshipActive | ReasonCode::KeptForReview, Some(Until::Open)) => true,
        (ReasonCode::PartKept, Some(Until::Open)) => reason.day.is_none(),
        _ => false,
    }
}

/// Due, and nothing stands against it: marked first, erased when the days of grace are over.
fn due(
    subject: &Subject<'_>,
    due_at: Option<DateTime<Utc>>,
    zone: chrono_tz::Tz,
    now: DateTime<Utc>,
    reasons: &mut Vec<Reason>,
    warnings: &mut Vec<Warning>,
) -> Outcome {
    if subject.grace_days == 0 {
        return Outcome::Erase;
    }
    let Some(marked_at) = subject.marked_at else { return Outcome::Mark };
    // a mark from before it was due, or before a hold was released, was set for something else
    let released = subject.holds.iter().filter_map(|hold| hold.released_at).max();
    if due_at.max(released) > Some(marked_at) {
        warnings.push(Warning::plain(WarningCode::MarkOutdated, Some(day_of(marked_at, zone))));
        return Outcome::Mark;
    }
    let marked = day_of(marked_at, zone);
    match marked.checked_add_days(Days::new(u64::from(subject.grace_days))) {
        Some(erased_from) if start_of(erased_from, zone) <= now => Outcome::Erase,
        erased_from => {
            reasons.push(Reason::plain(ReasonCode::Grace, erased_from.and_then(|day| day.pred_opt())));
            Outcome::Mark
        }
    }
}

/// The first day on which a class calls it overdue: each counts from when it wanted it gone and it could go.
fn overdue_from(
    contributions: &[Contribution<'_>],
    reasons: &[Reason],
    retain_until: Option<Until>,
    requested: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let wanted_by = |rule: Option<&Name>, class: &Name| {
        let mine = reasons.iter().find(|reason| {
            reason.code == ReasonCode::DeleteAfter
                && reason.rule.as_ref() == rule
                && reason.class.as_ref() == Some(class)
        });
        mine.and_then(|reason| reason.day).into_iter().chain(requested).min()
    };
    let overdue = contributions.iter().filter_map(|contribution| {
        let within = contribution.class?.execute_within?;
        let wanted = wanted_by(contribution.rule, contribution.name)?;
        let due = match retain_until {
            Some(Until::Day(last)) => last.max(wanted),
            _ => wanted,
        };
        last_day(due, within, Rounding::Back).succ_opt()
    });
    overdue.min()
}
