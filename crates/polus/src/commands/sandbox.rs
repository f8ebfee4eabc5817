//! `polus sandbox`: a Gorgias account on this machine.

use gorgias_sandbox::{RateLimit, SandboxClock, SandboxOptions};
use polus_engine::Clock;
use serde_json::json;

use crate::cli::{self, Cli};
use crate::failure::{Exit, Failure};
use crate::stop::Stop;
use crate::{output, ready};

/// Serves the account until it is stopped.
pub async fn run(cli: &Cli, arguments: &cli::Sandbox) -> Result<(), Failure> {
    let stop = Stop::on_signals()?;
    ready::clear(arguments.ready_file.as_ref())?;
    let rate_limit: RateLimit = arguments.rate_limit.parse().map_err(|error| {
        Failure::new(Exit::Usage, format!("`--rate-limit {}` is no limit", arguments.rate_limit))
            .because(&error)
            .hint("write SIZE/WINDOW, such as 40/20s, or off")
    })?;
    let clock = Clock::system();
    let mut options = SandboxOptions::new(arguments.seed, SandboxClock::new(move || clock.now()));
    options.tickets = arguments.tickets;
    options.listen = arguments.listen;
    options.rate_limit = rate_limit;
    if !arguments.redirect_uris.is_empty() {
        options.oauth.redirect_uris = arguments.redirect_uris.clone();
    }
    options.state = arguments.state.clone();
    let sandbox = gorgias_sandbox::Sandbox::start(options).await?;
    let access = sandbox.access().helpdesk.clone();
    let shown =
        json!({"url": access.url, "email": access.email, "api_key": access.api_key, "apps": access.apps});
    if let Some(file) = &arguments.ready_file {
        ready::write(file, &shown)?;
    }
    output::result(cli.json, &shown, || {
        let mut text = format!(
            "Gorgias sandbox: {}\ne-mail:  {}\nAPI key: {}",
            access.url, access.email, access.api_key
        );
        if let Some(app) = access.apps.first() {
            text.push_str(&format!("\nOAuth2:  client id {}, secret {}", app.client_id, app.client_secret));
        }
        text
    })?;
    output::note(cli.json, "Ctrl-C stops");
    stop.requested().await;
    sandbox.stop().await;
    Ok(())
}
