//! Who may use which route, how large its body may be and with what it is counted: one table.
//!
//! The guard asks it before a handler runs, so no handler can forget. A route that is not in it is open to
//! nobody, and a test compares it with the router.

mod routes;

use crate::{
    caller::{Caller, Power},
    error::AppError,
    http::agents::ALSO_UNDER,
};
use http::Method;
use muster_api::{Problem, ProblemKind};
use muster_core::Role;
use muster_limits::Group;
use routes::ROUTES;
use std::{collections::HashMap, sync::LazyLock};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Everybody: it tells nothing, or its request brings a proof of its own.
    Anyone,
    /// Everybody on this machine, and under the public address if it is there; elsewhere whoever is known.
    AnyoneNear,
    /// Whoever is known.
    Known,
    /// A member of the organisation with this role, and an agent that has this scope.
    Member(Role, &'static str),
    /// A member with this role; no agent.
    PersonOnly(Role),
    /// The same of the organisation that has this machine: it is about the machine, not about rows.
    OfThisMachine(Role),
    /// Whoever looks after all organisations: the machine's owner, and who is admin by address.
    Admin,
}

/// What body a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// None that is looked at.
    None,
    /// JSON or a form of at most a mebibyte.
    Small,
    /// JSON with many things, at most 16 mebibytes.
    Batch,
    /// Bytes that are written down as they come, up to a limit that is set.
    Stream,
}

impl Body {
    /// The word in the API's description.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Small => "1 MiB",
            Self::Batch => "16 MiB",
            Self::Stream => "stream",
        }
    }
}

/// What is known of a route before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) who: Who,
    pub(crate) body: Body,
    pub(crate) group: Group,
    /// Whether it is there under the public address as well.
    pub(crate) is_public: bool,
}

/// What plans do not count: what asks how we are, what nodes of deborgen say of their work, and what a caller needs who
/// has reached a limit.
const UNCOUNTED: [&str; 9] = [
    "/billing",
    "/health",
    "/jobs/{job_id}/artifacts",
    "/jobs/{job_id}/finish",
    "/metrics",
    "/tiers",
    "/v1/me",
    "/v1/usage",
    "/v1/workers/billing",
];

impl Access {
    /// Whether plans count requests to this route. What is polled for work or to be shown is not counted.
    pub(crate) fn counts(self, path: &str) -> bool {
        let is_uncounted = UNCOUNTED.iter().any(|part| {
            path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        self.group != Group::Telemetry && !is_uncounted
    }
}

/// What the table says of a route, given as the router has it; nothing if there is none.
pub(crate) fn of(method: &Method, path: &str) -> Option<Access> {
    static TABLE: LazyLock<HashMap<&str, Access>> =
        LazyLock::new(|| ROUTES.iter().copied().collect());
    let method = if method == Method::HEAD { &Method::GET } else { method };
    TABLE.get(format!("{method} {}", own_place(path)).as_str()).copied()
}

/// The path of a route without the prefixes under which the registry of agents is served too.
fn own_place(path: &str) -> &str {
    let bare = ALSO_UNDER.iter().find_map(|prefix| path.strip_prefix(prefix));
    bare.filter(|bare| bare.starts_with("/agents")).unwrap_or(path)
}

impl Who {
    /// Whether this caller may, as far as the route goes.
    pub(crate) fn admits(self, caller: &Caller) -> Result<(), AppError> {
        let (role, scope) = match self {
            Self::Admin => return admits_admin(caller),
            Self::Anyone | Self::AnyoneNear | Self::Known => return Ok(()),
            Self::Member(role, scope) => (role, Some(scope)),
            Self::OfThisMachine(_) if !caller.is_of_this_machine => {
                return Err(forbidden(
                    "this is about the coordinator's machine, which is another organisation's",
                ));
            }
            Self::PersonOnly(role) | Self::OfThisMachine(role) => (role, None),
        };
        caller.may(role, scope)
    }

    /// The words in the API's description.
    pub(crate) fn describe(self) -> String {
        match self {
            Self::Anyone => "anyone".to_owned(),
            Self::AnyoneNear => "anyone on this machine".to_owned(),
            Self::Known => "known".to_owned(),
            Self::Member(role, scope) => format!("{role}, or an agent with {scope}"),
            Self::PersonOnly(role) => role.to_string(),
            Self::OfThisMachine(role) => format!("{role} of this machine"),
            Self::Admin => "admin".to_owned(),
        }
    }
}

fn admits_admin(caller: &Caller) -> Result<(), AppError> {
    let is_owner = caller.is_of_this_machine && caller.power == Power::Role(Role::Owner);
    if caller.is_admin || is_owner {
        return Ok(());
    }
    if caller.signed_in.is_none() {
        let detail = "admins are known by their address, so they sign in";
        return Err(AppError::told(ProblemKind::AdminEmailRequired, detail));
    }
    Err(forbidden("this is for admins of the coordinator"))
}

pub(crate) fn forbidden(detail: impl Into<String>) -> AppError {
    Problem::new(ProblemKind::Forbidden, detail).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is served beside what the document describes.
    const PAGES: [&str; 20] = [
        "GET /",
        "GET /console",
        "GET /console/",
        "GET /console/{*path}",
        "GET /docs",
        "GET /docs/style.css",
        "GET /openapi.json",
        "GET /portal",
        "GET /portal/api",
        "GET /portal/getting-started",
        "GET /portal/icon.svg",
        "GET /portal/marketplace",
        "GET /portal/marketplace/{id}",
        "POST /portal/marketplace/{id}/report",
        "GET /portal/pricing",
        "GET /portal/status",
        "GET /portal/style.css",
        "GET /mcp",
        "POST /mcp",
        "DELETE /mcp",
    ];

    fn documented() -> Vec<String> {
        let document: serde_json::Value = serde_json::from_str(&crate::http::document()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let routes = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_ascii_uppercase()))
        });
        routes.collect()
    }

    #[test]
    fn every_route_is_in_the_table_and_every_row_is_a_route() {
        let mut served = documented();
        assert!(served.len() > 80, "the document must list the routes");
        served.extend(PAGES.map(str::to_owned));
        let under = |route: &String| {
            let (_, path) = route.split_once(' ').unwrap();
            own_place(path) != path
        };
        assert_eq!(served.iter().filter(|route| under(route)).count(), 2 * 13);
        served.retain(|route| !under(route));
        served.sort();
        let mut rows: Vec<_> = ROUTES.iter().map(|(route, _)| (*route).to_owned()).collect();
        rows.sort();
        assert_eq!(rows, served);
    }

    #[test]
    fn a_route_takes_a_body_where_the_document_says_so() {
        let document: serde_json::Value = serde_json::from_str(&crate::http::document()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let method = method.to_ascii_uppercase();
                let takes_one = operation.get("requestBody").is_some();
                let body = of(&method.parse().unwrap(), path).unwrap().body;
                assert_eq!(body != Body::None, takes_one, "{method} {path}");
            }
        }
    }

    /// A program that has this scope.
    fn program(scope: &str) -> Caller {
        Caller {
            organisation: muster_core::OrganisationId::from_random([1; 16]),
            actor: muster_core::Actor::Agent(muster_core::AgentId::from_random([1; 16])),
            power: Power::Scopes(scope.parse().unwrap()),
            is_of_this_machine: true,
            signed_in: None,
            is_console: false,
            is_admin: false,
        }
    }

    #[test]
    fn a_scope_opens_what_its_name_says_and_nothing_else() {
        for scope in [
            "agents:read",
            "agents:write",
            "jobs:read",
            "jobs:write",
            "tokens:read",
            "workers:read",
            "workers:write",
            "audit:read",
            "agent:chat",
        ] {
            let (noun, verb) = scope.split_once(':').unwrap();
            for (route, access) in ROUTES {
                let is_closed = !matches!(access.who, Who::Anyone | Who::AnyoneNear | Who::Known);
                if !is_closed || access.who.admits(&program(scope)).is_err() {
                    continue;
                }
                let is_about = route.contains(noun) || noun == "jobs" && route.ends_with("/queue");
                let is_look = route.starts_with("GET ") || *route == "POST /token/introspect";
                assert!(is_about || *route == "POST /token/introspect", "{scope} opens {route}");
                assert_eq!(is_look, verb == "read", "{scope} opens {route}");
            }
        }
    }
}
