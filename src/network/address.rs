use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::vocabulary::Sha256;

/// An address of something that can be fetched: `https://host/path?query`. What is printed of it is its host alone: paths and queries
/// may hold a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    /// Where the host and the port begin.
    authority: usize,
    /// Where they end.
    path: usize,
}

impl Address {
    /// All of it, for the request alone.
    pub fn secret(&self) -> &str {
        &self.text
    }

    /// Of all of it, to see that it is the same one.
    pub fn sha256(&self) -> Sha256 {
        Sha256::of(self.text.as_bytes())
    }

    /// Whether it begins with `https`.
    pub fn is_secure(&self) -> bool {
        self.text.starts_with("https")
    }

    /// Scheme, host and port: what the same secret may be told.
    pub fn origin(&self) -> &str {
        &self.text[..self.path]
    }

    /// The host, without its port.
    pub fn host(&self) -> &str {
        let authority = &self.text[self.authority..self.path];
        match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, _)) => host,
            None => authority.split_once(':').map_or(authority, |(host, _)| host),
        }
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        self.host() == "localhost" || self.host().parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The last part of the path, as it stands there; perhaps empty.
    pub fn last_segment(&self) -> &str {
        let path = self.text[self.path..].split('?').next().unwrap_or("");
        path.rsplit('/').next().unwrap_or("")
    }

    /// Where a `Location` leads from here (RFC 3986, section 5.2, without dot segments, which servers resolve). `None` where
    /// that is no address that can be fetched.
    pub fn resolve(&self, location: &str) -> Option<Self> {
        let location = location.trim();
        let scheme = location.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
            !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        });
        let (own_scheme, _) = self.text.split_once(':')?;
        let before_query = self.text.split('?').next().unwrap_or("");
        let joined = match location {
            _ if scheme.is_some() => location.to_owned(),
            _ if location.starts_with("//") => format!("{own_scheme}:{location}"),
            _ if location.starts_with('/') => format!("{}{location}", self.origin()),
            _ if location.starts_with('?') => format!("{before_query}{location}"),
            _ => {
                let folder =
                    before_query[self.path..].rfind('/').map_or(self.origin(), |at| &before_query[..self.path + at]);
                format!("{folder}/{location}")
            }
        };
        joined.parse().ok()
    }
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let text = text.split_once('#').map_or(text, |(before, _)| before);
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("it has blanks or letters that must be written as `%20`");
        }
        let (scheme, rest) = text.split_once("://").ok_or("it does not begin with `https://`")?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return Err("only `https://` can be fetched");
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err("it has a user or a password in it: leave them out, and give a `header_file`");
        }
        let authority = authority.to_ascii_lowercase();
        let slash = if path.starts_with('/') { "" } else { "/" };
        let start = scheme.len() + "://".len();
        let this = Self {
            authority: start,
            path: start + authority.len(),
            text: format!("{scheme}://{authority}{slash}{path}"),
        };
        let port = authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).map(|(_, port)| port);
        if this.host().is_empty() || port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return Err("it has no host, or its port is no number");
        }
        Ok(this)
    }
}

impl fmt::Display for Address {
    /// Its host.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.host())
    }
}

impl fmt::Debug for Address {
    /// Its host.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_taken_apart_and_tells_only_its_host() {
        let whole = address("HTTPS://Lists.Example:8443/a/SDN.XML?token=secret#part");
        assert_eq!((whole.host(), whole.last_segment(), whole.is_secure()), ("lists.example", "SDN.XML", true));
        assert_eq!(whole.origin(), "https://lists.example:8443");
        assert_eq!(whole.secret(), "https://lists.example:8443/a/SDN.XML?token=secret");
        assert!(!format!("{whole} {whole:?}").contains("secret"));
        assert_eq!(address("https://lists.example").last_segment(), "");
        assert_eq!(address("https://lists.example?q=/x").secret(), "https://lists.example/?q=/x");
    }

    #[test]
    fn this_machine_is_told_from_others() {
        for text in ["http://localhost:1/", "http://127.0.0.1/", "http://[::1]:80/"] {
            assert!(address(text).is_loopback(), "{text}");
        }
        for text in ["http://localhost.example/", "http://10.0.0.1/", "http://127.0.0.1.example/"] {
            assert!(!address(text).is_loopback(), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, why) in [
            ("lists.example/un.xml", "does not begin"),
            ("ftp://lists.example/", "only `https://`"),
            ("file:///etc/passwd", "only `https://`"),
            ("https://me:secret@lists.example/", "header_file"),
            ("https://lists.example/a b", "blanks"),
            ("https:///x", "no host"),
            ("https://host:port/x", "no host"),
        ] {
            assert!(text.parse::<Address>().unwrap_err().contains(why), "{text}");
        }
    }

    #[test]
    fn a_location_leads_on_from_where_it_was_given() {
        let from = address("https://lists.example/a/b.xml?q=1");
        for (location, to) in [
            ("https://other.example/x", "https://other.example/x"),
            ("//other.example/x", "https://other.example/x"),
            ("/x?y=http://z", "https://lists.example/x?y=http://z"),
            ("c.xml", "https://lists.example/a/c.xml"),
            ("?q=2", "https://lists.example/a/b.xml?q=2"),
        ] {
            assert_eq!(from.resolve(location).unwrap().secret(), to, "{location}");
        }
        for location in ["file:///etc/passwd", "javascript:alert(1)", "ftp://x/", "https://"] {
            assert!(from.resolve(location).is_none(), "{location}");
        }
    }
}
