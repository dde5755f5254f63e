//! Screening of people in bulk against PEP, sanctions and OFAC lists.

pub mod record;
pub mod vocabulary;
pub mod watchlist;
