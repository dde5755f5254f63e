//! A folder of publications, kept current: each source is fetched, looked at by its own reader, and put in the place of the last good
//! one only where it is good, all its files at once.
//!
//! Comes in: [`Source`]s and a client. Goes out: `FOLDER/SOURCE/` with the files and [`RECORD`], which says what the server said of
//! them; `lists build` takes a list's kind, name, types and date from there. Does not belong here: how a file is downloaded
//! (`network`), what the configuration says.

#[cfg(feature = "network")]
mod folder;
mod record;
#[cfg(feature = "network")]
mod refresh;
mod source;

#[cfg(feature = "network")]
pub use folder::{CleanUp, PublicationFolder};
pub use record::{Fetched, FetchedFile, RECORD};
#[cfg(feature = "network")]
pub use refresh::{Refreshed, State, refresh};
pub use source::Source;
