use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sha2::Digest;
use ureq::http::{HeaderMap, Response};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Timeout};

use super::guards::{Counted, Pace, is_a_file, retry_after};
use super::{Address, Error, Validators};
use crate::files::create_private;
use crate::vocabulary::Sha256;

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;
/// How long a server may ask to wait, at most: whoever asks for longer is asked again in the next night.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// How long nobody looks whether to stop.
const NAP: Duration = Duration::from_millis(50);
/// How much of a file is looked at.
const HEAD: usize = 4096;

/// How files are fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientOptions {
    /// How long nothing, or next to nothing, may come.
    pub timeout: Duration,
    /// How long all that belongs together may take, with whatever is tried again.
    pub max_time: Duration,
    /// How often it is tried again where that may help.
    pub retries: u32,
    /// How long is waited before that; twice as long each time.
    pub wait: Duration,
    /// `User-Agent`.
    pub user_agent: String,
    /// Authorities to trust besides those of the system, in PEM form.
    pub ca_file: Option<PathBuf>,
}

/// Fetches files; proxies are those of the environment (`HTTPS_PROXY`, `NO_PROXY`).
pub struct Client {
    agent: Agent,
    options: ClientOptions,
    now: fn() -> DateTime<Utc>,
    /// Whether there is anybody to trust.
    has_authorities: bool,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Where.
    pub address: &'a Address,
    /// What is known of the file that is there: it is only sent where it is another one by now.
    pub known: &'a Validators,
    /// Headers with secrets; no other origin is told.
    pub headers: &'a [(String, String)],
    /// How large the file may be, unpacked, in bytes.
    pub max_bytes: u64,
    /// When it is given up, however much has come: [`Client::until`] as it was when the first of what belongs together was asked for.
    pub until: Instant,
}

/// What came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The file has not changed (status 304); the validators as the server says them now.
    Unchanged(Validators),
    /// A file, whole.
    Received(Received),
}

/// A file that came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// Of its bytes on the disk.
    pub sha256: Sha256,
    /// Its size on the disk.
    pub bytes: u64,
    /// What the server said.
    pub validators: Validators,
}

impl Client {
    /// A client that trusts the authorities of the system, and those of `ca_file`; `now` says what time it is where a server does not.
    ///
    /// # Errors
    /// Where the file cannot be read, or holds none.
    pub fn new(options: ClientOptions, now: fn() -> DateTime<Utc>) -> Result<Self, Error> {
        let timeout = Some(options.timeout);
        let authorities = authorities(options.ca_file.as_deref())?;
        let has_authorities = !authorities.is_empty();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // each step is judged by its own rules
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(options.user_agent.as_str())
            .accept("*/*")
            .accept_encoding("gzip")
            .timeout_resolve(timeout)
            .timeout_connect(timeout)
            .timeout_recv_response(timeout)
            .timeout_per_read(timeout)
            .timeout_per_write(timeout)
            .tls_config(TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(authorities))).build())
            .build()
            .new_agent();
        Ok(Self { agent, options, now, has_authorities })
    }

    /// When that is given up which begins now.
    pub fn until(&self) -> Instant {
        Instant::now() + self.options.max_time
    }

    /// Fetches a file to a path where nothing is yet. What fails in passing is tried again. `stopped` says whether somebody asked to stop.
    ///
    /// # Errors
    /// Where it does not come whole, is no file, or cannot be written. What was written of it is not to be used.
    pub fn fetch(&self, request: &Request, into: &Path, stopped: &dyn Fn() -> bool) -> Result<Answer, Error> {
        let mut wait = self.options.wait;
        for left in (0..=self.options.retries).rev() {
            match self.attempt(request, into, stopped) {
                Err(error) if left > 0 && error.is_passing() => {
                    let _ = std::fs::remove_file(into);
                    let asked = match &error {
                        Error::Status { retry_after: Some(seconds), .. } => Duration::from_secs(*seconds),
                        _ => Duration::ZERO,
                    };
                    if asked > LONGEST_WAIT {
                        return Err(error);
                    }
                    if left_until(request.until) <= wait.max(asked) {
                        let seconds = self.options.max_time.as_secs();
                        return Err(Error::NoTimeLeft { error: Box::new(error), seconds });
                    }
                    sleep(wait.max(asked), stopped)?;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
                done => return done,
            }
        }
        Err(Error::Stopped)
    }

    fn attempt(&self, request: &Request, into: &Path, stopped: &dyn Fn() -> bool) -> Result<Answer, Error> {
        let mut address = request.address.clone();
        for _ in 0..=MOST_REDIRECTS {
            if stopped() {
                return Err(Error::Stopped);
            }
            let response = self.ask(request, &address)?;
            let (status, host) = (response.status().as_u16(), address.host());
            let header = |name: &str| text(response.headers(), name);
            match status {
                200 => return self.receive(response, &address, request.max_bytes, into, stopped),
                304 => return Ok(Answer::Unchanged(validators(response.headers()))),
                301..=303 | 307 | 308 => {
                    let refused = |what| Error::Redirect { host: host.to_owned(), what };
                    let location = header("location").ok_or_else(|| refused("nowhere"))?;
                    let next = address.resolve(location).ok_or_else(|| refused("to no `https://`"))?;
                    if address.is_secure() && !next.is_secure() {
                        return Err(refused("from `https://` to `http://`, which anybody on the way can change"));
                    }
                    if !next.is_secure() && !next.is_loopback() && request.address.is_loopback() {
                        return Err(refused(
                            "from this machine to `http://` elsewhere, which anybody on the way can change",
                        ));
                    }
                    address = next;
                }
                _ => {
                    let after = retry_after(header("retry-after"), header("date"), (self.now)());
                    return Err(Error::status(host, status, after));
                }
            }
        }
        Err(Error::Redirect { host: request.address.host().to_owned(), what: "in circles, or too often" })
    }

    fn ask(&self, request: &Request, address: &Address) -> Result<Response<Body>, Error> {
        let mut asked = self.agent.get(address.secret());
        if let Some(etag) = &request.known.etag {
            asked = asked.header("if-none-match", etag);
        }
        if let Some(day) = &request.known.last_modified {
            asked = asked.header("if-modified-since", day);
        }
        if address.origin() == request.address.origin() {
            for (name, value) in request.headers {
                asked = asked.header(name, value);
            }
        }
        let left = left_until(request.until);
        if left.is_zero() {
            return Err(self.too_long(address));
        }
        let asked = asked.config().timeout_global(Some(left)).build();
        asked.call().map_err(|error| self.failed(address, error))
    }

    fn receive(
        &self,
        response: Response<Body>,
        address: &Address,
        max: u64,
        into: &Path,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Answer, Error> {
        let host = || address.host().to_owned();
        let too_large = || Error::TooLarge { host: host(), max };
        let (parts, body) = response.into_parts();
        let media_type = text(&parts.headers, "content-type");
        let announced = text(&parts.headers, "content-length").and_then(|text| text.parse::<u64>().ok());
        if announced.is_some_and(|bytes| bytes > max) {
            return Err(too_large());
        }
        let (raw, count) = Counted::new(body.into_with_config().limit(u64::MAX).reader());
        let mut reader: Box<dyn Read> = match text(&parts.headers, "content-encoding")
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None | Some("" | "identity") => Box::new(raw),
            Some("gzip" | "x-gzip") => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(raw))),
            Some(_) => return Err(Error::Packed { host: host(), what: "in a way that was not asked for".to_owned() }),
        };
        let unwritable = |source| Error::Unwritable { file: into.display().to_string(), source };
        let mut file = BufWriter::new(create_private(into).map_err(unwritable)?);
        let (mut hasher, mut bytes, mut pace) = (sha2::Sha256::new(), 0, Pace::new(self.options.timeout));
        let (mut buffer, mut head) = (vec![0; 1 << 16], Vec::new());
        loop {
            let n = match reader.read(&mut buffer) {
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.broken(address, error, count.get(), announced)),
            };
            if stopped() {
                return Err(Error::Stopped);
            }
            bytes += n as u64;
            if bytes > max {
                return Err(too_large());
            }
            if head.len() < HEAD {
                head.extend_from_slice(&buffer[..n.min(HEAD - head.len())]);
                if head.len() == HEAD || n == 0 {
                    is_a_file(address.host(), media_type, &head)?;
                }
            }
            if n == 0 {
                break;
            }
            if !pace.keeps_up(count.get()) {
                return Err(self.slow(address));
            }
            hasher.update(&buffer[..n]);
            file.write_all(&buffer[..n]).map_err(unwritable)?;
        }
        if announced.is_some_and(|announced| announced != count.get()) {
            return Err(cut_short(address, count.get(), announced));
        }
        let file: File = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
        file.sync_all().map_err(unwritable)?;
        let sha256 = Sha256::from_bytes(hasher.finalize().into());
        Ok(Answer::Received(Received { sha256, bytes, validators: validators(&parts.headers) }))
    }

    fn slow(&self, address: &Address) -> Error {
        Error::Slow { host: address.host().to_owned(), seconds: self.options.timeout.as_secs() }
    }

    fn too_long(&self, address: &Address) -> Error {
        Error::TooLong { host: address.host().to_owned(), seconds: self.options.max_time.as_secs() }
    }

    /// What went wrong before anything came.
    fn failed(&self, address: &Address, error: ureq::Error) -> Error {
        let unreachable = |what: String| Error::Unreachable { host: address.host().to_owned(), what };
        let untrusted = |error: &rustls::Error| {
            if self.has_authorities {
                Error::Untrusted { host: address.host().to_owned(), what: error.to_string() }
            } else {
                Error::Authorities { what: "nobody is trusted on this system".to_owned() }
            }
        };
        match error {
            ureq::Error::Timeout(Timeout::Global) => self.too_long(address),
            ureq::Error::Timeout(_) => self.slow(address),
            ureq::Error::Rustls(error) => untrusted(&error),
            ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => untrusted(error),
                None if error.kind() == io::ErrorKind::TimedOut => self.slow(address),
                None => unreachable(error.to_string()),
            },
            ureq::Error::HostNotFound => unreachable("there is no such host".to_owned()),
            ureq::Error::ConnectionFailed => unreachable("no connection".to_owned()),
            ureq::Error::ConnectProxyFailed(_) => unreachable("the proxy refuses".to_owned()),
            ureq::Error::InvalidProxyUrl => unreachable("the address of the proxy is none".to_owned()),
            ureq::Error::Protocol(error) => unreachable(format!("no HTTP: {error}")),
            ureq::Error::LargeResponseHeader(..) => unreachable("its headers are too long".to_owned()),
            // anything else might repeat the address
            _ => unreachable("the request failed".to_owned()),
        }
    }

    /// What went wrong while something came.
    fn broken(&self, address: &Address, error: io::Error, bytes: u64, announced: Option<u64>) -> Error {
        let invalid = matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData);
        match ureq::Error::from(error) {
            ureq::Error::Timeout(Timeout::Global) => self.too_long(address),
            ureq::Error::Timeout(_) => self.slow(address),
            ureq::Error::Io(error) if invalid => {
                Error::Packed { host: address.host().to_owned(), what: error.to_string() }
            }
            _ => cut_short(address, bytes, announced),
        }
    }
}

fn left_until(until: Instant) -> Duration {
    until.saturating_duration_since(Instant::now())
}

fn cut_short(address: &Address, bytes: u64, announced: Option<u64>) -> Error {
    let of = announced.map_or(String::new(), |announced| format!(" of {announced}"));
    Error::CutShort { host: address.host().to_owned(), bytes, of }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn validators(headers: &HeaderMap) -> Validators {
    let owned = |name| text(headers, name).map(str::to_owned);
    Validators { etag: owned("etag"), last_modified: owned("last-modified") }
}

fn sleep(wait: Duration, stopped: &dyn Fn() -> bool) -> Result<(), Error> {
    let naps = wait.as_millis().div_ceil(NAP.as_millis());
    for _ in 0..naps {
        if stopped() {
            return Err(Error::Stopped);
        }
        thread::sleep(NAP.min(wait));
    }
    Ok(())
}

/// The authorities of the system, and those in a file.
fn authorities(ca_file: Option<&Path>) -> Result<Vec<Certificate<'static>>, Error> {
    let of_system = rustls_native_certs::load_native_certs();
    let mut trusted: Vec<Certificate<'static>> =
        of_system.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    if let Some(file) = ca_file {
        let wrong = |what: String| Error::Authorities { what: format!("`{}` {what}", file.display()) };
        let pem = std::fs::read(file).map_err(|error| wrong(format!("cannot be read ({error})")))?;
        let before = trusted.len();
        for item in parse_pem(&pem) {
            match item {
                Ok(PemItem::Certificate(certificate)) => trusted.push(certificate),
                Ok(_) => {}
                Err(_) => return Err(wrong("is damaged".to_owned())),
            }
        }
        if trusted.len() == before {
            return Err(wrong("holds no certificate".to_owned()));
        }
    }
    Ok(trusted)
}
