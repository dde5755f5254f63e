use chrono::NaiveDate;

use super::decisions::Decisions;
use super::key::AlertKeys;
use super::standing::{Rules, Standing};
use super::{Alert, AlertKey};
use crate::matching::{Hit, is_sanctions};
use crate::record::Record;
use crate::watchlist::ListInfo;

/// What was decided, and what is asked of decisions: everything that makes alerts of hits.
#[derive(Default)]
pub struct AlertBook {
    /// What was handed back; default nothing.
    pub decisions: Decisions,
    /// What is asked of it.
    pub rules: Rules,
    /// The day that counts as today; `None` where none does.
    pub today: Option<NaiveDate>,
}

impl AlertBook {
    /// The alerts of a record's hits, which come best first: those that nobody needs to look at behind the others.
    pub fn alerts(&self, record: &Record, hits: Vec<Hit>, lists: &[ListInfo]) -> Vec<Alert> {
        if hits.is_empty() {
            return Vec::new();
        }
        let keys = AlertKeys::of(record, &self.rules.significant);
        let alert = |hit: Hit| {
            let list = lists.get(hit.list).map_or("", |list| &list.name);
            let key: AlertKey = keys.with(list, &hit.details);
            let standing = Standing::of(&key, record.id_is, &self.decisions, &self.rules, self.today);
            Alert { hit, rank: 0, key, standing }
        };
        let mut alerts: Vec<Alert> = hits.into_iter().map(alert).collect();
        alerts.sort_by_key(|alert| alert.standing.is_quiet());
        number(&mut alerts);
        alerts
    }
}

/// Cuts alerts to so many. Those on sanctions lists are never cut, those that nobody needs to look at use up no place.
pub fn cut(alerts: &mut Vec<Alert>, most: usize) {
    let mut kept = 0;
    alerts.retain(|alert| {
        let keep = kept < most || is_sanctions(&alert.details) || alert.standing.is_quiet();
        kept += usize::from(keep && !alert.standing.is_quiet());
        keep
    });
    number(alerts);
}

fn number(alerts: &mut [Alert]) {
    alerts.iter_mut().enumerate().for_each(|(i, alert)| alert.rank = i + 1);
}
