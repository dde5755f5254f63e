//! What can become of a pair of names of which only some parts were compared yet.
//!
//! Most listed names that share a part with a searched one are no match, and that shows without a look at their letters:
//! from which parts were found in them, how many words they have, and how much each part of the searched name weighs.
//! Searched names have few different rows of weights, so what shows is worked out once for each.

use std::iter::Sum;

use hashbrown::HashMap;

use super::alignment::Weighed;
use super::bound::{Balance, Bound, agreed, rounding};
use super::glance::{Nears, Pairs, initials_for};
use super::understood::UnderstoodReading;
use crate::index::{Form, FormClass, Found, Levels, Prospects, SimilarTerms, Tables};
use crate::likeness::{INITIAL, LEAST, Likeness, Weight, initial_weight};
use crate::name::NameKind;

/// What is known of a pair of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// Nothing yet.
    Open,
    /// It cannot reach the threshold.
    No,
    /// It may.
    Yes,
    /// It may in more ways than can be looked at.
    TooMany,
    /// It may in some ways, by number.
    Ways(u16),
}

/// A verdict as it is kept: there are many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Kept(u16);

impl Kept {
    const OPEN: Self = Self(0);
    const NO: Self = Self(1);
    const YES: Self = Self(2);
    const TOO_MANY: Self = Self(3);

    /// None where the number is too large.
    fn ways(number: usize) -> Option<Self> {
        u16::try_from(number + 4).ok().map(Self)
    }

    fn verdict(self) -> Verdict {
        match self {
            Self::OPEN => Verdict::Open,
            Self::NO => Verdict::No,
            Self::YES => Verdict::Yes,
            Self::TOO_MANY => Verdict::TooMany,
            Self(ways) => Verdict::Ways(ways - 4),
        }
    }
}

/// How a pair of names can reach the threshold.
#[derive(Debug)]
struct Ways {
    /// So many parts that were not found must be like others, at least.
    open: usize,
    /// For each part: how much like another it must be at least, in any of the ways; 0 where it was found.
    least: Vec<Likeness>,
    each: Vec<Way>,
}

/// One way: which of the parts that were not found are paired with others.
#[derive(Debug)]
struct Way {
    paired: Vec<usize>,
    balance: Balance,
    /// What all parts that are paired with none take.
    alone: f32,
}

/// A searched part, as far as prospects go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Outlook {
    weights: [Weight; 2],
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    /// A name or a number: without a counterpart it is absent or in conflict.
    Full,
    /// What may lack a counterpart for little or nothing: particles, titles, initials, and what is given twice.
    Light,
}

/// What was worked out for one row of weights.
#[derive(Default)]
struct Plan {
    /// By what was found: the number of its row of verdicts, 0 where there is none yet.
    rows: Vec<u16>,
    /// By class and kind.
    verdicts: Vec<[Kept; FormClass::COUNT * 2]>,
    ways: Vec<Ways>,
}

/// Words and weights of the searched name that is looked for now, with what is known of names like it.
pub(super) struct Outlooks<'b> {
    bound: &'b Bound,
    levels: Levels,
    parts: Vec<Outlook>,
    plans: HashMap<Vec<Outlook>, Plan>,
    plan: Plan,
    nears: Nears,
    pairs: Pairs,
}

/// More parts that were not found are looked at one by one, not in all combinations.
const MOST_COMBINED: usize = 6;
/// Rows of weights that are remembered.
const MOST_PLANS: usize = 4_096;

impl Plan {
    /// For names of so many parts, of which nothing is known yet.
    fn new(parts: usize) -> Self {
        Self { rows: vec![0; Found::numbers(parts)], verdicts: Vec::new(), ways: Vec::new() }
    }

    /// What is known of a form of a class and kind in which this was found.
    #[inline]
    fn verdict(&mut self, found: usize, class: FormClass, kind: NameKind) -> &mut Kept {
        let row = &mut self.rows[found];
        if *row == 0 {
            self.verdicts.push([Kept::OPEN; FormClass::COUNT * 2]);
            *row = self.verdicts.len() as u16;
        }
        &mut self.verdicts[usize::from(*row) - 1][class.index() * 2 + side(kind)]
    }
}

/// Which of a pair of weights, or of verdicts, is that of a kind of name.
fn side(kind: NameKind) -> usize {
    usize::from(kind == NameKind::Organization)
}

impl<'b> Outlooks<'b> {
    /// For names that reach the threshold of a bound.
    pub fn new(bound: &'b Bound) -> Self {
        let levels = Levels::above(bound.search_floor());
        Self {
            bound,
            levels,
            parts: Vec::new(),
            plans: HashMap::new(),
            plan: Plan::default(),
            nears: Nears::default(),
            pairs: Pairs::default(),
        }
    }

    /// The levels of likeness by which it tells what was found.
    pub fn levels(&self) -> Levels {
        self.levels
    }

    /// Begins with another searched name: its parts by their weights in a person's and an organisation's name.
    pub fn begin(&mut self, weighed: &[Vec<Weighed>; 2]) {
        if self.plans.len() > MOST_PLANS {
            self.plans.clear();
        }
        self.nears.clear();
        let parts = std::mem::take(&mut self.parts);
        let plan = std::mem::take(&mut self.plan);
        let mut parts = if parts.is_empty() { parts } else { self.remember(parts, plan) };
        parts.clear();
        parts.extend(weighed[0].iter().zip(&weighed[1]).enumerate().map(|(i, (person, organization))| {
            let repeated = weighed[0].iter().enumerate().any(|(k, other)| k != i && other.text == person.text);
            let full = person.role.is_full() && !repeated;
            let kind = if full { Kind::Full } else { Kind::Light };
            Outlook { weights: [person.weight, organization.weight], kind }
        }));
        self.plan = self.plans.remove(&parts[..]).unwrap_or_else(|| Plan::new(parts.len()));
        self.parts = parts;
    }

    fn remember(&mut self, parts: Vec<Outlook>, plan: Plan) -> Vec<Outlook> {
        self.plans.insert(parts, plan);
        Vec::new()
    }

    /// Whether a form in which these parts were found can match, by a look at its parts.
    pub fn may_match(
        &mut self,
        reading: &UnderstoodReading,
        similar: &[&SimilarTerms],
        (form, found): (&Form, Found),
        tables: &Tables,
    ) -> bool {
        let mut class = form.class;
        if class.initials() > 0 {
            class = class.with_initials(initials_for(reading, form, found));
            if class != form.class && !self.can_match(found, class, form.kind) {
                return false;
            }
        }
        let Some(number) = self.ways(found, class, form.kind) else { return true };
        let Ways { open, least, each } = &self.plan.ways[number];
        if !self.nears.may_be_in(form, *open, (number, least), reading) {
            return false;
        }
        let (query, floor) = (reading.weighed(form.kind), self.bound.search_floor());
        let reaches = |pairs: &Pairs, way: &Way| {
            let brought = pairs.bring(query, found, &way.paired, &way.balance, floor);
            brought.is_some_and(|sum| way.alone + sum >= 0.0)
        };
        self.pairs.look(reading, similar, (form, found), least, tables);
        if !each.iter().any(|way| reaches(&self.pairs, way)) {
            return false;
        }
        if least.iter().all(|least| *least == 0) {
            return true;
        }
        self.pairs.compare(reading, similar, found, least, tables);
        each.iter().any(|way| reaches(&self.pairs, way))
    }

    /// The number of the ways in which a form can match; `None` where there are too many to look at.
    fn ways(&mut self, found: Found, class: FormClass, kind: NameKind) -> Option<usize> {
        let number = found.number(self.parts.len());
        match self.plan.verdict(number, class, kind).verdict() {
            Verdict::Ways(way) => return Some(usize::from(way)),
            Verdict::TooMany => return None,
            _ => {}
        }
        let looked = self.scene(found, class, kind).look();
        let ways = self.plan.ways.len();
        let verdict = self.plan.verdict(number, class, kind);
        if let (Some(looked), Some(kept)) = (looked, Kept::ways(ways)) {
            *verdict = kept;
            self.plan.ways.push(looked);
            return Some(ways);
        }
        *verdict = Kept::TOO_MANY;
        None
    }

    fn scene(&self, found: Found, class: FormClass, kind: NameKind) -> Scene<'_> {
        Scene { bound: self.bound, levels: self.levels, parts: &self.parts, found, class, kind }
    }
}

impl Prospects for Outlooks<'_> {
    fn can_match(&mut self, found: Found, class: FormClass, kind: NameKind) -> bool {
        let number = found.number(self.parts.len());
        match self.plan.verdict(number, class, kind).verdict() {
            Verdict::No => false,
            Verdict::Yes | Verdict::TooMany | Verdict::Ways(_) => true,
            Verdict::Open => {
                let can = self.scene(found, class, kind).can_match();
                *self.plan.verdict(number, class, kind) = if can { Kept::YES } else { Kept::NO };
                can
            }
        }
    }
}

/// One question: these parts were found in a form of that class.
struct Scene<'s> {
    bound: &'s Bound,
    levels: Levels,
    parts: &'s [Outlook],
    found: Found,
    class: FormClass,
    kind: NameKind,
}

impl Scene<'_> {
    /// The parts that were not found and can be paired with others, and all sets of them; `None` where they are too many.
    fn sets(&self) -> Option<(Vec<usize>, impl Iterator<Item = Vec<usize>>)> {
        // each is paired with a word of its own
        let most = self.class.most_pairs().unwrap_or(usize::MAX);
        let is_open = |part: &usize| !self.found.has(*part) && self.parts[*part].kind == Kind::Full;
        let open: Vec<usize> = (0..self.parts.len()).filter(is_open).collect();
        let parts = open.clone();
        let members = move |set: usize| -> Vec<usize> {
            parts.iter().enumerate().filter(|(i, _)| set & 1 << i != 0).map(|(_, part)| *part).collect()
        };
        (open.len() <= MOST_COMBINED)
            .then(|| (0_usize..1 << open.len()).filter(move |set| set.count_ones() as usize <= most).map(members))
            .map(|sets| (open, sets))
    }

    /// Whether the form can match in any way.
    fn can_match(&self) -> bool {
        self.reaches_at_all() && self.sets().is_none_or(|(_, mut sets)| sets.any(|paired| self.reaches(&paired, None)))
    }

    /// In which ways the form can match; `None` where there are too many.
    fn look(&self) -> Option<Ways> {
        let (open, sets) = self.sets()?;
        let each: Vec<Way> = sets.filter(|paired| self.reaches(paired, None)).map(|paired| self.way(paired)).collect();
        let mut least = vec![0; self.parts.len()];
        for part in open {
            let enough = |alike: Likeness| {
                let mut with = each.iter().filter(|way| way.paired.contains(&part));
                with.any(|way| self.reaches(&way.paired, Some((part, alike))))
            };
            least[part] = first_that(LEAST, self.bound.search_floor(), enough);
        }
        Some(Ways { open: each.iter().map(|way| way.paired.len()).min().unwrap_or(0), least, each })
    }

    /// The threshold's balance and what the parts alone take, where just these of the parts that were not found are paired.
    fn way(&self, paired: Vec<usize>) -> Way {
        let balance = self.balance(&paired, None);
        let alone = self.alone(&paired, &balance);
        Way { paired, balance, alone }
    }

    fn weight(&self, part: usize) -> Weight {
        self.parts[part].weights[side(self.kind)]
    }

    /// By how much agrees at most.
    fn balance(&self, paired: &[usize], one: Option<(usize, Likeness)>) -> Balance {
        let mut most = 0;
        for (i, part) in self.parts.iter().enumerate() {
            most += match part.kind {
                _ if paired.contains(&i) => agreed(self.weight(i), self.alike(i, one)),
                _ if self.found.has(i) => 0,
                Kind::Light => u32::from(self.weight(i)) + 1,
                Kind::Full if self.class.initials() > 0 => agreed(self.weight(i).min(initial_weight()), INITIAL),
                Kind::Full => 0,
            };
        }
        most += self.most_of_found(paired, |part| agreed(self.weight(part), self.found_alike(part)));
        self.bound.balance(most, self.kind)
    }

    /// What those of the found parts bring that can be paired beside these others: names and numbers need a word each.
    fn most_of_found<T: PartialOrd + Copy + Sum>(&self, paired: &[usize], of: impl Fn(usize) -> T) -> T {
        let room = self.class.most_pairs().map_or(usize::MAX, |most| most.saturating_sub(paired.len()));
        let is_full = |part: &usize| self.parts[*part].kind == Kind::Full;
        let found = (0..self.parts.len()).filter(|part| self.found.has(*part));
        if found.clone().filter(is_full).count() <= room {
            return found.map(of).sum();
        }
        let mut full: Vec<T> = found.clone().filter(is_full).map(&of).collect();
        full.sort_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
        full.into_iter().take(room).chain(found.filter(|part| !is_full(part)).map(of)).sum()
    }

    /// How alike a part that was found is at most.
    fn found_alike(&self, part: usize) -> Likeness {
        self.levels.most(self.found.level(part, self.parts.len()))
    }

    fn alike(&self, part: usize, one: Option<(usize, Likeness)>) -> Likeness {
        let unfound = self.bound.search_floor().saturating_sub(1);
        one.filter(|(other, _)| *other == part).map_or(unfound, |(_, alike)| alike)
    }

    /// How alike an initial, or another light part, that was not found is to something at most.
    fn light_alike(&self) -> Likeness {
        self.bound.search_floor().saturating_sub(1).max(INITIAL)
    }

    /// Whether the threshold can be reached where each part that was not found is paired or alone, whichever brings more,
    /// and nothing stands against anything: what rules most out at once.
    fn reaches_at_all(&self) -> bool {
        let alike = |part: usize| if self.found.has(part) { self.found_alike(part) } else { self.light_alike() };
        let parts = 0..self.parts.len();
        let most = parts.clone().map(|part| agreed(self.weight(part), alike(part))).sum();
        let balance = self.bound.balance(most, self.kind);
        let brought = parts.map(|part| {
            let (weight, is_open) = (self.weight(part), !self.found.has(part) && self.parts[part].kind == Kind::Full);
            let initial =
                if self.class.initials() > 0 { balance.pair(weight.min(initial_weight()), INITIAL) } else { f32::MIN };
            let alone = if is_open { initial.max(-balance.absent(weight)) } else { 0.0 };
            balance.best_pair(weight, alike(part)).max(alone)
        });
        rounding(self.parts.len() + self.class.words()) + brought.sum::<f32>() >= 0.0
    }

    /// What the parts that are paired with none take, and what rounding hides.
    fn alone(&self, paired: &[usize], balance: &Balance) -> f32 {
        let mut sum = rounding(self.parts.len() + self.class.words());
        let is_light = |i: &usize| self.parts[*i].kind == Kind::Light && !self.found.has(*i);
        for i in (0..self.parts.len()).filter(is_light) {
            sum += balance.best_found(self.weight(i), self.light_alike());
        }
        let is_alone = |i: &usize| self.parts[*i].kind == Kind::Full && !self.found.has(*i) && !paired.contains(i);
        // what may begin with one of the form's initials loses less: where there is one, whichever gains most by it
        let (mut alone, mut gains, mut most) = (0_usize, 0.0, 0.0_f32);
        for i in (0..self.parts.len()).filter(is_alone) {
            alone += 1;
            let absent = balance.absent(self.weight(i));
            let gain = (balance.pair(self.weight(i).min(initial_weight()), INITIAL) + absent).max(0.0);
            sum -= absent;
            gains += gain;
            most = most.max(gain);
        }
        sum += match self.class.initials() {
            0 => 0.0,
            1 => most,
            _ => gains,
        };
        let opposed = alone.saturating_sub(self.class.initials());
        // all others may stand for a word each: an initial stands for any that begins with it
        let left = self.class.words().saturating_sub(self.parts.len() - alone);
        sum -= balance.absent(balance.lightest_word()) * left as f32;
        sum - balance.conflict() * left.min(opposed) as f32
    }

    /// Whether the threshold can be reached where, of the parts that were not found, just these are paired: one of them
    /// only so alike, the others as much as a search leaves unfound.
    fn reaches(&self, paired: &[usize], one: Option<(usize, Likeness)>) -> bool {
        let balance = self.balance(paired, one);
        let best_pair = |part: &usize| balance.best_pair(self.weight(*part), self.alike(*part, one));
        let best_found = |part: usize| balance.best_found(self.weight(part), self.found_alike(part));
        let sum = self.alone(paired, &balance) + paired.iter().map(best_pair).sum::<f32>();
        sum + self.most_of_found(paired, best_found) >= 0.0
    }
}

/// The first likeness below `end` from which on something holds, or a little less; what never holds needs more than there is.
fn first_that(mut least: Likeness, end: Likeness, holds: impl Fn(Likeness) -> bool) -> Likeness {
    let mut most = end.saturating_sub(1);
    if least > most || !holds(most) {
        return Likeness::MAX;
    }
    while most - least > 64 {
        let middle = least.midpoint(most);
        if holds(middle) {
            most = middle;
        } else {
            least = middle;
        }
    }
    least
}
