//! SentryAgent's variables.

use super::{NO_MODES, OWN_POOL, SAME_ORIGIN, Variable, read_as, row, same};

const OWN_PORTAL: &str = "the portal is served with the API, at MUSTER_PUBLIC_URL";
const KEYCHAIN: &str = "secrets live in the system's keychain or the encrypted vault";

pub(super) const VARIABLES: &[Variable] = &[
    read_as("DATABASE_URL", "", "the PostgreSQL database", "MUSTER_DATABASE_URL"),
    read_as("PORT", "3000", "the port to listen on", "MUSTER_LISTEN"),
    read_as("REDIS_URL", "", "the Redis that instances share", "MUSTER_REDIS_URL"),
    read_as("JWT_PRIVATE_KEY", "", "the key that signs tokens", "MUSTER_JWT_PRIVATE_KEY"),
    read_as("JWT_PUBLIC_KEY", "", "the key that checks tokens", "MUSTER_JWT_PUBLIC_KEY"),
    row("NODE_ENV", "development", "development or production", NO_MODES),
    row("CORS_ORIGIN", "", "which web pages may call it", SAME_ORIGIN),
    read_as(
        "REDIS_RATE_LIMIT_ENABLED",
        "true",
        "whether limits live in Redis",
        "MUSTER_SHARE_RATE_LIMITS",
    ),
    read_as(
        "RATE_LIMIT_WINDOW_MS",
        "60000",
        "the window of a limit",
        "MUSTER_RATE_LIMIT_WINDOW_MS",
    ),
    read_as(
        "RATE_LIMIT_MAX_REQUESTS",
        "100",
        "how many requests fit into it",
        "MUSTER_RATE_LIMIT_REQUESTS",
    ),
    row("DB_POOL_MAX", "20", "most connections to the database", OWN_POOL),
    row("DB_POOL_MIN", "2", "fewest connections to the database", OWN_POOL),
    row("DB_POOL_IDLE_TIMEOUT_MS", "30000", "how long one may be idle", OWN_POOL),
    row("DB_POOL_CONNECTION_TIMEOUT_MS", "5000", "how long to wait for one", OWN_POOL),
    read_as(
        "MARKETPLACE_ENABLED",
        "true",
        "whether the marketplace is served",
        "MUSTER_MARKETPLACE",
    ),
    same("BILLING_ENABLED", "true", "whether limits of plans are enforced"),
    same("STRIPE_SECRET_KEY", "", "the key to Stripe"),
    same("STRIPE_WEBHOOK_SECRET", "", "what Stripe signs its calls with"),
    row("TIER_ENFORCEMENT", "true", "whether tiers are enforced", "BILLING_ENABLED says it"),
    row("ANALYTICS_ENABLED", "true", "whether use is recorded", "Muster records no use of its own"),
    row("NEXT_PUBLIC_API_URL", "", "where the portal finds the API", OWN_PORTAL),
    row("POLICY_DIR", "policies", "where the access rules are", "what a token may do is fixed"),
    row("VAULT_ADDR", "", "the Vault that keeps secrets", KEYCHAIN),
    row("VAULT_TOKEN", "", "the token for that Vault", KEYCHAIN),
    row("VAULT_MOUNT", "secret", "the path in that Vault", KEYCHAIN),
];
