//! The configuration to begin with: every key, with what it means.

/// Its text, `data/muster.toml`.
pub const STARTER: &str = include_str!("../../data/muster.toml");
