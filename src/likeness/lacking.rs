//! What a difference costs at least, seen from which sounds there are on either side, wherever they stand.

use std::sync::LazyLock;

use super::costs::{COSTS, costs_of};
use super::ears::ALPHABETS;
use super::letters::CODES;

/// Steps by which the cost of a sound that the other side lacks is told: how dear its nearest sound there is at least.
const STEPS: [u16; 4] = [5, 20, 40, 70];

/// For one sound: by steps, the sounds that are nearer to it than that, as bits, and how much more it costs where none
/// of them is there.
#[derive(Clone, Copy, Default)]
struct Near {
    nearer: [u64; STEPS.len()],
    more: [u16; STEPS.len()],
}

/// By code.
static NEAR: LazyLock<Vec<Near>> = LazyLock::new(|| {
    let near = |code: usize| {
        let (costs, code) = (&COSTS[code / CODES], code as u8);
        let mut near = Near::default();
        let mut so_far = 0;
        for (step, least) in STEPS.into_iter().enumerate() {
            let nearer = (0..CODES as u8).filter(|other| costs.pair(code, *other) < least);
            near.nearer[step] = nearer.fold(0, |bits, other| bits | 1 << other);
            let cost = least.min(costs.gap(code));
            near.more[step] = cost - so_far;
            so_far = cost;
        }
        near
    };
    (0..ALPHABETS * CODES).map(near).collect()
});

/// Whether it costs more than a limit to make these sounds of those, all of one alphabet: each sound must be made of one
/// there, at least for what the nearest costs, or be put in.
#[inline]
pub(super) fn costs_more(a: &[u8], b: &[u8], limit: u16) -> bool {
    let near = NEAR.as_slice();
    lacking(near, a, b) > limit || lacking(near, b, a) > limit
}

/// What each letter or sound costs at least where it must be made of one of some part, or be put in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest([u8; CODES]);

impl Nearest {
    /// To these.
    pub(super) fn to(codes: &[u8]) -> Self {
        let costs = costs_of(codes);
        Self(std::array::from_fn(|code| {
            let code = code as u8;
            let nearest = codes.iter().map(|other| costs.pair(code, *other)).min();
            nearest.map_or(0, |nearest| nearest.min(costs.gap(code)) as u8)
        }))
    }

    /// What it costs at least to make these of them.
    #[inline]
    pub(super) fn cost(&self, codes: &[u8]) -> u16 {
        codes.iter().map(|code| u16::from(self.0[usize::from(*code) % CODES])).sum()
    }
}

#[inline]
#[expect(clippy::needless_range_loop, reason = "four sums at once")]
fn lacking(near: &[Near], sounds: &[u8], others: &[u8]) -> u16 {
    let others = others.iter().fold(0_u64, |bits, code| bits | 1 << (usize::from(*code) % CODES));
    let mut costs = [0_u16; STEPS.len()];
    for code in sounds {
        let Some(near) = near.get(usize::from(*code)) else { continue };
        for step in 0..STEPS.len() {
            costs[step] += near.more[step] * u16::from(near.nearer[step] & others == 0);
        }
    }
    costs.iter().sum()
}
