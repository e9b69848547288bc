//! Agent cards: how agents introduce themselves to each other (A2A).
//!
//! Two shapes are in use, and both are read: the older one says `url`, `preferredTransport` and
//! `protocolVersion` itself, the newer one has a list of `supportedInterfaces`. What we write has both.
//! Fields that we do not know are kept as they came, because the shape grows with every version and a card may be
//! signed; those that we know must be right. No address in it leads into a private network.
//! <https://a2a-protocol.org/latest/specification/>

use super::{Agent, Capability, did::DidWeb};
use crate::address::{Address, Reach};
use serde_json::{Map, Value, json};
use std::fmt;

/// A card with fifty skills has about 30 kB.
const LONGEST: usize = 64 * 1_024;
const LONGEST_TEXT: usize = 4_096;
const MOST_ITEMS: usize = 128;
const TRANSPORT: &str = "JSONRPC";
const OLDER: &str = "0.3.0";
const NEWER: &str = "1.0";

/// A card that was found to be one.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentCard(Map<String, Value>);

/// What is wrong with a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardProblem {
    /// Where, as `skills[2].tags`.
    pub path: String,
    /// What.
    pub says: String,
}

/// Why a text is no card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCard {
    /// It is too long to be looked at.
    TooLong,
    /// It is no JSON object.
    NotAnObject,
    /// These fields are wrong.
    Fields(Vec<CardProblem>),
}

impl fmt::Display for BadCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "a card has at most {LONGEST} bytes"),
            Self::NotAnObject => f.write_str("a card is a JSON object"),
            Self::Fields(problems) => {
                let lines = problems.iter().map(|it| format!("{} {}", it.path, it.says));
                f.write_str(&lines.collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

impl AgentCard {
    /// Reads a card, or says everything that is wrong with it.
    pub fn import(bytes: &[u8], reach: Reach) -> Result<Self, BadCard> {
        if bytes.len() > LONGEST {
            return Err(BadCard::TooLong);
        }
        let card: Map<String, Value> =
            serde_json::from_slice(bytes).map_err(|_| BadCard::NotAnObject)?;
        let mut check = Check { reach, problems: Vec::new() };
        check.card(&card);
        if check.problems.is_empty() {
            Ok(Self(card))
        } else {
            Err(BadCard::Fields(check.problems))
        }
    }

    /// The card of an agent of ours that listens; nothing, if it does not.
    pub fn export(agent: &Agent, did: &DidWeb) -> Option<Self> {
        let url = agent.endpoint.as_ref()?.as_str();
        let skills: Vec<Value> = agent.capabilities.iter().map(skill).collect();
        let description = match agent.description.as_str() {
            "" => agent.name.as_str(),
            said => said,
        };
        let card = json!({
            "name": agent.name,
            "description": description,
            "version": agent.version.to_string(),
            "url": url,
            "preferredTransport": TRANSPORT,
            "protocolVersion": OLDER,
            "supportedInterfaces":
                [{ "url": url, "protocolBinding": TRANSPORT, "protocolVersion": NEWER }],
            "capabilities": { "streaming": false, "pushNotifications": false },
            "defaultInputModes": ["text/plain"],
            "defaultOutputModes": ["text/plain"],
            "skills": skills,
            "x-did": did.as_str(),
        });
        card.as_object().cloned().map(Self)
    }

    /// The card as it is written.
    pub fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// What people call the agent.
    pub fn name(&self) -> &str {
        self.text("name")
    }

    /// What it is for.
    pub fn description(&self) -> &str {
        self.text("description")
    }

    /// Which version of it.
    pub fn version(&self) -> &str {
        self.text("version")
    }

    /// Where it wants to be spoken to.
    pub fn endpoint(&self) -> &str {
        let first = self.0.get("supportedInterfaces").and_then(|list| list.get(0));
        let preferred = first.and_then(|it| it.get("url")).and_then(Value::as_str);
        preferred.unwrap_or_else(|| self.text("url"))
    }

    /// The names of what it can do.
    pub fn skills(&self) -> impl Iterator<Item = &str> {
        let skills = self.0.get("skills").and_then(Value::as_array);
        skills.into_iter().flatten().filter_map(|skill| skill.get("id")?.as_str())
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

fn skill(capability: &Capability) -> Value {
    let (resource, action) = capability.as_str().split_once(':').unwrap_or_default();
    let name = format!("{action} {resource}");
    json!({ "id": capability.as_str(), "name": name, "description": name, "tags": [resource, action] })
}

/// Looks at one card and remembers what is wrong.
struct Check {
    reach: Reach,
    problems: Vec<CardProblem>,
}

/// What is demanded of a field.
type Rule = fn(&mut Check, &str, &Value);

impl Check {
    fn wrong(&mut self, path: &str, says: impl fmt::Display) {
        self.problems.push(CardProblem { path: path.to_owned(), says: says.to_string() });
    }

    fn card(&mut self, card: &Map<String, Value>) {
        for name in ["name", "description", "version"] {
            self.needed(card, "", name, Self::text);
        }
        for name in ["defaultInputModes", "defaultOutputModes"] {
            self.needed(card, "", name, Self::texts);
        }
        self.needed(card, "", "capabilities", Self::capabilities);
        self.needed(card, "", "skills", |check, path, value| check.each(path, value, Self::skill));
        self.interfaces(card);
        self.known(card, "", "provider", Self::provider);
        for name in ["iconUrl", "documentationUrl"] {
            self.known(card, "", name, Self::address);
        }
        self.known(card, "", "securitySchemes", Self::object);
        self.known(card, "", "supportsAuthenticatedExtendedCard", Self::flag);
    }

    /// Where it is spoken to, in one of the two shapes or in both.
    fn interfaces(&mut self, card: &Map<String, Value>) {
        let is_newer = card.contains_key("supportedInterfaces");
        if is_newer {
            self.needed(card, "", "supportedInterfaces", |check, path, value| {
                if value.as_array().is_some_and(Vec::is_empty) {
                    check.wrong(path, "must not be empty");
                }
                check.each(path, value, Self::newer_interface);
            });
            self.known(card, "", "url", Self::address);
            self.known(card, "", "protocolVersion", Self::text);
        } else {
            self.needed(card, "", "url", Self::address);
            self.needed(card, "", "protocolVersion", Self::text);
        }
        self.known(card, "", "preferredTransport", Self::text);
        self.known(card, "", "additionalInterfaces", |check, path, value| {
            check.each(path, value, Self::older_interface);
        });
    }

    fn newer_interface(&mut self, path: &str, value: &Value) {
        let Some(interface) = self.map(path, value) else { return };
        self.needed(interface, path, "url", Self::address);
        self.needed(interface, path, "protocolBinding", Self::text);
        self.needed(interface, path, "protocolVersion", Self::text);
    }

    fn older_interface(&mut self, path: &str, value: &Value) {
        let Some(interface) = self.map(path, value) else { return };
        self.needed(interface, path, "url", Self::address);
        self.needed(interface, path, "transport", Self::text);
    }

    fn skill(&mut self, path: &str, value: &Value) {
        let Some(skill) = self.map(path, value) else { return };
        for name in ["id", "name", "description"] {
            self.needed(skill, path, name, Self::text);
        }
        self.needed(skill, path, "tags", Self::texts);
        for name in ["examples", "inputModes", "outputModes"] {
            self.known(skill, path, name, Self::texts);
        }
    }

    fn provider(&mut self, path: &str, value: &Value) {
        let Some(provider) = self.map(path, value) else { return };
        self.needed(provider, path, "organization", Self::text);
        self.needed(provider, path, "url", Self::address);
    }

    fn capabilities(&mut self, path: &str, value: &Value) {
        let Some(capabilities) = self.map(path, value) else { return };
        for name in ["streaming", "pushNotifications", "stateTransitionHistory"] {
            self.known(capabilities, path, name, Self::flag);
        }
    }

    fn needed(&mut self, map: &Map<String, Value>, above: &str, name: &str, rule: Rule) {
        if map.contains_key(name) {
            self.known(map, above, name, rule);
        } else {
            self.wrong(&below(above, name), "is missing");
        }
    }

    fn known(&mut self, map: &Map<String, Value>, above: &str, name: &str, rule: Rule) {
        if let Some(value) = map.get(name) {
            rule(self, &below(above, name), value);
        }
    }

    fn each(&mut self, path: &str, value: &Value, rule: Rule) {
        match value.as_array() {
            Some(items) if items.len() <= MOST_ITEMS => {
                for (at, item) in items.iter().enumerate() {
                    rule(self, &format!("{path}[{at}]"), item);
                }
            }
            Some(_) => self.wrong(path, format!("must have at most {MOST_ITEMS} items")),
            None => self.wrong(path, "must be a list"),
        }
    }

    fn text(&mut self, path: &str, value: &Value) {
        let length = value.as_str().map(str::len);
        if !length.is_some_and(|length| (1..=LONGEST_TEXT).contains(&length)) {
            self.wrong(path, format!("must be a text of 1 to {LONGEST_TEXT} bytes"));
        }
    }

    fn texts(&mut self, path: &str, value: &Value) {
        self.each(path, value, Self::text);
    }

    fn flag(&mut self, path: &str, value: &Value) {
        if !value.is_boolean() {
            self.wrong(path, "must be true or false");
        }
    }

    fn object(&mut self, path: &str, value: &Value) {
        self.map(path, value);
    }

    fn map<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Map<String, Value>> {
        let map = value.as_object();
        if map.is_none() {
            self.wrong(path, "must be an object");
        }
        map
    }

    fn address(&mut self, path: &str, value: &Value) {
        match value.as_str().map(|text| Address::parse(text, self.reach)) {
            Some(Ok(_)) => {}
            Some(Err(bad)) => self.wrong(path, bad),
            None => self.wrong(path, "must be an address"),
        }
    }
}

fn below(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") }
}
