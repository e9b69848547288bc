//! Which model may be asked about failures.

use super::{
    own::own,
    resolve::{Resolver, wrong},
    setting::{Origin, Setting},
};
use crate::Secret;
use muster_coordinator::{AiKind, AiOptions, AiProvider};

const CHOICE: &str = "MUSTER_AI_PROVIDER";
/// The first of these whose keys are complete is taken if nobody has chosen.
const IN_ORDER: [AiKind; 4] =
    [AiKind::Cloudflare, AiKind::OpenAi, AiKind::Gemini, AiKind::ServerlessGpu];

/// What was said of a provider, by its names.
struct Said {
    base: Setting<String>,
    model: Setting<String>,
    key: Setting<String>,
    /// Where the account stands in the address.
    account: Option<Setting<String>>,
}

pub(super) fn resolve(resolver: &mut Resolver<'_>) -> AiOptions {
    let choice = said(resolver, CHOICE);
    let is_known = |word: &str| IN_ORDER.iter().any(|kind| kind.as_str() == word);
    if !matches!(choice.value.as_str(), "auto" | "disabled") && !is_known(&choice.value) {
        let hint = "say `auto`, `disabled`, `openai`, `gemini`, `cloudflare` or `serverless_gpu`";
        resolver.blame(&choice.origin, wrong(format!("`{}` is no provider", choice.value), hint));
    }
    let mut found = None;
    for kind in IN_ORDER {
        // Each is read, so that each is shown.
        let complete = complete(resolver, kind);
        let is_meant = choice.value == "auto" || choice.value == kind.as_str();
        found = found.or(complete.filter(|_| is_meant));
    }
    AiOptions { provider: found, transport: None }
}

/// A provider with everything that it needs.
fn complete(resolver: &mut Resolver<'_>, kind: AiKind) -> Option<AiProvider> {
    let Said { base, model, key, account } = of(resolver, kind);
    let is_complete = !base.value.is_empty()
        && !key.value.is_empty()
        && account.as_ref().is_none_or(|account| !account.value.is_empty());
    if !is_complete {
        return None;
    }
    let at = match &account {
        Some(account) => {
            format!("{}/accounts/{}/ai/v1", base.value.trim_end_matches('/'), account.value)
        }
        None => base.value.clone(),
    };
    let provider = AiProvider::new(kind, &at, &model.value, Secret::new(key.value));
    provider
        .inspect_err(|bad| {
            let origin = if base.origin == Origin::Default { &key.origin } else { &base.origin };
            resolver.blame(
                origin,
                wrong(format!("the address of {} {bad}", kind.as_str()), "see docs/ai.md"),
            );
        })
        .ok()
}

fn of(resolver: &mut Resolver<'_>, kind: AiKind) -> Said {
    let (base, model, key, account) = match kind {
        AiKind::OpenAi => {
            ("MUSTER_OPENAI_BASE_URL", "MUSTER_OPENAI_MODEL", "MUSTER_OPENAI_API_KEY", None)
        }
        AiKind::Gemini => {
            ("MUSTER_GEMINI_BASE_URL", "MUSTER_GEMINI_MODEL", "MUSTER_GEMINI_API_KEY", None)
        }
        AiKind::Cloudflare => (
            "MUSTER_CLOUDFLARE_BASE_URL",
            "MUSTER_CLOUDFLARE_CHAT_MODEL",
            "MUSTER_CLOUDFLARE_API_TOKEN",
            Some("MUSTER_CLOUDFLARE_ACCOUNT_ID"),
        ),
        AiKind::ServerlessGpu => (
            "MUSTER_SERVERLESS_GPU_ENDPOINT",
            "MUSTER_SERVERLESS_GPU_MODEL",
            "MUSTER_SERVERLESS_GPU_API_KEY",
            None,
        ),
    };
    Said {
        base: said(resolver, base),
        model: said(resolver, model),
        key: said(resolver, key),
        account: account.map(|account| said(resolver, account)),
    }
}

fn said(resolver: &mut Resolver<'_>, name: &'static str) -> Setting<String> {
    let row = own(name).expect("every setting has a row in the table");
    let setting = resolver.said(name, None);
    let setting = setting.unwrap_or_else(|| Setting::by_default(row.default.as_value().to_owned()));
    let is_hidden = row.is_secret && !setting.value.is_empty();
    let shown = if is_hidden { "***".to_owned() } else { setting.value.clone() };
    resolver.note(name, shown, &setting.origin);
    setting
}
