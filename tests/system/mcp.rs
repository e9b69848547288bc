//! `muster mcp`, as a program that speaks the Model Context Protocol starts it.

use muster_testkit::Serve;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    process::{ChildStdin, ChildStdout, Stdio},
};

/// The conversation with it: a line of JSON there, a line of JSON back.
struct Talk {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Talk {
    fn say(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.say(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }));
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
        answer["result"].clone()
    }
}

#[test]
fn a_model_submits_a_job_and_reads_what_became_of_it() {
    let serve = Serve::start();
    let mut command = serve.cli_command();
    let mut process =
        command.arg("mcp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
    let mut talk = Talk { input, output: BufReader::new(output) };
    let hello = json!({
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": { "name": "test", "version": "1" },
    });
    assert_eq!(talk.ask("initialize", &hello)["serverInfo"]["name"], "muster");
    talk.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
    let tools = talk.ask("tools/list", &json!({}));
    assert!(tools["tools"].as_array().unwrap().iter().any(|tool| tool["name"] == "submit"));

    let submit = json!({ "name": "submit", "arguments": { "command": "echo from a model" } });
    let job = talk.ask("tools/call", &submit)["structuredContent"]["id"].clone();
    let waited = serve.cli(&["job", "wait", job.as_str().unwrap()]);
    assert_eq!(waited.code, Some(0), "{}", waited.stderr);
    let logs = json!({ "name": "logs", "arguments": { "job": job } });
    let log = talk.ask("tools/call", &logs)["structuredContent"].to_string();
    assert!(log.contains("from a model"), "{log}");
    drop(talk);
    assert!(process.wait().unwrap().success(), "it ends with the conversation");
}
