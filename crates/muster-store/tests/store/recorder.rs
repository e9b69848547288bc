//! A recorder between SQLite and the disk: what is written, cut, deleted and synced, in order.
//!
//! It is SQLite's own file system with three calls replaced, and it becomes the default one of this
//! process, so the store is opened by the very code that opens it elsewhere. Files of a folder
//! that nobody records are left alone. It can let a call fail.
#![expect(unsafe_code, reason = "SQLite's file systems are tables of C functions")]

use rusqlite::ffi;
use std::{
    collections::BTreeMap,
    ffi::{CStr, OsStr, c_char, c_int, c_void},
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, Once, OnceLock},
};

/// What happened to a file, named without its folder.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Cut {
        file: String,
        size: usize,
    },
    Delete {
        file: String,
    },
    Sync {
        file: String,
    },
    /// The test got its answer: from here on this must not be lost.
    Acknowledged(usize),
}

/// What the disk is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Write,
    Sync,
}

impl Call {
    fn failure(self) -> c_int {
        match self {
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
        }
    }
}

#[derive(Debug, Default)]
struct Record {
    events: Vec<Event>,
    writes: usize,
    syncs: usize,
    failing: Option<(Call, usize)>,
}

impl Record {
    fn calls(&mut self, call: Call) -> &mut usize {
        match call {
            Call::Write => &mut self.writes,
            Call::Sync => &mut self.syncs,
        }
    }

    /// Counts a call that is made. Answers how it fails, if it has to.
    fn made(&mut self, call: Call) -> Option<c_int> {
        *self.calls(call) += 1;
        let number = *self.calls(call);
        (self.failing == Some((call, number))).then(|| call.failure())
    }
}

/// The record of one folder.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    folder: PathBuf,
    record: Arc<Mutex<Record>>,
}

impl Recorder {
    /// Records what SQLite does in a folder from now on.
    pub(crate) fn of(folder: &Path) -> Self {
        install();
        let folder = folder.canonicalize().unwrap();
        let recorder = Self { folder: folder.clone(), record: Arc::default() };
        lock(&FOLDERS).insert(folder, recorder.record.clone());
        recorder
    }

    /// Lets the call of this kind with this number fail, counted from 1.
    pub(crate) fn fail(&self, call: Call, number: usize) {
        lock(&self.record).failing = Some((call, number));
    }

    /// So many calls of this kind were made.
    pub(crate) fn calls(&self, call: Call) -> usize {
        *lock(&self.record).calls(call)
    }

    pub(crate) fn acknowledge(&self, number: usize) {
        lock(&self.record).events.push(Event::Acknowledged(number));
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        lock(&self.record).events.clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if Arc::strong_count(&self.record) <= 2 {
            lock(&FOLDERS).remove(&self.folder);
        }
    }
}

type Open = unsafe extern "C" fn(
    *mut ffi::sqlite3_vfs,
    ffi::sqlite3_filename,
    *mut ffi::sqlite3_file,
    c_int,
    *mut c_int,
) -> c_int;
type Delete = unsafe extern "C" fn(*mut ffi::sqlite3_vfs, *const c_char, c_int) -> c_int;

static FOLDERS: Mutex<BTreeMap<PathBuf, Arc<Mutex<Record>>>> = Mutex::new(BTreeMap::new());
/// Open files that are recorded, by their addresses.
static FILES: Mutex<BTreeMap<usize, Recorded>> = Mutex::new(BTreeMap::new());
/// Two calls of the file system below.
static BELOW: OnceLock<(Open, Delete)> = OnceLock::new();

/// An open file.
#[derive(Clone)]
struct Recorded {
    name: String,
    record: Arc<Mutex<Record>>,
    /// Its functions before ours were put in place of some.
    below: &'static ffi::sqlite3_io_methods,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the default file system is there after the initialisation and is never freed; ours is
        // leaked, and differs from it in two functions of the same types and in its name.
        unsafe {
            ffi::sqlite3_initialize();
            let below: &'static ffi::sqlite3_vfs = &*ffi::sqlite3_vfs_find(std::ptr::null());
            BELOW.set((below.xOpen.unwrap(), below.xDelete.unwrap())).unwrap();
            let ours = ffi::sqlite3_vfs {
                zName: c"recorder".as_ptr(),
                pNext: std::ptr::null_mut(),
                xOpen: Some(open),
                xDelete: Some(delete),
                ..*below
            };
            assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1), ffi::SQLITE_OK);
        }
    });
}

fn recorded(name: *const c_char) -> Option<(String, Arc<Mutex<Record>>)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite hands over a text that ends with a zero byte.
    let name = unsafe { CStr::from_ptr(name) };
    let path = Path::new(OsStr::from_bytes(name.to_bytes()));
    let record = lock(&FOLDERS).get(path.parent()?)?.clone();
    Some((path.file_name()?.to_str()?.to_owned(), record))
}

fn file(file: *mut ffi::sqlite3_file) -> Recorded {
    lock(&FILES).get(&(file as usize)).cloned().unwrap()
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let (below, _) = BELOW.get().unwrap();
    // SAFETY: the call as SQLite made it; on success the file has its table of functions, which is
    // replaced by one that is never freed either.
    unsafe {
        let answer = below(vfs, name, file, flags, out);
        if answer == ffi::SQLITE_OK
            && let Some((named, record)) = recorded(name)
        {
            let below: &'static ffi::sqlite3_io_methods = &*(*file).pMethods;
            let ours = ffi::sqlite3_io_methods {
                xClose: Some(close),
                xWrite: Some(write),
                xTruncate: Some(cut),
                xSync: Some(sync),
                ..*below
            };
            let recorded = Recorded { name: named, record, below };
            lock(&FILES).insert(file as usize, recorded);
            (*file).pMethods = Box::leak(Box::new(ours));
        }
        answer
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    if let Some((file, record)) = recorded(name) {
        lock(&record).events.push(Event::Delete { file });
    }
    // SAFETY: the call as SQLite made it.
    unsafe { BELOW.get().unwrap().1(vfs, name, sync) }
}

unsafe extern "C" fn close(handle: *mut ffi::sqlite3_file) -> c_int {
    let recorded = lock(&FILES).remove(&(handle as usize)).unwrap();
    // SAFETY: the call as SQLite made it.
    unsafe { recorded.below.xClose.unwrap()(handle) }
}

unsafe extern "C" fn write(
    handle: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    size: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let Recorded { name, record, below } = file(handle);
    // SAFETY: SQLite hands over so many bytes.
    let content = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), number(size)) };
    let event = Event::Write { file: name, at: number(at), bytes: content.to_vec() };
    {
        let mut record = lock(&record);
        if let Some(failure) = record.made(Call::Write) {
            return failure;
        }
        record.events.push(event);
    }
    // SAFETY: the call as SQLite made it.
    unsafe { below.xWrite.unwrap()(handle, bytes, size, at) }
}

unsafe extern "C" fn cut(handle: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let Recorded { name, record, below } = file(handle);
    lock(&record).events.push(Event::Cut { file: name, size: number(size) });
    // SAFETY: the call as SQLite made it.
    unsafe { below.xTruncate.unwrap()(handle, size) }
}

unsafe extern "C" fn sync(handle: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let Recorded { name, record, below } = file(handle);
    {
        let mut record = lock(&record);
        if let Some(failure) = record.made(Call::Sync) {
            return failure;
        }
        record.events.push(Event::Sync { file: name });
    }
    // SAFETY: the call as SQLite made it.
    unsafe { below.xSync.unwrap()(handle, flags) }
}

fn number(size: impl TryInto<usize, Error: std::fmt::Debug>) -> usize {
    size.try_into().unwrap()
}
