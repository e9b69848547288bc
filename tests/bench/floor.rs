//! What the machine can do at all.

use crate::http::milliseconds;
use anyhow::Result;
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::RSA_PKCS1_SHA256,
};
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
        Arc, Mutex,
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
    let kept = Arc::new(AtomicU32::new(0));
    let (begun, counted) = (Instant::now(), kept.clone());
    behind_http(clients, move |post| {
        let kept = counted.clone();
        async move {
            while begun.elapsed() < span {
                post.send().await?;
                kept.fetch_add(1, Relaxed);
            }
            Ok(())
        }
    })
    .await?;
    Ok(f64::from(kept.load(Relaxed)) / begun.elapsed().as_secs_f64())
}

/// How long each of the rows takes, in milliseconds, that so many clients have kept behind HTTP, one after the other.
pub(crate) async fn rows_kept(clients: usize, each: usize) -> Result<Vec<f64>> {
    let all = Arc::new(Mutex::new(Vec::new()));
    let told = all.clone();
    behind_http(clients, move |post| {
        let told = told.clone();
        async move {
            for _ in 0..each {
                let begun = Instant::now();
                post.send().await?;
                told.lock().expect("nobody panics").push(milliseconds(begun.elapsed()));
            }
            Ok(())
        }
    })
    .await?;
    Ok(std::mem::take(&mut *all.lock().expect("nobody panics")))
}

/// How long an answer of so many bytes takes that is there already, in milliseconds, so many times.
pub(crate) async fn answered(bytes: usize, times: usize) -> Result<Vec<f64>> {
    let body = "x".repeat(bytes);
    let answer = axum::routing::get(move || std::future::ready(body.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let routes = axum::Router::new().route("/", answer);
    let serving = tokio::spawn(axum::serve(listener, routes).into_future());
    let (client, mut taken) = (reqwest::Client::new(), vec![]);
    for _ in 0..times {
        let begun = Instant::now();
        client.get(&url).send().await?.error_for_status()?.bytes().await?;
        taken.push(milliseconds(begun.elapsed()));
    }
    serving.abort();
    drop(serving.await);
    Ok(taken)
}

/// How many milliseconds it takes to sign so many texts as tokens are signed, with every core signing some: the last
/// of those who want one at once cannot have it earlier.
pub(crate) fn signed_by_all(texts: usize) -> Result<f64> {
    let key = KeyPair::generate(KeySize::Rsa2048)?;
    let threads = thread::available_parallelism()?.get();
    let sign = |texts: usize| -> Result<()> {
        let (mut signature, dice) = (vec![0; key.public_modulus_len()], SystemRandom::new());
        for _ in 0..texts {
            key.sign(&RSA_PKCS1_SHA256, &dice, BODY.as_bytes(), &mut signature)?;
        }
        Ok(())
    };
    let begun = Instant::now();
    thread::scope(|scope| {
        let signers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| sign(texts.div_ceil(threads)))).collect();
        signers.into_iter().try_for_each(|signer| signer.join().expect("a thread that only signs"))
    })?;
    Ok(milliseconds(begun.elapsed()))
}

/// A way to have a row kept.
struct Post {
    client: reqwest::Client,
    url: String,
}

impl Post {
    async fn send(&self) -> Result<()> {
        self.client.post(&self.url).body(BODY).send().await?.error_for_status()?;
        Ok(())
    }
}

/// Has so many clients post rows, each as it is told, and waits until all are done.
async fn behind_http<Done>(clients: usize, poster: impl Fn(Post) -> Done) -> Result<()>
where
    Done: Future<Output = Result<()>> + Send + 'static,
{
    let dir = tempfile::tempdir()?;
    let (rows, queue) = mpsc::channel(1024);
    let writer = thread::spawn({
        let path = dir.path().join("floor.db");
        move || write_rows(&path, queue)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/rows", listener.local_addr()?);
    let serving = tokio::spawn(axum::serve(listener, routes(rows)).into_future());
    let mut posting = tokio::task::JoinSet::new();
    for _ in 0..clients {
        posting.spawn(poster(Post { client: reqwest::Client::new(), url: url.clone() }));
    }
    while let Some(done) = posting.join_next().await {
        done??;
    }
    serving.abort();
    drop(serving.await);
    writer.join().expect("a thread that only writes")?;
    Ok(())
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
