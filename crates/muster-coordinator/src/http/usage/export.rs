//! `GET /v1/usage/export`

use super::days;
use crate::{
    app::App,
    engine::usage::series::{Fact, facts_of, quantity},
    error::AppError,
    http::extract::{Asked, Reader},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use muster_api::{Problem, usage::UsageRange};
use std::sync::Arc;

/// Everything that was used, as a table: a line for each day, thing, worker, environment and person.
#[utoipa::path(get, path = "/v1/usage/export", tag = "usage", params(UsageRange),
    responses((status = 200, content((String = "text/csv"))), (status = 422, body = Problem)))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<UsageRange>,
) -> Result<Response, AppError> {
    let range = days(&app, query.since.as_deref(), query.until.as_deref())?;
    let (own, now) = (caller.organisation, app.seams.clock.now());
    let facts = app.store.read(move |tx| facts_of(tx, &own, range, now)).await;
    let facts: Result<_, muster_store::StoreError> = facts;
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"usage.csv\""),
    ];
    Ok((head, table(&facts?)).into_response())
}

fn table(facts: &[Fact]) -> String {
    let head = "day,meter,unit,worker,environment,person,quantity\r\n".to_owned();
    [head].into_iter().chain(facts.iter().map(line)).collect()
}

fn line(fact: &Fact) -> String {
    let Fact { day, meter, worker, environment, person, raw } = fact;
    let (word, unit, much) = (meter.as_str(), meter.unit(), quantity(*meter, *raw));
    let [worker, environment, person] = [worker, environment, person].map(|it| cell(it));
    format!("{day},{word},{unit},{worker},{environment},{person},{much}\r\n")
}

/// Ids need no quotes; what somebody else may have written gets them, and begins no formula.
fn cell(text: &str) -> String {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:@".contains(&byte));
    if is_plain && !text.starts_with(['-', '@']) {
        return text.to_owned();
    }
    format!("\"'{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_ends_where_it_should() {
        assert_eq!(cell("wrk_01"), "wrk_01");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("@a"), "\"'@a\"");
        assert_eq!(cell("a\",b"), "\"'a\"\",b\"");
    }
}
