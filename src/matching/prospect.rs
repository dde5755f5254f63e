//! What can become of a pair of names of which only some parts were compared yet.
//!
//! Most listed names that share a part with a searched one are no match, and that shows without a look at their letters:
//! from which parts were found in them, how many words they have, and how much each part of the searched name weighs.
//! Searched names have few different rows of weights, so what shows is worked out once for each.

use hashbrown::HashMap;

use super::alignment::Weighed;
use super::bound::Bound;
use crate::index::{FormClass, Found, Prospects};
use crate::likeness::{LEAST, Likeness, Weight};
use crate::name::NameKind;

/// What is known of a pair of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// Nothing yet.
    Open,
    /// It cannot reach the threshold.
    No,
    /// It may, as it stands.
    Yes,
    /// It may where parts that were not found are like others: by these [`Needs`].
    If(u16),
}

/// What parts that were not found must have on the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    /// So many of them, at least, must be so much like another part.
    pub parts: u32,
    /// For each searched part: how much like another it must be; 0 where it was found.
    pub likeness: Vec<Likeness>,
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
struct Plan {
    verdicts: Vec<Verdict>,
    needs: Vec<Needs>,
}

/// Words and weights of the searched name that is looked for now, with what is known of names like it.
pub(super) struct Outlooks<'b> {
    bound: &'b Bound,
    parts: Vec<Outlook>,
    plans: HashMap<Vec<Outlook>, Plan>,
    plan: Plan,
}

/// Sets of found parts, classes of forms, kinds of names.
const VERDICTS: usize = Found::SETS * FormClass::COUNT * 2;
/// More parts that were not found are looked at one by one, not in all combinations.
const MOST_COMBINED: usize = 6;
/// Rows of weights that are remembered.
const MOST_PLANS: usize = 4_096;

impl Plan {
    fn new() -> Self {
        Self { verdicts: vec![Verdict::Open; VERDICTS], needs: Vec::new() }
    }
}

impl<'b> Outlooks<'b> {
    /// For names that reach the threshold of a bound.
    pub fn new(bound: &'b Bound) -> Self {
        Self { bound, parts: Vec::new(), plans: HashMap::new(), plan: Plan::new() }
    }

    /// Begins with another searched name: its parts by their weights in a person's and an organisation's name.
    pub fn begin(&mut self, weighed: &[Vec<Weighed>; 2]) {
        if self.plans.len() > MOST_PLANS {
            self.plans.clear();
        }
        let parts = std::mem::take(&mut self.parts);
        let plan = std::mem::replace(&mut self.plan, Plan { verdicts: Vec::new(), needs: Vec::new() });
        let mut parts = if parts.is_empty() { parts } else { self.remember(parts, plan) };
        parts.clear();
        parts.extend(weighed[0].iter().zip(&weighed[1]).enumerate().map(|(i, (person, organization))| {
            let repeated = weighed[0].iter().enumerate().any(|(k, other)| k != i && other.text == person.text);
            let full = person.role.is_full() && !repeated;
            let kind = if full { Kind::Full } else { Kind::Light };
            Outlook { weights: [person.weight, organization.weight], kind }
        }));
        self.plan = self.plans.remove(&parts[..]).unwrap_or_else(Plan::new);
        self.parts = parts;
    }

    fn remember(&mut self, parts: Vec<Outlook>, plan: Plan) -> Vec<Outlook> {
        self.plans.insert(parts, plan);
        Vec::new()
    }

    /// What parts that were not found must have, where the pair is not seen to match without.
    pub fn needs(&mut self, found: Found, class: FormClass, kind: NameKind) -> Option<&Needs> {
        match self.verdict(found, class, kind) {
            Verdict::If(needs) => self.plan.needs.get(usize::from(needs)),
            _ => None,
        }
    }

    fn verdict(&mut self, found: Found, class: FormClass, kind: NameKind) -> Verdict {
        let side = usize::from(kind == NameKind::Organization);
        let place = (found.set() * FormClass::COUNT + class.index()) * 2 + side;
        if self.plan.verdicts[place] == Verdict::Open {
            let scene = Scene { bound: self.bound, parts: &self.parts, found, class, kind, side };
            self.plan.verdicts[place] = match scene.look() {
                Ok(true) => Verdict::Yes,
                Ok(false) => Verdict::No,
                Err(needs) => {
                    self.plan.needs.push(needs);
                    Verdict::If((self.plan.needs.len() - 1) as u16)
                }
            };
        }
        self.plan.verdicts[place]
    }
}

impl Prospects for Outlooks<'_> {
    fn can_match(&mut self, found: Found, class: FormClass, kind: NameKind) -> bool {
        self.verdict(found, class, kind) != Verdict::No
    }
}

/// One question: these parts were found in a form of that class.
struct Scene<'s> {
    bound: &'s Bound,
    parts: &'s [Outlook],
    found: Found,
    class: FormClass,
    kind: NameKind,
    side: usize,
}

impl Scene<'_> {
    /// Whether the form can match as it is; else what it needs.
    fn look(&self) -> Result<bool, Needs> {
        let open: Vec<usize> = (0..self.parts.len())
            .filter(|part| !self.found.has(*part) && self.parts[*part].kind == Kind::Full)
            .collect();
        if open.len() > MOST_COMBINED {
            return Ok(self.reaches(&open, None) || self.reaches(&[], None));
        }
        if self.reaches(&[], None) {
            return Ok(true);
        }
        let sets = 1_usize..1 << open.len();
        let members = |set: usize| -> Vec<usize> {
            open.iter().enumerate().filter(|(i, _)| set & 1 << i != 0).map(|(_, part)| *part).collect()
        };
        let reaching: Vec<Vec<usize>> = sets.map(members).filter(|paired| self.reaches(paired, None)).collect();
        let Some(parts) = reaching.iter().map(Vec::len).min() else { return Ok(false) };
        let mut likeness = vec![0; self.parts.len()];
        for part in open {
            let enough = |alike: Likeness| {
                let with = reaching.iter().filter(|paired| paired.contains(&part));
                with.into_iter().any(|paired| self.reaches(paired, Some((part, alike))))
            };
            // the least that is enough, rounded down
            likeness[part] = (LEAST..=self.bound.search_floor()).step_by(100).find(|alike| enough(*alike)).map_or(
                Likeness::MAX,
                |least| if least == LEAST { LEAST } else { least - 100 },
            );
        }
        Err(Needs { parts: parts as u32, likeness })
    }

    /// Whether the threshold can be reached where, of the parts that were not found, just these are paired: one of them
    /// only so alike, the others as much as a search leaves unfound.
    fn reaches(&self, paired: &[usize], one: Option<(usize, Likeness)>) -> bool {
        let weight = |part: &Outlook| part.weights[self.side];
        let alike = |part: usize| one.filter(|(other, _)| *other == part).map(|(_, alike)| alike);
        let unfound = self.bound.search_floor().saturating_sub(1);
        let (mut agreed, mut found) = (0_u32, 0);
        for (i, part) in self.parts.iter().enumerate() {
            if self.found.has(i) {
                agreed += u32::from(weight(part));
                found += 1;
            } else if paired.contains(&i) {
                agreed += self.bound.agreed(weight(part), alike(i).unwrap_or(unfound));
            } else if part.kind == Kind::Light || self.class.is_loose() {
                agreed += u32::from(weight(part));
            }
        }
        let balance = self.bound.balance(agreed, self.kind);
        let mut sum = 0.0;
        let mut alone = 0_usize;
        for (i, part) in self.parts.iter().enumerate() {
            if self.found.has(i) {
                sum += balance.pair(weight(part), 10_000);
            } else if paired.contains(&i) {
                sum += balance.best_pair(weight(part), alike(i).unwrap_or(unfound));
            } else if part.kind == Kind::Full && !self.class.is_loose() {
                sum -= balance.absent(weight(part));
                alone += 1;
            }
        }
        if !self.class.is_loose() {
            let left = self.class.words().saturating_sub(found + paired.len());
            sum -= balance.absent(balance.lightest_word()) * left as f32;
            sum -= balance.conflict() * left.min(alone) as f32;
        }
        sum + balance.rounding(self.parts.len() + self.class.words()) >= 0.0
    }
}

