use super::*;
use crate::{azure::Identity, daytona, render};
use std::time::Duration;

fn read(pairs: &[(&str, &str)]) -> Result<ProviderSettings, BadSettings> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ProviderSettings::read(&pairs.collect())
}

fn wrong(pairs: &[(&str, &str)]) -> Vec<String> {
    let problems = read(pairs).unwrap_err().problems;
    problems.into_iter().map(|problem| problem.variable).collect()
}

fn noticed(pairs: &[(&str, &str)]) -> Vec<String> {
    let notices = read(pairs).unwrap().notices;
    notices.into_iter().map(|notice| notice.variable).collect()
}

const RENDER: [(&str, &str); 3] = [
    ("PROVISIONER_MODE", "render"),
    ("RENDER_API_KEY", "rnd_secret"),
    ("RENDER_OWNER_ID", "tea-1"),
];

#[test]
fn without_variables_there_are_no_providers() {
    assert_eq!(read(&[]).unwrap(), ProviderSettings::default());
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    assert_eq!(wrong(&[("PROVISIONER_MODE", "render")]), ["RENDER_API_KEY", "RENDER_OWNER_ID"]);
    assert_eq!(wrong(&[("PROVISIONER_MODE", "daytona")]), ["DAYTONA_API_KEY"]);
    let azure = [("AZURE_REGIONS", "a:eastus:true"), ("REGISTRY_USERNAME", "ada")];
    let missing = [
        "AZURE_SUBSCRIPTION_ID",
        "AZURE_RESOURCE_GROUP",
        "AZURE_STORAGE_ACCOUNT",
        "REGISTRY_PASSWORD",
    ];
    assert_eq!(wrong(&azure), missing);
}

#[test]
fn a_subscription_alone_is_that_of_other_tools() {
    let settings = read(&[("AZURE_SUBSCRIPTION_ID", "sub")]).unwrap();
    assert!(settings.azure.is_none());
    assert_eq!(noticed(&[("AZURE_SUBSCRIPTION_ID", "sub")]), ["AZURE_SUBSCRIPTION_ID"]);
}

#[test]
fn the_documented_defaults_hold() {
    let settings = read(&RENDER).unwrap();
    assert_eq!(settings.mode, Some(ProviderKind::Render));
    let render = settings.render.unwrap();
    assert_eq!((render.plan.as_str(), render.region.as_str()), ("standard", "oregon"));
    assert_eq!(render.source, render::Source::Image(WORKER_IMAGE.into()));
    assert_eq!(render.provision_within, Duration::from_mins(15));
    let daytona = read(&[("DAYTONA_API_KEY", "dtn")]).unwrap().daytona.unwrap();
    assert_eq!(daytona.timers, daytona::Timers { stop: 0, archive: 10_080, delete: -1 });
    assert_eq!(daytona.address_lives, Duration::from_hours(24));
}

#[test]
fn no_key_shows_in_a_debug_print() {
    let shown = format!("{:?}", read(&RENDER).unwrap());
    assert!(!shown.contains("rnd_secret"), "{shown}");
}

#[test]
fn a_number_that_is_none_is_no_number() {
    let pairs = [
        ("DAYTONA_SANDBOX_CPU", "two"),
        ("DAYTONA_SIGNED_PREVIEW_EXPIRES_SECONDS", "86401"),
        ("DAYTONA_SANDBOX_AUTO_DELETE_INTERVAL", "-2"),
        ("DAYTONA_SANDBOX_PUBLIC", "perhaps"),
        ("RENDER_WORKER_REGION", "mars"),
    ];
    let mut names = wrong(&pairs);
    names.sort();
    let mut expected = pairs.map(|(name, _)| name);
    expected.sort_unstable();
    assert_eq!(names, expected);
}

#[test]
fn what_has_no_effect_is_said() {
    let pairs = [
        ("RENDER_WORKER_OPENWORK_VERSION", "1"),
        ("RENDER_WORKER_PUBLIC_DOMAIN_SUFFIX", "example.com"),
        ("DAYTONA_VOLUME_NAME_PREFIX", "v"),
        ("VERCEL_TOKEN", "t"),
        ("RENDER_SERVICE_ID", "set by Render itself where we run there"),
    ];
    let expected = [
        "DAYTONA_VOLUME_NAME_PREFIX",
        "RENDER_WORKER_OPENWORK_VERSION",
        "RENDER_WORKER_PUBLIC_DOMAIN_SUFFIX",
        "VERCEL_TOKEN",
    ];
    assert_eq!(noticed(&pairs), expected);
    let beside =
        [("DAYTONA_API_KEY", "k"), ("DAYTONA_SNAPSHOT", "s"), ("DAYTONA_SANDBOX_CPU", "4")];
    assert_eq!(noticed(&beside), ["DAYTONA_SANDBOX_CPU"]);
}

#[test]
fn what_is_set_for_a_provider_that_is_not_set_up_is_said_once() {
    let alone = [
        ("RENDER_WORKER_PLAN", "pro"),
        ("RENDER_WORKER_BRANCH", "dev"),
        ("DAYTONA_SNAPSHOT", "s"),
        ("DAYTONA_SANDBOX_CPU", "4"),
        ("DAYTONA_POLL_INTERVAL_MS", "2000"),
    ];
    let mut expected = alone.map(|(name, _)| name);
    expected.sort_unstable();
    let mut said = noticed(&alone);
    said.sort();
    assert_eq!(said, expected);
    let with_an_image = [&RENDER[..], &[("RENDER_WORKER_BRANCH", "dev")]].concat();
    assert_eq!(noticed(&with_an_image), ["RENDER_WORKER_BRANCH"]);
}

#[test]
fn a_provider_that_is_not_for_new_workers_is_still_there_for_its_own() {
    let mut pairs = RENDER.to_vec();
    pairs[0] = ("PROVISIONER_MODE", "daytona");
    pairs.push(("DAYTONA_API_KEY", "dtn"));
    let settings = read(&pairs).unwrap();
    assert_eq!(settings.mode, Some(ProviderKind::Daytona));
    assert!(settings.render.is_some() && settings.daytona.is_some());
}

#[test]
fn a_repository_is_built_where_one_is_named() {
    let repository =
        [("RENDER_WORKER_REPO", "https://github.com/a/b"), ("RENDER_WORKER_BRANCH", "dev")];
    let settings = read(&[&RENDER[..], &repository].concat()).unwrap();
    let expected = render::Source::Repository {
        url: "https://github.com/a/b".into(),
        branch: "dev".into(),
        root: String::new(),
    };
    assert_eq!(settings.render.unwrap().source, expected);
    let both = [&RENDER[..], &repository, &[("RENDER_WORKER_IMAGE", "a/b")]].concat();
    assert_eq!(wrong(&both), ["RENDER_WORKER_REPO"]);
}

#[test]
fn tokens_go_to_public_encrypted_addresses() {
    assert_eq!(wrong(&[("DAYTONA_API_URL", "http://daytona.example.com")]), ["DAYTONA_API_URL"]);
    assert_eq!(wrong(&[("RENDER_API_BASE", "https://10.0.0.1")]), ["RENDER_API_BASE"]);
}

const AZURE: [(&str, &str); 3] = [
    ("AZURE_SUBSCRIPTION_ID", "sub"),
    ("AZURE_RESOURCE_GROUP", "rg"),
    ("AZURE_STORAGE_ACCOUNT", "acc"),
];

#[test]
fn regions_have_their_own_places_or_the_common_ones() {
    let regions = "east:eastus:true,off:westus:false,west:westeurope:true:rg2:acc2,nonsense";
    let own = [("AZURE_REGIONS", regions), ("AZURE_STORAGE_KEY", "key")];
    let settings = read(&[&AZURE[..], &own].concat()).unwrap();
    let regions = settings.azure.unwrap().regions;
    let seen: Vec<_> = regions
        .iter()
        .map(|it| (it.name.as_str(), it.resource_group.as_str(), it.storage_account.as_str()))
        .collect();
    assert_eq!(seen, [("east", "rg", "acc"), ("west", "rg2", "acc2")]);
    let keys: Vec<_> = regions.iter().map(|it| it.storage_key.is_some()).collect();
    assert_eq!(keys, [true, false], "a key opens one account only");
    assert_eq!(settings.notices[0].variable, "AZURE_REGIONS");
    let nothing = [&AZURE[..], &[("AZURE_REGIONS", "nonsense,x:y")]].concat();
    assert_eq!(wrong(&nothing), ["AZURE_REGIONS"]);
}

#[test]
fn who_asks_follows_from_what_is_there() {
    let identity =
        |more: &[(&str, &str)]| read(&[&AZURE[..], more].concat()).unwrap().azure.unwrap().identity;
    let application = [("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c")];
    let secret = [&application[..], &[("AZURE_CLIENT_SECRET", "s")]].concat();
    assert!(matches!(identity(&secret), Identity::ClientSecret { .. }));
    let file = [&application[..], &[("AZURE_FEDERATED_TOKEN_FILE", "f")]].concat();
    assert!(matches!(identity(&file), Identity::Workload { .. }));
    assert!(matches!(identity(&[("AZURE_MACHINE_IDENTITY", "true")]), Identity::Machine { .. }));
    assert!(matches!(identity(&[]), Identity::CommandLine { .. }));
    let alone = [&AZURE[..], &[("AZURE_CLIENT_SECRET", "s")]].concat();
    assert_eq!(wrong(&alone), ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"]);
}

#[test]
fn an_image_of_ones_own_registry_wins() {
    let defaults = |pairs: &[(&str, &str)]| read(pairs).unwrap().environments;
    assert_eq!(defaults(&[]).image, "vaibhavsing/dev8-workspace:latest");
    assert_eq!(defaults(&[("CONTAINER_IMAGE", "a/b:1")]).image, "a/b:1");
    let own = [("CONTAINER_IMAGE", "a/b:1"), ("AZURE_CONTAINER_REGISTRY", "mine.azurecr.io")];
    assert_eq!(defaults(&own).image, "mine.azurecr.io/dev8-workspace:latest");
}

#[cfg(feature = "docker")]
#[test]
fn a_docker_engine_is_where_its_own_tools_find_it_and_never_open_to_a_network() {
    let docker = |host: &str| read(&[("DOCKER_HOST", host)]);
    let settings = docker("unix:///run/user/1000/docker.sock").unwrap().docker.unwrap();
    let socket = crate::http::Base::socket("/run/user/1000/docker.sock".into()).unwrap();
    assert_eq!((settings.base, settings.region.as_str()), (socket, "local"));
    assert!(docker("tcp://127.0.0.1:2375").unwrap().docker.is_some());
    assert_eq!(wrong(&[("DOCKER_HOST", "tcp://192.168.1.2:2375")]), ["DOCKER_HOST"]);
    assert_eq!(wrong(&[("DOCKER_HOST", "ssh://ada@there")]), ["DOCKER_HOST"]);
    let far = [("DOCKER_HOST", "tcp://192.168.1.2:2376"), ("DOCKER_TLS_VERIFY", "1")];
    assert_eq!(wrong(&far), ["DOCKER_CERT_PATH"]);
}

#[cfg(feature = "kubernetes")]
mod kubernetes {
    use super::*;
    use crate::{
        http::{Base, OwnTls},
        kubernetes::{Exposure, Identity},
    };

    const TEXT: &str = "
apiVersion: v1
kind: Config
current-context: work
contexts:
- {name: work, context: {cluster: c, user: ada, namespace: team}}
- {name: home, context: {cluster: c, user: program}}
- {name: blind, context: {cluster: blind, user: ada}}
clusters:
- {name: c, cluster: {server: 'https://10.0.0.1:6443', certificate-authority-data: Q0E=}}
- {name: blind, cluster: {server: 'https://10.0.0.1:6443', insecure-skip-tls-verify: true}}
users:
- {name: ada, user: {token: hunter2}}
- {name: program, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: cloud, args: [token]}}}
";

    fn with(more: &[(&str, &str)]) -> Result<ProviderSettings, BadSettings> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), TEXT).unwrap();
        let path = file.path().to_str().unwrap();
        read(&[&[("MUSTER_KUBECONFIG", path)], more].concat())
    }

    #[test]
    fn a_kubeconfig_says_where_the_cluster_is_and_as_whom_it_is_asked() {
        let settings = with(&[]).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
        let cluster = settings.kubernetes.unwrap();
        let tls = OwnTls { roots: Some("CA".into()), identity: None };
        assert_eq!(cluster.base, Base::own("https://10.0.0.1:6443", tls).unwrap());
        assert_eq!(cluster.identity, Identity::Token(crate::Secret::new("hunter2")));
        assert_eq!((cluster.namespace.as_str(), cluster.exposure), ("team", Exposure::Inside));
        let other = [("MUSTER_KUBE_CONTEXT", "home"), ("MUSTER_KUBE_NAMESPACE", "other")];
        let cluster = with(&other).unwrap().kubernetes.unwrap();
        let Identity::Program(program) = cluster.identity else { panic!("a program says it") };
        assert_eq!(
            (program.command.to_str(), cluster.namespace.as_str()),
            (Some("cloud"), "other")
        );
    }

    #[test]
    fn what_is_not_done_is_refused_and_not_passed_over() {
        let problem = |more: &[_]| with(more).unwrap_err().problems[0].clone();
        let blind = problem(&[("MUSTER_KUBE_CONTEXT", "blind")]);
        assert!(blind.says.contains("insecure-skip-tls-verify"), "{blind:?}");
        assert_eq!(problem(&[("MUSTER_KUBE_CONTEXT", "none")]).variable, "MUSTER_KUBECONFIG");
        assert_eq!(problem(&[("MUSTER_KUBE_NAMESPACE", "a/b")]).variable, "MUSTER_KUBE_NAMESPACE");
        let mode = [("PROVISIONER_MODE", "kubernetes")];
        assert_eq!(problem(&mode).variable, "MUSTER_KUBE_WORKER_ADDRESS");
    }

    #[test]
    fn a_kubeconfig_of_other_tools_alone_asks_nothing_of_us() {
        let settings = read(&[("KUBECONFIG", "/home/ada/.kube/config")]).unwrap();
        assert_eq!(settings, ProviderSettings::default());
    }
}
