//! Screening of people in bulk against PEP, sanctions and OFAC lists.

pub mod index;
pub mod likeness;
pub mod matching;
pub mod name;
pub mod record;
pub mod vocabulary;
pub mod watchlist;
