//! The configuration, `polus.yaml`: read once, checked as a whole, never guessed at.
//!
//! The file that `polus init` writes (`default.yaml` beside this one) is the manual. Every error names file, line and
//! column and says what to write; a key that is not known is refused. There are no secrets in it.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use polus_connect::DocumentError;
use polus_connect::document::{self, Place, Spanned, Tree};
use polus_engine::Pace;
use polus_engine::flows::Wanted;
use serde::Deserialize;
use url::Url;

use crate::failure::{Exit, Failure};

/// Name of the file in the folder.
pub const FILE: &str = "polus.yaml";

/// What `polus init` writes.
pub const DEFAULT: &str = include_str!("default.yaml");

/// What Polus was told.
#[derive(Debug, Clone)]
pub struct Config {
    /// The merchant that connections belong to.
    pub account: String,
    /// Where everything answers; always an address of this machine.
    pub listen: SocketAddr,
    /// Where webhooks and sidebar answer besides, and nothing else.
    pub public_listen: Option<SocketAddr>,
    /// Under which address the far systems reach webhooks and sidebar.
    pub public_url: Option<Url>,
    /// The flows that are switched on, with their settings.
    pub flows: Vec<Wanted>,
    /// How often the far systems are asked for news that no webhook told of.
    pub sync: Pace,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    account: Spanned<String>,
    listen: Spanned<String>,
    #[serde(default)]
    public_listen: Option<Spanned<String>>,
    #[serde(default)]
    public_url: Option<Spanned<String>>,
    #[serde(default)]
    flows: Tree,
    #[serde(default)]
    sync: Option<Sync>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sync {
    #[serde(default)]
    feed: Option<Spanned<String>>,
    #[serde(default)]
    lists: Option<Spanned<String>>,
    #[serde(default)]
    audit: Option<Spanned<String>>,
}

impl Config {
    /// Reads the file of this folder.
    pub fn read(folder: &Path) -> Result<Config, Failure> {
        let path = folder.join(FILE);
        let file = path.display().to_string();
        // Anything else, such as a pipe, could be waited for without end.
        if std::fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err(Failure::new(Exit::Configuration, format!("{file} is not a regular file"))
                .hint("put the configuration there as a file; `polus init` makes one"));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let failure = Failure::new(Exit::Configuration, format!("cannot read {file}")).because(&error);
            match error.kind() {
                std::io::ErrorKind::NotFound => failure.hint("`polus init` makes it; --dir says where it is"),
                std::io::ErrorKind::InvalidData => failure.hint("save it as UTF-8 text"),
                _ => failure.hint("check that this user may read it"),
            }
        })?;
        Ok(Config::parse(&file, &text)?)
    }

    /// Reads a text. `file` is the name that errors show.
    pub fn parse(file: &str, text: &str) -> Result<Config, DocumentError> {
        let read: File = document::parse(file, text)?;
        let at = |value: &Spanned<String>| document::place(file, text, value.referenced);
        let account = read.account.value.trim().to_owned();
        if account.is_empty() {
            return Err(at(&read.account)
                .error("`account` must not be empty")
                .with_hint("write a name for the merchant, such as `account: acme`"));
        }
        Ok(Config {
            account,
            listen: listen(&read.listen.value, &at(&read.listen))?,
            public_listen: read.public_listen.map(|value| address(&value.value, &at(&value))).transpose()?,
            public_url: read.public_url.map(|value| public_url(&value.value, &at(&value))).transpose()?,
            flows: Wanted::read(file, text, &read.flows)?,
            sync: pace(read.sync, at)?,
        })
    }
}

/// Why everything but webhooks and sidebar stays on this machine.
const LOOPBACK_ONLY: &str =
    "the dashboard shows every ticket and has no log-in yet, so it answers on this machine only";

/// Refuses an address on the command line that others could reach.
pub fn own_address(listen: SocketAddr) -> Result<(), Failure> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    Err(Failure::new(Exit::Listen, format!("`--listen {listen}` is not an address of this machine; {LOOPBACK_ONLY}"))
        .hint(format!(
            "write `--listen 127.0.0.1:{}`; to receive webhooks from outside, set `public_listen` in polus.yaml, which \
             serves webhooks and sidebar alone",
            listen.port()
        )))
}

fn listen(text: &str, place: &Place) -> Result<SocketAddr, DocumentError> {
    let listen = address(text, place)?;
    if !listen.ip().is_loopback() {
        return Err(place.error(format!("`listen` must be an address of this machine; {LOOPBACK_ONLY}")).with_hint(
            format!(
                "write `listen: 127.0.0.1:{port}`; to receive webhooks from outside, add `public_listen: {listen}`, \
                 which serves webhooks and sidebar alone",
                port = listen.port()
            ),
        ));
    }
    Ok(listen)
}

fn address(text: &str, place: &Place) -> Result<SocketAddr, DocumentError> {
    text.parse().map_err(|_| {
        place.error("an IP address and a port are expected here").with_hint("write `127.0.0.1:8700`")
    })
}

fn public_url(text: &str, place: &Place) -> Result<Url, DocumentError> {
    let wrong = |what: &str| place.error(what.to_owned()).with_hint("write `https://hooks.example.com`");
    let url = Url::parse(text).map_err(|_| wrong("a web address is expected here"))?;
    let here = match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        return Err(wrong("`public_url` must begin with https://, since webhooks carry a secret"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("`public_url` must hold no user name or password; it is shown in logs and pages"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("`public_url` must end with the host or a path"));
    }
    Ok(url)
}

fn pace(read: Option<Sync>, at: impl Fn(&Spanned<String>) -> Place) -> Result<Pace, DocumentError> {
    let mut pace = Pace::default();
    let Some(read) = read else { return Ok(pace) };
    let given = [(read.feed, &mut pace.feed), (read.lists, &mut pace.lists), (read.audit, &mut pace.audit)];
    for (value, pace) in given {
        if let Some(value) = value {
            *pace = interval(&value.value, &at(&value))?;
        }
    }
    Ok(pace)
}

fn interval(text: &str, place: &Place) -> Result<Duration, DocumentError> {
    const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
    let wrong = |what: &str| place.error(what.to_owned()).with_hint("write `15s`, `5m` or `24h`");
    let interval: jiff::SignedDuration =
        text.parse().map_err(|_| wrong("a length of time with its unit is expected here"))?;
    Duration::try_from(interval)
        .ok()
        .filter(|interval| (Duration::from_secs(1)..=LONGEST).contains(interval))
        .ok_or_else(|| wrong("an interval must lie between a second and 30 days"))
}

#[cfg(test)]
mod tests {
    use polus_engine::FlowSet;
    use polus_engine::flows::{Flow, LIBRARY};

    use super::*;

    fn error(text: &str) -> String {
        format!("{:#}", Config::parse(FILE, text).unwrap_err())
    }

    #[test]
    fn what_is_no_text_file_is_refused_for_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let refused = || {
            let text = Config::read(folder.path()).unwrap_err().render();
            text.replace(folder.path().to_str().unwrap(), "[DIR]")
        };
        std::fs::create_dir(&file).unwrap();
        insta::assert_snapshot!(refused(), @r"
        error: [DIR]/polus.yaml is not a regular file
          hint: put the configuration there as a file; `polus init` makes one
        ");
        std::fs::remove_dir(&file).unwrap();
        std::fs::write(&file, b"account: caf\xe9\n").unwrap();
        insta::assert_snapshot!(refused(), @r"
        error: cannot read [DIR]/polus.yaml
          because: stream did not contain valid UTF-8
          hint: save it as UTF-8 text
        ");
    }

    #[test]
    fn the_default_file_is_valid_and_switches_no_flow_on() {
        let config = Config::parse(FILE, DEFAULT).unwrap();
        assert_eq!(config.account, "main");
        assert_eq!(config.listen, "127.0.0.1:8700".parse().unwrap());
        assert!(config.public_listen.is_none() && config.public_url.is_none() && config.flows.is_empty());
        let (written, default) = (config.sync, Pace::default());
        assert_eq!(
            (written.feed, written.lists, written.audit),
            (default.feed, default.lists, default.audit)
        );
    }

    #[test]
    fn every_line_that_the_default_file_suggests_is_valid() {
        let suggested = DEFAULT.replace("# public_", "public_").replace("#   ", "  ");
        let config = Config::parse(FILE, &suggested).unwrap();
        assert_eq!(config.public_url.unwrap().as_str(), "https://hooks.example.com/");
        assert_eq!(config.public_listen.unwrap().port(), 8701);
        for (file, _) in LIBRARY {
            let name = file.trim_end_matches(".yaml");
            assert!(config.flows.iter().any(|flow| flow.name == name), "{file} is not in default.yaml");
        }
        // Its settings are those that the flows have by themselves.
        let flows = FlowSet::load(&config.flows, None).unwrap();
        for (file, text) in LIBRARY {
            let own = Flow::parse(file, text, &[]).unwrap();
            assert_eq!(flows.get(&own.name).unwrap().settings, own.settings, "{file}");
        }
    }

    #[test]
    fn a_public_address_for_everything_is_refused_with_the_reason() {
        insta::assert_snapshot!(error("account: main\nlisten: 0.0.0.0:8700\n"), @r"
        polus.yaml:2:9: `listen` must be an address of this machine; the dashboard shows every ticket and has no log-in yet, so it answers on this machine only
         2 | listen: 0.0.0.0:8700
           |         ^^^^^^^
        hint: write `listen: 127.0.0.1:8700`; to receive webhooks from outside, add `public_listen: 0.0.0.0:8700`, which serves webhooks and sidebar alone
        ");
    }

    #[test]
    fn a_misspelt_key_names_the_nearest() {
        insta::assert_snapshot!(error("account: main\nlisten: 127.0.0.1:1\nflow: {}\n"), @r"
        polus.yaml:3:1: unknown field `flow`
         3 | flow: {}
           | ^^^^
        hint: did you mean `flows`? One of: `account`, `listen`, `public_listen`, `public_url`, `flows`, `sync`
        ");
    }

    #[test]
    fn an_address_without_port_is_pointed_at() {
        insta::assert_snapshot!(error("account: main\nlisten: localhost\n"), @r"
        polus.yaml:2:9: an IP address and a port are expected here
         2 | listen: localhost
           |         ^^^^^^^^^
        hint: write `127.0.0.1:8700`
        ");
    }

    #[test]
    fn plain_http_from_outside_is_refused() {
        insta::assert_snapshot!(error("account: a\nlisten: 127.0.0.1:1\npublic_url: http://acme.com\n"), @r"
        polus.yaml:3:13: `public_url` must begin with https://, since webhooks carry a secret
         3 | public_url: http://acme.com
           |             ^^^^
        hint: write `https://hooks.example.com`
        ");
    }

    #[test]
    fn an_address_with_credentials_is_refused() {
        let error = error("account: a\nlisten: 127.0.0.1:1\npublic_url: https://ann:pw@acme.com\n");
        assert!(error.contains("must hold no user name or password"), "{error}");
    }

    #[test]
    fn a_length_of_time_needs_its_unit() {
        insta::assert_snapshot!(error("account: a\nlisten: 127.0.0.1:1\nsync:\n  lists: 60\n"), @r"
        polus.yaml:4:10: a length of time with its unit is expected here
         4 |   lists: 60
           |          ^^
        hint: write `15s`, `5m` or `24h`
        ");
        insta::assert_snapshot!(error("account: a\nlisten: 127.0.0.1:1\nsync:\n  lists: 10ms\n"), @r"
        polus.yaml:4:10: an interval must lie between a second and 30 days
         4 |   lists: 10ms
           |          ^^^^
        hint: write `15s`, `5m` or `24h`
        ");
    }
}
