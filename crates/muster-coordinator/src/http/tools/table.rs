//! Which tools there are: each stands for one request of the API, and does nothing that this would not.

use http::Method;
use serde_json::{Map, Value, json};

/// A tool.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) description: &'static str,
    pub(crate) is_read_only: bool,
    /// The JSON Schema of each argument, and those that must be there.
    arguments: fn() -> (Value, &'static [&'static str]),
    request: fn(Map<String, Value>) -> Result<Wanted, Wrong>,
}

/// The request that a call stands for.
pub(crate) struct Wanted {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

/// An argument that is not what it must be.
pub(crate) struct Wrong {
    pub(crate) argument: &'static str,
    pub(crate) rule: &'static str,
}

impl Tool {
    pub(crate) fn input_schema(&self) -> Value {
        let (properties, required) = (self.arguments)();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": self.name == "submit",
        })
    }

    pub(crate) fn request(&self, arguments: Map<String, Value>) -> Result<Wanted, Wrong> {
        (self.request)(arguments)
    }
}

pub(crate) fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

/// Every tool, those that only look first.
pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "jobs",
        scope: "tools:jobs",
        description: "List jobs, newest first. `query` narrows it, like `state:failed label:gpu worker:studio older:1h`.",
        is_read_only: true,
        arguments: || {
            let query = text("Terms that must all be met, and a text.");
            (json!({ "query": query, "state": text("A state of a job."), "limit": count() }), &[])
        },
        request: |arguments| Ok(listed("/v1/jobs", &["query", "state", "limit"], &arguments)),
    },
    Tool {
        name: "job",
        scope: "tools:jobs",
        description: "Show one job: its state, its command, where it runs, and why it ended.",
        is_read_only: true,
        arguments: || (json!({ "job": job() }), &["job"]),
        request: |arguments| about_job(Method::GET, "/v1/jobs/{id}", arguments, None),
    },
    Tool {
        name: "logs",
        scope: "tools:logs",
        description: "Read the log of a job, from its beginning or from an offset.",
        is_read_only: true,
        arguments: || {
            let rest =
                json!({ "job": job(), "attempt": count(), "from": count(), "limit": count() });
            (rest, &["job"])
        },
        request: |mut arguments| {
            let id = taken(&mut arguments, "job")?;
            let mut request =
                listed("/v1/jobs/{id}/log", &["attempt", "from", "limit"], &arguments);
            request.path = request.path.replace("{id}", &id);
            Ok(request)
        },
    },
    Tool {
        name: "explain",
        scope: "tools:explain",
        description: "Say why a job waits: what each worker lacks, and what would help.",
        is_read_only: true,
        arguments: || (json!({ "job": job() }), &["job"]),
        request: |arguments| about_job(Method::GET, "/v1/jobs/{id}/explain", arguments, None),
    },
    Tool {
        name: "workers",
        scope: "tools:workers",
        description: "List the workers: which are online, what they have, how busy they are. `query` narrows it, like `state:online label:gpu`.",
        is_read_only: true,
        arguments: || {
            let query = text("Terms that must all be met, and a text.");
            (
                json!({ "query": query, "page_size": count(), "cursor": text("From the page before.") }),
                &[],
            )
        },
        request: |arguments| {
            Ok(listed("/v1/workers", &["query", "page_size", "cursor"], &arguments))
        },
    },
    Tool {
        name: "submit",
        scope: "tools:submit",
        description: "Run a command on some worker. Takes every field of `POST /v1/jobs`; `command` is a line for the shell, `argv` a program with its arguments.",
        is_read_only: false,
        arguments: || {
            let argv = json!({ "type": "array", "items": { "type": "string" } });
            (
                json!({ "command": text("A line for the shell."), "argv": argv, "name": text("For people.") }),
                &[],
            )
        },
        request: |arguments| {
            Ok(Wanted {
                method: Method::POST,
                path: "/v1/jobs".to_owned(),
                body: Some(Value::Object(arguments)),
            })
        },
    },
    Tool {
        name: "stop",
        scope: "tools:stop",
        description: "Cancel a job (`job`), or pause a worker so that it takes nothing new (`worker`).",
        is_read_only: false,
        arguments: || {
            let reason = text("Why, for whoever wonders.");
            (json!({ "job": job(), "worker": text("A worker's id."), "reason": reason }), &[])
        },
        request: |mut arguments| {
            let reason = arguments.remove("reason").unwrap_or_else(|| json!("stopped by a tool"));
            if arguments.contains_key("job") {
                return about_job(Method::POST, "/v1/jobs/{id}/cancel", arguments, None);
            }
            let body = Some(json!({ "reason": reason }));
            about_worker("/v1/workers/{id}/pause", arguments, body)
        },
    },
    Tool {
        name: "start",
        scope: "tools:start",
        description: "Let a worker that was paused take jobs again (`worker`), or release a job that is held back (`job`).",
        is_read_only: false,
        arguments: || (json!({ "job": job(), "worker": text("A worker's id.") }), &[]),
        request: |arguments| {
            if arguments.contains_key("job") {
                return about_job(Method::POST, "/v1/jobs/{id}/release", arguments, None);
            }
            about_worker("/v1/workers/{id}/resume", arguments, None)
        },
    },
];

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn job() -> Value {
    json!({ "type": "string", "description": "A job's id, like `job_12`." })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// A question whose arguments stand behind `?`.
fn listed(route: &'static str, known: &[&str], arguments: &Map<String, Value>) -> Wanted {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in arguments.iter().filter(|(name, _)| known.contains(&name.as_str())) {
        match value {
            Value::Null => continue,
            Value::String(text) => query.append_pair(name, text),
            other => query.append_pair(name, &other.to_string()),
        };
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    Wanted { method: Method::GET, path: format!("{route}{mark}{query}"), body: None }
}

fn about_job(
    method: Method,
    route: &'static str,
    mut arguments: Map<String, Value>,
    body: Option<Value>,
) -> Result<Wanted, Wrong> {
    let id = taken(&mut arguments, "job")?;
    Ok(Wanted { method, path: route.replace("{id}", &id), body })
}

fn about_worker(
    route: &'static str,
    mut arguments: Map<String, Value>,
    body: Option<Value>,
) -> Result<Wanted, Wrong> {
    let id = taken(&mut arguments, "worker")?;
    Ok(Wanted { method: Method::POST, path: route.replace("{id}", &id), body })
}

/// An id: letters, digits, `_` and `.`, so that it is one part of a path and no other.
fn taken(arguments: &mut Map<String, Value>, argument: &'static str) -> Result<String, Wrong> {
    let wrong = || Wrong { argument, rule: "must be an id" };
    let Some(Value::String(id)) = arguments.remove(argument) else { return Err(wrong()) };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    let is_id = !id.is_empty() && id.len() <= 64 && id.bytes().all(is_plain);
    if is_id && !id.starts_with('.') { Ok(id) } else { Err(wrong()) }
}
