//! Files as they come: one file per input format.

mod bytes;

pub use bytes::open_bytes;
