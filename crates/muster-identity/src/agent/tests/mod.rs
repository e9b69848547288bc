mod cards;
mod credentials;
mod names;

use super::*;
use crate::address::Reach;
use proptest::prelude::*;
use std::time::Duration;

const NOW: Timestamp = Timestamp::from_millis(1_795_248_000_000);
const DAY: Duration = Duration::from_hours(24);

fn draft() -> AgentDraft {
    AgentDraft {
        email: "Invoices@Example.org".to_owned(),
        agent_type: "extractor".to_owned(),
        version: "1.2.3".to_owned(),
        capabilities: vec!["invoices:read".to_owned(), "ledger:write".to_owned()],
        owner: "Accounting".to_owned(),
        deployment_env: "production".to_owned(),
        endpoint: Some("https://agents.example.org/a2a".to_owned()),
        is_public: true,
        ..AgentDraft::default()
    }
}

fn register(draft: &AgentDraft) -> Result<Agent, BadAgent> {
    let (id, organisation) = (AgentId::from_random([1; 16]), OrganisationId::from_random([2; 16]));
    Agent::register(id, organisation, draft, Reach::Public, NOW)
}

fn agent() -> Agent {
    register(&draft()).unwrap()
}

fn fields(bad: BadAgent) -> Vec<&'static str> {
    match bad {
        BadAgent::Fields(problems) => problems.into_iter().map(|it| it.field).collect(),
        BadAgent::Decommissioned => panic!("it is not"),
    }
}

#[test]
fn a_draft_becomes_an_active_agent() {
    let agent = agent();
    assert_eq!((agent.email.as_str(), agent.name.as_str()), ("invoices@example.org", "invoices"));
    assert!(agent.is_let_in() && agent.is_listed());
}

#[test]
fn everything_that_is_wrong_with_a_draft_is_named_at_once() {
    let bad = AgentDraft {
        name: Some("a\nb".to_owned()),
        description: Some("x".repeat(1_025)),
        capabilities: vec!["everything".to_owned()],
        endpoint: Some("https://10.0.0.1".to_owned()),
        ..AgentDraft::default()
    };
    let wrong = fields(register(&bad).unwrap_err());
    let all = [
        "email",
        "name",
        "description",
        "agentType",
        "version",
        "capabilities",
        "owner",
        "deploymentEnv",
        "endpoint",
    ];
    assert_eq!(wrong, all);
    let none = AgentDraft { capabilities: Vec::new(), ..draft() };
    assert_eq!(fields(register(&none).unwrap_err()), ["capabilities"]);
}

#[test]
fn a_change_leaves_what_it_does_not_name() {
    let later = NOW.after(DAY);
    let patch = AgentPatch { version: Some("2.0.0".to_owned()), ..AgentPatch::default() };
    let changed = agent().change(&patch, Reach::Public, later).unwrap();
    assert_eq!(changed, Agent { version: Version::new(2, 0, 0), updated_at: later, ..agent() });
    let bad = AgentPatch { version: Some("two".to_owned()), owner: Some(String::new()), ..patch };
    let wrong = agent().change(&bad, Reach::Public, later).unwrap_err();
    assert_eq!(fields(wrong), ["version", "owner"]);
}

#[test]
fn every_pair_of_state_and_event_is_decided() {
    let mut table = String::new();
    for state in AgentState::ALL {
        for event in AgentEvent::ALL {
            let after = state.after(*event).map_or("refused", AgentState::as_str);
            for word in [state.as_str(), " + ", event.as_str(), " = ", after, "\n"] {
                table.push_str(word);
            }
        }
    }
    insta::assert_snapshot!(table, @r"
    active + suspend = suspended
    active + resume = active
    active + decommission = decommissioned
    suspended + suspend = suspended
    suspended + resume = active
    suspended + decommission = decommissioned
    decommissioned + suspend = refused
    decommissioned + resume = refused
    decommissioned + decommission = decommissioned
    ");
}

#[test]
fn a_decommissioned_agent_is_listed_nowhere_and_takes_no_change() {
    let over = agent().step(AgentEvent::Decommission, NOW).unwrap();
    assert!(!over.is_let_in() && !over.is_public);
    let change = over.clone().change(&AgentPatch::default(), Reach::Public, NOW);
    assert_eq!(change, Err(BadAgent::Decommissioned));
    let again = over.clone().step(AgentEvent::Decommission, NOW.after(DAY)).unwrap();
    assert_eq!(again, over, "a repeat changes nothing, not even the time");
    let held = agent().step(AgentEvent::Suspend, NOW).unwrap();
    assert!(!held.is_listed() && held.is_public, "who comes back is listed again");
}

proptest! {
    #[test]
    fn whatever_happens_a_decommissioned_agent_stays_so(
        events in prop::collection::vec(prop::sample::select(AgentEvent::ALL), 0..20)
    ) {
        let (mut agent, mut was_over) = (agent(), false);
        for event in events {
            agent = agent.clone().step(event, NOW).unwrap_or(agent);
            was_over |= event == AgentEvent::Decommission;
            prop_assert_eq!(agent.state == AgentState::Decommissioned, was_over);
        }
    }
}
