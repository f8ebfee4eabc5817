//! Ending on request: Ctrl-C and SIGTERM stop the process cleanly, a second one at once.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::failure::{Exit, Failure};

/// Hears when the process is to stop; cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// Listens for the signals from now on.
    pub fn on_signals() -> Result<Stop, Failure> {
        let listen = |kind| {
            signal(kind)
                .map_err(|error| Failure::new(Exit::Internal, "cannot listen for signals").because(&error))
        };
        let (interrupt, terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
        let stop = Stop(watch::Sender::new(false));
        tokio::spawn(tell(interrupt, terminate, stop.clone()));
        Ok(stop)
    }

    /// Asks everything that listens to stop.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody has asked.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the process is to stop.
    pub async fn requested(self) {
        // It fails when the sender is gone, and that is held here.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

async fn tell(mut interrupt: Signal, mut terminate: Signal, stop: Stop) {
    let mut first = true;
    loop {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        if !first {
            // Whatever hangs, a person who asks twice means it; everything acknowledged is on the disk.
            std::process::exit(130);
        }
        first = false;
        tracing::info!("stopping; once more ends at once");
        stop.request();
    }
}
