//! Keys of this data directory, each in a file that its owner alone can read.

use crate::{DataDir, StartError, private_file};
use muster_session::KeyPair;
use std::{fs, io, path::Path};

/// The coordinator's own key, which workers pin.
pub(super) const COORDINATOR: &str = "keys/coordinator.pkcs8";
/// The key of this machine's worker.
pub(super) const THIS_MACHINE: &str = "worker/this-machine.pkcs8";

/// The key in a file, or a new one.
pub(super) fn load_or_make(data_dir: &DataDir, name: &str) -> Result<KeyPair, StartError> {
    let path = data_dir.file(name);
    match fs::read(&path) {
        Ok(document) => KeyPair::from_pkcs8(&document)
            .map_err(|bad| StartError::Damaged { path, reason: format!("it is {bad}") }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path),
        Err(source) => Err(StartError::about(&path, source)),
    }
}

fn make(path: &Path) -> Result<KeyPair, StartError> {
    let key = KeyPair::generate().map_err(|_| StartError::NoKey)?;
    let document = zeroize::Zeroizing::new(key.to_pkcs8().map_err(|_| StartError::NoKey)?);
    let about = |source| StartError::about(path, source);
    if let Some(folder) = path.parent() {
        private_file::create_dir(folder).map_err(about)?;
    }
    private_file::replace(path, &document).map_err(about)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_the_same_and_a_damaged_one_is_not_replaced() {
        let home = tempfile::tempdir().unwrap();
        let data_dir = DataDir::take(home.path()).unwrap();
        let made = load_or_make(&data_dir, COORDINATOR).unwrap();
        let loaded = load_or_make(&data_dir, COORDINATOR).unwrap();
        assert_eq!(loaded.public(), made.public());
        fs::write(data_dir.file(COORDINATOR), b"nonsense").unwrap();
        let error = load_or_make(&data_dir, COORDINATOR).unwrap_err();
        assert_eq!(error.code(), "file_damaged");
        assert_eq!(fs::read(data_dir.file(COORDINATOR)).unwrap(), b"nonsense");
    }
}
