use std::io;

/// Why a file was not fetched. Of an address no variant tells more than the host: the rest may hold a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The authorities that certificates are checked against cannot be had.
    #[error("{what}: give certificates in PEM form as `ca_file`, or install those of the system (`ca-certificates`)")]
    Authorities {
        /// What is wrong.
        what: String,
    },
    /// No connection, or it broke.
    #[error("`{host}` cannot be reached ({what}): check the network and the proxy")]
    Unreachable {
        /// The host.
        host: String,
        /// What the network said.
        what: String,
    },
    /// The server is not who it should be, or it cannot be told.
    #[error(
        "`{host}` is not trusted ({what}): check its certificate; a company's own authority is given as `[fetch] ca_file`"
    )]
    Untrusted {
        /// The host.
        host: String,
        /// What TLS said.
        what: String,
    },
    /// Nothing came for too long, or next to nothing.
    #[error("`{host}` sends nothing, or too slowly, for {seconds} s: try again later, or raise `[fetch] timeout`")]
    Slow {
        /// The host.
        host: String,
        /// For how long.
        seconds: u64,
    },
    /// It comes, but it takes too long altogether.
    #[error(
        "what `{host}` sends takes longer than {seconds} s with all files of its source: try again later, or raise `[fetch] max_time`"
    )]
    TooLong {
        /// The host.
        host: String,
        /// How long all files of a source may take.
        seconds: u64,
    },
    /// It failed in passing, and there is no time to try again.
    #[error(
        "{error}; too little is left for another try of the {seconds} s that all files of its source may take (`[fetch] max_time`)"
    )]
    NoTimeLeft {
        /// What went wrong.
        error: Box<Error>,
        /// How long all files of a source may take.
        seconds: u64,
    },
    /// An answer that is none.
    #[error("`{host}` answered with status {status}: {advice}")]
    Status {
        /// The host.
        host: String,
        /// The status.
        status: u16,
        /// What to do.
        advice: &'static str,
        /// When to ask again, in seconds, where the server said so.
        retry_after: Option<u64>,
    },
    /// A redirect that is not followed.
    #[error("`{host}` redirects {what}: look up where the list is now, and mend its `url`")]
    Redirect {
        /// The host.
        host: String,
        /// Where to.
        what: &'static str,
    },
    /// Fewer bytes than were announced.
    #[error("what `{host}` sent was cut short after {bytes} bytes{of}: try again later")]
    CutShort {
        /// The host.
        host: String,
        /// How many came.
        bytes: u64,
        /// Of how many, where that was said.
        of: String,
    },
    /// More bytes than are taken.
    #[error("what `{host}` sends is larger than {max} bytes: if it should be, raise `max_bytes` of the source")]
    TooLarge {
        /// The host.
        host: String,
        /// How many are taken.
        max: u64,
    },
    /// A page for people, or nothing, where a file was asked for.
    #[error("`{host}` sent {what} instead of a publication: open its `url` in a browser to see why")]
    NotAFile {
        /// The host.
        host: String,
        /// What came.
        what: &'static str,
    },
    /// What came cannot be unpacked.
    #[error("what `{host}` sent cannot be unpacked ({what}): try again later")]
    Packed {
        /// The host.
        host: String,
        /// What is wrong.
        what: String,
    },
    /// The file cannot be written.
    #[error("cannot write `{file}` ({source}): check the rights and the space on the disk")]
    Unwritable {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
}

impl Error {
    /// Whether it may be over in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Slow { .. } | Self::CutShort { .. } => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500 | 502..=504),
            _ => false,
        }
    }

    /// What an answer of this status asks for.
    #[cfg(feature = "network")]
    pub(crate) fn status(host: &str, status: u16, retry_after: Option<u64>) -> Self {
        let advice = match status {
            401 | 403 => "look whether access was given, and whether its token or `header_file` is still good",
            404 | 410 => "look up where the list is now, and mend its `url`",
            429 => "it is asked too often: try again later",
            500.. => "try again later",
            _ => "check the `url`",
        };
        Self::Status { host: host.to_owned(), status, advice, retry_after }
    }
}
