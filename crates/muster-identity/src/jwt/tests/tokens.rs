//! Our own tokens: for agents, and for their workers.

use super::*;

#[test]
fn an_access_token_names_its_agent_until_it_ends_or_is_taken_back() {
    let ring = ring();
    let issued = issue(&ring);
    let token = read(&ring, &issued.token, NOW).unwrap();
    assert_eq!(token.agent, Some(AgentId::from_random([1; 16])));
    assert_eq!(
        (token.scopes.to_string().as_str(), &token.id),
        ("agents:read tools:submit", &issued.id)
    );
    let end = issued.expires_at.after(LEEWAY);
    assert_eq!(read(&ring, &issued.token, end), Err(Refusal::Expired));
    let is_revoked = |id: &str| id == issued.id.as_str();
    let said = AccessToken::verify(&ring, ISSUER, issued.token.reveal(), is_revoked, NOW);
    assert_eq!(said, Err(Refusal::Revoked));
}

#[test]
fn a_token_for_one_purpose_is_none_for_another() {
    let (ours, ring) = (&rsa(0).1, ring());
    let chosen = AgentKey::choose(None, None).unwrap();
    let tokens = AgentTokens::new(&chosen, ours, (ISSUER, ISSUER)).unwrap();
    let order = AgentTokenOrder { subject: "usr_1", memory: true, tools: true, export: true };
    let plain = tokens.issue(&order, &rng(), NOW).unwrap();
    let both = KeyRing::new(ours.clone(), rsa(1).1.clone(), Vec::new()).unwrap();
    assert_eq!(read(&both, &plain.token, NOW), Err(Refusal::WrongType));
    let access = issue(&both);
    assert_eq!(tokens.verify(access.token.reveal(), NOW), Err(Refusal::WrongType));
    assert_eq!(read(&ring, &access.token, NOW), Err(Refusal::UnknownKey));
}

#[test]
fn agent_tokens_are_signed_with_what_is_set_and_with_nothing_else() {
    let (secret, ours) = (Secret::new("s".repeat(32)), &rsa(0).1);
    let order = AgentTokenOrder { subject: "usr_1", memory: true, tools: false, export: true };
    let public = ours.public_pem().unwrap().replace('\n', "\\n");
    for (secret, public, algorithm) in [
        (Some(&secret), None, "HS256"),
        (None, None, "RS256"),
        (None, Some(public.as_str()), "RS256"),
    ] {
        let chosen = AgentKey::choose(secret, public).unwrap();
        let tokens = AgentTokens::new(&chosen, ours, (ISSUER, "agent-worker")).unwrap();
        let issued = tokens.issue(&order, &rng(), NOW).unwrap();
        let header =
            BASE64_URL_SAFE_NO_PAD.decode(issued.token.reveal().split('.').next().unwrap());
        let header: Value = serde_json::from_slice(&header.unwrap()).unwrap();
        assert_eq!(header["alg"], algorithm);
        let token = tokens.verify(issued.token.reveal(), NOW).unwrap();
        assert_eq!(token.scopes.to_string(), "agent:chat agent:export");
        assert_eq!((token.memory, token.tools, token.export), (true, false, true));
        let over = issued.expires_at.after(LEEWAY);
        assert_eq!(tokens.verify(issued.token.reveal(), over), Err(Refusal::Expired));
        assert_eq!(issued.expires_at, Timestamp::from_millis(NOW_S * 1_000 + 900_000));
    }
}

#[test]
fn what_cannot_be_set_for_agent_tokens_is_named() {
    let secret = Secret::new("s".repeat(32));
    let pem = rsa(0).1.public_pem().unwrap();
    let short = Secret::new("short");
    let chosen = |secret, public| AgentKey::choose(secret, public).map(|_| ()).unwrap_err();
    assert_eq!(chosen(Some(&secret), Some(&pem)), BadAgentKey::Both);
    assert_eq!(chosen(Some(&short), None), BadAgentKey::Secret(BadKey::ShortSecret));
    assert_eq!(chosen(None, Some("hunter2")), BadAgentKey::PublicKey(BadKey::NotAKey));
    assert_eq!(chosen(None, ed(1).public_pem().as_deref()), BadAgentKey::NotRsa);
    let of = |chosen: &AgentKey, ours| AgentTokens::new(chosen, ours, ("a", "b")).map(|_| ());
    let other = AgentKey::choose(None, rsa(1).1.public_pem().as_deref()).unwrap();
    assert_eq!(of(&other, &rsa(0).1).unwrap_err(), BadAgentKey::NotAPair);
    assert_eq!(of(&AgentKey::Ours(None), &ed(1)).unwrap_err(), BadAgentKey::NotRsa);
}

#[test]
fn a_token_is_introspected_by_who_may_and_of_what_does_not_count_nothing_is_said() {
    let ring = ring();
    let issued = issue(&ring);
    let ask = |is_revoked: bool, may_see: bool, now| {
        let token = issued.token.reveal();
        introspect(&ring, ISSUER, token, |_| is_revoked, |_| may_see, now)
    };
    insta::assert_json_snapshot!(ask(false, true, NOW), @r#"
    {
      "active": true,
      "scope": "agents:read tools:submit",
      "client_id": "agt_01040G2081040G2081040G2081",
      "token_type": "Bearer",
      "exp": 1795251600,
      "iat": 1795248000,
      "sub": "agt_01040G2081040G2081040G2081",
      "aud": "https://muster.example",
      "iss": "https://muster.example",
      "jti": "tok_6Q1MS5KS71SDHHRSHWYKBKRK04"
    }
    "#);
    for silent in [
        ask(true, true, NOW),
        ask(false, false, NOW),
        ask(false, true, issued.expires_at.after(LEEWAY)),
    ] {
        assert_eq!(serde_json::to_value(silent).unwrap(), json!({ "active": false }));
    }
}

#[test]
fn a_token_lives_for_at_most_an_hour() {
    let (agent, organisation) =
        (AgentId::from_random([1; 16]), OrganisationId::from_random([2; 16]));
    let scopes = "agents:read".parse().unwrap();
    let grant = AccessGrant {
        lifetime: Duration::from_secs(3_601),
        ..grant(&agent, &organisation, &scopes)
    };
    let issued = AccessToken::issue(&ring(), ISSUER, &grant, &rng(), NOW);
    assert_eq!(issued.map(|_| ()).unwrap_err(), NotIssued::TooLong);
}
