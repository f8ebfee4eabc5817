//! A gate in front of the sandbox's helpdesk that lets requests through, refuses them, or loses their answers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is answered.
    Passes,
    /// It is carried out, and the connection breaks before the answer.
    LosesAnswer,
    /// It never arrives: answered with this status at the gate.
    Refused(u16),
}

type Judge = dyn FnMut(&str) -> Fate + Send;

pub struct Gate {
    pub url: String,
    judge: Arc<Mutex<Box<Judge>>>,
    task: JoinHandle<()>,
}

impl Gate {
    /// A gate in front of `target` (`http://host:port`) through which everything passes.
    pub async fn before(target: &str) -> Gate {
        let target: SocketAddr = target.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let judge: Arc<Mutex<Box<Judge>>> = Arc::new(Mutex::new(Box::new(|_| Fate::Passes)));
        let judging = Arc::clone(&judge);
        let task = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(client, target, Arc::clone(&judging)));
            }
        });
        Gate { url, judge, task }
    }

    /// Decides from now on by the first line of the request: `POST /api/tickets HTTP/1.1`.
    pub fn judge(&self, judge: impl FnMut(&str) -> Fate + Send + 'static) {
        *self.judge.lock().unwrap() = Box::new(judge);
    }

    /// One request that begins like this has this fate, all others pass.
    pub fn once(&self, start: &'static str, fate: Fate) {
        let mut met = false;
        self.judge(move |line| {
            if met || !line.starts_with(start) {
                return Fate::Passes;
            }
            met = true;
            fate
        });
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One request a connection; every answer says so.
async fn serve(mut client: TcpStream, target: SocketAddr, judge: Arc<Mutex<Box<Judge>>>) {
    let Some(request) = read_request(&mut client).await else { return };
    let first_line =
        String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
    let fate = (judge.lock().unwrap())(&first_line);
    if let Fate::Refused(status) = fate {
        let body = r#"{"error":{"msg":"at the gate"}}"#;
        let answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        drop(client.write_all(answer.as_bytes()).await);
        return;
    }
    let mut server = TcpStream::connect(target).await.unwrap();
    let closing =
        [&request[..first_line.len() + 2], b"connection: close\r\n", &request[first_line.len() + 2..]]
            .concat();
    server.write_all(&closing).await.unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.unwrap();
    if fate == Fate::Passes {
        drop(client.write_all(&answer).await);
    }
}

/// Head and body of a request.
async fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let read = client.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&piece[..read]);
        let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
        if request.len() >= head + 4 + length {
            return Some(request);
        }
    }
}
