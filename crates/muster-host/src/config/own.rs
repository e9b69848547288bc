//! Muster's own variables: one row each, and the older names that still mean the same.
//!
//! tidy: long-file: one table, a row for each variable.
//!
//! A flag counts more than a variable, a variable more than a default. This table is where
//! `.env.example`, the documentation and `muster doctor` take their lines from.

use Standard::{Computed, Nothing, Value};

/// A variable of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnVariable {
    /// Its name.
    pub name: &'static str,
    /// The flag that means the same.
    pub flag: Option<&'static str>,
    /// Older names for it.
    pub aliases: &'static [Alias],
    /// What it is if nobody says anything.
    pub default: Standard,
    /// What it means.
    pub meaning: &'static str,
    /// Whether its value must not be shown.
    pub is_secret: bool,
}

/// What a setting is if nobody says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// Nothing.
    Nothing,
    /// This very value.
    Value(&'static str),
    /// What follows from the machine or from other settings, in words.
    Computed(&'static str),
}

impl Standard {
    /// The value that it is, if that can be written down.
    pub(super) fn as_value(self) -> &'static str {
        match self {
            Self::Value(value) => value,
            Self::Nothing | Self::Computed(_) => "",
        }
    }
}

/// An older name for a variable of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub name: &'static str,
    /// Names without a prefix mean something to many programs: only `muster serve` reads them.
    pub is_for_serve_only: bool,
}

const fn everywhere(name: &'static str) -> Alias {
    Alias { name, is_for_serve_only: false }
}

const fn serve_only(name: &'static str) -> Alias {
    Alias { name, is_for_serve_only: true }
}

const fn plain(
    name: &'static str,
    flag: Option<&'static str>,
    default: Standard,
    meaning: &'static str,
) -> OwnVariable {
    OwnVariable { name, flag, aliases: &[], default, meaning, is_secret: false }
}

const fn secret(name: &'static str, meaning: &'static str) -> OwnVariable {
    OwnVariable { is_secret: true, ..plain(name, None, Nothing, meaning) }
}

/// A variable that `serve` knows by older names too.
const fn known_as(aliases: &'static [Alias], variable: OwnVariable) -> OwnVariable {
    OwnVariable { aliases, ..variable }
}

/// Every variable of ours, in the order of the documentation.
pub const OWN_VARIABLES: &[OwnVariable] = &[
    OwnVariable {
        aliases: &[everywhere("DEBORGEN_DB_PATH")],
        ..plain(
            "MUSTER_DATA_DIR",
            Some("--data-dir"),
            Computed("~/.local/share/muster"),
            "Where everything is kept. `DEBORGEN_DB_PATH` names the store file; the rest is beside it.",
        )
    },
    OwnVariable {
        aliases: &[serve_only("DATABASE_URL")],
        is_secret: true,
        ..plain(
            "MUSTER_DATABASE_URL",
            None,
            Computed("muster.db in the data directory"),
            "The store: a `postgres://` address, or the path of a SQLite file.",
        )
    },
    OwnVariable {
        aliases: &[serve_only("PORT"), serve_only("AGENT_HOST"), serve_only("AGENT_PORT")],
        ..plain(
            "MUSTER_LISTEN",
            Some("--listen"),
            Value("127.0.0.1:7600"),
            "Where to listen, as ADDRESS:PORT, several with commas. Port 0 takes any free one.",
        )
    },
    plain(
        "MUSTER_ALLOWED_HOSTS",
        Some("--allowed-host"),
        Nothing,
        "Further host names under which the coordinator is reached, with commas.",
    ),
    known_as(
        &[serve_only("BETTER_AUTH_URL"), serve_only("SYNTH_API_BASE_URL")],
        plain(
            "MUSTER_PUBLIC_URL",
            None,
            Nothing,
            "The `https` address at which the internet finds what is public: see docs/cors.md.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_APP_BASE_URL")],
        plain(
            "MUSTER_CONSOLE_URL",
            None,
            Computed("where the coordinator listens"),
            "Where browsers find the console; links and invitations lead there.",
        ),
    ),
    known_as(
        &[serve_only("CORS_ORIGINS")],
        plain(
            "MUSTER_CORS_ORIGINS",
            None,
            Nothing,
            "Origins whose pages may call the API, with commas, letter by letter; no `*`.",
        ),
    ),
    plain(
        "MUSTER_TRUSTED_PROXIES",
        None,
        Nothing,
        "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses or networks, with commas.",
    ),
    OwnVariable {
        aliases: &[everywhere("DEBORGEN_TOKEN")],
        ..secret(
            "MUSTER_TOKEN",
            "The operator's token: preset for `serve`, sent by the other commands. At least 16 characters.",
        )
    },
    plain("MUSTER_TOKEN_FILE", None, Nothing, "A file that holds the operator's token."),
    OwnVariable {
        aliases: &[everywhere("DEBORGEN_COORDINATOR_URL")],
        ..plain(
            "MUSTER_URL",
            Some("--url"),
            Nothing,
            "The coordinator to talk to; without it, the one that runs in the data directory.",
        )
    },
    secret("MUSTER_JOIN_TOKEN", "The single-use token of `muster worker join`."),
    secret(
        "MUSTER_WORKER_IDENTITY",
        "What `muster worker run --listen` proves itself with, as `muster worker attach` printed it.",
    ),
    plain(
        "MUSTER_WORKER_IDENTITY_FILE",
        None,
        Nothing,
        "A file that holds `MUSTER_WORKER_IDENTITY`.",
    ),
    plain(
        "MUSTER_LOCAL_WORKER",
        Some("--no-local-worker"),
        Value("true"),
        "Whether `serve` lets this machine run jobs.",
    ),
    plain(
        "MUSTER_SLOTS",
        Some("--slots"),
        Computed("one per processor"),
        "How many jobs this machine runs at a time, 1 to 1024.",
    ),
    plain(
        "MUSTER_SECRETS",
        Some("--secrets"),
        Value("keychain"),
        "Where secrets are kept: `keychain`, or `file` for the encrypted vault in the data directory.",
    ),
    secret("MUSTER_VAULT_PASSPHRASE", "What the encrypted vault is opened with."),
    plain(
        "MUSTER_VAULT_PASSPHRASE_FILE",
        None,
        Nothing,
        "A file that holds the vault's passphrase.",
    ),
    plain(
        "MUSTER_BACKUP_DIR",
        None,
        Computed("backups in the data directory"),
        "Where backups are kept; best on another disk.",
    ),
    plain(
        "MUSTER_BACKUP_KEEP",
        None,
        Value("7,4"),
        "Of how many days and weeks a daily backup stays, as DAYS,WEEKS; `off` makes none by itself.",
    ),
    plain(
        "MUSTER_ARTEFACT_FILE_LIMIT",
        None,
        Value("2147483648"),
        "How many bytes an artefact may have; a larger file is not kept.",
    ),
    plain(
        "MUSTER_ARTEFACT_LIMIT",
        None,
        Value("10737418240"),
        "How many bytes all artefacts of an attempt may have together.",
    ),
    OwnVariable {
        aliases: &[serve_only("REDIS_URL")],
        is_secret: true,
        ..plain(
            "MUSTER_REDIS_URL",
            None,
            Nothing,
            "A Redis through which several coordinators share their rate limits; each counts for itself without it.",
        )
    },
    OwnVariable {
        aliases: &[serve_only("REDIS_RATE_LIMIT_ENABLED")],
        ..plain(
            "MUSTER_SHARE_RATE_LIMITS",
            None,
            Value("true"),
            "Whether rate limits are shared where a Redis is set.",
        )
    },
    OwnVariable {
        aliases: &[serve_only("RATE_LIMIT_MAX_REQUESTS")],
        ..plain(
            "MUSTER_RATE_LIMIT_REQUESTS",
            None,
            Value("1200"),
            "How many requests a token of another machine may make within the window.",
        )
    },
    OwnVariable {
        aliases: &[serve_only("RATE_LIMIT_WINDOW_MS")],
        ..plain(
            "MUSTER_RATE_LIMIT_WINDOW_MS",
            None,
            Value("60000"),
            "How long the window is, in milliseconds.",
        )
    },
    plain(
        "MUSTER_USAGE_FLUSH_SECONDS",
        None,
        Value("60"),
        "How often requests that only read are written down as used, in seconds up to 60.",
    ),
    plain(
        "MUSTER_TELL_USAGE",
        None,
        Value("none"),
        "Who is told what was used, each day once it is over: `polar`, `stripe` or `none`.",
    ),
    plain(
        "MUSTER_SPEND_CEILING",
        None,
        Nothing,
        "What all cloud workers and environments on the credentials of the environment may cost together, in US dollars an hour; nothing more is made beyond it. It is read again on SIGHUP.",
    ),
    plain(
        "MUSTER_SIGNUP",
        None,
        Value("near"),
        "Who may make an account without an invitation: whoever is on this machine (`near`), everybody (`open`) or nobody (`closed`).",
    ),
    known_as(
        &[serve_only("GITHUB_CLIENT_ID")],
        plain(
            "MUSTER_GITHUB_CLIENT_ID",
            None,
            Nothing,
            "With its secret: people sign in with GitHub.",
        ),
    ),
    known_as(
        &[serve_only("GITHUB_CLIENT_SECRET")],
        secret("MUSTER_GITHUB_CLIENT_SECRET", "The secret that GitHub gave with the client's id."),
    ),
    known_as(
        &[serve_only("GOOGLE_CLIENT_ID")],
        plain(
            "MUSTER_GOOGLE_CLIENT_ID",
            None,
            Nothing,
            "With its secret: people sign in with Google.",
        ),
    ),
    known_as(
        &[serve_only("GOOGLE_CLIENT_SECRET")],
        secret("MUSTER_GOOGLE_CLIENT_SECRET", "The secret that Google gave with the client's id."),
    ),
    known_as(
        &[serve_only("BETTER_AUTH_SECRET"), serve_only("SYNTH_JWT_SECRET")],
        secret(
            "MUSTER_SESSION_SECRET",
            "What people's sessions are signed with, at least 32 characters. Drawn and kept if it is not set.",
        ),
    ),
    known_as(
        &[serve_only("JWT_PRIVATE_KEY")],
        secret(
            "MUSTER_JWT_PRIVATE_KEY",
            "The key that agents' tokens are signed with, as PEM with `\\n` for each line's end. Drawn and kept if it is not set.",
        ),
    ),
    known_as(
        &[serve_only("JWT_PUBLIC_KEY")],
        plain(
            "MUSTER_JWT_PUBLIC_KEY",
            None,
            Nothing,
            "The half of it that agents' workers have; not beside `MUSTER_AGENT_JWT_SECRET`.",
        ),
    ),
    known_as(
        &[serve_only("AGENT_JWT_SECRET"), serve_only("SYNTH_AGENT_JWT_SECRET")],
        secret(
            "MUSTER_AGENT_JWT_SECRET",
            "What agents' workers have instead of a public key; their tokens are HS256 then.",
        ),
    ),
    known_as(
        &[serve_only("AGENT_JWT_ISS"), serve_only("SYNTH_AGENT_JWT_ISSUER")],
        plain(
            "MUSTER_AGENT_JWT_ISSUER",
            None,
            Computed("the coordinator's address"),
            "Who says that it has made the tokens for agents' workers.",
        ),
    ),
    known_as(
        &[serve_only("AGENT_JWT_AUD"), serve_only("SYNTH_AGENT_JWT_AUDIENCE")],
        plain(
            "MUSTER_AGENT_JWT_AUDIENCE",
            None,
            Value("agent-worker"),
            "Whom those tokens are for.",
        ),
    ),
    known_as(
        &[serve_only("BACKEND_HMAC_SECRET"), serve_only("SYNTH_BACKEND_HMAC_SECRET")],
        secret(
            "MUSTER_TOOL_SECRET",
            "What compatible calls of tools are signed with; without it there are none.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_DEV_ADMIN_ENABLED")],
        plain("MUSTER_DEV_ADMIN", None, Value("false"), "Whether one person is admin by address."),
    ),
    known_as(
        &[serve_only("SYNTH_DEV_ADMIN_EMAIL")],
        plain("MUSTER_DEV_ADMIN_EMAIL", None, Nothing, "The address of that person."),
    ),
    known_as(
        &[serve_only("SYNTH_DEV_ADMIN_EXPIRES_AT")],
        plain(
            "MUSTER_DEV_ADMIN_EXPIRES_AT",
            None,
            Nothing,
            "When that ends, like `2026-12-31T00:00:00Z`; what cannot be read has ended.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_ADMIN_MUTATIONS_ENABLED")],
        plain(
            "MUSTER_ADMINS_MAY_CHANGE",
            None,
            Value("false"),
            "Whether admins may change things.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_TURNSTILE_ENABLED")],
        plain(
            "MUSTER_TURNSTILE",
            None,
            Value("false"),
            "Whether those who sign up pass Turnstile.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_TURNSTILE_SECRET_KEY")],
        secret("MUSTER_TURNSTILE_SECRET", "What Turnstile is asked with."),
    ),
    known_as(
        &[serve_only("MARKETPLACE_ENABLED")],
        plain(
            "MUSTER_MARKETPLACE",
            None,
            Value("false"),
            "Whether everybody finds the agents that were published.",
        ),
    ),
    plain(
        "MUSTER_KUBECONFIG",
        None,
        Computed("`KUBECONFIG`, or the cluster around this pod"),
        "The kubeconfig of a cluster in which workers and environments may be.",
    ),
    plain(
        "MUSTER_KUBE_CONTEXT",
        None,
        Computed("the current one"),
        "Which context of the kubeconfig.",
    ),
    plain(
        "MUSTER_KUBE_API_URL",
        None,
        Nothing,
        "The address of a cluster, instead of a kubeconfig.",
    ),
    secret("MUSTER_KUBE_TOKEN", "The token for that address."),
    plain(
        "MUSTER_KUBE_NAMESPACE",
        None,
        Computed("that of the context"),
        "In which namespace everything is made.",
    ),
    plain(
        "MUSTER_KUBE_REGION",
        None,
        Value("kubernetes"),
        "What people call the cluster as a region.",
    ),
    plain(
        "MUSTER_KUBE_STORAGE_CLASS",
        None,
        Computed("the usual one of the cluster"),
        "What kind of storage environments get.",
    ),
    plain(
        "MUSTER_KUBE_SERVICE_TYPE",
        None,
        Value("ClusterIP"),
        "How machines are reached: `ClusterIP` or `LoadBalancer`.",
    ),
    plain(
        "MUSTER_KUBE_WORKER_ADDRESS",
        None,
        Nothing,
        "Where a worker is called, such as `https://{name}.workers.example.com`; `{host}` is what the load balancer gave.",
    ),
    plain(
        "MUSTER_KUBE_WORKER_IMAGE",
        None,
        Computed("the worker image of this version"),
        "The image of workers.",
    ),
    plain("MUSTER_KUBE_WORKER_CPU", None, Value("2"), "Processor cores of a worker."),
    plain("MUSTER_KUBE_WORKER_MEMORY", None, Value("4"), "Memory of a worker, in GiB."),
    plain(
        "MUSTER_KUBE_WORKER_NAME_PREFIX",
        None,
        Value("muster-worker"),
        "What names of workers begin with.",
    ),
    plain(
        "MUSTER_KUBE_PROVISION_SECONDS",
        None,
        Value("600"),
        "How long a pod may take to come up.",
    ),
    plain(
        "MUSTER_KUBE_HEALTHCHECK_SECONDS",
        None,
        Value("300"),
        "How long a worker may then take to answer.",
    ),
    plain(
        "MUSTER_KUBE_POLL_SECONDS",
        None,
        Value("5"),
        "How often to look while something changes.",
    ),
    plain(
        "MUSTER_DOCKER_REGION",
        None,
        Value("local"),
        "What people call the Docker engine of `DOCKER_HOST` as a region.",
    ),
    plain(
        "MUSTER_FREE_CLOUD_WORKERS",
        None,
        Value("0"),
        "How many cloud workers are free, where plans are enforced.",
    ),
    plain(
        "MUSTER_FREE_ENVIRONMENTS",
        None,
        Value("0"),
        "How many environments are free, where plans are enforced.",
    ),
    plain(
        "MUSTER_FREE_AGENTS",
        None,
        Value("10"),
        "How many active agents are free, where plans are enforced.",
    ),
    plain(
        "MUSTER_FREE_API_CALLS",
        None,
        Value("1000"),
        "How many API calls on a UTC day are free, where plans are enforced.",
    ),
    plain(
        "MUSTER_PROFILE",
        None,
        Value("development"),
        "`production` where real money is taken; only there a live key of Stripe's is accepted.",
    ),
    plain(
        "MUSTER_DEMO",
        Some("--demo"),
        Value("false"),
        "Whether `serve` and the desktop app play the providers of cloud workers and environments: in a data directory of its own, and nothing costs anything.",
    ),
    plain(
        "MUSTER_DEMO_BILLER",
        None,
        Value("none"),
        "Who is played in a demo: `polar`, `stripe` or `none`.",
    ),
    known_as(
        &[serve_only("SYNTH_AI_PROVIDER")],
        plain(
            "MUSTER_AI_PROVIDER",
            None,
            Value("auto"),
            "Who is asked why a job failed, where an owner has agreed: `disabled`, `openai`, `gemini`, `cloudflare`, `serverless_gpu`, or `auto` for the first whose keys are set.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_CLOUDFLARE_ACCOUNT_ID")],
        plain(
            "MUSTER_CLOUDFLARE_ACCOUNT_ID",
            None,
            Nothing,
            "The account for Cloudflare's models.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_CLOUDFLARE_API_TOKEN")],
        secret("MUSTER_CLOUDFLARE_API_TOKEN", "The token for it."),
    ),
    known_as(
        &[serve_only("SYNTH_CLOUDFLARE_CHAT_MODEL")],
        plain(
            "MUSTER_CLOUDFLARE_CHAT_MODEL",
            None,
            Value("@cf/meta/llama-3.1-8b-instruct"),
            "Which of its models.",
        ),
    ),
    plain(
        "MUSTER_CLOUDFLARE_BASE_URL",
        None,
        Value("https://api.cloudflare.com/client/v4"),
        "Where its API is.",
    ),
    known_as(
        &[serve_only("SYNTH_OPENAI_API_KEY")],
        secret("MUSTER_OPENAI_API_KEY", "The key to OpenAI."),
    ),
    known_as(
        &[serve_only("SYNTH_OPENAI_MODEL")],
        plain("MUSTER_OPENAI_MODEL", None, Value("gpt-4o-mini"), "Which of its models."),
    ),
    plain("MUSTER_OPENAI_BASE_URL", None, Value("https://api.openai.com/v1"), "Where its API is."),
    secret("MUSTER_GEMINI_API_KEY", "The key to Gemini."),
    plain("MUSTER_GEMINI_MODEL", None, Value("gemini-2.5-flash"), "Which of its models."),
    plain(
        "MUSTER_GEMINI_BASE_URL",
        None,
        Value("https://generativelanguage.googleapis.com/v1beta"),
        "Where its API is.",
    ),
    known_as(
        &[serve_only("SYNTH_SERVERLESS_GPU_ENDPOINT")],
        plain(
            "MUSTER_SERVERLESS_GPU_ENDPOINT",
            None,
            Nothing,
            "A server that takes OpenAI's requests, before `/v1`.",
        ),
    ),
    known_as(
        &[serve_only("SYNTH_SERVERLESS_GPU_API_KEY")],
        secret("MUSTER_SERVERLESS_GPU_API_KEY", "The key to it."),
    ),
    known_as(
        &[serve_only("SYNTH_AI_DEFAULT_MODEL")],
        plain("MUSTER_SERVERLESS_GPU_MODEL", None, Value("default"), "Which of its models."),
    ),
    OwnVariable {
        aliases: &[serve_only("LOG_LEVEL")],
        ..plain(
            "MUSTER_LOG",
            None,
            Value("info"),
            "What is logged: `error`, `warn`, `info`, `debug`, `trace`, or a filter for parts of it.",
        )
    },
    plain(
        "MUSTER_LOG_FORMAT",
        None,
        Value("auto"),
        "`text`, `json`, or `auto`: text on a terminal and JSON elsewhere.",
    ),
    plain(
        "MUSTER_OUTPUT",
        Some("--output"),
        Value("table"),
        "How commands print: `table`, `json`, `jsonl` or `quiet`.",
    ),
    plain("NO_COLOR", Some("--no-color"), Nothing, "Set to anything: no colours."),
];

/// The row of a variable of ours.
pub fn own(name: &str) -> Option<&'static OwnVariable> {
    OWN_VARIABLES.iter().find(|variable| variable.name == name)
}
