//! `GET /portal/marketplace/{id}`, `POST /portal/marketplace/{id}/report`: one agent, and what somebody has against it.

use super::{
    html::{Html, html, nothing},
    market::{chips, closed},
    page::{Page, Place, lines},
    visit::Visit,
    words::Words,
};
use crate::{
    app::App,
    error::AppError,
    http::{
        marketplace::{complain, detail},
        oauth::Form,
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, Uri, header};
use muster_api::{
    ProblemKind,
    agent::{ListingDetail, ListingReason},
};
use muster_core::{AgentId, RequestId, Timestamp};
use std::sync::Arc;
use url::form_urlencoded;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, AppError> {
    let said = match uri.query() {
        Some("reported") => Said::Reported,
        _ => Said::Nothing,
    };
    shown(&app, &visit, &id, said).await
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Reported,
    Refused,
}

async fn shown(app: &App, visit: &Visit, id: &str, said: Said) -> Result<Response, AppError> {
    if !visit.is_marketplace_open {
        return Err(closed());
    }
    let id = id.parse::<AgentId>().map_err(|_| missing())?;
    let detail = detail(app, &visit.origin, id).await?;
    let body = listing(visit, &detail, said);
    let page = Page { title: &detail.listing.name, here: Some(Place::Market), body };
    let status =
        if said == Said::Refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(visit.answer_with(status, &page))
}

fn missing() -> AppError {
    AppError::told(ProblemKind::AgentNotFound, "there is no such agent in the marketplace")
}

fn listing(visit: &Visit, detail: &ListingDetail, said: Said) -> Html {
    let (words, listing) = (visit.words(), &detail.listing);
    let document = serde_json::to_string_pretty(&detail.did_document).unwrap_or_default();
    let fetch = format!(
        "curl --fail-with-body {}/agents/{}/did.json",
        visit.origin.text(),
        listing.agent_id
    );
    html(
        "<p><a href=\"{}\">← {}</a></p>{}<h1><bdi>{}</bdi></h1><p class=\"kind\">{}</p>\
         <p class=\"lead says\"><bdi>{}</bdi></p><section><h2>{}</h2>{}</section>\
         <section><h2>{}</h2><dl class=\"facts\">{}</dl></section>\
         <section><h2>{}</h2><p>{}</p>{}<p>{}</p>{}</section>{}",
        &[
            &Place::Market.path(),
            &words.all_agents,
            &notice(words, said),
            &listing.name,
            &listing.agent_type,
            &listing.description,
            &words.can,
            &chips(&listing.capabilities),
            &words.about,
            &facts(words, detail),
            &words.document,
            &words.document_body,
            &lines(&document),
            &words.check_body,
            &lines(&fetch),
            &report_form(words, &listing.agent_id, said),
        ],
    )
}

fn notice(words: &Words, said: Said) -> Html {
    match said {
        Said::Reported => html("<p class=\"note good\" role=\"status\">{}</p>", &[&words.reported]),
        Said::Nothing | Said::Refused => nothing(),
    }
}

fn facts(words: &Words, detail: &ListingDetail) -> Html {
    let listing = &detail.listing;
    let fact =
        |name: &str, value: Html| html("<div><dt>{}</dt><dd>{}</dd></div>", &[&name, &value]);
    let text = |value: &String| html("<bdi>{}</bdi>", &[value]);
    let code = |value: &str| html("<code>{}</code>", &[&value]);
    let endpoint = detail.endpoint.as_deref();
    [
        fact(words.publisher, text(&listing.publisher_name)),
        fact(words.version, text(&listing.version)),
        fact(words.runs_in, text(&listing.deployment_env)),
        fact(words.since, day(listing.published_at)),
        fact(words.agent_id, code(listing.agent_id.as_str())),
        fact(words.did, code(&listing.did)),
        // Not a link: where an agent is spoken to is no page, and nobody should get there by a click.
        endpoint.map_or_else(nothing, |endpoint| fact(words.endpoint, code(endpoint))),
    ]
    .into_iter()
    .collect()
}

fn day(at: Timestamp) -> Html {
    let at = at.to_string();
    let day = at.split('T').next().unwrap_or_default();
    html("<time datetime=\"{}\">{}</time>", &[&at, &day])
}

fn report_form(words: &Words, id: &AgentId, said: Said) -> Html {
    let at = format!("{}/{id}/report", Place::Market.path());
    let (open, wrong) = if said == Said::Refused {
        let wrong =
            html("<p class=\"wrong\" id=\"wrong\" role=\"alert\">{}</p>", &[&words.bad_reason]);
        (" open", wrong)
    } else {
        ("", nothing())
    };
    html(
        "<details class=\"report\"{}><summary>{}</summary><form method=\"post\" action=\"{}\"><p>{}</p>{}\
         <label><span>{}</span><input name=\"reason\" required maxlength=\"500\" aria-describedby=\"hint\"></label>\
         <p class=\"soft\" id=\"hint\">{}</p><button class=\"button\">{}</button></form></details>",
        &[
            &open,
            &words.report,
            &at,
            &words.report_body,
            &wrong,
            &words.reason,
            &words.reason_hint,
            &words.report_send,
        ],
    )
}

pub(super) async fn report(
    State(app): State<Arc<App>>,
    axum::Extension(request_id): axum::Extension<RequestId>,
    visit: Visit,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, AppError> {
    if !visit.is_marketplace_open {
        return Err(closed());
    }
    let agent = id.parse::<AgentId>().map_err(|_| missing())?;
    let reason = form_urlencoded::parse(&form.0).find(|(name, _)| name == "reason");
    let reason = ListingReason { reason: reason.map(|it| it.1.into_owned()).unwrap_or_default() };
    match complain(&app, request_id, agent, &reason).await {
        Ok(()) => Ok(back_to(&id)),
        Err(error) if error.problem().error == ProblemKind::Validation => {
            shown(&app, &visit, &id, Said::Refused).await
        }
        Err(error) => Err(error),
    }
}

/// A reload after it sends nothing again. The id was read as one, so it is safe in a header.
fn back_to(id: &str) -> Response {
    let at = HeaderValue::try_from(format!("{}/{id}?reported", Place::Market.path()));
    let at = at.unwrap_or(HeaderValue::from_static("/portal/marketplace"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, at)]).into_response()
}
