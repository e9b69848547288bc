use super::*;
use crate::jwt::Algorithm;

fn read(set: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    let map = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read(&map).map_err(|found| lines(&found.0))
}

fn lines(notes: &[Note]) -> Vec<String> {
    notes.iter().map(|Note { variable, says }| format!("{variable} {says}")).collect()
}

const LONG: &str = "hunter2-hunter2-hunter2-hunter2-";

#[test]
fn where_nothing_is_set_everything_is_closed() {
    let settings = read(&[]).unwrap();
    assert!(settings.clients.is_empty() && settings.gateway_secret.is_none());
    assert!(settings.dev_admin.is_none() && settings.turnstile.is_none());
    assert!(!settings.may_admins_change && !settings.is_marketplace_open);
    assert!(settings.session_seed.is_none() && settings.signing_key.is_none());
    assert!(matches!(settings.agent_tokens.key, AgentKey::Ours(None)));
    assert_eq!(settings.agent_tokens.audience, "agent-worker");
    assert_eq!(settings.notices, []);
}

#[test]
fn a_provider_counts_only_as_a_pair() {
    let pairs = [
        (Provider::GitHub, "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"),
        (Provider::Google, "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    ];
    for (provider, id, secret) in pairs {
        let both = read(&[(id, "id"), (secret, "hunter2")]).unwrap();
        assert_eq!(both.clients.iter().map(Client::provider).collect::<Vec<_>>(), [provider]);
        for (set, missing) in [(id, secret), (secret, id)] {
            let half = read(&[(set, "x"), (missing, "  ")]).unwrap();
            assert!(half.clients.is_empty());
            assert_eq!(lines(&half.notices), [format!("{set} has no effect without {missing}")]);
        }
    }
}

#[test]
fn a_seed_of_sessions_has_two_names_and_cannot_be_guessed() {
    for name in ["BETTER_AUTH_SECRET", "SYNTH_JWT_SECRET"] {
        assert_eq!(read(&[(name, LONG)]).unwrap().session_seed, Some(Secret::new(LONG)));
        let found = read(&[(name, &LONG[1..])]).unwrap_err();
        assert_eq!(found, [format!("{name} must have at least 32 characters")]);
    }
    let differ = [("BETTER_AUTH_SECRET", LONG), ("SYNTH_JWT_SECRET", "another")];
    let found = read(&differ).unwrap_err();
    assert_eq!(found, ["BETTER_AUTH_SECRET and SYNTH_JWT_SECRET are both set, and differ"]);
}

#[test]
fn what_the_documentation_shows_is_no_secret() {
    for name in ["BETTER_AUTH_SECRET", "AGENT_JWT_SECRET", "SYNTH_BACKEND_HMAC_SECRET"] {
        let found = read(&[(name, "replace-with-a-long-random-secret")]).unwrap_err();
        assert_eq!(found, [format!("{name} is what the documentation shows in its place")]);
    }
}

#[test]
fn the_secret_of_the_gateway_is_one_under_two_names() {
    let (one, other) = ("BACKEND_HMAC_SECRET", "SYNTH_BACKEND_HMAC_SECRET");
    for set in [&[(one, "s")][..], &[(other, "s")], &[(one, "s"), (other, "s")]] {
        assert_eq!(read(set).unwrap().gateway_secret, Some(Secret::new("s")));
    }
    let found = read(&[(one, "s"), (other, "t")]).unwrap_err();
    assert_eq!(found, [format!("{one} and {other} are both set, and differ")]);
}

#[test]
fn agent_tokens_have_one_key() {
    let other = [("SYNTH_AGENT_JWT_SECRET", LONG), ("SYNTH_AGENT_JWT_AUDIENCE", "them")];
    assert_eq!(read(&other).unwrap().agent_tokens.audience, "them");
    let shared = read(&[("AGENT_JWT_SECRET", LONG), ("AGENT_JWT_ISS", "defrag-api")]).unwrap();
    let AgentKey::Shared(key) = &shared.agent_tokens.key else { panic!("it is a secret") };
    assert_eq!(key.algorithm(), Algorithm::Hs256);
    assert_eq!(shared.agent_tokens.issuer.as_deref(), Some("defrag-api"));

    let pem = SigningKey::draw_rs256().unwrap();
    let private = pem.reveal().replace('\n', "\\n");
    let public = SigningKey::from_pem(&pem).unwrap().public_pem().unwrap();
    let pair = [("JWT_PRIVATE_KEY", private.as_str()), ("JWT_PUBLIC_KEY", public.as_str())];
    let ours = read(&pair).unwrap();
    assert!(matches!(ours.agent_tokens.key, AgentKey::Ours(Some(_))) && ours.signing_key.is_some());

    let both = [("AGENT_JWT_SECRET", LONG), ("JWT_PUBLIC_KEY", public.as_str())];
    let says = "AGENT_JWT_SECRET and JWT_PUBLIC_KEY are both set, and only one can count";
    assert_eq!(read(&both).unwrap_err(), [says]);

    let other = SigningKey::draw_rs256().unwrap();
    let strangers = [("JWT_PRIVATE_KEY", other.reveal()), ("JWT_PUBLIC_KEY", public.as_str())];
    let says = "JWT_PUBLIC_KEY is not the public half of JWT_PRIVATE_KEY";
    assert_eq!(read(&strangers).unwrap_err(), [says]);
}

#[test]
fn the_developers_admin_is_on_only_if_everything_is_clear() {
    let set = |more: &[(&'static str, &'static str)]| {
        let usual =
            [("SYNTH_DEV_ADMIN_ENABLED", "1"), ("SYNTH_DEV_ADMIN_EMAIL", "Dev@Example.org")];
        read(&[&usual[..], more].concat())
    };
    let admin = set(&[]).unwrap().dev_admin.unwrap();
    assert_eq!((admin.email.as_str(), admin.expires_at), ("dev@example.org", None));
    assert!(set(&[]).unwrap().notices[0].says.contains("is admin"), "it is said at the start");
    let moment = Some(Timestamp::from_millis(1_795_219_200_000));
    for text in ["2026-11-21T00:00:00Z", "2026-11-21T01:00:00+01:00", "2026-11-21T00:00:00"] {
        let admin = set(&[("SYNTH_DEV_ADMIN_EXPIRES_AT", text)]).unwrap().dev_admin;
        assert_eq!(admin.unwrap().expires_at, moment, "{text}");
    }
    for text in ["tomorrow", "2026-13-01T00:00:00Z", "1795219200", "never"] {
        let settings = set(&[("SYNTH_DEV_ADMIN_EXPIRES_AT", text)]).unwrap();
        assert_eq!(settings.dev_admin, None, "{text}");
        assert_eq!(settings.notices[0].variable, "SYNTH_DEV_ADMIN_EXPIRES_AT");
    }
    let off = read(&[("SYNTH_DEV_ADMIN_EMAIL", "dev@example.org"), ("SYNTH_DEV_ADMIN_TOKEN", "t")]);
    let off = off.unwrap();
    assert_eq!((off.dev_admin, off.notices[0].variable.as_str()), (None, "SYNTH_DEV_ADMIN_TOKEN"));
}

#[test]
fn turnstile_that_is_on_has_a_key() {
    let (switch, key) = ("SYNTH_TURNSTILE_ENABLED", "SYNTH_TURNSTILE_SECRET_KEY");
    assert!(read(&[(switch, "true"), (key, "k")]).unwrap().turnstile.is_some());
    let off = read(&[(key, "k")]).unwrap();
    assert!(off.turnstile.is_none() && off.notices[0].variable == key);
    let found = read(&[(switch, "true")]).unwrap_err();
    assert_eq!(found, [format!("{key} is missing, and {switch} needs it")]);
}

#[test]
fn everything_that_is_wrong_is_named_at_once_and_no_value_is_repeated() {
    let found = read(&[
        ("BETTER_AUTH_SECRET", "hunter2"),
        ("JWT_PRIVATE_KEY", "hunter2"),
        ("AGENT_JWT_SECRET", "hunter2"),
        ("BACKEND_HMAC_SECRET", "hunter2"),
        ("SYNTH_BACKEND_HMAC_SECRET", "hunter3"),
        ("SYNTH_DEV_ADMIN_ENABLED", "yes"),
        ("SYNTH_ADMIN_MUTATIONS_ENABLED", "hunter2"),
        ("SYNTH_TURNSTILE_ENABLED", "yes"),
        ("MARKETPLACE_ENABLED", "ture"),
    ])
    .unwrap_err();
    let named: Vec<_> = found.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let all = [
        "BETTER_AUTH_SECRET",
        "JWT_PRIVATE_KEY",
        "AGENT_JWT_SECRET",
        "BACKEND_HMAC_SECRET",
        "SYNTH_DEV_ADMIN_EMAIL",
        "SYNTH_ADMIN_MUTATIONS_ENABLED",
        "SYNTH_TURNSTILE_SECRET_KEY",
        "MARKETPLACE_ENABLED",
    ];
    assert_eq!(named, all);
    assert!(found.iter().all(|line| !line.contains("hunter")), "{found:?}");
}

#[test]
fn no_secret_shows_in_what_is_printed() {
    let pem = SigningKey::draw_ed25519(&muster_seams::SeededRng::from_seed(1)).unwrap();
    let printed = format!(
        "{:?}",
        read(&[
            ("GITHUB_CLIENT_ID", "id"),
            ("GITHUB_CLIENT_SECRET", "hunter2"),
            ("BETTER_AUTH_SECRET", LONG),
            ("AGENT_JWT_SECRET", LONG),
            ("BACKEND_HMAC_SECRET", "hunter2"),
            ("JWT_PRIVATE_KEY", pem.reveal()),
            ("SYNTH_TURNSTILE_ENABLED", "true"),
            ("SYNTH_TURNSTILE_SECRET_KEY", "hunter2"),
        ])
        .unwrap()
    );
    assert!(!printed.contains("hunter2") && !printed.contains(&pem.reveal()[30..60]), "{printed}");
}
