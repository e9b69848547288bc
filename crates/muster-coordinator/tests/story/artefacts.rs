//! Artefacts: who may bring which bytes, what becomes of them, and who may read them.

use crate::bench::{Bench, Played, shell};
use axum::body::{Body, to_bytes};
use http::{Method, Request, Response, StatusCode, header};
use muster_api::{
    Problem,
    artefact::{ArtefactQuery, DownloadQuery, UploadState, download_path, encoded, hex},
    instance::Verdict,
    job::{Job, JobState, JobSubmission},
    session::{Assignment, FromWorker},
};
use muster_client::ClientError;
use muster_core::job::AttemptEnd;
use muster_seams::{Clock, Faults, NoFaults};
use serde_json::{Value, json};
use std::{
    fs, io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};
use tower::ServiceExt;

/// A job that a played worker runs and whose files it brings.
struct Bringing {
    bench: Bench,
    session: Played,
    job: Job,
    assignment: Assignment,
}

impl Bringing {
    async fn begun(bench: Bench) -> Self {
        let who = bench.join("worker", 4).await;
        let mut session = bench.come(&who, vec![]).await;
        let artefacts = vec!["**".to_owned()];
        let job = bench.submit(JobSubmission { artefacts, ..shell("true") }).await;
        let assignment = session.assignment().await;
        session.say(FromWorker::Started { grant: assignment.grant }).await;
        bench.until(&job, |job| job.state == JobState::Running).await;
        Self { bench, session, job, assignment }
    }

    fn ticket(&self) -> String {
        self.assignment.artefacts.as_ref().unwrap().ticket.clone()
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(self.bench.coordinator.operator());
        let request = Request::from_parts(parts, body);
        self.bench.coordinator.router().oneshot(request).await.unwrap()
    }

    async fn put(
        &self,
        file: &File<'_>,
        offset: usize,
        part: &[u8],
    ) -> Result<UploadState, Problem> {
        let name: String = file.name.bytes().map(encoded).collect();
        let query = format!("name={name}&size={}&offset={offset}", file.bytes.len());
        let uri = format!("/v1/uploads/{}?{query}", file.sha256);
        let ticket = format!("Bearer {}", self.ticket());
        let request = Request::builder().method(Method::PUT).uri(uri);
        let request = request.header(header::AUTHORIZATION, ticket).body(part.to_vec().into());
        read(self.send(request.unwrap()).await).await
    }

    async fn offset(&self, file: &File<'_>) -> u64 {
        let ticket = format!("Bearer {}", self.ticket());
        let request = Request::builder().uri(format!("/v1/uploads/{}", file.sha256));
        let request = request.header(header::AUTHORIZATION, ticket).body(Body::empty());
        read::<UploadState>(self.send(request.unwrap()).await).await.unwrap().offset
    }

    /// Brings a file in one part.
    async fn bring(&self, name: &str, bytes: &[u8]) -> Result<UploadState, String> {
        let file = File::of(name, bytes);
        self.put(&file, 0, bytes).await.map_err(|problem| problem.error.as_str().to_owned())
    }

    async fn names(&self) -> Vec<String> {
        let page = self.bench.client.list_artefacts(self.job.id, &ArtefactQuery::default()).await;
        page.unwrap().items.into_iter().map(|artefact| artefact.name).collect()
    }

    async fn read(&self, name: &str) -> Vec<u8> {
        let query = DownloadQuery::default();
        let mut arriving =
            self.bench.client.read_artefact(self.job.id, name, &query).await.unwrap();
        let mut whole = vec![];
        while let Some(bytes) = arriving.next().await.unwrap() {
            whole.extend_from_slice(&bytes);
        }
        whole
    }

    /// Every file that the coordinator keeps for artefacts.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = vec![];
        let mut folders = vec![self.bench.data.path().join("artefacts")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    }
}

struct File<'a> {
    name: &'a str,
    bytes: &'a [u8],
    sha256: String,
}

impl<'a> File<'a> {
    fn of(name: &'a str, bytes: &'a [u8]) -> Self {
        let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        Self { name, bytes, sha256: hex(sum.as_ref()) }
    }
}

async fn read<T: serde::de::DeserializeOwned>(answer: Response<Body>) -> Result<T, Problem> {
    let is_good = answer.status().is_success();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    if is_good {
        return Ok(serde_json::from_slice(&body).unwrap());
    }
    Err(serde_json::from_slice(&body).unwrap())
}

fn kept(size: usize) -> UploadState {
    UploadState { offset: size as u64, is_kept: true }
}

fn refused(code: &str) -> Result<UploadState, String> {
    Err(code.to_owned())
}

#[tokio::test]
async fn a_file_arrives_in_parts_goes_on_where_it_stopped_and_is_read_as_it_was() {
    let bringing = Bringing::begun(Bench::start().await).await;
    let bytes: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).take(2_500_000).collect();
    let file = File::of("dist/ü/a b.bin", &bytes);
    assert_eq!(bringing.offset(&file).await, 0);
    bringing.put(&file, 0, &bytes[..1_000_000]).await.unwrap();
    let elsewhere = bringing.put(&file, 900_000, &bytes[900_000..1_000_000]).await.unwrap_err();
    assert_eq!(elsewhere.error.as_str(), "upload_offset");
    assert_eq!(bringing.offset(&file).await, 1_000_000);
    bringing.put(&file, 1_000_000, &bytes[1_000_000..2_000_000]).await.unwrap();
    assert_eq!(bringing.names().await, [""; 0], "what is not whole is nothing");
    let last = bringing.put(&file, 2_000_000, &bytes[2_000_000..]).await.unwrap();
    assert!(last.is_kept);
    assert_eq!(bringing.names().await, ["dist/ü/a b.bin"]);
    assert_eq!(bringing.read("dist/ü/a b.bin").await, bytes);

    let asked = |range: &str| {
        Request::builder()
            .uri(download_path(bringing.job.id, file.name))
            .header(header::RANGE, range)
            .body(Body::empty())
            .unwrap()
    };
    for (range, status, wanted) in [
        ("bytes=10-19", StatusCode::PARTIAL_CONTENT, &bytes[10..20]),
        ("bytes=2499990-", StatusCode::PARTIAL_CONTENT, &bytes[2_499_990..]),
        ("bytes=-5", StatusCode::PARTIAL_CONTENT, &bytes[2_499_995..]),
        ("lines=1-2", StatusCode::OK, &bytes[..]),
    ] {
        let answer = bringing.send(asked(range)).await;
        assert_eq!(answer.status(), status, "{range}");
        let header =
            |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("content-security-policy").unwrap(), "default-src 'none'; sandbox");
        assert_eq!(header("x-content-type-options").unwrap(), "nosniff");
        assert_eq!(header("cache-control").unwrap(), "no-store");
        assert!(header("content-disposition").unwrap().starts_with("attachment; "));
        assert_eq!(to_bytes(answer.into_body(), 4 << 20).await.unwrap(), wanted, "{range}");
    }
    let beyond = bringing.send(asked("bytes=2500000-")).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
}

#[tokio::test]
async fn equal_bytes_are_kept_once_and_a_repeat_changes_nothing() {
    let bringing = Bringing::begun(Bench::start().await).await;
    assert_eq!(bringing.bring("a", b"same").await, Ok(kept(4)));
    assert_eq!(bringing.bring("a", b"same").await, Ok(kept(4)), "its answer may have been lost");
    assert_eq!(bringing.bring("b", b"same").await, Ok(kept(4)));
    assert_eq!(bringing.bring("empty", b"").await, Ok(kept(0)));
    assert_eq!(bringing.names().await, ["a", "b", "empty"]);
    assert_eq!(bringing.files().len(), 2, "{:?}", bringing.files());
    assert_eq!(bringing.read("b").await, b"same");
    assert_eq!(bringing.read("empty").await, b"");
}

#[tokio::test]
async fn what_is_not_what_it_says_is_dropped_and_what_is_too_much_is_refused() {
    let bringing = Bringing::begun(Bench::start().await).await;
    let other = File { sha256: File::of("x", b"announced").sha256, ..File::of("x", b"delivered") };
    let wrong = bringing.put(&other, 0, b"delivered").await.unwrap_err();
    assert_eq!(wrong.error.as_str(), "wrong_hash");
    assert_eq!(bringing.offset(&other).await, 0, "it can be brought again from its beginning");
    let longer = bringing.put(&File::of("y", b"abc"), 0, b"abcdef").await.unwrap_err();
    assert_eq!((longer.error.as_str(), longer.field.as_deref()), ("validation", Some("size")));
    let huge = vec![0; (8 << 20) + 1];
    let refusal = bringing.put(&File::of("z", &huge), 0, b"").await.unwrap_err();
    assert_eq!(refusal.error.as_str(), "body_too_large");
    for (name, is_kept) in [("one", true), ("two", true), ("three", false)] {
        let bytes = vec![u8::try_from(name.len()).unwrap(); 7 << 20];
        let file = File::of(name, &bytes);
        let mut answer = Ok(UploadState { offset: 0, is_kept: false });
        for (number, part) in bytes.chunks(1 << 20).enumerate() {
            answer = bringing.put(&file, number << 20, part).await;
        }
        assert_eq!(answer.is_ok_and(|state| state.is_kept), is_kept, "{name}: 16 MiB in all");
    }
    assert_eq!(bringing.names().await, ["one", "two"]);
    let files = bringing.files();
    assert!(!files.iter().any(|path| path.to_string_lossy().contains("incoming")), "{files:?}");
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_or_hides_another_is_refused() {
    let bringing = Bringing::begun(Bench::start().await).await;
    assert_eq!(bringing.bring("Report.xml", b"1").await, Ok(kept(1)));
    for name in [
        "../x",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "",
        "aux.txt",
        "x.",
        "C:/x",
        r"a\b",
        "a\0b",
        "a\nb",
        "safe\u{202e}gnp.exe",
        "report.XML",
    ] {
        assert_eq!(bringing.bring(name, b"2").await, refused("validation"), "{name:?}");
    }
    assert_eq!(bringing.names().await, ["Report.xml"]);
}

#[tokio::test]
async fn only_whoever_holds_the_job_brings_its_files_and_an_end_is_for_good() {
    let mut bringing = Bringing::begun(Bench::start().await).await;
    let order = bringing.assignment.artefacts.clone().unwrap();
    for ticket in ["", "nonsense", order.ticket.get(..order.ticket.len() - 4).unwrap()] {
        bringing.assignment.artefacts.as_mut().unwrap().ticket = ticket.to_owned();
        assert_eq!(bringing.bring("a", b"1").await, refused("unauthorized"), "{ticket:?}");
    }
    bringing.assignment.artefacts = Some(order);
    assert_eq!(bringing.bring("a", b"1").await, Ok(kept(1)));
    let grant = bringing.assignment.grant;
    let left_out = vec!["`b` was not kept: it is\na symbolic link".to_owned()];
    let end = AttemptEnd { left_out, ..AttemptEnd::exited(0) };
    bringing
        .session
        .say(FromWorker::Finished(muster_api::session::Finished::new(grant, end, 0)))
        .await;
    bringing.bench.until(&bringing.job, |job| job.state == JobState::Succeeded).await;
    assert_eq!(bringing.bring("c", b"2").await, refused("fence_stale"));
    assert_eq!(bringing.names().await, ["a"]);
    let attempts = bringing.bench.client.list_attempts(bringing.job.id).await.unwrap();
    assert_eq!(attempts[0].left_out, ["`b` was not kept: it is a symbolic link"]);
    let unknown =
        bringing.bench.client.read_artefact(bringing.job.id, "c", &DownloadQuery::default()).await;
    let Err(ClientError::Problem(problem)) = unknown else { panic!("{unknown:?}") };
    assert_eq!(problem.error.as_str(), "artefact_not_found");
}

#[tokio::test]
async fn a_pattern_that_leads_elsewhere_is_refused_and_nothing_is_stored() {
    let bench = Bench::start().await;
    for (patterns, field) in [
        (vec!["fine", "/etc/passwd"], "artefacts[1]"),
        (vec!["../x"], "artefacts[0]"),
        (vec!["x"; 33], "artefacts"),
    ] {
        let artefacts = patterns.into_iter().map(str::to_owned).collect();
        let answer =
            bench.client.submit_job(&JobSubmission { artefacts, ..shell("x") }, None).await;
        let Err(ClientError::Problem(problem)) = answer else { panic!("{answer:?}") };
        assert_eq!((problem.error.as_str(), problem.field.as_deref()), ("validation", Some(field)));
    }
    let jobs = bench.client.list_jobs(&muster_api::job::JobQuery::default()).await.unwrap();
    assert_eq!(jobs.total, 0);
}

/// A disk that has no room for artefacts.
#[derive(Debug)]
struct FullDisk;

impl Faults for FullDisk {
    fn hit(&self, place: &'static str) -> io::Result<()> {
        let is_full = place == "take a part of an artefact";
        if is_full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

#[tokio::test]
async fn a_full_disk_refuses_files_and_keeps_the_end_of_the_job() {
    let mut bringing = Bringing::begun(Bench::with(Arc::new(FullDisk)).await).await;
    assert_eq!(bringing.bring("a", b"1").await, refused("storage_full"));
    let grant = bringing.assignment.grant;
    bringing.session.finish(grant, 0).await;
    bringing.bench.until(&bringing.job, |job| job.state == JobState::Succeeded).await;
}

#[tokio::test(start_paused = true)]
async fn bytes_that_nobody_names_are_removed_once_they_are_old_and_others_never() {
    let bringing = Bringing::begun(Bench::without_threads(Arc::new(NoFaults)).await).await;
    assert_eq!(bringing.bring("Name", b"named").await, Ok(kept(5)));
    assert_eq!(bringing.bring("name", b"unnamed").await, refused("validation"));
    bringing.put(&File::of("half", b"half of it"), 0, b"half").await.unwrap();
    assert_eq!(bringing.files().len(), 3);
    let passed = async |age: Duration| {
        let now = u64::try_from(bringing.bench.clock.now().millis()).unwrap();
        let at = UNIX_EPOCH + Duration::from_millis(now) - age;
        for path in bringing.files() {
            fs::File::options().append(true).open(path).unwrap().set_modified(at).unwrap();
        }
        tokio::time::sleep(Duration::from_secs(3700)).await;
    };
    passed(Duration::from_mins(59)).await;
    assert_eq!(bringing.files().len(), 3, "they are young");
    passed(Duration::from_mins(61)).await;
    assert_eq!(bringing.files().len(), 1);
    assert_eq!(bringing.read("Name").await, b"named");
}

#[tokio::test]
async fn the_doctor_names_an_artefact_whose_bytes_are_gone() {
    let bringing = Bringing::begun(Bench::start().await).await;
    assert_eq!(bringing.bring("a", b"1").await, Ok(kept(1)));
    let doctor = async || {
        let report = bringing.bench.client.doctor().await.unwrap();
        report.checks.into_iter().find(|check| check.name == "artefacts").unwrap()
    };
    assert_eq!(doctor().await.verdict, Verdict::Good);
    fs::remove_file(&bringing.files()[0]).unwrap();
    let check = doctor().await;
    assert_eq!(check.verdict, Verdict::Bad);
    assert!(check.finding.starts_with("`a` of job_1, attempt 1, should have 1 bytes"), "{check:?}");
}

#[tokio::test]
async fn a_node_of_deborgen_says_where_its_files_are() {
    let bench = Bench::start().await;
    let job = bench.submit(shell("true")).await;
    let call = async |method: Method, uri: &str, body: Value| {
        let request = Request::builder().method(method).uri(uri);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let request = request.extension(bench.coordinator.operator());
        let request = request.body(Body::from(body.to_string()));
        let answer = bench.coordinator.router().oneshot(request.unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice::<Value>(&body).unwrap())
    };
    let (_, next) = call(Method::GET, "/jobs/next?node_id=n1", Value::Null).await;
    let lease_token = next["lease_token"].as_str().unwrap().to_owned();
    let register = async |lease_token: &str, url: &str| {
        let body = json!({ "node_id": "n1", "lease_token": lease_token, "url": url });
        call(Method::POST, &format!("/jobs/{}/artifacts", job.id), body).await.0
    };
    assert_eq!(register(&lease_token, "https://files/z.zip").await, 200);
    assert_eq!(register(&lease_token, "https://files/a.zip").await, 200);
    assert_eq!(register(&lease_token, "https://files/z.zip").await, 200, "it is there already");
    assert_eq!(register("another", "https://files/b.zip").await, 409);
    assert_eq!(register(&lease_token, "javascript:alert(1)").await, 422);
    let (_, shown) = call(Method::GET, &format!("/jobs/{}", job.id), Value::Null).await;
    assert_eq!(shown["artifact_urls"], json!(["https://files/z.zip", "https://files/a.zip"]));
}
