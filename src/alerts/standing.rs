use chrono::NaiveDate;

use super::decision::{Decision, Ruling, moment};
use super::decisions::Decisions;
use super::key::{AlertKey, Significant};
use super::latest::{Latest, Rows, latest};
use crate::record::IdIs;
use crate::vocabulary::Period;

/// Where an alert stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum AlertState {
    /// Nobody has seen it yet.
    #[default]
    New,
    /// It was decided, and either side has changed since.
    Changed,
    /// It was shown before and is not decided, or no longer.
    Open,
    /// Decided: it is not the listed one.
    Cleared,
    /// Decided: it is.
    Confirmed,
}

impl AlertState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::New, Self::Changed, Self::Open, Self::Cleared, Self::Confirmed];

    /// Whether somebody must look at it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Open)
    }

    /// The word in `alert_state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Open => "open",
            Self::Cleared => "cleared",
            Self::Confirmed => "confirmed",
        }
    }
}

/// What a company asks of decisions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Fields that bring a decided alert back when they change; default [`Significant::DEFAULT`].
    pub significant: Vec<Significant>,
    /// Whether an alert is only cleared where a second person confirmed it; default no.
    pub four_eyes: bool,
    /// How long a clearance holds at most; default for ever, or as long as its `expires_at` says.
    pub expire_after: Option<Period>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { significant: Significant::DEFAULT.to_vec(), four_eyes: false, expire_after: None }
    }
}

/// Where one alert stands, and what was decided about it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The state.
    pub state: AlertState,
    /// When it was first an alert; `None` where no day is known.
    pub first_alerted_at: Option<NaiveDate>,
    /// The decision that was handed back; it counts where the state says so.
    pub decision: Option<Decision>,
    /// The kind of record id because of which a clearance does not hold; `None` where it is not for that.
    pub withheld: Option<IdIs>,
    /// Why the state is not what the decision says, and how long it has been open; empty where there is nothing to say.
    pub note: String,
}

impl Standing {
    /// Whether nobody needs to look at it.
    pub fn is_quiet(&self) -> bool {
        self.state == AlertState::Cleared
    }

    /// Of an alert, by what was decided and what is asked of decisions. A clearance only holds where nothing that matters
    /// has changed, nothing contradicts it, it has not expired, a second person confirmed it where that is asked for, and the
    /// record's id is one customer's.
    pub fn of(key: &AlertKey, id_is: IdIs, decisions: &Decisions, rules: &Rules, today: Option<NaiveDate>) -> Self {
        let rows = decisions.on(key.identity());
        let first = rows.decisions.iter().filter_map(|row| row.first_alerted_at);
        let first = first.chain(rows.unread.iter().filter_map(|row| row.first_alerted_at()));
        // nothing was first an alert on a day that is still to come
        let first = first.filter(|first| today.is_none_or(|today| *first <= today)).min();
        let first_alerted_at = first.or(today);
        let mut withheld = None;
        let (state, decision, mut notes) = match latest(&rows) {
            Latest::Undecided if rows.is_empty() => (AlertState::New, None, Vec::new()),
            // what somebody noted without deciding comes back with the alert
            Latest::Undecided => (AlertState::Open, noted(&rows).cloned(), Vec::new()),
            Latest::Contradicting(places) => (AlertState::Open, None, vec![contradiction(&rows, &places, decisions)]),
            Latest::Agreed(agreed) => {
                let Some(decision) = counting(key, &agreed, &rows, id_is) else { return Self::default() };
                let (mut state, mut notes) = decided(key, decision, &agreed, rules, today);
                if state == AlertState::Cleared && id_is != IdIs::Own {
                    (state, withheld) = (AlertState::Open, Some(id_is));
                    notes.push(not_by_its_id(id_is).to_owned());
                }
                (state, Some(with_first_end(decision, &agreed)), notes)
            }
        };
        let is_open = matches!(state, AlertState::New | AlertState::Changed | AlertState::Open);
        if let Some(days) =
            first.zip(today).map(|(first, today)| (today - first).num_days()).filter(|days| is_open && *days > 0)
        {
            notes.push(format!("open for {days} {}", if days == 1 { "day" } else { "days" }));
        }
        Self { state, first_alerted_at, decision, withheld, note: notes.join("; ") }
    }
}

/// Which of the decisions that agree is the one that counts: on what the alert is now, by two people, with a date, the last.
fn counting<'d>(key: &AlertKey, agreed: &[&'d Decision], rows: &Rows<'d>, id_is: IdIs) -> Option<&'d Decision> {
    let is_of_now = |row: &Decision| key.changes_since(&row.key).is_empty();
    let last = agreed.iter().copied().max_by_key(|row| {
        (is_of_now(row), row.has_four_eyes(), row.decided().is_some(), row.decided(), row.table, row.line)
    })?;
    // two customers of one id: the clearance of one is not shown for the true positive of the other
    let is_anothers = last.ruling == Some(Ruling::FalsePositive) && (id_is == IdIs::Repeated || !is_of_now(last));
    let is_own = |row: &&Decision| is_of_now(row) && row.ruling == Some(Ruling::TruePositive);
    let own = rows.decisions.iter().copied().filter(|row| is_anothers && is_own(row));
    own.max_by_key(|row| (row.decided(), row.table, row.line)).or(Some(last))
}

/// The last row in which somebody wrote something.
fn noted<'d>(rows: &Rows<'d>) -> Option<&'d Decision> {
    let wrote =
        |row: &Decision| [&row.decided_by, &row.decided_at, &row.reason].into_iter().any(|cell| !cell.is_empty());
    rows.decisions.iter().copied().rfind(|row| wrote(row))
}

/// The decision with the end that counts, of several that agree the first one: handed back, it ends then again.
fn with_first_end(decision: &Decision, agreed: &[&Decision]) -> Decision {
    let given = agreed.iter().map(|row| &row.expires_at).filter(|given| !given.is_empty());
    // one that cannot be read ends at once, and is less than any day
    let first = given.min_by_key(|given| moment(given)).cloned().unwrap_or_default();
    Decision { expires_at: first, ..decision.clone() }
}

fn contradiction(rows: &Rows, places: &[(usize, u64)], decisions: &Decisions) -> String {
    let lines =
        |places: &[(usize, u64)]| places.iter().map(|place| decisions.place(*place)).collect::<Vec<_>>().join(" and ");
    let unread: Vec<(usize, u64)> = rows.unread.iter().map(|row| (row.table, row.line)).collect();
    let line = |n: usize| if n == 1 { "line" } else { "lines" };
    if unread.is_empty() {
        return format!("the decisions on it contradict each other ({} {})", line(places.len()), lines(places));
    }
    format!("what was decided on it cannot be read ({} {})", line(unread.len()), lines(&unread))
}

fn not_by_its_id(id_is: IdIs) -> &'static str {
    match id_is {
        IdIs::Repeated => "decided `false_positive`, but its record id is not unique: it stands in more than one row",
        _ => "decided `false_positive`, but it has no record id: a row's number is another customer's in the next file",
    }
}

/// What a decision comes to; `agreed` say the same.
fn decided(
    key: &AlertKey,
    decision: &Decision,
    agreed: &[&Decision],
    rules: &Rules,
    today: Option<NaiveDate>,
) -> (AlertState, Vec<String>) {
    let changes = key.changes_since(&decision.key);
    let word = decision.ruling.map_or("", Ruling::as_str);
    let when = decision.decided().map(|at| format!(" on {}", at.date())).unwrap_or_default();
    if !changes.is_empty() {
        let changes = changes.join(", ");
        return (AlertState::Changed, vec![format!("decided `{word}`{when}, and since then changed: {changes}")]);
    }
    match decision.ruling {
        None => (AlertState::Open, Vec::new()),
        Some(Ruling::TruePositive) => (AlertState::Confirmed, Vec::new()),
        Some(Ruling::Escalate) => (AlertState::Open, vec![format!("escalated{when}")]),
        Some(Ruling::FalsePositive) => match not_cleared(decision, agreed, rules, today) {
            None => (AlertState::Cleared, Vec::new()),
            Some(why) => (AlertState::Open, vec![format!("decided `{word}`{when}, but {why}")]),
        },
    }
}

/// Why a clearance does not hold.
fn not_cleared(decision: &Decision, agreed: &[&Decision], rules: &Rules, today: Option<NaiveDate>) -> Option<String> {
    if rules.four_eyes && !decision.has_four_eyes() {
        return Some("nobody else has confirmed it (`confirmed_by`)".to_owned());
    }
    if agreed.iter().any(|row| row.is_of_the_future(today)) {
        return Some("that day is still to come (`decided_at`)".to_owned());
    }
    if agreed.iter().any(|row| moment(&row.expires_at).is_none() && !row.expires_at.is_empty()) {
        return Some("its `expires_at` cannot be read".to_owned());
    }
    let Ok(end) = end_of(decision, agreed, rules) else {
        return Some("it does not say when (`decided_at`), and clearances expire".to_owned());
    };
    let end = end?;
    // without a day nobody can say that it holds still
    today.is_none_or(|today| end <= today).then(|| format!("that expired on {end}"))
}

/// When a clearance ends, of several that agree the first of their ends.
fn end_of(decision: &Decision, agreed: &[&Decision], rules: &Rules) -> Result<Option<NaiveDate>, ()> {
    let given = agreed.iter().filter_map(|row| moment(&row.expires_at)).map(|at| at.date());
    let by_rule = match rules.expire_after {
        None => None,
        Some(period) => Some(decision.decided().and_then(|at| period.after(at.date())).ok_or(())?),
    };
    Ok(given.chain(by_rule).min())
}

/// Whether clearances that agree are over, or do not say when they are though they must.
pub(super) fn has_expired(agreed: &[&Decision], rules: &Rules, today: Option<NaiveDate>) -> bool {
    let Some(last) = agreed.iter().max_by_key(|row| row.decided()) else { return false };
    end_of(last, agreed, rules).map_or(true, |end| end.is_some_and(|end| today.is_none_or(|today| end <= today)))
}

#[cfg(test)]
mod tests {
    use super::super::decisions::tests::{KEY, read};
    use super::*;

    fn today() -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 11, 26)
    }

    fn standing(row: &str, rules: &Rules) -> Standing {
        let columns = "alert_key,decision,decided_by,decided_at,reason,confirmed_by,expires_at,first_alerted_at";
        let decisions = read(&format!("{columns}\n{row}\n")).unwrap();
        Standing::of(&KEY.parse().unwrap(), IdIs::Own, &decisions, rules, today())
    }

    fn shown(row: &str, rules: &Rules) -> String {
        let standing = standing(row, rules);
        format!("{}: {}", standing.state.as_str(), standing.note)
    }

    #[test]
    fn a_state_follows_from_what_was_decided() {
        let rules = Rules::default();
        let changed = "a1-0001-aaaaaaaaab-aaaaac";
        for (row, expected) in [
            ("a1-0001-aaaaaaaaac-aaaaab,false_positive,ann,,,,,".to_owned(), "new: "),
            (format!("{KEY},,,,,,,"), "open: "),
            (format!("{KEY},,,,,,,2026-11-24"), "open: open for 2 days"),
            (format!("{KEY},false_positive,ann,2026-11-24,,,,2026-11-20"), "cleared: "),
            (format!("{KEY},true_positive,ann,2026-11-24,,,,2026-11-20"), "confirmed: "),
            (format!("{KEY},escalate,ann,2026-11-24,,,,"), "open: escalated on 2026-11-24"),
            (format!("{KEY},nonsense,ann,2026-11-24,,,,"), "open: what was decided on it cannot be read (line 2)"),
            (
                format!("{changed},false_positive,ann,2026-11-24,,,,"),
                "changed: decided `false_positive` on 2026-11-24, and since then changed: the customer's name",
            ),
            (
                format!("{changed},true_positive,ann,,,,,"),
                "changed: decided `true_positive`, and since then changed: the customer's name",
            ),
            (
                format!("{KEY},false_positive,ann,2026-11-24,,,2026-11-26,"),
                "open: decided `false_positive` on 2026-11-24, but that expired on 2026-11-26",
            ),
            (format!("{KEY},false_positive,ann,2026-11-24,,,2026-11-27,"), "cleared: "),
            (
                format!("{KEY},false_positive,ann,2026-11-24,,,27/11/26,"),
                "open: decided `false_positive` on 2026-11-24, but its `expires_at` cannot be read",
            ),
        ] {
            assert_eq!(shown(&row, &rules), expected, "{row}");
        }
    }

    #[test]
    fn four_eyes_are_two_people() {
        let rules = Rules { four_eyes: true, ..Rules::default() };
        let of =
            |by: &str, confirmed: &str| standing(&format!("{KEY},false_positive,{by},,,{confirmed},,"), &rules).state;
        assert_eq!(of("ann", "ben"), AlertState::Cleared);
        let as_typed = ["Ann ", "ＡＮＮ", "a\u{200b}nn", "-", "\u{a0}", ""].map(|confirmed| ("ann", confirmed));
        let others = [("", "ben"), ("", ""), ("-", "ben"), ("ann  groß", "Ann\u{a0}GROSS")];
        for (by, confirmed) in as_typed.into_iter().chain(others) {
            assert_eq!(of(by, confirmed), AlertState::Open, "{by} {confirmed}");
        }
    }

    #[test]
    fn clearances_expire_where_they_are_told_to() {
        let rules = |period: &str| Rules { expire_after: Some(period.parse().unwrap()), ..Rules::default() };
        let of = |at: &str, rules: &Rules| standing(&format!("{KEY},false_positive,ann,{at},,,,"), rules).state;
        assert_eq!(of("2026-01-01", &rules("1 year")), AlertState::Cleared);
        assert_eq!(of("2025-11-26", &rules("1 year")), AlertState::Open);
        assert_eq!(of("2026-11-20", &rules("6 days")), AlertState::Open);
        assert_eq!(of("", &rules("1 year")), AlertState::Open);
    }
}
