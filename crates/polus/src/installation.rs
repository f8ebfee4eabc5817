//! The folder that Polus lives in: configuration, key and data.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polus_engine::{Clock, Engine, EngineOptions, FlowSet};
use polus_store::Store;
use polus_store::sealed::SealingKey;
use rand::rngs::ChaCha20Rng;
use rand::{Rng, SeedableRng};
use ring::rand::{SecureRandom, SystemRandom};

use crate::config::Config;
use crate::failure::{Exit, Failure};

/// Name of the key file in the folder.
pub const KEY_FILE: &str = "polus.key";

/// Name of the database in the folder.
const DATABASE_FILE: &str = "polus.db";

/// Environment variable that holds the key where there is no key file.
const KEY_VARIABLE: &str = "POLUS_KEY";

/// Folder of the user's own flows.
const FLOWS_FOLDER: &str = "flows";

/// A folder whose configuration, key and flows were read and found right.
pub struct Installation {
    folder: PathBuf,
    /// The configuration.
    pub config: Config,
    flows: Arc<FlowSet>,
    key: SealingKey,
}

impl Installation {
    /// Reads everything that can be wrong before anything is opened.
    pub fn read(folder: &Path) -> Result<Installation, Failure> {
        let config = Config::read(folder)?;
        let flows = FlowSet::load(&config.flows, Some(&folder.join(FLOWS_FOLDER)))?;
        Ok(Installation { folder: folder.to_owned(), config, flows: Arc::new(flows), key: key(folder)? })
    }

    /// Opens the database for writing and the engine on it.
    pub async fn open(self) -> Result<(Engine, Store), Failure> {
        let store = Store::open(self.folder.join(DATABASE_FILE), Clock::system().now()).await?;
        self.engine(store).await
    }

    /// Opens the database for reading, also while another Polus writes it, and the engine on it.
    pub async fn open_read_only(self) -> Result<(Engine, Store), Failure> {
        let store = read_only(&self.folder).await?;
        self.engine(store).await
    }

    async fn engine(self, store: Store) -> Result<(Engine, Store), Failure> {
        let options = EngineOptions {
            store: store.clone(),
            key: self.key,
            clock: Clock::system(),
            flows: self.flows,
            seed: random()?.next_u64(),
            observer: Arc::new(|_| {}),
            pace: self.config.sync,
        };
        Ok((Engine::open(options).await?, store))
    }
}

/// Opens the database of a folder for reading, also while another Polus writes it.
pub async fn read_only(folder: &Path) -> Result<Store, Failure> {
    let path = folder.join(DATABASE_FILE);
    if !path.exists() {
        return Err(Failure::new(Exit::Database, format!("there is no {}", path.display()))
            .hint("`polus connect` makes it; --dir says where it is"));
    }
    Ok(Store::open_read_only(path).await?)
}

fn key(folder: &Path) -> Result<SealingKey, Failure> {
    if let Some(text) = env::var_os(KEY_VARIABLE) {
        let key = SealingKey::from_env_text(&text.to_string_lossy()).map_err(|error| {
            Failure::from(error)
                .hint(format!("{KEY_VARIABLE} must hold what `polus init` writes to {KEY_FILE}"))
        })?;
        return Ok(key);
    }
    let path = folder.join(KEY_FILE);
    if !path.exists() {
        return Err(Failure::new(Exit::Configuration, format!("there is no key file {}", path.display()))
            .hint(format!(
                "`polus init` makes one; or give the key in the environment variable {KEY_VARIABLE}"
            )));
    }
    Ok(SealingKey::from_file(&path)?)
}

/// Randomness of the operating system.
pub fn random() -> Result<ChaCha20Rng, Failure> {
    let mut seed = [0; 32];
    SystemRandom::new()
        .fill(&mut seed)
        .map_err(|_| Failure::new(Exit::Internal, "the operating system gives no random numbers"))?;
    Ok(ChaCha20Rng::from_seed(seed))
}
