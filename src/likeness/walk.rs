//! One part compared with many at once, letter by letter along a tree of them: what they share is computed once.

use super::costs::{COSTS, Costs, FIRST, SWAP};
use super::distance::{NEARLY_EQUAL, of_cost, one_slip, two_slips};
use super::letters::{CODES, LONGEST, letter_weight};
use super::{Letters, Likeness};

const WIDTH: usize = LONGEST + 1;

/// What is known of a node of the tree and of everything below it: weights of the letters down to it, and the least and
/// most that anything that ends here or below weighs.
#[derive(Clone, Copy, Debug)]
pub struct Below {
    /// Of the letters that lead here.
    pub here: u16,
    /// The lightest.
    pub least: u16,
    /// The heaviest.
    pub most: u16,
}

/// The rows of the two distances (weighted, and counted in slips) between a part and the letters down to a node of a tree.
///
/// Step down from depth to depth; a step says whether anything below can still be alike enough.
pub struct Walk<'a> {
    table: &'static Costs,
    /// What leaving out each letter costs.
    gaps: [u16; LONGEST],
    /// What the letters from each place on weigh. A change of the weight by 100 costs at least 40 (a `y` for a `j`), and a
    /// slip changes it by at most 100.
    rest: [u16; WIDTH],
    letters: Letters<'a>,
    floor: Likeness,
    allowance: Allowance,
    /// Slips that can still be alike enough, whatever the length.
    most_slips: u8,
    /// The codes on the way down.
    path: [u8; LONGEST],
    costs: Box<[[u16; WIDTH]; WIDTH]>,
    slips: Box<[[u8; WIDTH]; WIDTH]>,
    least: [(i32, u8); WIDTH],
}

/// What a difference may cost.
#[derive(Clone, Copy)]
struct Allowance {
    floor: Likeness,
    weight: u16,
}

impl Allowance {
    /// By how much a cost is too high for a part that weighs this to be alike enough; 0 or less where it is not.
    #[inline]
    fn over(self, cost: u16, weight: u16) -> i32 {
        // of_cost: 20,000 cost / weights, rounded down, is at most 10,000 - floor
        let allowed = i32::from(10_001 - self.floor) * (i32::from(self.weight) + i32::from(weight));
        20_000 * i32::from(cost) - allowed + 1
    }
}

/// Whether a part with so many letters can be this alike to another that is two slips away: then only a walk finds it.
pub fn forgives_two_slips(letters: usize, floor: Likeness) -> bool {
    two_slips(letters + 2) >= floor
}

impl<'a> Walk<'a> {
    /// For a part that has letters; `floor` is the least likeness of interest. Without `forgiving`, slips are not forgiven,
    /// as [`super::likeness_of_spelling`] does not.
    pub fn new(letters: Letters<'a>, floor: Likeness, forgiving: bool) -> Self {
        let length = letters.codes.len();
        let most_slips = match () {
            () if !forgiving => 0,
            () if two_slips(length + 2) >= floor => 2,
            () if one_slip(length + 1) >= floor => 1,
            () => 0,
        };
        let mut walk = Self {
            table: &COSTS,
            gaps: [0; LONGEST],
            rest: [0; WIDTH],
            letters,
            floor,
            allowance: Allowance { floor, weight: letters.weight },
            most_slips,
            path: [0; LONGEST],
            costs: Box::new([[0; WIDTH]; WIDTH]),
            slips: Box::new([[0; WIDTH]; WIDTH]),
            least: [(i32::MIN / 2, 0); WIDTH],
        };
        for (i, &code) in letters.codes.iter().enumerate() {
            walk.gaps[i] = dear(walk.table.gap(code), i == 0);
            walk.costs[0][i + 1] = walk.costs[0][i] + walk.gaps[i];
            walk.slips[0][i + 1] = i as u8 + 1;
        }
        for (i, &code) in letters.codes.iter().enumerate().rev() {
            walk.rest[i] = walk.rest[i + 1] + letter_weight(code);
        }
        walk
    }

    /// One letter further down, to `depth` (from 1). Says whether anything at or below `below` can be alike enough.
    pub fn step(&mut self, depth: usize, code: u8, below: Below) -> bool {
        let nearest = self.letters.weight.clamp(below.least, below.most);
        let off = self.letters.weight.abs_diff(nearest);
        if off > 100 * u16::from(self.most_slips) && self.allowance.over(off * 2 / 5, nearest) > 0 {
            return false;
        }
        let codes = self.letters.codes;
        self.path[depth - 1] = code;
        let first_row = depth == 1;
        let gap = dear(self.table.gap(code), first_row);
        let pairs = self.table.row(code);
        let swapped = if depth > 1 { self.path[depth - 2] } else { u8::MAX };
        let (before, row) = self.costs.split_at_mut(depth);
        let (above, row) = (&before[depth - 1], &mut row[0]);
        let (slips_before, slips_row) = self.slips.split_at_mut(depth);
        let (slips_above, slips_row) = (&slips_before[depth - 1], &mut slips_row[0]);
        row[0] = above[0] + gap;
        slips_row[0] = depth as u8;
        for (i, &x) in codes.iter().enumerate() {
            let pair = u16::from(pairs[usize::from(x) % CODES]);
            let replaced = above[i] + dear(pair, first_row || i == 0);
            let put_in = above[i + 1] + gap;
            let left_out = row[i] + self.gaps[i];
            let mut cost = replaced.min(put_in).min(left_out);
            let mut slips = (slips_above[i] + u8::from(x != code)).min(slips_above[i + 1] + 1).min(slips_row[i] + 1);
            if swapped == x && i > 0 && codes[i - 1] == code {
                cost = cost.min(before[depth - 2][i - 1] + SWAP);
                slips = slips.min(slips_before[depth - 2][i - 1] + 1);
            }
            row[i + 1] = cost;
            slips_row[i + 1] = slips;
        }
        // what is left on either side, the nearest that it can be: where more is left below than that, it costs more than
        // it adds to what a difference may cost
        let (rest_least, rest_most) = (below.least.saturating_sub(below.here), below.most.saturating_sub(below.here));
        let mut least = (i32::MAX, u8::MAX);
        for i in 0..=codes.len() {
            let rest = self.rest[i];
            let nearest = rest.clamp(rest_least, rest_most);
            let off = rest.abs_diff(nearest);
            least.0 = least.0.min(self.allowance.over(row[i] + off * 2 / 5, below.here + nearest));
            least.1 = least.1.min(slips_row[i] + off.div_ceil(100) as u8);
        }
        self.least[depth] = least;
        // exchanged letters reach back over one row
        let (over_above, slips_above) = self.least[depth - 1];
        let over = least.0.min(over_above.saturating_add(20_000 * i32::from(SWAP)));
        let slips = least.1.min(slips_above.saturating_add(1));
        slips <= self.most_slips || over <= 0
    }

    /// How alike the part and the letters down to `depth` are, which weigh `weight`; 0 below the floor. The same as
    /// [`super::likeness`].
    pub fn likeness(&self, depth: usize, weight: u16) -> Likeness {
        let length = self.letters.codes.len();
        let slips = self.slips[depth][length];
        if slips == 0 {
            return NEARLY_EQUAL;
        }
        let longer = depth.max(length);
        let slipped = match slips {
            _ if slips > self.most_slips => 0,
            _ if depth.min(length) < 3 => 0,
            1 => one_slip(longer),
            2 => two_slips(longer),
            _ => 0,
        };
        let weights = u32::from(self.letters.weight) + u32::from(weight);
        let alike = of_cost(self.costs[depth][length], weights).max(slipped).min(NEARLY_EQUAL);
        if alike < self.floor { 0 } else { alike }
    }
}

#[inline]
fn dear(cost: u16, first: bool) -> u16 {
    if first { cost * FIRST / 100 } else { cost }
}

#[cfg(test)]
mod tests {
    use super::super::{OwnedLetters, likeness, likeness_of_spelling};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_walk_gives_what_a_comparison_gives(a in "[a-e]{1,14}", b in "[a-e]{1,14}", floor in 4_000u16..9_900, forgiving: bool) {
            let (x, y) = (OwnedLetters::of(&a), OwnedLetters::of(&b));
            let (x, y) = (x.letters(), y.letters());
            let mut walk = Walk::new(x, floor, forgiving);
            let mut alive = true;
            for (i, code) in y.codes.iter().enumerate() {
                let here = OwnedLetters::weight_of(&y.codes[..=i]);
                alive = alive && walk.step(i + 1, *code, Below { here, least: y.weight, most: y.weight });
            }
            let expected = if forgiving { likeness(x, y, floor) } else { likeness_of_spelling(x, y, floor) };
            prop_assert!(alive || expected == 0, "{} {} was cut off", a, b);
            if alive {
                prop_assert_eq!(walk.likeness(y.codes.len(), y.weight), expected);
            }
        }
    }
}
