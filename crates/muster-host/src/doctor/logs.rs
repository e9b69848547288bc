//! A look at the logs of jobs: is every byte what was stored? Read-only, and the newest first.

use super::findings::{bad, good, warning};
use muster_api::instance::Check;
use muster_log::LogReader;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

const NAME: &str = "logs";
/// Whoever asks does not wait until every log of a year was read.
const MOST_READ: u64 = 256 << 20;
/// Damaged logs that are named; more names tell nobody more.
const MOST_NAMED: usize = 5;

/// A log's index: its folder and name say which log it is.
struct Found {
    changed: SystemTime,
    index: PathBuf,
}

#[derive(Default)]
struct Looked {
    logs: usize,
    bytes: u64,
    damaged: Vec<String>,
}

pub(super) async fn check(data_dir: &Path) -> Check {
    let logs = data_dir.join("logs");
    let looked = tokio::task::spawn_blocking(move || look(&logs, MOST_READ)).await;
    looked.unwrap_or_else(|error| {
        bad(NAME, format!("the look at the logs broke off: {error}"), "try again")
    })
}

fn look(folder: &Path, most: u64) -> Check {
    let mut found = Vec::new();
    if let Err(error) = gather(folder, &mut found) {
        let finding = format!("`{}` cannot be read: {error}", folder.display());
        return warning(NAME, finding, "look at the disk");
    }
    found.sort_by_key(|log| std::cmp::Reverse(log.changed));
    let (all, mut looked) = (found.len(), Looked::default());
    for log in found {
        if looked.bytes >= most {
            break;
        }
        looked.take(folder, &log.index);
    }
    looked.told(all)
}

/// Logs lie three folders deep, and a name that is no log's is somebody else's.
fn gather(folder: &Path, found: &mut Vec<Found>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), found)?;
        } else if entry.path().extension().is_some_and(|end| end == "idx") {
            let changed = entry.metadata()?.modified()?;
            found.push(Found { changed, index: entry.path() });
        }
    }
    Ok(())
}

impl Looked {
    fn take(&mut self, logs: &Path, index: &Path) {
        let (Some(folder), Some(name)) = (index.parent(), index.file_stem()) else { return };
        let verified =
            LogReader::open(folder, &name.to_string_lossy()).and_then(|mut log| log.verify());
        self.logs += 1;
        match verified {
            Ok(verified) => {
                self.bytes += verified.size;
                if verified.damaged_bytes > 0 {
                    let bytes = verified.damaged_bytes;
                    self.damaged.push(format!("{} ({bytes} bytes)", told(logs, index)));
                }
            }
            Err(error) => self.damaged.push(format!("{} ({error})", told(logs, index))),
        }
    }

    fn told(self, all: usize) -> Check {
        let Self { logs, bytes, damaged } = self;
        if all == 0 {
            return good(NAME, "no job has left a log yet");
        }
        if damaged.is_empty() {
            let which = if logs == all { "all" } else { "the newest" };
            let read = format!("{which} {logs} logs were read, {} MiB", bytes >> 20);
            return good(NAME, format!("{read}; every byte is what was stored"));
        }
        let named = damaged.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
        bad(
            NAME,
            format!(
                "{} of {logs} logs have bytes that the disk has changed: {named}",
                damaged.len()
            ),
            "look at the disk; a backup may have them whole",
        )
    }
}

fn told(logs: &Path, index: &Path) -> String {
    let path = index.strip_prefix(logs).unwrap_or(index).with_extension("");
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::instance::Verdict;
    use muster_core::{
        Timestamp,
        log::{Chunk, Stream},
    };
    use muster_log::LogWriter;

    fn log(folder: &Path, name: &str) {
        let mut writer = LogWriter::open(folder, name).unwrap();
        let bytes = b"hello\n".to_vec();
        writer.append(&Chunk::new(0, Stream::Stdout, Timestamp::from_millis(0), bytes)).unwrap();
        writer.sync().unwrap();
    }

    #[test]
    fn a_byte_that_the_disk_has_changed_is_told_with_its_log() {
        let home = tempfile::tempdir().unwrap();
        let (logs, job) = (home.path().join("logs"), home.path().join("logs/org/job_1"));
        assert_eq!(look(&logs, MOST_READ).verdict, Verdict::Good, "there may be none yet");
        for name in ["1", "2"] {
            log(&job, name);
        }
        let check = look(&logs, MOST_READ);
        assert_eq!(check.verdict, Verdict::Good);
        assert!(check.finding.starts_with("all 2 logs were read"), "{}", check.finding);
        let check = look(&logs, 1);
        assert!(check.finding.starts_with("the newest 1 logs"), "{}", check.finding);

        fs::write(job.join("2.log"), "hallo\n").unwrap();
        let check = look(&logs, MOST_READ);
        assert_eq!(check.verdict, Verdict::Bad);
        assert!(check.finding.contains("org/job_1/2 (6 bytes)"), "{}", check.finding);
    }
}
