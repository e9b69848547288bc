//! `instance.json`: how programs on this machine find the coordinator of a data directory.
//!
//! It is there while a coordinator runs and is ready, and holds a key that is new at each start.
//! Whoever can read it is the operator. A crash leaves it behind; that does no harm, because every
//! reader challenges the coordinator before it believes the file.

use crate::{Secret, StartError, private_file};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::instance::InstanceFile;
use muster_client::{InstanceError, read_instance_file};
use muster_seams::Rng;
use std::{fs, io, path::Path, time::Duration};

const NAME: &str = "instance.json";
/// How often to look whether a coordinator that starts is ready.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A key for one start: 32 random bytes, as text.
pub(crate) fn fresh_key(rng: &(dyn Rng + 'static)) -> Secret {
    Secret::new(URL_SAFE_NO_PAD.encode(rng.bytes::<32>()))
}

/// Tells everybody on this machine who may know that the coordinator is ready.
pub(crate) fn publish(data_dir: &Path, instance: &InstanceFile) -> Result<(), StartError> {
    let path = data_dir.join(NAME);
    let text = serde_json::to_vec_pretty(instance)
        .map_err(|error| StartError::about(&path, error.into()))?;
    private_file::replace(&path, &text).map_err(|source| StartError::about(&path, source))
}

/// Takes the word back, or removes what a crash left behind.
pub(crate) fn withdraw(data_dir: &Path) -> io::Result<()> {
    match fs::remove_file(data_dir.join(NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The coordinator that says that it runs on a data directory.
///
/// It has proved nothing yet: `muster_client::discover` challenges it before it sends anything.
pub fn find_running(data_dir: &Path) -> Result<Option<InstanceFile>, InstanceError> {
    read_instance_file(data_dir)
}

/// The same, and waits a while for a coordinator that is just starting.
pub async fn wait_for_running(
    data_dir: &Path,
    longest: Duration,
) -> Result<Option<InstanceFile>, InstanceError> {
    let looking = async {
        loop {
            match find_running(data_dir) {
                Ok(None) => tokio::time::sleep(LOOK_EVERY).await,
                found => return found,
            }
        }
    };
    tokio::time::timeout(longest, looking).await.unwrap_or(Ok(None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::OsRng;

    fn instance(key: &Secret) -> InstanceFile {
        let key = key.reveal().to_owned();
        InstanceFile { url: "http://127.0.0.1:1".into(), pid: 1, key, version: "0".into() }
    }

    #[test]
    fn it_is_found_while_it_is_published() {
        let dir = tempfile::tempdir().unwrap();
        let key = fresh_key(&OsRng);
        assert_eq!(key.reveal().len(), 43, "32 bytes in base 64");
        assert_ne!(key, fresh_key(&OsRng));
        assert_eq!(find_running(dir.path()).unwrap(), None);
        publish(dir.path(), &instance(&key)).unwrap();
        assert_eq!(find_running(dir.path()).unwrap(), Some(instance(&key)));
        withdraw(dir.path()).unwrap();
        withdraw(dir.path()).unwrap();
        assert_eq!(find_running(dir.path()).unwrap(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_coordinator_that_is_starting_is_waited_for_but_not_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let key = fresh_key(&OsRng);
        let nobody = wait_for_running(dir.path(), Duration::from_secs(5)).await.unwrap();
        assert_eq!(nobody, None);
        let starting = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            publish(dir.path(), &instance(&key)).unwrap();
        };
        let waiting = wait_for_running(dir.path(), Duration::from_secs(5));
        let (found, ()) = tokio::join!(waiting, starting);
        assert_eq!(found.unwrap(), Some(instance(&key)));
    }
}
