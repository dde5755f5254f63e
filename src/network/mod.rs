//! Guarded downloads: one file from one address, whole and of the kind of bytes that was asked for, or an error.
//!
//! Comes in: an [`Address`], what is known of the file that is there ([`Validators`]), bounds. Goes out: the file under the path that
//! was given, with its hash and what the server said of it; or that it has not changed. The client stands behind the feature
//! `network`. Does not belong here: what a publication is, where it is kept, which date it has.

#![forbid(unsafe_code)]

mod address;
#[cfg(feature = "network")]
mod client;
mod error;
#[cfg(feature = "network")]
mod guards;

pub use address::Address;
#[cfg(feature = "network")]
pub use client::{Answer, Client, ClientOptions, Received, Request};
pub use error::Error;

use serde::{Deserialize, Serialize};

/// By what a server tells whether a file has changed (RFC 9110, section 8.8).
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Validators {
    /// `ETag`, to the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`, to the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}
