//! The smallest HTTP request that a benchmark needs: GET from a server on this machine.
//!
//! Speaks HTTP/1.0, so that the answer is not chunked and ends with the connection. No TLS, no redirects.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::failure::Failure;

const TIME_OUT: Duration = Duration::from_secs(10);

/// Status and body of `GET url`, with extra header lines.
pub fn get(url: &str, headers: &[(&str, &str)]) -> Result<(u16, Vec<u8>), Failure> {
    let (authority, path) = split(url)?;
    let address: SocketAddr = authority
        .parse()
        .map_err(|_| Failure::Unmet(format!("`{authority}` in {url} is not an address and a port")))?;
    let mut answer = Vec::new();
    exchange(address, &request(authority, path, headers), &mut answer)
        .map_err(Failure::io(format!("getting {url}")))?;
    parse(&answer).ok_or_else(|| Failure::Unmet(format!("{url} did not answer in HTTP")))
}

fn split(url: &str) -> Result<(&str, &str), Failure> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| Failure::Unmet(format!("{url} does not begin with http://")))?;
    Ok(rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash)))
}

fn request(authority: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut text = format!("GET {path} HTTP/1.0\r\nHost: {authority}\r\nConnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n"
}

fn exchange(address: SocketAddr, request: &str, answer: &mut Vec<u8>) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, TIME_OUT)?;
    stream.set_read_timeout(Some(TIME_OUT))?;
    stream.write_all(request.as_bytes())?;
    stream.read_to_end(answer)?;
    Ok(())
}

fn parse(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let status = head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer[end + 4..].to_vec()))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn status_and_body_come_back() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/healthz?full=1", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut received = Vec::new();
            while !received.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                received.push(byte[0]);
            }
            stream.write_all(b"HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nall well\n").unwrap();
            String::from_utf8(received).unwrap()
        });
        assert_eq!(get(&url, &[("X-Token", "abc")]).unwrap(), (200, b"all well\n".to_vec()));
        let received = server.join().unwrap();
        assert!(received.starts_with("GET /healthz?full=1 HTTP/1.0\r\n"), "{received}");
        assert!(received.contains("\r\nX-Token: abc\r\n"), "{received}");
    }

    #[test]
    fn what_cannot_be_fetched_is_named() {
        let message = |url| get(url, &[]).unwrap_err().to_string();
        assert_eq!(message("https://127.0.0.1/"), "https://127.0.0.1/ does not begin with http://");
        assert_eq!(
            message("http://localhost/"),
            "`localhost` in http://localhost/ is not an address and a port"
        );
    }

    #[test]
    fn half_an_answer_is_no_answer() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\ncontent-"), None);
        assert_eq!(parse(b"hello\r\n\r\n"), None);
    }
}
