//! `polus demo`: everything at work in one process, against a helpdesk, a shop and an ERP of its own.
//!
//! They are reached over HTTP with credentials like any others; nothing is short-circuited. All of it is kept in one
//! folder, so that a second start goes on where the first one was, however that ended.

mod compare;
mod effects;
mod folder;
mod live;
mod once;
mod world;

use gorgias_sandbox::Sandbox;
use polus_engine::{Engine, EngineError};
use polus_store::Store;
use serde_json::json;
use tokio::time::Instant;

use self::folder::Notes;
use crate::cli::{Cli, Demo};
use crate::failure::{Exit, Failure};
use crate::installation::Installation;
use crate::stop::Stop;
use crate::{http, output, ready, watching};

/// Shows Polus at work until it is stopped, or once.
pub async fn run(cli: &Cli, arguments: &Demo) -> Result<(), Failure> {
    let begun = Instant::now();
    let stop = Stop::on_signals()?;
    ready::clear(arguments.ready_file.as_ref())?;
    let path = folder::path(arguments);
    let notes = folder::open(&path, arguments)?;
    let sandbox = world::start(&path, &notes).await?;
    if arguments.once && sandbox.control().next_traffic() > 0 {
        return Err(Failure::new(
            Exit::Usage,
            format!("{} holds a demo with traffic of its own", path.display()),
        )
        .hint("what happened there is in no script; give another --folder, or none"));
    }
    let (engine, store) = Installation::read(&path)?.open().await?;
    let listener = http::bind(notes.listen).await?;
    let serving =
        tokio::spawn(http::serve(listener, http::local(http::App::new(engine.clone())?), stop.clone()));
    let dashboard = format!("http://{}/", notes.listen);
    if let Some(file) = &arguments.ready_file {
        ready::write(file, &json!({"url": dashboard, "access": sandbox.access()}))?;
    }
    output::note(cli.json, &format!("Dashboard: {dashboard}"));

    let working = tokio::spawn(work(engine.clone(), stop.clone()));
    let shown =
        Shown { cli, arguments, notes: &notes, sandbox: &sandbox, engine: &engine, store: &store, begun };
    let ended = tokio::select! {
        ended = shown.show() => ended,
        () = stop.clone().requested() => Ok(()),
    };
    let asked = stop.is_requested();
    stop.request();
    let broken = |error: &dyn std::error::Error| {
        Failure::new(Exit::Internal, "a part of the demo broke down").because(error)
    };
    let worked = working.await.map_err(|error| broken(&error))?;
    serving.await.map_err(|error| broken(&error))?;
    sandbox.stop().await;
    store.close().await?;
    worked?;
    match ended {
        Ok(()) if asked && arguments.once => {
            Err(Failure::new(Exit::Interrupted, "stopped before the script was played and checked")
                .hint("start it again: it goes on from there"))
        }
        Ok(()) if asked => {
            output::note(cli.json, "Stopped. The same command goes on from here.");
            Ok(())
        }
        ended => ended,
    }
}

/// Works until the stop; work that cannot go on stops the rest.
async fn work(engine: Engine, stop: Stop) -> Result<(), EngineError> {
    let worked = engine.run(stop.clone().requested()).await;
    stop.request();
    worked
}

/// A demo whose parts all run.
struct Shown<'a> {
    cli: &'a Cli,
    arguments: &'a Demo,
    notes: &'a Notes,
    sandbox: &'a Sandbox,
    engine: &'a Engine,
    store: &'a Store,
    begun: Instant,
}

impl Shown<'_> {
    async fn show(&self) -> Result<(), Failure> {
        let (engine, control) = (self.engine, self.sandbox.control());
        world::connect(engine, self.sandbox.access()).await?;
        world::subscribe(engine, &control, self.sandbox.access(), self.notes.listen).await?;
        let total = world::size(&control).await;
        watching::shown("first copy", engine, Some(total), world::copied(engine)).await?;
        if self.arguments.once {
            let running = once::Running { control: &control, engine, store: self.store, begun: self.begun };
            return once::run(&running, self.cli.json).await;
        }
        output::note(
            self.cli.json,
            "Everything is copied; from now on people write, order and answer. Ctrl-C stops.",
        );
        live::run(&control, engine, self.cli.json).await
    }
}
