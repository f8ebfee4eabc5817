//! `polus connect`: verify the credentials, seal them, remember the connection.

use polus_connect::Manifest;
use polus_engine::NewSystem;
use serde_json::{Map, Value, json};

use crate::cli::{Cli, Connect};
use crate::failure::{Exit, Failure};
use crate::installation::Installation;
use crate::{output, secrets};

/// The helpdesk; every other system has a manifest.
const GORGIAS: &str = "gorgias";

/// Connects a system. Nothing is stored that was not verified by a request.
pub async fn run(cli: &Cli, arguments: &Connect) -> Result<(), Failure> {
    let name = arguments.name.clone().unwrap_or_else(|| arguments.system.clone());
    plain(&name)?;
    let asked = if arguments.system == GORGIAS { helpdesk(arguments)? } else { connector(arguments)? };
    // Before a person is asked for secrets, everything else is known to be right.
    let installation = Installation::read(&cli.dir)?;
    let titles: Vec<String> = asked.secrets.iter().map(|(_, title)| title.clone()).collect();
    let texts = secrets::read(&titles)?;
    let account = installation.config.account.clone();
    let (engine, store) = installation.open().await?;
    let new = NewSystem {
        account,
        name: name.clone(),
        system: arguments.system.clone(),
        url: arguments.url.clone(),
        settings: asked.settings,
        secrets: asked
            .secrets
            .into_iter()
            .map(|(name, _)| name)
            .zip(texts.into_iter().map(Value::from))
            .collect(),
    };
    let connected = engine.connect(new).await?;
    store.close().await?;
    output::result(
        cli.json,
        &json!({"connection": name, "system": arguments.system, "who": connected.who}),
        || {
            format!(
                "Connected `{name}`: {}.\nNext: polus sync copies everything once; polus up keeps it fresh.",
                connected.who
            )
        },
    )
}

/// A connection's name stands in addresses and in flows.
fn plain(name: &str) -> Result<(), Failure> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !name.is_empty() && name.len() <= 64 && name.chars().all(fits) {
        return Ok(());
    }
    Err(Failure::new(Exit::Usage, format!("`{name}` cannot be the name of a connection"))
        .hint("write up to 64 lower-case letters, digits, - and _, such as `shop-eu`"))
}

/// What the command line says, and which secrets are to be read: name and title.
struct Asked {
    settings: Map<String, Value>,
    secrets: Vec<(String, String)>,
}

fn helpdesk(arguments: &Connect) -> Result<Asked, Failure> {
    let missing = |option: &str, example: &str| {
        Failure::new(Exit::Usage, format!("`{option}` is missing")).hint(format!("add `{option} {example}`"))
    };
    if arguments.url.is_none() {
        return Err(missing("--url", "https://acme.gorgias.com"));
    }
    let email = arguments.email.clone().ok_or_else(|| missing("--email", "ann@acme.com"))?;
    let key = arguments.api_key.as_deref().ok_or_else(|| missing("--api-key", "-"))?;
    secrets::only_dash("--api-key", key)?;
    if !arguments.settings.is_empty() || !arguments.secrets.is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            "`--setting` and `--secret` belong to connectors, not to gorgias",
        )
        .hint("Gorgias takes --url, --email and --api-key"));
    }
    let mut settings = Map::new();
    settings.insert("email".to_owned(), Value::from(email));
    Ok(Asked { settings, secrets: vec![("api_key".to_owned(), "Gorgias API key".to_owned())] })
}

fn connector(arguments: &Connect) -> Result<Asked, Failure> {
    let manifest = Manifest::built_in(&arguments.system).map_err(|error| {
        let failure = Failure::from(error);
        let known = failure.hint.clone().unwrap_or_default();
        failure.hint(format!("{known}; or `{GORGIAS}` for the helpdesk"))
    })?;
    if arguments.email.is_some() || arguments.api_key.is_some() {
        return Err(Failure::new(Exit::Usage, "`--email` and `--api-key` belong to gorgias")
            .hint(format!("give the credentials of {} as `--secret NAME=-`", manifest.title)));
    }
    let mut settings = Map::new();
    for pair in &arguments.settings {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            Failure::new(Exit::Usage, format!("`--setting {pair}` has no value"))
                .hint("write `--setting NAME=VALUE`")
        })?;
        let known: Vec<&str> = manifest.settings.iter().map(|setting| setting.name.as_str()).collect();
        if !known.contains(&name) {
            return Err(Failure::new(Exit::Usage, format!("{} has no setting `{name}`", manifest.title))
                .hint(polus_connect::document::one_of(name, &known)));
        }
        settings.insert(name.to_owned(), typed(value));
    }
    Ok(Asked { settings, secrets: wanted_secrets(&manifest, &arguments.secrets)? })
}

/// The secrets that were named, else those that the manifest requires.
fn wanted_secrets(manifest: &Manifest, given: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let title = |secret: &polus_connect::manifest::Secrecy| format!("{} ({})", secret.name, secret.title);
    if given.is_empty() {
        let required = manifest.secrets.iter().filter(|secret| secret.required);
        return Ok(required.map(|secret| (secret.name.clone(), title(secret))).collect());
    }
    given
        .iter()
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, "-"));
            secrets::only_dash(&format!("--secret {name}="), value)?;
            let Some(secret) = manifest.secrets.iter().find(|secret| secret.name == name) else {
                let known: Vec<&str> = manifest.secrets.iter().map(|secret| secret.name.as_str()).collect();
                return Err(Failure::new(Exit::Usage, format!("{} has no secret `{name}`", manifest.title))
                    .hint(polus_connect::document::one_of(name, &known)));
            };
            Ok((name.to_owned(), title(secret)))
        })
        .collect()
}

/// Numbers and yes or no keep their type; everything else is text.
fn typed(value: &str) -> Value {
    match serde_json::from_str(value) {
        Ok(typed @ (Value::Number(_) | Value::Bool(_))) => typed,
        _ => Value::from(value),
    }
}
