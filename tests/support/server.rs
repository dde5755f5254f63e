//! A server on this machine that answers as it is told to, also badly.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a server does with a request: its head comes in, what goes out is written as it is.
type Answer = Arc<dyn Fn(&str, &mut dyn Write) + Send + Sync>;

pub struct Server {
    scheme: &'static str,
    port: u16,
    answer: Arc<Mutex<Answer>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Without TLS.
    pub fn new() -> Self {
        Self::start("http", |stream, answer, heads| serve(stream, &answer, &heads))
    }

    /// With TLS, and with this certificate and key.
    pub fn with_tls(certificate: &rcgen::CertifiedKey<rcgen::KeyPair>) -> Self {
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(certificate.signing_key.serialize_der());
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.cert.der().clone()], key.into())
            .unwrap();
        let config = Arc::new(config);
        Self::start("https", move |stream, answer, heads| {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            serve(rustls::StreamOwned::new(connection, stream), &answer, &heads);
        })
    }

    fn start(
        scheme: &'static str,
        connection: impl Fn(TcpStream, Answer, Arc<Mutex<Vec<String>>>) + Clone + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let nothing: Answer = Arc::new(|_, _| {});
        let server =
            Self { scheme, port, answer: Arc::new(Mutex::new(nothing)), heads: Arc::new(Mutex::new(Vec::new())) };
        let (answer, heads) = (Arc::clone(&server.answer), Arc::clone(&server.heads));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, heads) = (Arc::clone(&answer.lock().unwrap()), Arc::clone(&heads));
                let connection = connection.clone();
                thread::spawn(move || connection(stream, answer, heads));
            }
        });
        server
    }

    /// The address of something here.
    pub fn url(&self, path: &str) -> String {
        format!("{}://localhost:{}/{path}", self.scheme, self.port)
    }

    /// From now on it answers so.
    pub fn answers(&self, answer: impl Fn(&str, &mut dyn Write) + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }

    /// The heads of the requests since it was last asked, in the order in which they came.
    pub fn heads(&self) -> Vec<String> {
        std::mem::take(&mut self.heads.lock().unwrap())
    }
}

fn serve(mut stream: impl Read + Write, answer: &Answer, heads: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    heads.lock().unwrap().push(head.clone());
    answer(&head, &mut stream);
    let _ = stream.flush();
}

/// An answer with a body, closed behind it.
pub fn reply(status: &str, headers: &str, body: &[u8], out: &mut dyn Write) {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    let _ = out.write_all(head.as_bytes()).and_then(|()| out.write_all(body));
}

/// The file, with what tells that it has not changed; `304` where that is known.
pub fn file(etag: &str, last_modified: &str, body: &[u8], head: &str, out: &mut dyn Write) {
    let headers = format!("ETag: \"{etag}\"\r\nLast-Modified: {last_modified}\r\n");
    if head.contains(&format!("if-none-match: \"{etag}\"\r\n").to_ascii_lowercase()) {
        reply("304 Not Modified", &headers, b"", out);
    } else {
        reply("200 OK", &headers, body, out);
    }
}

/// Bytes, one by one, for ever.
pub fn trickle(out: &mut dyn Write) {
    while out.write_all(b" ").and_then(|()| out.flush()).is_ok() {
        thread::sleep(Duration::from_millis(50));
    }
}
