//! `GET /portal/getting-started`: from nothing to a call, in lines that can be copied.

use super::{
    html::{Html, html, marked, nothing},
    page::{Page, Place, lines},
    visit::Visit,
    words::Words,
};
use axum::response::Response;

pub(super) async fn page(visit: Visit) -> Response {
    let (words, url) = (visit.words(), visit.origin.text());
    let body = html(
        "<h1>{}</h1><p class=\"lead\">{}</p><p class=\"soft\">{}</p><ol class=\"steps\">{}{}{}{}{}</ol>",
        &[
            &words.start,
            &words.start_lead,
            &words.start_copy,
            &register(words),
            &credential(words),
            &token(words, &url),
            &call(&visit, &url),
            &github(words, &url),
        ],
    );
    visit.answer(&Page { title: words.start, here: Some(Place::Start), body })
}

fn step(anchor: &'static str, title: &str, parts: impl IntoIterator<Item = Html>) -> Html {
    let parts: Html = parts.into_iter().collect();
    html("<li id=\"{}\"><h2>{}</h2>{}</li>", &[&anchor, &title, &parts])
}

fn say(text: &str) -> Html {
    html("<p>{}</p>", &[&marked(text)])
}

fn register(words: &Words) -> Html {
    let line =
        "muster agent create releaser@example.org --owner releases --capability releases:write";
    step("register", words.step_register, [say(words.step_register_body), lines(line)])
}

fn credential(words: &Words) -> Html {
    let line = "muster agent credential create agt_… --scope \"agents:read jobs:read\"";
    step("credential", words.step_credential, [say(words.step_credential_body), lines(line)])
}

fn token(words: &Words, url: &str) -> Html {
    let curl = format!(
        "curl --fail-with-body {url}/token --user agt_… --data grant_type=client_credentials"
    );
    let program = format!("MUSTER_URL={url} muster agent token agt_…");
    step(
        "token",
        words.step_token,
        [
            say(words.step_token_body),
            lines(&curl),
            say(words.step_token_program),
            lines(&program),
            say(words.step_token_answer),
        ],
    )
}

fn call(visit: &Visit, url: &str) -> Html {
    let words = visit.words();
    let check = format!(
        "curl --fail-with-body {url}/.well-known/jwks.json\ncurl --fail-with-body {url}/agents/agt_…/did.json"
    );
    let register = format!(
        "curl --fail-with-body {url}/agents \\\n  --header \"Authorization: Bearer $TOKEN\" --header 'Content-Type: application/json' \\\n  \
         --data '{{\"email\":\"second@example.org\",\"agentType\":\"custom\",\"version\":\"1.0.0\",\"capabilities\":[\"releases:read\"],\
         \"owner\":\"releases\",\"deploymentEnv\":\"production\"}}'"
    );
    let find = if visit.is_marketplace_open {
        let find = format!("curl --fail-with-body '{url}/marketplace/agents?search=invoice'");
        [say(words.step_call_find), lines(&find)].into_iter().collect()
    } else {
        nothing()
    };
    step(
        "call",
        words.step_call,
        [
            say(words.step_call_body),
            say(words.step_call_register),
            lines(&register),
            say(words.step_call_check),
            lines(&check),
            find,
            say(words.step_call_inside),
        ],
    )
}

const POLICIES: &str = "gh api repos/OWNER/REPO --jq '.id, .owner.id'\n\
    muster oidc policy create --repository-id 74 --repository-owner-id 65 --branch main\n\
    muster oidc policy create --repository-id 74 --repository-owner-id 65 --branch main --agent agt_… --scope jobs:read";

fn github(words: &Words, url: &str) -> Html {
    let workflow = |step: &str, action: &str, input: &str| {
        format!(
            "permissions:\n  id-token: write\nsteps:\n  - id: {step}\n    uses: muster/muster/.github/actions/{action}@v1\n    \
             with:\n      api-url: {url}\n      {input}"
        )
    };
    step(
        "github",
        words.step_github,
        [
            say(words.step_github_body),
            lines(POLICIES),
            say(words.step_github_policy),
            say(words.step_github_register),
            lines(&workflow("agent", "register-agent", "agent-name: releaser@example.org")),
            say(words.step_github_token),
            lines(&workflow("muster", "issue-token", "agent-id: agt_…")),
            say(words.step_github_note),
        ],
    )
}
