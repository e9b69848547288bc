//! A node that behaves as deborgen's worker does: one thread, a poll when there is nothing to do, no
//! word while a job runs, everything reported in the end, and nothing said twice.
//!
//! It is made after what that worker is documented to do, not of its code. Only its clock is set by hand,
//! and it does not wait between polls.

use muster_testkit::TOKEN;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
    time::Duration,
};

/// What became of a command.
struct Ran {
    exit_code: i32,
    failure_reason: Option<String>,
    output: String,
    /// What it has left in its folder, as one archive.
    archive: Option<Vec<u8>>,
}

impl Ran {
    fn nothing(exit_code: i32, reason: &str) -> Self {
        let failure_reason = Some(reason.to_owned());
        Self { exit_code, failure_reason, output: String::new(), archive: None }
    }
}

/// What it has done for one job.
pub(crate) struct Done {
    pub(crate) job: String,
    pub(crate) archive: Option<Vec<u8>>,
}

pub(crate) struct Node {
    base: String,
    id: String,
    labels: Value,
    work_hours: Option<[u32; 2]>,
    /// What its clock says, in minutes since midnight.
    pub(crate) minute: u32,
    client: Client,
}

impl Node {
    /// A node with these labels, given as `--labels-json`.
    pub(crate) fn new(base: &str, id: &str, labels_json: &str) -> Self {
        let (base, id, work_hours) = (base.to_owned(), id.to_owned(), None);
        let labels = serde_json::from_str(labels_json).unwrap();
        Self { base, id, labels, work_hours, minute: 0, client: Client::new() }
    }

    /// Takes jobs within these hours alone, like `22:00-06:00`. What is no such text means nothing.
    pub(crate) fn work_hours(self, text: &str) -> Self {
        Self { work_hours: hours(text), ..self }
    }

    fn is_working(&self) -> bool {
        let minute = self.minute;
        self.work_hours.is_none_or(|[from, to]| {
            if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
        })
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = request.bearer_auth(TOKEN);
        let request = body.iter().fold(request, RequestBuilder::json);
        request.send().await.unwrap()
    }

    /// One round of its loop: says that it is there, and does the next job if it gets one.
    pub(crate) async fn round(&self) -> Option<Done> {
        let said = json!({ "name": self.id, "labels": self.labels });
        let path = format!("/nodes/{}/heartbeat", self.id);
        assert_eq!(self.call(Method::POST, &path, Some(said)).await.status(), StatusCode::OK);
        if !self.is_working() {
            return None;
        }
        let path = format!("/jobs/next?node_id={}", self.id);
        let next = self.call(Method::GET, &path, None).await;
        if next.status() == StatusCode::NO_CONTENT {
            return None;
        }
        let grant: Value = next.json().await.unwrap();
        let job = &grant["job"];
        let command = job["command"].as_str().unwrap();
        let ran = run(command, job["timeout_seconds"].as_u64().unwrap()).await;
        self.report(&grant, ran).await
    }

    async fn report(&self, grant: &Value, ran: Ran) -> Option<Done> {
        let Ran { exit_code, failure_reason, output, archive } = ran;
        let job = grant["job"]["id"].as_str()?.to_owned();
        let report = async |path: &str, more: Value| {
            let mut body = json!({ "node_id": self.id, "lease_token": grant["lease_token"] });
            body.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
            let path = format!("/jobs/{job}/{path}");
            let answer = self.call(Method::POST, &path, Some(body)).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}: {}", answer.text().await.unwrap());
            answer.json::<Value>().await.unwrap()
        };
        if !output.is_empty() {
            report("logs", json!({ "text": output })).await;
        }
        if let Some(archive) = &archive {
            let filename = format!("{job}.zip");
            let to = report("artifacts/presign", json!({ "filename": filename })).await;
            let put = self.client.put(to["upload_url"].as_str()?).body(archive.clone());
            let put = put.timeout(Duration::from_mins(5)).send().await.unwrap();
            assert_eq!(put.status(), StatusCode::OK, "{}", put.text().await.unwrap());
            report("artifacts", json!({ "url": to["download_url"] })).await;
        }
        report("finish", json!({ "exit_code": exit_code, "failure_reason": failure_reason })).await;
        Some(Done { job, archive })
    }
}

/// `HH:MM-HH:MM` in minutes since midnight.
fn hours(text: &str) -> Option<[u32; 2]> {
    let minutes = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?)
    };
    let (from, to) = text.split_once('-')?;
    Some([minutes(from)?, minutes(to)?])
}

/// Runs a command without a shell, in a folder of its own that is gone afterwards.
async fn run(command: &str, timeout_seconds: u64) -> Ran {
    let words = match split(command) {
        Some(words) if !words.is_empty() => words,
        _ => return Ran::nothing(2, "invalid or empty command"),
    };
    let (folder, said) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let [out, err] = ["stdout", "stderr"].map(|name| said.path().join(name));
    let spawned = tokio::process::Command::new(&words[0])
        .args(&words[1..])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .kill_on_drop(true)
        .spawn();
    let Ok(mut child) = spawned else { return Ran::nothing(127, "command not found") };
    let ending = tokio::time::timeout(Duration::from_secs(timeout_seconds), child.wait()).await;
    let (exit_code, failure_reason) = if let Ok(ended) = ending {
        (ended.unwrap().code().unwrap_or(-1), None)
    } else {
        child.kill().await.unwrap();
        (124, Some(format!("timeout exceeded ({timeout_seconds}s)")))
    };
    let output = [out, err].map(|path| fs::read_to_string(path).unwrap()).concat();
    Ran { exit_code, failure_reason, output, archive: archive(folder.path()) }
}

/// The words of a line as a shell reads them that expands nothing; nothing if a quotation has no end.
fn split(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (vec![], None::<String>, None);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().push(letters.next()?),
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// The files of a folder in a ZIP archive, uncompressed; nothing if there are none.
fn archive(folder: &Path) -> Option<Vec<u8>> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    names.sort_by_key(fs::DirEntry::file_name);
    let (mut archive, mut directory, mut count) = (vec![], vec![], 0_u16);
    for entry in names {
        let (name, bytes) = (entry.file_name(), fs::read(entry.path()).unwrap());
        let (name, offset) = (name.to_str().unwrap(), number(archive.len()));
        let size = number(bytes.len());
        // Version, flags, method, time and date; then sums and lengths, as every reader expects them.
        let mut about = [20, 0, 0, 0, 0x21_u16].map(u16::to_le_bytes).concat();
        about.extend([crc32fast::hash(&bytes), size, size].map(u32::to_le_bytes).concat());
        about.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        archive.extend(joined(&[b"PK\x03\x04", &about, &[0; 2], name.as_bytes(), &bytes]));
        let place = offset.to_le_bytes();
        let name = name.as_bytes();
        directory.extend(joined(&[b"PK\x01\x02", &[20, 0], &about, &[0; 12], &place, name]));
        count += 1;
    }
    let (offset, size) = (number(archive.len()), number(directory.len()));
    archive.extend(directory);
    let counts = [0, 0, count, count].map(u16::to_le_bytes).concat();
    archive.extend(joined(&[b"PK\x05\x06", &counts]));
    archive.extend([size, offset].map(u32::to_le_bytes).concat());
    archive.extend([0; 2]);
    (count > 0).then_some(archive)
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}
