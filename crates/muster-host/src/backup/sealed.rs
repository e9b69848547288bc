//! The sealed file: a head in clear, and the content encrypted in chunks behind it.
//!
//! ```text
//! "MUSTERBK" | format u32 | length of the head u32 | head, JSON
//! then chunks: length u32, its highest bit set at the last one | AES-256-GCM of up to 256 KiB
//! ```
//!
//! Numbers are big-endian. Each file has a key of its own, so the nonce is the chunk's place and
//! whether it is the last; the hash of everything before the chunks is authenticated with each. So a
//! chunk that is changed, missing, doubled or moved is found out, and so is a missing end.

use super::{BackupError, BackupKey};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest, rand,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    path::Path,
};
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"MUSTERBK";
const FORMAT: u32 = 1;
const CHUNK: usize = 256 * 1024;
const TAG: usize = 16;
const LAST: u32 = 1 << 31;
/// The head names some tables; whatever is longer is not one.
const LONGEST_HEAD: u32 = 1 << 20;
/// What a database file of SQLite begins with.
const SQLITE: &[u8; 8] = b"SQLite f";

/// What a backup says about itself without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// When it was made.
    pub created_at: Timestamp,
    /// The Muster that made it.
    pub muster_version: String,
    /// The schema of its store.
    pub schema: u32,
    /// The epoch of its store.
    pub epoch: u32,
    /// How many rows each table of its store has.
    pub rows: BTreeMap<String, u64>,
    /// The id of its key.
    pub key: String,
    /// What makes the key of this file.
    salt: String,
}

impl Header {
    /// The head of a new file.
    pub(super) fn new(
        created_at: Timestamp,
        facts: &muster_store::snapshot::Facts,
        key: &BackupKey,
    ) -> Result<Self, BackupError> {
        let mut salt = [0; 32];
        rand::fill(&mut salt).map_err(|_| BackupError::BrokenOff)?;
        Ok(Self {
            created_at,
            muster_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: facts.schema,
            epoch: facts.epoch,
            rows: facts.rows.clone(),
            key: key.id(),
            salt: STANDARD_NO_PAD.encode(salt),
        })
    }

    /// Everything that comes before the chunks.
    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let head = serde_json::to_vec(self)?;
        let length = u32::try_from(head.len()).map_err(io::Error::other)?;
        Ok([MAGIC.as_slice(), &FORMAT.to_be_bytes(), &length.to_be_bytes(), &head].concat())
    }
}

/// What is wrong with a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Flaw {
    #[error("its end is missing")]
    Truncated,
    #[error("a part of it does not fit its seal")]
    Changed,
    #[error("something follows its end")]
    TooLong,
}

/// The meaning of an error that came out of a sealed file.
pub(super) fn meaning(path: &Path, error: io::Error) -> BackupError {
    let flaw = error.get_ref().and_then(|inner| inner.downcast_ref::<Flaw>()).copied();
    let path = path.to_owned();
    match flaw {
        Some(Flaw::Truncated) => BackupError::Truncated { path },
        Some(flaw) => BackupError::Damaged { path, reason: flaw.to_string() },
        None => BackupError::File { path, source: error },
    }
}

fn flaw(flaw: Flaw) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, flaw)
}

/// Seals chunks, or opens them.
struct Cipher {
    key: LessSafeKey,
    context: [u8; 32],
    place: u64,
}

impl Cipher {
    fn new(key: &BackupKey, header: &Header, before: &[u8]) -> io::Result<Self> {
        let salt = STANDARD_NO_PAD.decode(&header.salt).map_err(|_| flaw(Flaw::Changed))?;
        let key = UnboundKey::new(&AES_256_GCM, &*key.of_file(&salt)).map_err(io::Error::other)?;
        let mut context = [0; 32];
        context.copy_from_slice(digest::digest(&digest::SHA256, before).as_ref());
        Ok(Self { key: LessSafeKey::new(key), context, place: 0 })
    }

    fn next_nonce(&mut self, is_last: bool) -> Nonce {
        let mut nonce = [0; NONCE_LEN];
        nonce[..8].copy_from_slice(&self.place.to_be_bytes());
        nonce[NONCE_LEN - 1] = u8::from(is_last);
        self.place += 1;
        Nonce::assume_unique_for_key(nonce)
    }
}

/// Writes a sealed file.
pub(super) struct Sealer<W> {
    target: W,
    cipher: Cipher,
    chunk: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn begin(mut target: W, header: &Header, key: &BackupKey) -> io::Result<Self> {
        let before = header.to_bytes()?;
        target.write_all(&before)?;
        let cipher = Cipher::new(key, header, &before)?;
        Ok(Self { target, cipher, chunk: Zeroizing::new(Vec::with_capacity(CHUNK + TAG)) })
    }

    /// Writes the last chunk; without it the file has no end.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.target)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = self.cipher.next_nonce(is_last);
        let context = Aad::from(self.cipher.context);
        self.cipher
            .key
            .seal_in_place_append_tag(nonce, context, &mut *self.chunk)
            .map_err(io::Error::other)?;
        let length = u32::try_from(self.chunk.len()).map_err(io::Error::other)?;
        let marked = if is_last { length | LAST } else { length };
        self.target.write_all(&marked.to_be_bytes())?;
        self.target.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() == CHUNK {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The head of a file, without its key.
pub(super) fn read_header(path: &Path, source: &mut impl Read) -> Result<Header, BackupError> {
    read_before(path, source).map(|(header, _)| header)
}

fn read_before(path: &Path, source: &mut impl Read) -> Result<(Header, Vec<u8>), BackupError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => BackupError::Truncated { path: path.to_owned() },
        _ => BackupError::about(path, error),
    };
    let mut magic = [0; 8];
    match source.read_exact(&mut magic) {
        Ok(()) if &magic == MAGIC => {}
        Ok(()) if &magic == SQLITE => return Err(BackupError::PlainCopy { path: path.to_owned() }),
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            return Err(BackupError::about(path, error));
        }
        Ok(()) | Err(_) => return Err(BackupError::Foreign { path: path.to_owned() }),
    }
    let mut numbers = [[0; 4]; 2];
    for number in &mut numbers {
        source.read_exact(number).map_err(failed)?;
    }
    let [format, length] = numbers.map(u32::from_be_bytes);
    if format != FORMAT {
        return Err(BackupError::TooNew { path: path.to_owned(), found: format, known: FORMAT });
    }
    let damaged = || BackupError::Damaged {
        path: path.to_owned(),
        reason: "its head cannot be read".to_owned(),
    };
    if length > LONGEST_HEAD {
        return Err(damaged());
    }
    let mut head = vec![0; length as usize];
    source.read_exact(&mut head).map_err(failed)?;
    let header = serde_json::from_slice(&head).map_err(|_| damaged())?;
    Ok((header, [magic.as_slice(), numbers.as_flattened(), &head].concat()))
}

/// Reads a sealed file; every byte that it gives out was authenticated.
pub(super) struct Opener<R> {
    source: R,
    cipher: Cipher,
    chunk: Zeroizing<Vec<u8>>,
    given: usize,
    is_at_end: bool,
}

impl<R: Read> Opener<R> {
    pub(super) fn begin(
        path: &Path,
        mut source: R,
        key: &BackupKey,
    ) -> Result<(Header, Self), BackupError> {
        let (header, before) = read_before(path, &mut source)?;
        if header.key != key.id() {
            let (wanted, given) = (header.key, key.id());
            return Err(BackupError::WrongKey { path: path.to_owned(), wanted, given });
        }
        let cipher = Cipher::new(key, &header, &before).map_err(|error| meaning(path, error))?;
        let chunk = Zeroizing::new(Vec::new());
        Ok((header, Self { source, cipher, chunk, given: 0, is_at_end: false }))
    }

    fn open_next(&mut self) -> io::Result<()> {
        let cut = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => flaw(Flaw::Truncated),
            _ => error,
        };
        let mut marked = [0; 4];
        self.source.read_exact(&mut marked).map_err(cut)?;
        let marked = u32::from_be_bytes(marked);
        let (length, is_last) = ((marked & !LAST) as usize, marked & LAST != 0);
        if !(TAG..=CHUNK + TAG).contains(&length) {
            return Err(flaw(Flaw::Changed));
        }
        self.chunk.resize(length, 0);
        self.source.read_exact(&mut self.chunk).map_err(cut)?;
        let nonce = self.cipher.next_nonce(is_last);
        let context = Aad::from(self.cipher.context);
        let opened = self.cipher.key.open_in_place(nonce, context, &mut self.chunk);
        let clear = opened.map_err(|_| flaw(Flaw::Changed))?.len();
        self.chunk.truncate(clear);
        (self.given, self.is_at_end) = (0, is_last);
        if is_last && self.source.read(&mut [0])? != 0 {
            return Err(flaw(Flaw::TooLong));
        }
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        while self.given == self.chunk.len() {
            if self.is_at_end {
                return Ok(0);
            }
            self.open_next()?;
        }
        let length = wanted.len().min(self.chunk.len() - self.given);
        wanted[..length].copy_from_slice(&self.chunk[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_store::snapshot::Facts;

    fn sealed(key: &BackupKey, content: &[u8]) -> Vec<u8> {
        let rows = [("job".to_owned(), 3)].into();
        let facts = Facts { schema: 9, epoch: 2, rows };
        let header = Header::new(Timestamp::from_millis(0), &facts, key).unwrap();
        let mut sealer = Sealer::begin(Vec::new(), &header, key).unwrap();
        sealer.write_all(content).unwrap();
        sealer.finish().unwrap()
    }

    fn open(file: &[u8], key: &BackupKey) -> Result<Vec<u8>, &'static str> {
        let path = Path::new("file");
        let (_, mut opener) = Opener::begin(path, file, key).map_err(|error| error.code())?;
        let mut content = Vec::new();
        let read = opener.read_to_end(&mut content);
        read.map(|_| content).map_err(|error| meaning(path, error).code())
    }

    #[test]
    fn contents_of_every_size_come_back() {
        let key = BackupKey::generate().unwrap();
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let content: Vec<u8> = (0..=250_u8).cycle().take(size).collect();
            assert_eq!(open(&sealed(&key, &content), &key), Ok(content), "{size}");
        }
    }

    #[test]
    fn a_flipped_bit_a_missing_end_and_a_strange_tail_are_found_out() {
        let key = BackupKey::generate().unwrap();
        let file = sealed(&key, &vec![7; CHUNK + 100]);
        for place in
            (0..file.len()).filter(|place| place % 23 == 0 && *place < 700 || place % 16_411 == 0)
        {
            let mut changed = file.clone();
            changed[place] ^= 1;
            assert!(open(&changed, &key).is_err(), "byte {place}");
        }
        for end in (0..file.len()).filter(|end| end % 23 == 0 && *end < 700 || end % 16_411 == 0) {
            let code = open(&file[..end], &key).unwrap_err();
            let expected = if end < 8 { "backup_foreign" } else { "backup_truncated" };
            assert_eq!(code, expected, "cut at {end}");
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert_eq!(open(&longer, &key), Err("backup_damaged"));
    }

    #[test]
    fn another_key_another_program_and_a_plain_copy_are_told_apart() {
        let key = BackupKey::generate().unwrap();
        let file = sealed(&key, b"content");
        assert_eq!(open(&file, &BackupKey::generate().unwrap()), Err("backup_wrong_key"));
        assert_eq!(open(b"SQLite format 3\0 and so on", &key), Err("backup_plain_copy"));
        assert_eq!(open(b"PK and so on, a zip", &key), Err("backup_foreign"));
        let mut newer = file;
        newer[11] = 2;
        assert_eq!(open(&newer, &key), Err("backup_too_new"));
    }

    #[test]
    fn the_same_content_is_never_sealed_the_same_way_twice() {
        let key = BackupKey::generate().unwrap();
        assert_ne!(sealed(&key, b"content"), sealed(&key, b"content"));
    }
}
