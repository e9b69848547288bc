//! Stopping everything at providers that costs money, from the tray.
//!
//! It works while the page hangs. Whoever works in an environment is thrown out by it, so it is asked about, with
//! the number and the price; and it is done only once the providers have said so.

use crate::{
    desk::Desk,
    dialog, notify,
    words::{Words, fill, words},
};
use muster_api::{
    cloud::Operation,
    spend::{Spend, StopAsked, StopEverything},
};
use muster_client::{Client, ClientError};
use std::time::Duration;
use tauri::{AppHandle, Manager};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Asks, has everything stopped at the coordinator that the window shows, and tells what became of it.
pub(crate) async fn stop(app: AppHandle) {
    let (desk, words) = (app.state::<Desk>(), words(&app));
    let told = tokio::select! {
        biased;
        () = desk.tasks.stopped() => return,
        told = stopped(&app, words) => told,
    };
    match told {
        Ok(Some((title, body))) => notify::outcome(&app, &title, &body),
        Ok(None) => tracing::info!("nothing billable is stopped: nobody agreed"),
        Err(why) => notify::trouble(&app, words.cannot_stop_billable, &why),
    }
}

/// What to tell; nothing if the person did not agree.
async fn stopped(app: &AppHandle, words: &Words) -> Result<Option<(String, String)>, String> {
    let backend = app.state::<Desk>().profiles.shown();
    let client = backend.client().await.map_err(|problem| problem.detail)?;
    let spend = client.cloud_spend().await.map_err(|error| error.to_string())?;
    if spend.running.is_empty() {
        return Ok(Some((words.costs_nothing.to_owned(), words.nothing_runs.to_owned())));
    }
    let question = question(words, &spend);
    if !dialog::has_agreed(app, words.billable_title, &question, words.stop_them).await {
        return Ok(None);
    }
    let mut asked = client.stop_everything().await.map_err(|error| error.to_string())?;
    wait(&client, &mut asked).await.map_err(|error| error.to_string())?;
    Ok(Some(outcome(words, &asked)))
}

fn question(words: &Words, spend: &Spend) -> String {
    let count = spend.running.len();
    let shown: Vec<_> = spend.running.iter().take(5).map(|it| it.name.as_str()).collect();
    let more = count - shown.len();
    let mut names = shown.join(", ");
    if more > 0 {
        names = fill(words.and_more, &[("names", &names), ("count", &more)]);
    }
    let cents = spend.per_hour.div_ceil(10_000);
    let price = format!("{}{}{:02}", cents / 100, words.decimal_mark, cents % 100);
    fill(words.they_cost, &[("count", &count), ("price", &price), ("names", &names)])
}

/// Until each has come to its end, one after the other: they go on by themselves.
async fn wait(client: &Client, asked: &mut StopEverything) -> Result<(), ClientError> {
    for it in &mut asked.items {
        while let Some(Operation { id, .. }) = it.operation.as_ref().filter(|it| it.state == "open")
        {
            tokio::time::sleep(LOOK_EVERY).await;
            it.operation = Some(client.get_operation(id).await?);
        }
    }
    Ok(())
}

/// Only what its provider has said counts.
fn is_confirmed(asked: &StopAsked) -> bool {
    asked.operation.as_ref().is_some_and(|it| it.state == "done")
}

fn outcome(words: &Words, asked: &StopEverything) -> (String, String) {
    let (done, left): (Vec<_>, Vec<_>) = asked.items.iter().partition(|it| is_confirmed(it));
    if left.is_empty() {
        let body = words.count(&words.confirmed, done.len() as u64);
        return (words.all_stopped.to_owned(), body);
    }
    let names: Vec<_> = left.iter().map(|it| it.what.name.as_str()).collect();
    let (done, names) = (done.len(), names.join(", "));
    let body = fill(words.not_confirmed, &[("count", &done), ("names", &names)]);
    (words.not_all_stopped.to_owned(), body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use serde_json::{Value, json};

    fn billed(name: &str) -> Value {
        json!({
            "kind": "environment", "id": "env_00000000000000000000000000", "name": name,
            "provider": "azure", "status": "running", "created_at": "2026-11-30T00:00:00Z",
        })
    }

    fn asked(items: &[(&str, Option<&str>)]) -> StopEverything {
        let items =
            items.iter().map(|(name, problem)| json!({ "what": billed(name), "problem": problem }));
        serde_json::from_value(json!({ "items": items.collect::<Vec<_>>(), "strays": [] })).unwrap()
    }

    #[test]
    fn what_no_provider_has_confirmed_is_named() {
        let (title, body) =
            outcome(Language::En.words(), &asked(&[("a", Some("refused")), ("b", None)]));
        assert_eq!(title, "Not everything is stopped");
        assert_eq!(body, "0 confirmed; not stopped: a, b.");
    }

    #[test]
    fn the_question_has_the_number_the_price_and_names() {
        let running: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(billed).into();
        let spend = json!({
            "running": running, "per_hour": 1_234_567, "per_day": 0, "per_month": 0, "unpriced": 0,
        });
        let spend = serde_json::from_value(spend).unwrap();
        for (language, start) in [
            (Language::En, "6 at providers cost 1.24 USD an hour: a, b, c, d, e and 1 more."),
            (
                Language::De,
                "6 bei Anbietern kosten 1,24 USD pro Stunde: a, b, c, d, e und 1 weitere.",
            ),
        ] {
            let said = question(language.words(), &spend);
            assert!(said.starts_with(start), "{said}");
        }
    }
}
