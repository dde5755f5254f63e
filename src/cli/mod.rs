//! The command line: what people type ([`typed`]) and what stands in their
//! configuration file ([`config`]), what it comes to ([`resolved`]), progress, signals.
//!
//! Comes in: words. Goes out: resolved options for `commands/`. Does not belong here: doing anything with them.

#![forbid(unsafe_code)]

pub mod config;
pub mod environment;
pub mod given;
mod help;
pub mod interrupt;
pub mod matching_options;
pub mod progress;
pub mod resolved;
pub mod screen_options;
pub mod starter;
pub mod typed;
