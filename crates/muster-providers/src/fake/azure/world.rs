//! What a fake Azure knows: groups, shares, and the tokens that it has given out.

use super::{FakeAzure, groups::Groups, shares::Shares};
use muster_core::Timestamp;
use muster_seams::Clock;
use serde_json::{Value, json};
use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

const TOKEN_LIVES: Duration = Duration::from_secs(3599);

pub(super) struct World {
    clock: Arc<dyn Clock>,
    pub(super) groups: Groups,
    pub(super) shares: Shares,
    pub(super) tokens: Vec<(String, Timestamp)>,
    signed_in: u32,
}

impl World {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let groups = Groups::new(clock.clone());
        Self { clock, groups, shares: Shares::default(), tokens: Vec::new(), signed_in: 0 }
    }

    /// A token for whoever proves to be the application.
    pub(super) fn sign_in(&mut self, form: &HashMap<String, String>) -> Option<Value> {
        let is = |name: &str, value: &str| form.get(name).is_some_and(|given| given == value);
        let is_known = is("client_id", FakeAzure::CLIENT)
            && is("grant_type", "client_credentials")
            && is("scope", "https://management.azure.com/.default")
            && (is("client_secret", FakeAzure::SECRET)
                || is("client_assertion", FakeAzure::SECRET));
        is_known.then(|| self.token())
    }

    fn token(&mut self) -> Value {
        self.signed_in += 1;
        let token = format!("fake-token-{}", self.signed_in);
        self.tokens.push((token.clone(), self.clock.now().after(TOKEN_LIVES)));
        json!({
            "token_type": "Bearer",
            "expires_in": TOKEN_LIVES.as_secs(),
            "ext_expires_in": TOKEN_LIVES.as_secs(),
            "access_token": token,
        })
    }

    pub(super) fn is_good(&self, header: &str) -> bool {
        let now = self.clock.now();
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        self.tokens.iter().any(|(known, ends)| known == token && *ends > now)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("signed_in", &self.signed_in).finish_non_exhaustive()
    }
}
