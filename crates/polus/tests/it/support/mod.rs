//! What the tests have in common. Every process that a test starts ends with the test, and every wait has an end.

mod http;
mod process;

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

pub use http::{Answer, get, post, request};
pub use process::{Ran, Running, command, finish, until};

/// A folder for one installation, its sandbox, and whatever else a test writes.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// An empty folder.
    pub fn new() -> Home {
        Home { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder that `polus init` has filled.
    pub async fn init() -> Home {
        let home = Home::new();
        home.ok(&["init"], "").await;
        home
    }

    /// One that is connected to a sandbox besides.
    pub async fn connected(sandbox: &Sandbox) -> Home {
        let home = Home::init().await;
        home.connect(sandbox).await;
        home
    }

    /// Connects it.
    pub async fn connect(&self, sandbox: &Sandbox) -> Ran {
        let connect =
            ["connect", "gorgias", "--url", &sandbox.url, "--email", &sandbox.email, "--api-key", "-"];
        self.ok(&connect, &sandbox.api_key).await
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file in it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs a command of this folder to its end.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Ran {
        process::run(self.path(), arguments, input).await
    }

    /// Runs a command that must succeed.
    pub async fn ok(&self, arguments: &[&str], input: &str) -> Ran {
        let ran = self.run(arguments, input).await;
        assert_eq!(ran.code, 0, "polus {arguments:?}\n{ran}");
        ran
    }

    /// Starts a command that goes on until it is stopped.
    pub fn start(&self, arguments: &[&str]) -> Running {
        process::start(self.path(), arguments)
    }

    /// Starts `polus up` on a free port; gives its addresses once it answers.
    pub async fn up(&self) -> (Running, Value) {
        let ready = self.file("up.json");
        let _ = std::fs::remove_file(&ready);
        let mut up = self.start(&["up", "--listen", "127.0.0.1:0", "--ready-file", ready.to_str().unwrap()]);
        let addresses = up.ready(&ready).await;
        (up, addresses)
    }

    /// Runs a query; gives the rows as objects.
    pub async fn query(&self, sql: &str) -> Vec<Value> {
        let ran = self.ok(&["--json", "query", sql], "").await;
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A Gorgias account as a process of its own.
pub struct Sandbox {
    pub url: String,
    pub email: String,
    pub api_key: String,
    _process: Running,
    _home: Home,
}

impl Sandbox {
    /// A small account without a limit.
    pub async fn start() -> Sandbox {
        Sandbox::with(&["--tickets", "30", "--rate-limit", "off"]).await
    }

    /// An account as the arguments say, on a free port.
    pub async fn with(arguments: &[&str]) -> Sandbox {
        let home = Home::new();
        let ready = home.file("sandbox.json");
        let mut all = vec!["sandbox", "--listen", "127.0.0.1:0", "--ready-file", ready.to_str().unwrap()];
        all.extend(arguments);
        let mut process = home.start(&all);
        let access = process.ready(&ready).await;
        let text = |name: &str| access[name].as_str().unwrap().to_owned();
        Sandbox {
            url: text("url"),
            email: text("email"),
            api_key: text("api_key"),
            _process: process,
            _home: home,
        }
    }
}
