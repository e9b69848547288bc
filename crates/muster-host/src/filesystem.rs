//! What a directory is on: whether file locks and syncs hold there.
//!
//! Two machines that write one store destroy it, and a file lock on a network file system or in a
//! folder that is synchronised does not keep the second one away.

use std::path::{Component, Path};

/// What is wrong with the place of a directory, as people say it; nothing if all is well.
pub(crate) fn flaw(path: &Path) -> Option<String> {
    synchronised(path).or_else(|| network(path))
}

/// Folders whose content another program copies to other machines.
const SYNCHRONISED: [&str; 8] = [
    "Dropbox",
    "OneDrive",
    "Google Drive",
    "GoogleDrive",
    "iCloud Drive",
    "Mobile Documents",
    "Nextcloud",
    "pCloudDrive",
];

fn synchronised(path: &Path) -> Option<String> {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => name.to_str(),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            None
        }
    });
    // OneDrive adds the organisation: `OneDrive - Example Ltd`.
    let is_one = |name: &str| {
        SYNCHRONISED.iter().any(|known| {
            name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(" -"))
        })
    };
    let found = names.into_iter().find(|name| is_one(name))?;
    Some(format!("a synchronised folder ({found})"))
}

/// Types of file systems that live on another machine.
#[cfg(target_os = "linux")]
const REMOTE: [&str; 12] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.glusterfs",
    "davfs",
];

#[cfg(target_os = "linux")]
fn network(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let kind = kind_of(&mounts, &path)?;
    REMOTE.contains(&kind).then(|| format!("a network file system ({kind})"))
}

/// Other systems have no such list; the store's own check stays.
#[cfg(not(target_os = "linux"))]
fn network(_path: &Path) -> Option<String> {
    None
}

/// The type of the file system that a path is on; the last mount that covers it counts.
#[cfg(target_os = "linux")]
fn kind_of<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let (before, after) = line.split_once(" - ")?;
        let (Some(point), Some(kind)) = (before.split(' ').nth(4), after.split(' ').next()) else {
            continue;
        };
        let point = unescape(point);
        let depth = Path::new(&point).components().count();
        if path.starts_with(&point) && found.is_none_or(|(deepest, _)| depth >= deepest) {
            found = Some((depth, kind));
        }
    }
    found.map(|(_, kind)| kind)
}

/// The kernel writes blanks in paths as octal numbers.
#[cfg(target_os = "linux")]
fn unescape(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .into_iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_synchronised_are_named() {
        let flaw = |path: &str| synchronised(Path::new(path));
        assert_eq!(flaw("/home/ann/.local/share/muster"), None);
        assert_eq!(flaw("/home/ann/Dropboxes/muster"), None);
        assert!(flaw("/home/ann/Dropbox/muster").unwrap().contains("(Dropbox)"));
        assert!(flaw("/Users/ann/OneDrive - Example Ltd/muster").is_some());
        assert!(flaw("/Users/ann/Library/Mobile Documents/com~apple/muster").is_some());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_deepest_mount_over_a_path_tells_its_kind() {
        let mounts = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:30 / /home rw - nfs4 server:/home rw,vers=4.2
31 22 0:31 / /home/my\\040disk rw master:1 - xfs /dev/vdb rw
32 22 0:32 / /srv rw - tmpfs tmpfs rw
33 32 0:33 / /srv rw - fuse.sshfs far: rw
";
        let kind = |path: &str| kind_of(mounts, Path::new(path));
        assert_eq!(kind("/var/muster"), Some("ext4"));
        assert_eq!(kind("/home/ann"), Some("nfs4"));
        assert_eq!(kind("/homes/ann"), Some("ext4"));
        assert_eq!(kind("/home/my disk/muster"), Some("xfs"));
        assert_eq!(kind("/srv/muster"), Some("fuse.sshfs"), "the later mount covers the earlier");
        assert_eq!(network(Path::new("/")), None, "this machine's own disk");
    }
}
