//! What the machine can do at all.

use anyhow::Result;
use axum::http::StatusCode;
use nix::{
    spawn::{PosixSpawnAttr, PosixSpawnFileActions, posix_spawn},
    sys::wait::waitpid,
};
use std::{
    ffi::CString,
    fs::File,
    io::Write,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

const SPAWNS: u32 = 1_500;

/// Processes that start and end in a second, with every core starting some.
pub(crate) fn spawns_per_second() -> Result<f64> {
    let threads = thread::available_parallelism()?.get();
    let begun = Instant::now();
    let spawners: Vec<_> = (0..threads).map(|_| thread::spawn(spawn_some)).collect();
    for spawner in spawners {
        spawner.join().expect("a thread that only spawns")?;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few cores")]
    let spawned = f64::from(SPAWNS) * threads as f64;
    Ok(spawned / begun.elapsed().as_secs_f64())
}

fn spawn_some() -> Result<()> {
    let (actions, attributes) = (PosixSpawnFileActions::init()?, PosixSpawnAttr::init()?);
    let (program, words) = (Path::new("/bin/true"), [CString::new("true")?]);
    for _ in 0..SPAWNS {
        let none: [CString; 0] = [];
        waitpid(posix_spawn(program, &actions, &attributes, &words, &none)?, None)?;
    }
    Ok(())
}

/// How many seconds it takes to write so many files of so many mebibytes side by side, each synced at its end.
pub(crate) fn written(files: u32, mib: u32) -> Result<f64> {
    let dir = tempfile::tempdir()?;
    let begun = Instant::now();
    let writers: Vec<_> = (0..files)
        .map(|number| {
            let path = dir.path().join(number.to_string());
            thread::spawn(move || write_file(&path, mib))
        })
        .collect();
    for writer in writers {
        writer.join().expect("a thread that only writes")?;
    }
    Ok(begun.elapsed().as_secs_f64())
}

fn write_file(path: &Path, mib: u32) -> Result<()> {
    let (mut file, block) = (File::create(path)?, vec![b'x'; 1 << 20]);
    for _ in 0..mib {
        file.write_all(&block)?;
    }
    Ok(file.sync_all()?)
}

/// Rows a second that a database keeps behind HTTP, each durable before its answer: one writer that
/// commits together what arrives together, and nothing else.
pub(crate) async fn submits_per_second(clients: usize, span: Duration) -> Result<f64> {
    let dir = tempfile::tempdir()?;
    let (rows, queue) = mpsc::channel(1024);
    let writer = thread::spawn({
        let path = dir.path().join("floor.db");
        move || write_rows(&path, queue)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/rows", listener.local_addr()?);
    let serving = tokio::spawn(axum::serve(listener, routes(rows)).into_future());
    let (kept, begun) = (Arc::new(AtomicU32::new(0)), Instant::now());
    let mut posting = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (url, kept, client) = (url.clone(), kept.clone(), reqwest::Client::new());
        posting.spawn(async move {
            while begun.elapsed() < span {
                client.post(&url).body(BODY).send().await?.error_for_status()?;
                kept.fetch_add(1, Relaxed);
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = posting.join_next().await {
        done??;
    }
    let rate = f64::from(kept.load(Relaxed)) / begun.elapsed().as_secs_f64();
    serving.abort();
    drop(serving.await);
    writer.join().expect("a thread that only writes")?;
    Ok(rate)
}

/// As long as a short submission.
const BODY: &str = r#"{"argv":["true"],"name":"floor"}"#;
const GROUP: usize = 256;

type Row = (String, oneshot::Sender<()>);

fn routes(rows: mpsc::Sender<Row>) -> axum::Router {
    let keep = move |body: String| async move {
        let (told, kept) = oneshot::channel();
        let is_sent = rows.send((body, told)).await.is_ok();
        if is_sent && kept.await.is_ok() { StatusCode::CREATED } else { StatusCode::BAD_GATEWAY }
    };
    axum::Router::new().route("/rows", axum::routing::post(keep))
}

fn write_rows(path: &Path, mut queue: mpsc::Receiver<Row>) -> Result<()> {
    let mut database = rusqlite::Connection::open(path)?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "full")?;
    database.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, body TEXT)", [])?;
    let mut group = Vec::new();
    while queue.blocking_recv_many(&mut group, GROUP) > 0 {
        let commit = database.transaction()?;
        for (body, _) in &group {
            commit.prepare_cached("INSERT INTO row (body) VALUES (?1)")?.execute([body])?;
        }
        commit.commit()?;
        for (_, told) in group.drain(..) {
            // Whoever has gone does not want to know.
            told.send(()).unwrap_or_default();
        }
    }
    Ok(())
}
