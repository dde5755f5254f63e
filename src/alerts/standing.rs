use chrono::NaiveDate;

use super::decision::{Decision, Ruling, moment};
use super::decisions::{Decisions, Latest, latest};
use super::key::{AlertKey, Significant};
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
    /// Why the state is not what the decision says, and how long it has been open; empty where there is nothing to say.
    pub note: String,
}

impl Standing {
    /// Whether nobody needs to look at it.
    pub fn is_quiet(&self) -> bool {
        self.state == AlertState::Cleared
    }

    /// Of an alert, by what was decided and what is asked of decisions. A clearance only holds where nothing that matters
    /// has changed, nothing contradicts it, it has not expired, and a second person confirmed it where that is asked for.
    pub fn of(key: &AlertKey, decisions: &Decisions, rules: &Rules, today: Option<NaiveDate>) -> Self {
        let rows = decisions.on(key.identity());
        let first = rows.iter().filter_map(|row| row.first_alerted_at).min();
        let first_alerted_at = first.or(today);
        let (state, decision, mut notes) = match latest(&rows) {
            Latest::Undecided if rows.is_empty() => (AlertState::New, None, Vec::new()),
            Latest::Undecided => (AlertState::Open, None, Vec::new()),
            Latest::Contradicting(rows) => {
                let lines = rows.iter().map(|row| row.line.to_string()).collect::<Vec<_>>().join(" and ");
                (AlertState::Open, None, vec![format!("the decisions on it contradict each other (lines {lines})")])
            }
            Latest::One(decision) => {
                let (state, notes) = decided(key, decision, rules, today);
                (state, Some(decision.clone()), notes)
            }
        };
        let is_open = matches!(state, AlertState::New | AlertState::Changed | AlertState::Open);
        if let Some(days) =
            first.zip(today).map(|(first, today)| (today - first).num_days()).filter(|days| is_open && *days > 0)
        {
            notes.push(format!("open for {days} {}", if days == 1 { "day" } else { "days" }));
        }
        Self { state, first_alerted_at, decision, note: notes.join("; ") }
    }
}

/// What a decision comes to.
fn decided(key: &AlertKey, decision: &Decision, rules: &Rules, today: Option<NaiveDate>) -> (AlertState, Vec<String>) {
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
        Some(Ruling::FalsePositive) => match not_cleared(decision, rules, today) {
            None => (AlertState::Cleared, Vec::new()),
            Some(why) => (AlertState::Open, vec![format!("decided `{word}`{when}, but {why}")]),
        },
    }
}

/// Why a clearance does not hold.
fn not_cleared(decision: &Decision, rules: &Rules, today: Option<NaiveDate>) -> Option<String> {
    if rules.four_eyes && !decision.has_four_eyes() {
        return Some("nobody else has confirmed it (`confirmed_by`)".to_owned());
    }
    let given = moment(&decision.expires_at).map(|at| at.date());
    if given.is_none() && !decision.expires_at.is_empty() {
        return Some("its `expires_at` cannot be read".to_owned());
    }
    let by_rule = match rules.expire_after {
        None => None,
        Some(period) => match decision.decided().and_then(|at| period.after(at.date())) {
            Some(end) => Some(end),
            None => return Some("it does not say when (`decided_at`), and clearances expire".to_owned()),
        },
    };
    let end = given.into_iter().chain(by_rule).min()?;
    // without a day nobody can say that it holds still
    today.is_none_or(|today| end <= today).then(|| format!("that expired on {end}"))
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
        Standing::of(&KEY.parse().unwrap(), &decisions, rules, today())
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
            (format!("{KEY},nonsense,ann,2026-11-24,,,,"), "open: "),
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
        for (by, confirmed) in [("ann", ""), ("ann", "Ann "), ("", "ben"), ("", "")] {
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
