//! The served document against the routes themselves, by somebody else's program: schemathesis makes thousands of
//! requests up from `openapi.json`, and looks whether the answers are what the document says.

use crate::{shell, steps::Transcript, workspace};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const VERSION: &str = "4.32.5";
const TOKEN: &str = "contract-contract-contract-contract";
/// That a request which fits its schema is accepted is not among them: names are taken and ids name nothing.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance,unsupported_method,\
                      ignored_auth";
/// Here nothing is set up that is somebody else's: providers, billers, models. Routes that need one say so with a status
/// that the document names for them; elsewhere it would not be as documented, and fail.
const SETTINGS: &str = "[checks.not_a_server_error]\n\
    expected-statuses = [\"2xx\", \"3xx\", \"4xx\", 501, 503]\n";
/// They do not end by themselves.
const ENDLESS: [&str; 2] = ["/v1/stream", "/v1/session"];

/// Runs it all against a coordinator that is there for this alone.
pub(crate) fn run(transcript: &mut Transcript) -> Result<String> {
    let program = schemathesis(transcript)?;
    let folder = workspace::target().join("tmp/contract");
    // What an earlier run has left would be found by the next one.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("schemathesis.toml"), SETTINGS)?;
    let coordinator = Coordinator::start(&folder)?;
    let mut command = shell::command(program);
    command
        .current_dir(&folder)
        .arg("run")
        .arg(format!("{}/openapi.json", coordinator.url))
        .args(["--header", &format!("Authorization: Bearer {TOKEN}")])
        .args(ENDLESS.iter().flat_map(|path| ["--exclude-path", path]))
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--seed", "1", "--max-examples", "10", "--request-timeout", "30", "--no-color"]);
    transcript.run(&mut command)?;
    Ok(format!("schemathesis {VERSION}"))
}

/// The program in an environment of its own, which is made once.
fn schemathesis(transcript: &mut Transcript) -> Result<PathBuf> {
    let folder = workspace::target().join(format!("schemathesis-{VERSION}"));
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let (program, is_whole) = (programs.join("schemathesis"), folder.join("is-whole"));
    if is_whole.exists() {
        return Ok(program);
    }
    let python = if cfg!(windows) { "python" } else { "python3" };
    transcript.run(shell::command(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let wanted = format!("schemathesis=={VERSION}");
    transcript.run(shell::command(programs.join("pip")).args(["install", "--quiet", &wanted]))?;
    fs::write(is_whole, VERSION)?;
    Ok(program)
}

/// A coordinator that ends with this value.
struct Coordinator {
    process: Child,
    url: String,
}

impl Coordinator {
    fn start(folder: &Path) -> Result<Self> {
        let mut command: Command = shell::command(workspace::built("muster"));
        command
            .args(["serve", "--no-local-worker", "--listen", "127.0.0.1:0", "--secrets", "file"])
            .arg("--json")
            .arg("--data-dir")
            .arg(folder.join("data"))
            .env("MUSTER_TOKEN", TOKEN)
            .env("MUSTER_VAULT_PASSPHRASE", TOKEN)
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("coordinator.log"))?);
        let mut process = command.spawn().context("cannot start the coordinator")?;
        let output = process.stdout.take().context("the coordinator has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let said: Option<serde_json::Value> = serde_json::from_str(&line).ok();
        if let Some(url) = said.as_ref().and_then(|said| said["url"].as_str()) {
            return Ok(Self { process, url: url.to_owned() });
        }
        let status = process.wait()?;
        bail!("the coordinator has ended ({status}); see target/tmp/contract/coordinator.log")
    }
}

impl Drop for Coordinator {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nobody to end.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
