//! The archive by which secrets get into a container: as many files as there are secrets, and a last one that says
//! that all are there.

use crate::Secret;

const BLOCK: usize = 512;

/// An archive of these files, readable by whoever runs in the container.
pub(super) fn archive(secrets: &[(String, Secret)], last: &str) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, secret) in secrets {
        add(&mut archive, name, secret.reveal().as_bytes());
    }
    add(&mut archive, last, b"");
    archive.resize(archive.len() + 2 * BLOCK, 0);
    archive
}

fn add(archive: &mut Vec<u8>, name: &str, content: &[u8]) {
    archive.extend_from_slice(&header(name, content.len()));
    archive.extend_from_slice(content);
    archive.resize(archive.len().next_multiple_of(BLOCK), 0);
}

/// A header as POSIX has it. Its own sum is counted with blanks in the sum's place.
fn header(name: &str, length: usize) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, text: &str| {
        header[at..at + text.len()].copy_from_slice(text.as_bytes());
    };
    put(0, name);
    put(100, "0000444");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{length:011o}"));
    put(136, "00000000000");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u{0}00");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\u{0} ").as_bytes());
    header
}
