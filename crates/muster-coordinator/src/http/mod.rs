//! HTTP: one router, reached over sockets and from inside the process.
//!
//! One endpoint, one file. The OpenAPI document is made from the very handlers that are served.

mod about;
pub(crate) mod access;
mod admin;
mod agents;
mod ai;
mod audit;
mod backups;
mod billing;
mod challenge;
mod cloud;
mod compat;
pub(crate) mod console;
mod create;
pub(crate) mod den;
mod dev8;
mod doctor;
mod documented;
mod downloads;
pub(crate) mod environments;
mod extract;
pub(crate) mod guard;
mod health;
pub(crate) mod jobs;
mod marketplace;
mod oauth;
pub(crate) mod oidc;
mod operations;
mod origin;
pub(crate) mod outside;
mod overview;
mod page_size;
pub(crate) mod people;
mod portal;
mod programs;
mod providers;
mod queue;
pub(crate) mod reference;
mod retention;
mod schedules;
pub(crate) mod secrets;
pub(crate) mod serve;
mod stream;
pub(crate) mod templates;
mod tokens;
pub(crate) mod tools;
mod updates;
mod uploads;
mod usage;
pub(crate) mod workers;

pub(crate) use extract::SLOWEST_BODY;

use crate::{app::App, error::AppError};
use axum::{Extension, Router, middleware, routing::get};
use http::Uri;
use muster_api::ProblemKind;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, ContentBuilder, Ref, RefOr, ResponseBuilder,
        extensions::Extensions,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

#[derive(OpenApi)]
#[openapi(
    info(title = "Muster", description = "The coordinator's API. Errors are `application/problem+json` with a stable `error` code."),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// What is kept for later: schedules, templates and secrets.
fn kept_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(schedules::create::create, schedules::list::list))
        .routes(routes!(
            schedules::show::show,
            schedules::update::update,
            schedules::delete::delete
        ))
        .routes(routes!(schedules::pause::pause))
        .routes(routes!(schedules::resume::resume))
        .routes(routes!(schedules::run::run))
        .routes(routes!(schedules::slots::slots))
        .routes(routes!(secrets::list::list))
        .routes(routes!(secrets::put::put, secrets::delete::delete))
        .routes(routes!(templates::list::list))
        .routes(routes!(templates::show::show, templates::put::put, templates::delete::delete))
}

fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(about::health))
        .routes(routes!(about::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::readyz))
        .routes(routes!(health::detailed))
        .routes(routes!(health::metrics))
        .routes(routes!(about::me))
        .routes(routes!(challenge::challenge))
        .routes(routes!(about::reconcilers))
        .merge(doctor::routes())
        .routes(routes!(overview::overview))
        .routes(routes!(stream::stream))
        .routes(routes!(jobs::submit::submit, jobs::list::list))
        .routes(routes!(jobs::export::export))
        .routes(routes!(jobs::show::show, jobs::change::change))
        .routes(routes!(jobs::explain::explain))
        .routes(routes!(jobs::cancel::cancel))
        .routes(routes!(jobs::cancel_many::cancel_many))
        .routes(routes!(jobs::rerun::rerun))
        .routes(routes!(jobs::batch::submit))
        .routes(routes!(jobs::batch::rerun))
        .routes(routes!(jobs::needs::needs))
        .routes(routes!(jobs::hold::hold))
        .routes(routes!(jobs::hold::release))
        .routes(routes!(jobs::tasks::tasks))
        .routes(routes!(jobs::attempts::attempts))
        .routes(routes!(jobs::artefacts::list))
        .routes(routes!(jobs::artefacts::download))
        .routes(routes!(uploads::show, uploads::put))
        .routes(routes!(jobs::log::read))
        .routes(routes!(jobs::log::raw))
        .routes(routes!(jobs::log_search::search))
        .routes(routes!(queue::show))
        .routes(routes!(queue::pause))
        .routes(routes!(queue::resume))
        .routes(routes!(retention::show, retention::put))
        .routes(routes!(retention::preview))
        .merge(kept_routes())
        .routes(routes!(workers::list::list))
        .routes(routes!(workers::remove::remove, workers::steer::change))
        .routes(routes!(workers::steer::pause))
        .routes(routes!(workers::steer::resume))
        .routes(routes!(workers::history::of_one))
        .routes(routes!(workers::history::of_many))
        .routes(routes!(workers::release::release))
        .routes(routes!(workers::attach::attach))
        .routes(routes!(workers::invite::invite))
        .routes(routes!(workers::invited::invited))
        .routes(routes!(workers::join::join))
        .routes(routes!(workers::session::session))
        .routes(routes!(programs::list, programs::put))
        .routes(routes!(programs::part, programs::remove))
        .routes(routes!(updates::report, updates::ask))
        .routes(routes!(updates::stop))
        .routes(routes!(tokens::create::create, tokens::list::list))
        .routes(routes!(tokens::revoke::revoke))
        .routes(routes!(backups::list::list, backups::create::create))
        .routes(routes!(console::links::link))
        .routes(routes!(console::links::session))
        .merge(people::routes())
        .merge(tools::routes())
        .merge(admin::routes())
        .merge(agents::routes())
        .merge(ai::routes())
        .merge(oauth::routes())
        .merge(oidc::routes())
        .merge(marketplace::routes())
        .merge(compat::routes())
        .merge(downloads::routes())
        .merge(audit::routes())
        .merge(usage::routes())
        .merge(billing::routes())
        .merge(cloud_routes())
}

/// Cloud workers, environments, and what becomes of them.
fn cloud_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(den::routes())
        .merge(environments::routes())
        .merge(dev8::routes())
        .merge(operations::routes())
        .merge(cloud::routes())
        .merge(providers::routes())
}

/// The OpenAPI document of everything that is served.
pub(crate) fn document() -> String {
    let (_, mut document) = routes().split_for_parts();
    name_operations(&mut document);
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Handlers are named within their module; an operation's name must be the only one in the document.
fn name_operations(document: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let words = path.split(['/', '-', '{', '}']).filter(|word| !word.is_empty());
        let place = words.collect::<Vec<_>>().join("_");
        let methods = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(format!("{method}_{place}"));
            tell_problems(path, operation);
            let method = method.to_ascii_uppercase().parse().unwrap_or_default();
            let Some(access) = access::of(&method, path) else { continue };
            if access.who == access::Who::Anyone {
                operation.security = Some(vec![SecurityRequirement::default()]);
            }
            operation.extensions = Some(described(access));
        }
    }
}

/// Every refusal is a problem of a type of its own, and on some routes what their clients expect as well; those
/// that are named, and those that are not.
fn tell_problems(path: &str, operation: &mut Operation) {
    let problem = ("application/problem+json", "Problem");
    let told = match documented::errors_of(path) {
        Some(schema) => vec![problem, ("application/json", schema)],
        None => vec![problem],
    };
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && response.content.shift_remove("application/json").is_some()
        {
            let told =
                told.iter().map(|(kind, schema)| ((*kind).to_owned(), content(schema).into()));
            response.content.extend(told);
        }
    }
    let other = ResponseBuilder::new().description("Every other refusal, and every fault of ours.");
    let other =
        told.iter().fold(other, |other, (kind, schema)| other.content(*kind, content(schema)));
    operation.responses.responses.insert("default".to_owned(), other.build().into());
}

fn content(schema: &str) -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(schema))).build()
}

/// What the table says of a route, as the document says it.
fn described(access: access::Access) -> Extensions {
    // One, because the order of several is another one at each start.
    let mut said = serde_json::json!({
        "access": access.who.describe(),
        "body": access.body.as_str(),
        "rate": access.group.as_str(),
    });
    if access.is_public {
        said["public"] = true.into();
    }
    Extensions::builder().add("x-muster", said).build()
}

/// Every route, behind the guard.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let (api, _) = routes().split_for_parts();
    let inner = tools::Inner(api.clone().with_state(app.clone()));
    api.route(
        "/openapi.json",
        get(|| async { ([("content-type", "application/json")], document()) }),
    )
    .route_service("/mcp", tools::mcp::service(app, &inner))
    .route("/docs", get(reference::page))
    .route("/docs/style.css", get(reference::style))
    .merge(portal::pages())
    .route("/", get(console::files::redirect))
    .route("/console", get(console::files::redirect))
    .route("/console/", get(console::files::index))
    .route("/console/{*path}", get(console::files::file))
    .method_not_allowed_fallback(|| async {
        AppError::told(ProblemKind::MethodNotAllowed, "this route does not take that method")
    })
    .fallback(|uri: Uri| async move {
        AppError::told(ProblemKind::RouteNotFound, format!("there is no route `{}`", uri.path()))
    })
    .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
        use axum::response::IntoResponse;
        AppError::Internal("answer: a handler panicked").into_response()
    }))
    .layer(Extension(inner))
    .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
    .with_state(app.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_of_the_console_is_an_api_route() {
        let (_, document) = routes().split_for_parts();
        assert!(document.paths.paths.len() > 20, "the document must list the routes");
        for path in document.paths.paths.keys() {
            assert!(
                path != "/" && path != "/console" && !path.starts_with(console::files::BASE),
                "{path} is a page"
            );
        }
    }
}
