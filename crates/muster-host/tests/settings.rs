//! Settings as people give them: flags, variables, files, and what is told when they are wrong.

use muster_host::config::{
    ClientFlags, ClientSettings, Database, DemoBiller, DesktopFlags, DesktopSettings, Environment,
    Origin, Reach, SecretsPlace, ServeFlags, ServeSettings,
};
use std::path::Path;

fn serve(environment: &Environment) -> ServeSettings {
    ServeSettings::resolve(environment, ServeFlags::default()).expect("these settings are right")
}

fn problems(environment: &Environment, flags: ServeFlags) -> Vec<(String, String)> {
    let error = ServeSettings::resolve(environment, flags).expect_err("these settings are wrong");
    error.problems.into_iter().map(|problem| (problem.path, problem.message)).collect()
}

const HOME: (&str, &str) = ("HOME", "/home/ann");
const GOOD_TOKEN: &str = "5f1d8e2c9b7a4630a1b2c3d4e5f60718";

#[test]
fn nothing_said_means_loopback_sqlite_keychain_and_no_token() {
    let settings = serve(&Environment::from([HOME]));
    assert_eq!(settings.data_dir.value, Path::new("/home/ann/.local/share/muster"));
    let store = Database::Sqlite("/home/ann/.local/share/muster/muster.db".into());
    assert_eq!(settings.database.value, store);
    assert_eq!(settings.listen.value[0].to_string(), "127.0.0.1:7600");
    assert!(settings.may_move_port());
    assert!(settings.token.is_none());
    assert_eq!(settings.secrets.value, SecretsPlace::Keychain);
    assert!(settings.local_worker.value);
    assert!(settings.effective.iter().all(|setting| setting.origin == Origin::Default));
}

#[test]
fn a_flag_counts_more_than_a_variable_and_each_setting_knows_who_decided() {
    let environment = Environment::from([
        HOME,
        ("MUSTER_DATA_DIR", "/from/variable"),
        ("MUSTER_LISTEN", "127.0.0.1:1,100.64.0.1:1"),
    ]);
    let flags = ServeFlags { data_dir: Some("/from/flag".into()), ..ServeFlags::default() };
    let settings = ServeSettings::resolve(&environment, flags).unwrap();
    assert_eq!(settings.data_dir.value, Path::new("/from/flag"));
    assert_eq!(settings.data_dir.origin, Origin::Flag("--data-dir"));
    assert_eq!(settings.listen.value[1].reach, Reach::Tailnet);
    assert!(!settings.may_move_port(), "somebody chose the port");
    let origin = |variable: &str| {
        let found = settings.effective.iter().find(|setting| setting.variable == variable);
        found.unwrap().origin.to_string()
    };
    assert_eq!(origin("MUSTER_DATA_DIR"), "--data-dir");
    assert_eq!(origin("MUSTER_LISTEN"), "MUSTER_LISTEN");
    assert_eq!(origin("MUSTER_SLOTS"), "default");
}

#[test]
fn the_names_of_the_ops_notes_keep_working() {
    let environment = Environment::from([
        HOME,
        ("DEBORGEN_DB_PATH", "/srv/fleet/deborgen.db"),
        ("DEBORGEN_TOKEN", GOOD_TOKEN),
        ("DEBORGEN_COORDINATOR_URL", "http://127.0.0.1:8000"),
    ]);
    let settings = serve(&environment);
    assert_eq!(settings.database.value, Database::Sqlite("/srv/fleet/deborgen.db".into()));
    assert_eq!(settings.data_dir.value, Path::new("/srv/fleet"), "the rest is beside the file");
    assert_eq!(settings.token.unwrap().value.reveal(), GOOD_TOKEN);
    let client = ClientSettings::resolve(&environment, ClientFlags::default()).unwrap();
    assert_eq!(client.url.unwrap().value.as_str(), "http://127.0.0.1:8000/");
    assert_eq!(client.token.unwrap().value.reveal(), GOOD_TOKEN);
    assert_eq!(client.data_dir.value, Path::new("/srv/fleet"));
}

#[test]
fn names_without_a_prefix_are_read_by_serve_alone() {
    let environment = Environment::from([
        HOME,
        ("PORT", "8000"),
        ("DATABASE_URL", "postgres://u:p@h/d"),
        ("LOG_LEVEL", "debug"),
        ("VAULT_ADDR", "https://h"),
    ]);
    let settings = serve(&environment);
    assert_eq!(settings.listen.value[0].to_string(), "127.0.0.1:8000");
    assert_eq!(settings.database.value.to_string(), "postgres://u:***@h/d");
    assert_eq!(settings.log.filter, "debug");
    assert_eq!(settings.ignored[0].0, "VAULT_ADDR");
    let desktop = DesktopSettings::resolve(&environment, DesktopFlags::default()).unwrap();
    assert_eq!(desktop.serve.listen.value[0].to_string(), "127.0.0.1:7600");
    assert!(matches!(desktop.serve.database.value, Database::Sqlite(_)));
    assert_eq!(desktop.serve.log.filter, "info");
}

#[test]
fn the_host_and_port_of_dev8_belong_together() {
    let listen = |variables| serve(&variables).listen.value[0].to_string();
    let both = Environment::from([HOME, ("AGENT_HOST", "0.0.0.0"), ("AGENT_PORT", "8080")]);
    assert_eq!(listen(both), "0.0.0.0:8080");
    let port = Environment::from([HOME, ("AGENT_PORT", "8080")]);
    assert_eq!(listen(port), "127.0.0.1:8080");
    let ours = Environment::from([HOME, ("PORT", "8080"), ("MUSTER_LISTEN", "127.0.0.1:1")]);
    assert_eq!(listen(ours), "127.0.0.1:1", "our own name counts more");
}

#[test]
fn every_problem_is_told_at_once_with_its_place() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "\nMUSTER_SLOTS=many\n").unwrap();
    let environment = Environment::from([
        ("MUSTER_TOKEN", "<real-random-token>"),
        ("MUSTER_DATABASE_URL", "mysql://h/d"),
        ("MUSTER_ALLOWED_HOSTS", "good.example.org, http://bad"),
        ("MUSTER_LOG", "a=b=c"),
        ("MUSTER_LOCAL_WORKER", "perhaps"),
    ]);
    let environment = environment.with_file(file.path()).unwrap();
    let flags = ServeFlags {
        listen: vec!["192.168.1.5".into()],
        secrets: Some("drawer".into()),
        data_dir: Some("/d".into()),
        ..ServeFlags::default()
    };
    let line = format!("MUSTER_SLOTS in {}:2", file.path().display());
    let found = problems(&environment, flags);
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "MUSTER_DATABASE_URL",
        "--listen",
        "MUSTER_ALLOWED_HOSTS",
        "MUSTER_TOKEN",
        "MUSTER_LOCAL_WORKER",
        &line,
        "--secrets",
        "MUSTER_LOG",
    ];
    assert_eq!(paths, expected);
    assert!(found[1].1.contains("is not an address and a port"));
    assert!(found[3].1.contains("placeholder"));
    let homeless = problems(&Environment::default(), ServeFlags::default());
    assert!(homeless[0].1.contains("no home directory"), "{homeless:?}");
}

#[test]
fn a_token_may_stand_in_a_file_but_not_in_two_places() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{GOOD_TOKEN}\n")).unwrap();
    let path = file.path().to_str().unwrap();
    let settings = serve(&Environment::from([HOME, ("MUSTER_TOKEN_FILE", path)]));
    assert_eq!(settings.token.unwrap().value.reveal(), GOOD_TOKEN);
    let both = Environment::from([HOME, ("MUSTER_TOKEN", GOOD_TOKEN), ("MUSTER_TOKEN_FILE", path)]);
    assert!(problems(&both, ServeFlags::default())[0].1.contains("`MUSTER_TOKEN_FILE` is set too"));
    let missing = Environment::from([HOME, ("MUSTER_TOKEN_FILE", "/nowhere/token")]);
    assert!(problems(&missing, ServeFlags::default())[0].1.contains("cannot read"));
}

#[test]
fn the_vault_needs_a_passphrase() {
    let flags = || ServeFlags { secrets: Some("file".into()), ..ServeFlags::default() };
    let found = problems(&Environment::from([HOME]), flags());
    assert_eq!(found[0].0, "--secrets");
    let environment = Environment::from([HOME, ("MUSTER_VAULT_PASSPHRASE", "canary-words")]);
    let settings = ServeSettings::resolve(&environment, flags()).unwrap();
    assert_eq!(settings.secrets.value, SecretsPlace::Vault);
    assert!(!format!("{settings:?}").contains("canary"), "a secret must not be printed");
}

#[test]
fn a_coordinators_address_is_an_address_without_a_password_in_it() {
    for text in ["coordinator", "ftp://h", "http://u:p@h", "http://h/?token=x", "http://h/#x"] {
        let flags = ClientFlags { url: Some(text.into()), ..ClientFlags::default() };
        let error = ClientSettings::resolve(&Environment::from([HOME]), flags).unwrap_err();
        assert_eq!(error.problems[0].path, "--url", "{text}");
    }
}

#[test]
fn no_color_and_the_output_form_come_from_flag_or_variable() {
    let environment = Environment::from([HOME, ("NO_COLOR", "1"), ("MUSTER_OUTPUT", "json")]);
    let settings = ClientSettings::resolve(&environment, ClientFlags::default()).unwrap();
    assert!(settings.no_color);
    assert_eq!(settings.output.value.as_str(), "json");
    let flags = ClientFlags { output: Some("xml".into()), ..ClientFlags::default() };
    let error = ClientSettings::resolve(&environment, flags).unwrap_err();
    assert!(error.to_string().contains("`xml` is not one of table, json, jsonl, quiet"));
}

#[test]
fn what_is_set_about_identity_is_read_under_our_names_and_the_documented_ones() {
    let longer = "a-seed-that-nobody-guesses-in-years";
    let set = [HOME, ("BETTER_AUTH_SECRET", longer), ("MUSTER_MARKETPLACE", "true")];
    let settings = serve(&Environment::from(set));
    assert!(settings.identity.session_seed.is_some() && settings.identity.is_marketplace_open);
    let shown = settings.effective.iter().find(|it| it.variable == "MUSTER_SESSION_SECRET");
    assert_eq!(shown.unwrap().value, "***");

    let wrong = [
        HOME,
        ("BETTER_AUTH_SECRET", longer),
        ("SYNTH_JWT_SECRET", "another-seed-that-nobody-guesses"),
        ("MUSTER_MARKETPLACE", "ture"),
    ];
    let told = problems(&Environment::from(wrong), ServeFlags::default());
    let paths: Vec<_> = told.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["BETTER_AUTH_SECRET", "MUSTER_MARKETPLACE"]);
    assert!(told.iter().all(|(_, says)| !says.contains("seed") && !says.contains("ture")));
}

#[test]
fn limits_of_plans_are_kept_to_only_where_somebody_says_so() {
    use muster_coordinator::Enforcement;
    let mode = |enabled, enforce, seconds| {
        let set = [
            HOME,
            ("BILLING_ENABLED", enabled),
            ("BILLING_ENFORCE", enforce),
            ("MUSTER_USAGE_FLUSH_SECONDS", seconds),
        ];
        let usage = serve(&Environment::from(set)).usage;
        (usage.enforcement, usage.flush_every.as_secs())
    };
    assert_eq!(serve(&Environment::from([HOME])).usage.enforcement, Enforcement::Off);
    assert_eq!(mode("false", "observe", "60"), (Enforcement::Off, 60));
    assert_eq!(mode("true", "on", "60"), (Enforcement::On, 60));
    assert_eq!(mode("true", "observe", "5"), (Enforcement::Observe, 5));
    let wrong = [
        HOME,
        ("BILLING_ENABLED", "perhaps"),
        ("BILLING_ENFORCE", "gently"),
        ("MUSTER_USAGE_FLUSH_SECONDS", "90"),
    ];
    let told = problems(&Environment::from(wrong), ServeFlags::default());
    let mut paths: Vec<_> = told.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["BILLING_ENABLED", "BILLING_ENFORCE", "MUSTER_USAGE_FLUSH_SECONDS"]);
}

#[test]
fn a_biller_is_told_of_use_only_where_somebody_says_so_and_only_one_that_sells() {
    let told = |more: &[(&'static str, &'static str)]| {
        let mut set = vec![HOME, ("STRIPE_SECRET_KEY", "sk_test_1")];
        set.extend_from_slice(more);
        let set: Environment = <[_; 4]>::try_from(set).unwrap().into();
        ServeSettings::resolve(&set, ServeFlags::default()).map(|settings| settings.usage.told)
    };
    let also = ("BILLING_ENABLED", "false");
    assert_eq!(told(&[also, ("MUSTER_TELL_USAGE", "none")]).unwrap(), None);
    assert_eq!(serve(&Environment::from([HOME])).usage.told, None);
    let stripe = told(&[also, ("MUSTER_TELL_USAGE", "stripe")]).unwrap();
    assert_eq!(stripe.map(|biller| biller.to_string()).as_deref(), Some("Stripe"));
    for wrong in ["polar", "both"] {
        let error = told(&[also, ("MUSTER_TELL_USAGE", wrong)]).unwrap_err();
        assert_eq!(error.problems[0].path, "MUSTER_TELL_USAGE", "{error}");
    }
}

#[test]
fn the_window_starts_with_a_gate_that_lacks_something_and_reads_no_key_of_stripes() {
    let environment = Environment::from([
        HOME,
        ("POLAR_FEATURE_GATE_ENABLED", "true"),
        ("POLAR_ACCESS_TOKEN", "polar_oat_hunter2"),
        ("STRIPE_SECRET_KEY", "sk_live_hunter2"),
    ]);
    let desktop = DesktopSettings::resolve(&environment, DesktopFlags::default()).unwrap().serve;
    let settings = &desktop.billing.settings;
    let lacks: Vec<_> = settings.lacks.iter().map(|lack| lack.variable.as_str()).collect();
    let missing = ["POLAR_PRODUCT_ID", "POLAR_BENEFIT_ID", "POLAR_SUCCESS_URL", "POLAR_RETURN_URL"];
    assert_eq!(lacks, missing);
    assert!(settings.polar.is_none() && settings.stripe.is_none());
    assert!(!format!("{desktop:?}").contains("hunter2"));
}

#[test]
fn what_a_provider_lacks_is_all_named_at_once_and_a_demo_needs_nothing() {
    let environment = Environment::from([
        ("HOME", "/home/ann"),
        ("PROVISIONER_MODE", "render"),
        ("AZURE_RESOURCE_GROUP", "rg"),
    ]);
    let error = ServeSettings::resolve(&environment, ServeFlags::default()).unwrap_err();
    let paths: Vec<_> = error.problems.iter().map(|problem| problem.path.as_str()).collect();
    let needed =
        ["RENDER_API_KEY", "RENDER_OWNER_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_STORAGE_ACCOUNT"];
    assert_eq!(paths, needed);
    assert!(error.is_about_providers());
    let demo = || ServeFlags { is_demo: true, ..ServeFlags::default() };
    let settings = ServeSettings::resolve(&environment, demo()).unwrap();
    assert!(settings.providers.render.is_some() && settings.providers.azure.is_some());
    assert!(settings.data_dir.value.ends_with("muster-demo"), "{:?}", settings.data_dir);
    assert_eq!(
        settings.database.value.to_string(),
        settings.data_dir.value.join("muster.db").display().to_string()
    );
}

#[test]
fn a_demo_is_asked_for_by_flag_or_by_variable_and_every_program_finds_it() {
    let environment =
        Environment::from([HOME, ("MUSTER_DEMO", "true"), ("MUSTER_DEMO_BILLER", "polar")]);
    let served = ServeSettings::resolve(&environment, ServeFlags::default()).unwrap();
    let window = DesktopSettings::resolve(&environment, DesktopFlags::default()).unwrap().serve;
    for settings in [&served, &window] {
        assert!(settings.is_demo && settings.providers.azure.is_some());
        assert_eq!(settings.billing.demo, DemoBiller::Polar);
    }
    let client = ClientSettings::resolve(&environment, ClientFlags::default()).unwrap();
    assert!(client.data_dir.value.ends_with("muster-demo"), "{:?}", client.data_dir);
    assert_eq!(client.data_dir.value, window.data_dir.value);
    let flags = ServeFlags { is_demo: true, ..ServeFlags::default() };
    let off = Environment::from([HOME, ("MUSTER_DEMO", "false")]);
    assert!(ServeSettings::resolve(&off, flags).unwrap().is_demo, "a flag counts more");
    let wrong = Environment::from([HOME, ("MUSTER_DEMO", "maybe")]);
    let error = DesktopSettings::resolve(&wrong, DesktopFlags::default()).unwrap_err();
    assert_eq!(error.problems[0].path, "MUSTER_DEMO");
}

#[test]
fn what_a_biller_lacks_is_all_named_at_once_and_no_value_is_told() {
    let environment = Environment::from([
        ("HOME", "/home/ann"),
        ("POLAR_FEATURE_GATE_ENABLED", "true"),
        ("POLAR_PRODUCT_ID", "1dbfc517-0bbf-4301-9ba8-555ca42b9737"),
        ("SYNTH_STRIPE_SECRET_KEY", "sk_live_hunter2"),
        ("BILLING_ENFORCE", "watch"),
    ]);
    let error = ServeSettings::resolve(&environment, ServeFlags::default()).unwrap_err();
    let paths: Vec<_> = error.problems.iter().map(|problem| problem.path.as_str()).collect();
    let needed = [
        "POLAR_ACCESS_TOKEN",
        "POLAR_BENEFIT_ID",
        "POLAR_SUCCESS_URL",
        "POLAR_RETURN_URL",
        "SYNTH_STRIPE_SECRET_KEY",
        "BILLING_ENFORCE",
    ];
    assert_eq!(paths, needed);
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(error.is_about_providers(), "the program ends as for a provider that is not set up");

    let live = Environment::from([
        ("HOME", "/home/ann"),
        ("STRIPE_SECRET_KEY", "sk_live_hunter2"),
        ("MUSTER_PROFILE", "production"),
        ("MUSTER_FREE_CLOUD_WORKERS", "1"),
        ("MUSTER_PUBLIC_URL", "https://muster.example.org"),
    ]);
    let settings = ServeSettings::resolve(&live, ServeFlags::default()).unwrap();
    assert!(
        settings.billing.settings.stripe.is_some() && !format!("{settings:?}").contains("hunter2")
    );
    assert_eq!(settings.billing.public_url.unwrap().as_str(), "https://muster.example.org/");
}

#[test]
fn how_others_see_the_coordinator_is_said_in_full_or_is_a_mistake() {
    let outside = |name, value| serve(&Environment::from([HOME, (name, value)])).outside;
    let public = outside("BETTER_AUTH_URL", "https://muster.example.org").public_url;
    assert_eq!(public.unwrap().as_str(), "https://muster.example.org/");
    assert!(outside("BETTER_AUTH_URL", "http://localhost:8788").public_url.is_none());
    assert!(outside("SYNTH_APP_BASE_URL", "http://localhost:3000").console_url.is_some());
    let origins = outside("CORS_ORIGINS", "https://a.example, http://localhost:3000").cors_origins;
    assert_eq!(origins, ["https://a.example", "http://localhost:3000"]);
    let proxies = outside("MUSTER_TRUSTED_PROXIES", "10.0.0.0/8, ::1").trusted_proxies;
    assert_eq!(proxies.len(), 2);
    for (name, value) in [
        ("MUSTER_PUBLIC_URL", "http://muster.example.org"),
        ("MUSTER_PUBLIC_URL", "muster.example.org"),
        ("MUSTER_PUBLIC_URL", "https://muster.example.org/app"),
        ("MUSTER_PUBLIC_URL", "https://me:pass@muster.example.org"),
        ("MUSTER_CONSOLE_URL", "http://console.example.org"),
        ("MUSTER_CORS_ORIGINS", "*"),
        ("MUSTER_CORS_ORIGINS", "https://*.example.org"),
        ("MUSTER_CORS_ORIGINS", "null"),
        ("MUSTER_CORS_ORIGINS", "https://a.example/page"),
        ("MUSTER_CORS_ORIGINS", "https://A.example"),
        ("MUSTER_CORS_ORIGINS", "https://a.example:443"),
        ("MUSTER_TRUSTED_PROXIES", "10.0.0.0/40"),
        ("MUSTER_TRUSTED_PROXIES", "*"),
    ] {
        let told = problems(&Environment::from([HOME, (name, value)]), ServeFlags::default());
        assert_eq!(
            told.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
            [name],
            "{value}"
        );
    }
}

#[test]
fn the_console_is_not_at_the_public_address() {
    for (name, value) in [
        ("MUSTER_CONSOLE_URL", "https://muster.example.org"),
        ("MUSTER_CONSOLE_URL", "https://muster.example.org:8443"),
        ("MUSTER_ALLOWED_HOSTS", "muster.example.org"),
    ] {
        let public = ("MUSTER_PUBLIC_URL", "https://muster.example.org");
        let told =
            problems(&Environment::from([HOME, public, (name, value)]), ServeFlags::default());
        assert_eq!(told[0].0, "MUSTER_PUBLIC_URL", "{value}");
    }
}
