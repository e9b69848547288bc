//! Labels that an agent finds by itself.

use crate::process::Levels;
use muster_core::requirement::{LabelValue, Labels};

/// What this machine has: `os`, `arch`, `cpu_cores`, `memory_mib` and `hostname`, as far as the
/// system tells, and the levels of isolation that it gives.
pub fn found_labels() -> Labels {
    let cores = std::thread::available_parallelism().ok().map(|cores| cores.get() as u64);
    let texts = [
        ("os", Some(std::env::consts::OS.to_owned())),
        ("arch", Some(std::env::consts::ARCH.to_owned())),
        ("hostname", hostname()),
    ];
    let numbers = [("cpu_cores", cores), ("memory_mib", memory_mib())];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, LabelValue::Text(text?))));
    let numbers = numbers
        .into_iter()
        .filter_map(|(name, number)| Some((name, LabelValue::Int(i64::try_from(number?).ok()?))));
    let found = texts.chain(numbers).map(|(name, value)| (name.to_owned(), value));
    found.chain(Levels::found().labels()).collect()
}

#[cfg(unix)]
fn hostname() -> Option<String> {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(windows)]
fn hostname() -> Option<String> {
    gethostname::gethostname().into_string().ok()
}

/// Linux tells in a file; elsewhere there is none.
fn memory_mib() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = total.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib >> 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_described_with_the_right_types() {
        let labels = found_labels();
        let os = LabelValue::Text(std::env::consts::OS.to_owned());
        assert_eq!(labels.get("os"), Some(&os));
        assert!(matches!(labels.get("cpu_cores"), Some(LabelValue::Int(1..))), "{labels:?}");
        if cfg!(target_os = "linux") {
            assert!(matches!(labels.get("memory_mib"), Some(LabelValue::Int(1..))), "{labels:?}");
        }
    }
}
