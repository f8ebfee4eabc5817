//! A connection that gives up on a caller who does not take its answer.
//!
//! The time begins when the caller first does not take at once what is sent, and ends when everything was taken. So
//! neither a caller that reads nothing holds a connection for longer, nor one that reads a byte now and then.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// See the module.
pub struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Runs while the caller owes us that it takes something.
    end: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    /// A connection whose caller has this long to take an answer.
    pub fn new(stream: S, patience: Duration) -> Patient<S> {
        Patient { stream, patience, end: None }
    }

    /// Hands on what writing gave, unless the time is over.
    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() && self.end.is_none() {
            return written;
        }
        let patience = self.patience;
        let end = self.end.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        match end.as_mut().poll(context) {
            Poll::Ready(()) => {
                Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, "the answer was not taken in time")))
            }
            Poll::Pending => written,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Asked for once everything was written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.end = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// Sends a thousand bytes to a caller that reads one at every such interval; says how that ends.
    async fn sent(every: Duration) -> io::Result<()> {
        let (here, mut there) = tokio::io::duplex(16);
        let mut patient = Patient::new(here, PATIENCE);
        let sending = async {
            patient.write_all(&[b'x'; 1_000]).await?;
            patient.flush().await
        };
        let taking = async {
            loop {
                tokio::time::sleep(every).await;
                there.read_u8().await.unwrap();
            }
        };
        tokio::select! {
            result = sending => result,
            () = taking => Ok(()),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_has_a_time_to_be_taken_in() {
        sent(Duration::from_millis(20)).await.unwrap();
        for every in [PATIENCE * 2, PATIENCE / 4] {
            let begun = tokio::time::Instant::now();
            assert_eq!(sent(every).await.unwrap_err().kind(), ErrorKind::TimedOut);
            assert_eq!(begun.elapsed(), PATIENCE);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_answer_has_the_whole_time() {
        let (here, mut there) = tokio::io::duplex(1);
        let mut patient = Patient::new(here, PATIENCE);
        for _ in 0..3 {
            let sending = async {
                patient.write_all(b"ab").await?;
                patient.flush().await
            };
            let taking = async {
                tokio::time::sleep(PATIENCE * 2 / 3).await;
                there.read_u8().await?;
                there.read_u8().await
            };
            let (sent, taken) = tokio::join!(sending, taking);
            sent.unwrap();
            assert_eq!(taken.unwrap(), b'b');
        }
    }
}
