//! Every state that a specification knows is one that the engine knows.

use crate::{
    azure,
    canned::Canned,
    daytona,
    environment::place,
    render,
    spec::Spec,
    stage::{clock, mark, order, request},
};
use muster_providers::{
    EnvironmentEngine,
    azure::Azure,
    worker::{Handle, InstanceState},
};
use serde_json::json;
use std::sync::Arc;

const HERE: &str = "http://127.0.0.1:9";

/// Words that mean nothing certain, so that they have to stay strange.
const VAGUE: [&str; 3] = ["unknown", "NotSpecified", "NotAccessible"];

fn assert_known(word: &str, state: &InstanceState) {
    let is_strange = matches!(state, InstanceState::Strange(_));
    assert_eq!(is_strange, VAGUE.contains(&word), "{word}: {state:?}");
}

#[tokio::test]
async fn every_state_of_a_sandbox_is_known() {
    for word in Spec::daytona().words("/$defs/SandboxState/enum") {
        let sandbox =
            json!({ "id": "1", "name": order(1).name.as_str(), "target": "us", "state": word });
        let canned = Canned::new([("/sandbox/", sandbox)]);
        let engine = daytona::engine(daytona::settings(HERE), canned, clock());
        match engine.status(&Handle("1".into()), &request()).await {
            Ok(seen) => assert_known(&word, &seen.state),
            Err(error) => assert!(word == "destroyed" && error.is_absence(), "{word}: {error}"),
        }
    }
}

#[tokio::test]
async fn every_state_of_a_deploy_is_known() {
    for word in Spec::render().words("/$defs/deployStatus/enum") {
        let service = json!({
            "id": "srv-1", "name": order(1).name.as_str(), "ownerId": "tea-1", "suspended": "not_suspended",
        });
        let deploys = json!([{ "deploy": { "id": "dep-1", "status": word }, "cursor": "c" }]);
        let canned = Canned::new([("/deploys", deploys), ("/services", service)]);
        let engine = render::engine(HERE, canned, clock());
        let seen = engine.status(&Handle("srv-1".into()), &request()).await.unwrap();
        assert_known(&word, &seen.state);
    }
}

#[tokio::test]
async fn every_state_of_a_container_group_is_known() {
    let words = "/$defs/ContainerGroup/properties/properties/properties/provisioningState/enum";
    for word in Spec::azure().words(words) {
        let tags = json!({ "muster-mark": mark().as_str() });
        let group = json!({ "tags": tags, "properties": {
            "provisioningState": word, "instanceView": { "state": "Running" },
        } });
        let share = json!({ "name": "fs-1", "properties": { "metadata": { "muster_mark": mark().as_str() } } });
        let token = json!({ "access_token": "t", "expires_in": 3600 });
        let canned = [("/token", token), ("/containerGroups", group), ("/shares", share)];
        let transport = Arc::new(Canned::new(canned));
        let engine = Azure::new(azure::settings(), mark(), transport, clock());
        let seen = engine.look(&place(), &request()).await.unwrap();
        assert_known(&word, &seen.instance.unwrap().state);
    }
}
