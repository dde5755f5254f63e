//! The alerts that a page shows: of all, so many as it holds, the most pressing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::alert_card::AlertCard;
use super::super::{RunContext, Screened};
use super::card_html;
use crate::alerts::Alert;
use crate::vocabulary::Score;

/// So many alerts are on a page at most: those that somebody must look at before those that are decided, then the higher score,
/// then the order of `hits.csv`.
pub const MOST_ALERTS: usize = 10_000;
/// Bytes that their cards take at most.
const MOST_BYTES: usize = 24 << 20;

/// What alerts are pressing by; the higher the more.
type Urgency = (bool, Score);
/// Where an alert stands in `hits.csv`: the customer's number, and the alert's among theirs. Of two the first is the more pressing.
type Place = Reverse<(u64, usize)>;

/// Kept alerts, each as its card. What is kept depends on which alerts come in which order, and on nothing else.
pub(super) struct Pressing {
    /// The least pressing on top.
    kept: BinaryHeap<Reverse<Kept>>,
    bytes: usize,
    /// The most pressing of those that were given up: whatever is no more pressing is not kept either.
    given_up: Option<(Urgency, Place)>,
    /// Customers so far.
    customers: u64,
    most: (usize, usize),
}

struct Kept {
    urgency: Urgency,
    place: Place,
    card: Box<str>,
}

impl Kept {
    fn key(&self) -> (Urgency, Place) {
        (self.urgency, self.place)
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Kept {}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Cards of some customers, each with the customer's number among them, from 0.
#[derive(Default)]
pub(super) struct Cards {
    cards: Vec<Kept>,
    customers: u64,
}

impl Cards {
    /// Takes the alerts of one more customer, as far as they are more pressing than `least`.
    pub(super) fn add(&mut self, run: &RunContext, screened: &Screened, least: Option<Urgency>) {
        for alert in screened.hits {
            let urgency = urgency(alert);
            // one that is only as pressing came later
            if least.is_some_and(|least| urgency <= least) {
                continue;
            }
            let Some(card) = AlertCard::of(run, screened, alert) else { continue };
            let mut html = String::with_capacity(4_096);
            card_html::write(&card, &mut html);
            self.cards.push(Kept { urgency, place: Reverse((self.customers, alert.rank)), card: html.into() });
        }
        self.customers += 1;
    }
}

fn urgency(alert: &Alert) -> Urgency {
    (alert.standing.state.is_open(), alert.score)
}

impl Default for Pressing {
    fn default() -> Self {
        Self::with_most(MOST_ALERTS, MOST_BYTES)
    }
}

impl Pressing {
    fn with_most(alerts: usize, bytes: usize) -> Self {
        Self { kept: BinaryHeap::new(), bytes: 0, given_up: None, customers: 0, most: (alerts, bytes) }
    }

    /// Whatever is no more pressing is not kept if it comes now; `None` where everything is.
    pub(super) fn least(&self) -> Option<Urgency> {
        let last = self.kept.peek().filter(|_| self.kept.len() >= self.most.0);
        last.map(|Reverse(last)| last.urgency).into_iter().chain(self.given_up.map(|(urgency, _)| urgency)).max()
    }

    /// Takes the cards of the customers that come next.
    pub(super) fn add(&mut self, cards: Cards) {
        for mut card in cards.cards {
            card.place.0.0 += self.customers;
            if self.given_up.is_some_and(|given_up| card.key() <= given_up) {
                continue;
            }
            self.bytes += card.card.len();
            self.kept.push(Reverse(card));
            while self.kept.len() > self.most.0 || self.bytes > self.most.1 {
                let Some(Reverse(last)) = self.kept.pop() else { break };
                self.bytes -= last.card.len();
                self.given_up = Some(last.key());
            }
        }
        self.customers += cards.customers;
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// The cards: customers by their most pressing alert, each with all of theirs in the order of `hits.csv`.
    pub(super) fn in_order(self) -> Vec<Box<str>> {
        let mut kept: Vec<Kept> = self.kept.into_iter().map(|Reverse(kept)| kept).collect();
        kept.sort_by_key(|kept| kept.place.0);
        let mut customers: Vec<&mut [Kept]> = kept.chunk_by_mut(|a, b| a.place.0.0 == b.place.0.0).collect();
        customers.sort_by_cached_key(|alerts| Reverse(alerts.iter().map(Kept::key).max()));
        customers.into_iter().flatten().map(|kept| std::mem::take(&mut kept.card)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// So many customers, each with alerts of these scores, of which some are decided.
    fn cards(customers: &[Vec<(bool, u16)>]) -> Cards {
        let mut cards = Cards::default();
        for alerts in customers {
            for (at, (is_open, score)) in alerts.iter().enumerate() {
                let urgency = (*is_open, Score::from_ten_thousandths(*score));
                let card = format!("{is_open} {score} {}", "x".repeat(usize::from(*score) % 7)).into();
                cards.cards.push(Kept { urgency, place: Reverse((cards.customers, at + 1)), card });
            }
            cards.customers += 1;
        }
        cards
    }

    fn all(customers: &[Vec<(bool, u16)>], at_once: usize, most: (usize, usize)) -> Vec<Box<str>> {
        let mut pressing = Pressing::with_most(most.0, most.1);
        for some in customers.chunks(at_once) {
            // as the workers do
            let least = pressing.least();
            let mut cards = cards(some);
            cards.cards.retain(|card| least.is_none_or(|least| card.urgency > least));
            pressing.add(cards);
            assert!(pressing.len() <= most.0 && pressing.bytes <= most.1);
        }
        pressing.in_order()
    }

    #[test]
    fn a_customers_alerts_stand_together_and_open_ones_come_first() {
        let customers = [vec![(false, 9_900)], vec![(true, 8_000), (true, 7_000)], vec![(true, 7_500), (false, 9_000)]];
        let order = all(&customers, 1, (10, 1_000));
        let scores: Vec<&str> = order.iter().map(|card| card.split(' ').nth(1).unwrap()).collect();
        assert_eq!(scores, ["8000", "7000", "7500", "9000", "9900"]);
    }

    proptest! {
        #[test]
        fn what_is_kept_does_not_depend_on_how_many_come_at_once(
            customers in proptest::collection::vec(proptest::collection::vec((any::<bool>(), 5_000_u16..5_020), 0..4), 0..60),
            at_once in 1_usize..20,
            most in (1_usize..30, 20_usize..400),
        ) {
            prop_assert_eq!(all(&customers, at_once, most), all(&customers, 1, most));
        }

        #[test]
        fn the_most_pressing_are_kept(
            customers in proptest::collection::vec(proptest::collection::vec((any::<bool>(), 5_000_u16..5_020), 0..4), 0..60),
            most in 1_usize..30,
        ) {
            let mut keys: Vec<(bool, u16)> = customers.concat();
            keys.sort_by(|a, b| b.cmp(a));
            keys.truncate(most);
            let mut kept: Vec<(bool, u16)> = all(&customers, 3, (most, 100_000)).iter().map(|card| {
                let mut words = card.split(' ');
                (words.next() == Some("true"), words.next().unwrap().parse().unwrap())
            }).collect();
            kept.sort_by(|a, b| b.cmp(a));
            prop_assert_eq!(kept, keys);
        }
    }
}
