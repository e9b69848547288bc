//! For how long nobody has used a Mac, as its registry of devices says.

use std::{io, process::Command, time::Duration};

/// It prints nanoseconds: `"HIDIdleTime" = 1234`.
const NAME: &str = "\"HIDIdleTime\" = ";

pub(super) fn idle() -> io::Result<Duration> {
    #[expect(clippy::disallowed_methods, reason = "no job: a tool of the system")]
    let told = Command::new("/usr/sbin/ioreg").args(["-c", "IOHIDSystem", "-d", "4"]).output()?;
    let text = String::from_utf8_lossy(&told.stdout);
    let value = text.lines().find_map(|line| line.split_once(NAME)).map(|(_, value)| value.trim());
    let nanoseconds = value.and_then(|value| value.parse().ok());
    nanoseconds.map(Duration::from_nanos).ok_or_else(|| io::ErrorKind::InvalidData.into())
}
