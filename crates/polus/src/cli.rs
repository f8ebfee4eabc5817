//! The command line: what can be asked for, and the manual that `--help` prints.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::Api;

/// Keeps a Gorgias helpdesk, storefronts, ERP and CRM in step.
#[derive(Debug, Parser)]
#[command(
    name = "polus",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = EXIT_CODES,
    long_about = "Polus keeps a Gorgias helpdesk, storefronts, ERP and CRM in step.\n\n\
        It copies every ticket, message, customer and survey score into plain SQL tables and keeps the \
        copy fresh, links customers and orders across systems, runs flows on what changes, and shows \
        orders beside each ticket. Everything lives in one folder: polus.yaml (configuration), \
        polus.db (data), polus.key (seals the credentials).\n\n\
        To see all of it at work without any account: polus demo"
)]
pub struct Cli {
    /// Folder that holds polus.yaml, polus.db and polus.key
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = ".",
        env = "POLUS_DIR",
        hide_env_values = true
    )]
    #[arg(help_heading = EVERYWHERE)]
    pub dir: PathBuf,

    /// Print results as JSON, for scripts
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,

    /// Log more: -v what is done, -vv every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = EVERYWHERE)]
    pub verbose: u8,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Over the options that every command takes.
const EVERYWHERE: &str = "Options of every command";

const EXIT_CODES: &str = "Exit codes:\n  \
    0  done\n  \
    1  an error in Polus itself\n  \
    2  the command line is wrong\n  \
    3  a file is wrong: configuration, manifest, flow, key\n  \
    4  credentials were refused or lack a right\n  \
    5  a system could not be reached or kept failing\n  \
    6  the database cannot be used: locked, full, or from a newer version\n  \
    7  the two sides differ (demo --once)\n  \
    8  an address cannot be listened on\n  \
    130  stopped before it was done";

/// One variant a command; its file is `commands/<verb>.rs`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a folder with a commented configuration and a key
    Init(Init),
    /// Connect a system: verify the credentials, seal them, remember the connection
    Connect(Connect),
    /// Bring the local copy up to date once, and end
    Sync(Sync),
    /// Run everything: sync, webhooks, flows, sidebar, dashboard
    Up(Up),
    /// Show connections, streams, runs and failures
    Status(Status),
    /// Ask the local copy in SQL
    Query(Query),
    /// Call any operation of the connected Gorgias account, within its request budget
    Api(Api),
    /// Run a Gorgias account on this machine to build and test against
    Sandbox(Sandbox),
    /// See everything work, against a sandbox, a small shop and a small ERP
    Demo(Demo),
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder to create or fill; default: the folder given with --dir
    pub folder: Option<PathBuf>,
}

/// Arguments of `connect`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    polus connect gorgias --url https://acme.gorgias.com --email ann@acme.com --api-key -\n  \
    polus connect shopify --setting shop=acme --secret access_token=-\n  \
    polus connect odoo --url https://erp.acme.com --setting database=acme --secret api_key=-\n\n\
    A secret given as - is read from standard input, or asked for when that is a terminal; it is never \
    taken from the command line, where other users could see it.")]
pub struct Connect {
    /// Which system: gorgias, or the name of a connector (shopify, odoo)
    pub system: String,
    /// Name of this connection; default: the system's name
    #[arg(long)]
    pub name: Option<String>,
    /// Address of the system; https, or http on this machine
    #[arg(long)]
    pub url: Option<String>,
    /// Gorgias: e-mail of the user the API key belongs to
    #[arg(long)]
    pub email: Option<String>,
    /// Gorgias: the API key, as - (standard input or prompt)
    #[arg(long, value_name = "-")]
    pub api_key: Option<String>,
    /// Connector setting, NAME=VALUE; may be repeated
    #[arg(long = "setting", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
    /// Connector secret, NAME=- ; several are read one a line, in the order given
    #[arg(long = "secret", value_name = "NAME=-")]
    pub secrets: Vec<String>,
}

/// Arguments of `sync`.
#[derive(Debug, Args)]
pub struct Sync {
    /// Only this connection
    #[arg(long)]
    pub connection: Option<String>,
}

/// Arguments of `up`.
#[derive(Debug, Args)]
pub struct Up {
    /// Address of the dashboard, webhooks and sidebar; overrides `listen` of polus.yaml
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// Write the addresses here as JSON once everything answers
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct Status {}

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    polus query \"select status, count(*) from tickets group by 1\"\n  \
    polus query --format csv \"select * from satisfaction_surveys where score <= 2\"\n\n\
    The tables and their columns are described in docs/tables.md. In JSON each column needs a name of its own: \
    of several called id the second is id_2, and so on; AS gives better ones.")]
pub struct Query {
    /// One SELECT statement
    pub sql: String,
    /// How to print rows
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Stop after this many rows
    #[arg(long, default_value_t = 10_000)]
    pub limit: usize,
}

/// Output of `query`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns
    Table,
    /// Comma-separated values with a header
    Csv,
    /// One JSON object a line
    Jsonl,
}

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
pub struct Sandbox {
    /// Where to listen; this machine only
    #[arg(long, default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// The same seed gives the same account
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// How many tickets the account starts with
    #[arg(long, default_value_t = 2_000)]
    pub tickets: u32,
    /// Requests a window as SIZE/SECONDSs, such as 40/20s (API key), 80/10s (app, Enterprise); or off
    #[arg(long, default_value = "40/20s", value_name = "SIZE/WINDOW|off")]
    pub rate_limit: String,
    /// Where OAuth2 apps may have their users sent back to, instead of http://127.0.0.1/oauth/callback
    /// (any port); may be repeated
    #[arg(long = "redirect-uri", value_name = "URL")]
    pub redirect_uris: Vec<String>,
    /// Write {url, email, api_key, ...} here as JSON once it answers
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// Keep the account's state here, to resume after a stop; default: in memory
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder for everything the demo writes; a second start resumes. Default: polus-demo, with --once polus-demo/once
    #[arg(long)]
    pub folder: Option<PathBuf>,
    /// The same seed gives the same data; default: 7, or what the folder was made with
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many tickets the helpdesk starts with; default: 2000, or what the folder was made with
    #[arg(long)]
    pub tickets: Option<u32>,
    /// Run a bounded script of events, check that both sides agree, and end
    #[arg(long)]
    pub once: bool,
    /// Address of the dashboard; default: a free port, the same one again at the next start
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// Write the addresses here as JSON once the dashboard answers
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
}
