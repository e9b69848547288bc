//! People who sign in with GitHub or Google.

use crate::world::{Here, address, request, transport};
use muster_identity::{
    fake::{FakeGitHub, FakeGoogle, FakeTurnstile, Fault, GitHubAccount, GoogleAccount},
    jwt::Refusal,
    social::{
        BadCallback, Client, Endpoints, NotAPerson, NotSignedIn, Pending, Person, Provider, SignIn,
        Turnstile,
    },
};
use serde_json::json;
use std::time::Duration;
use url::Url;

/// Where the desktop listens.
const BACK: &str = "http://127.0.0.1:49152/callback";

struct GitHubStage {
    here: Here,
    fake: FakeGitHub,
    sign_in: SignIn,
}

impl GitHubStage {
    async fn set() -> Self {
        let here = Here::new();
        let fake = FakeGitHub::start(here.world()).await.unwrap();
        let sign_in = SignIn::new(fake.client().unwrap(), transport(), here.clock.clone());
        Self { here, fake, sign_in }
    }

    fn begin(&self) -> (Url, Pending) {
        self.sign_in.begin(address(BACK), &*self.here.rng)
    }

    async fn sign_in(&self, account: GitHubAccount) -> Result<Person, NotSignedIn> {
        let (url, pending) = self.begin();
        let back = self.fake.approve(&url, account).unwrap();
        self.finish(pending, back.query().unwrap()).await
    }

    async fn finish(&self, pending: Pending, query: &str) -> Result<Person, NotSignedIn> {
        self.sign_in.finish(pending, query, &request()).await
    }
}

struct GoogleStage {
    here: Here,
    fake: FakeGoogle,
    sign_in: SignIn,
}

impl GoogleStage {
    async fn set() -> Self {
        let here = Here::new();
        let fake = FakeGoogle::start(here.world()).await.unwrap();
        let sign_in = SignIn::new(fake.client().unwrap(), transport(), here.clock.clone());
        Self { here, fake, sign_in }
    }

    async fn sign_in(&self, account: GoogleAccount) -> Result<Person, NotSignedIn> {
        let (url, pending) = self.sign_in.begin(address(BACK), &*self.here.rng);
        let back = self.fake.approve(&url, account).unwrap();
        self.sign_in.finish(pending, back.query().unwrap(), &request()).await
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(said: Result<T, NotSignedIn>, word: &str) {
    assert_eq!(said.unwrap_err().as_str(), word);
}

#[tokio::test]
async fn a_person_signs_in_with_github_and_is_known_by_a_number() {
    let stage = GitHubStage::set().await;
    let person = stage.sign_in(GitHubAccount::default()).await.unwrap();
    assert_eq!(person.account_key(), "github:583231");
    assert_eq!(person.email.as_str(), "octocat@example.org", "the first one of two");
    assert_eq!(person.name.as_deref(), Some("Mona"));
    let odd =
        GitHubAccount { name: Some(" \u{1b}[31mM\na ".to_owned()), ..GitHubAccount::default() };
    assert_eq!(stage.sign_in(odd).await.unwrap().name.as_deref(), Some("[31mMa"));
    let renamed = GitHubAccount { login: "other".to_owned(), ..GitHubAccount::default() };
    assert_eq!(stage.sign_in(renamed).await.unwrap().account_key(), person.account_key());
}

#[tokio::test]
async fn a_person_signs_in_with_google() {
    let stage = GoogleStage::set().await;
    let person = stage.sign_in(GoogleAccount::default()).await.unwrap();
    assert_eq!(person.account_key(), "google:110169484474386276334");
    assert_eq!((person.email.as_str(), person.name.as_deref()), ("ada@example.org", Some("Ada")));
}

#[tokio::test]
async fn an_address_that_the_provider_has_not_verified_lets_nobody_in() {
    let github = GitHubStage::set().await;
    for emails in [
        vec![],
        vec![("a@example.org".to_owned(), true, false)],
        vec![("a@example.org".to_owned(), true, false), ("b@example.org".to_owned(), false, true)],
        vec![("no address".to_owned(), true, true)],
    ] {
        let account = GitHubAccount { emails, ..GitHubAccount::default() };
        refused(github.sign_in(account).await, "sign_in_no_verified_email");
    }
    let google = GoogleStage::set().await;
    for email_verified in [json!(false), json!("true"), json!(1), json!(null)] {
        let account = GoogleAccount { email_verified, ..GoogleAccount::default() };
        refused(google.sign_in(account).await, "sign_in_no_verified_email");
    }
}

#[tokio::test]
async fn an_answer_belongs_to_one_sign_in() {
    let stage = GitHubStage::set().await;
    let (url, mine) = stage.begin();
    let (_, theirs) = stage.begin();
    let back = stage.fake.approve(&url, GitHubAccount::default()).unwrap();
    refused(stage.finish(theirs, back.query().unwrap()).await, "sign_in_state_mismatch");
    let query = back.query().unwrap();
    assert!(stage.finish(mine.clone(), query).await.is_ok());
    refused(stage.finish(mine, query).await, "sign_in_code_refused");
}

#[tokio::test]
async fn who_steals_a_code_has_not_what_it_was_asked_with() {
    let stage = GitHubStage::set().await;
    let (url, pending) = stage.begin();
    let back = stage.fake.approve(&url, GitHubAccount::default()).unwrap();
    let (_, other) = stage.begin();
    let stolen = Pending { verifier: other.verifier, ..pending };
    refused(stage.finish(stolen, back.query().unwrap()).await, "sign_in_code_refused");
}

#[tokio::test]
async fn a_provider_is_asked_with_a_proof_a_state_and_no_more_than_is_needed() {
    let stage = GitHubStage::set().await;
    let (url, pending) = stage.begin();
    let pairs: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let names: Vec<_> = pairs.keys().map(String::as_str).collect();
    let all = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ];
    assert_eq!(names, all);
    assert_eq!(
        (pairs["scope"].as_str(), pairs["redirect_uri"].as_str()),
        ("read:user user:email", BACK)
    );
    assert_eq!(pairs["code_challenge"].len(), 43);
    assert!(!url.as_str().contains(pending.verifier.reveal()));
    let mut plain = url.clone();
    plain.set_query(Some(&url.query().unwrap().replace("S256", "plain")));
    assert_eq!(stage.fake.approve(&plain, GitHubAccount::default()), None, "the fake is strict");
}

#[tokio::test]
async fn who_declines_or_takes_too_long_is_not_signed_in() {
    let stage = GitHubStage::set().await;
    let (_, pending) = stage.begin();
    let query = format!("error=access_denied&state={}", pending.state.reveal());
    refused(stage.finish(pending, &query).await, "sign_in_declined");
    let (url, pending) = stage.begin();
    let back = stage.fake.approve(&url, GitHubAccount::default()).unwrap();
    stage.here.clock.advance(Duration::from_mins(10));
    refused(stage.finish(pending, back.query().unwrap()).await, "sign_in_expired");
    let (_, pending) = stage.begin();
    let said = stage.finish(pending, "code=x").await.unwrap_err();
    assert!(matches!(said, NotSignedIn::Callback(BadCallback::NoState)));
}

#[tokio::test]
async fn a_sign_in_with_one_provider_is_none_with_the_other() {
    let (github, google) = (GitHubStage::set().await, GoogleStage::set().await);
    let (url, pending) = github.begin();
    let back = github.fake.approve(&url, GitHubAccount::default()).unwrap();
    let said = google.sign_in.finish(pending, back.query().unwrap(), &request()).await;
    refused(said, "sign_in_state_mismatch");
}

#[tokio::test]
async fn an_identity_that_is_not_for_this_sign_in_is_named() {
    let stage = GoogleStage::set().await;
    for (claim, value, refusal) in [
        ("nonce", json!("another"), Refusal::ClaimMalformed("nonce")),
        ("nonce", json!(null), Refusal::ClaimMissing("nonce")),
        ("aud", json!("other.apps.googleusercontent.com"), Refusal::Audience),
        ("azp", json!("other.apps.googleusercontent.com"), Refusal::Audience),
        ("iss", json!("https://evil.example"), Refusal::Issuer),
        ("exp", json!(1_795_240_000), Refusal::Expired),
        ("sub", json!("../1"), Refusal::ClaimMalformed("sub")),
    ] {
        stage.fake.change_next(claim, value);
        match stage.sign_in(GoogleAccount::default()).await {
            Err(NotSignedIn::Identity(found)) => assert_eq!(found, refusal, "{claim}"),
            other => panic!("{claim}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_provider_that_does_not_know_us_says_so() {
    let stage = GoogleStage::set().await;
    let client = stage.fake.client().unwrap();
    let wrong = Client { secret: "wrong".to_owned().into(), ..client };
    let sign_in = SignIn::new(wrong, transport(), stage.here.clock.clone());
    let (url, pending) = sign_in.begin(address(BACK), &*stage.here.rng);
    let back = stage.fake.approve(&url, GoogleAccount::default()).unwrap();
    match sign_in.finish(pending, back.query().unwrap(), &request()).await {
        Err(NotSignedIn::CodeRefused(says)) => assert_eq!(says, "invalid_client"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn whatever_goes_wrong_at_a_provider_nobody_is_signed_in() {
    let (github, google) = (GitHubStage::set().await, GoogleStage::set().await);
    for fault in Fault::ALL {
        github.fake.fail_next(fault);
        let said = github.sign_in(GitHubAccount::default()).await.unwrap_err();
        assert!(is_outage(&said), "{fault:?}: {said:?}");
        google.fake.fail_next(fault);
        let said = google.sign_in(GoogleAccount::default()).await.unwrap_err();
        assert!(is_outage(&said), "{fault:?}: {said:?}");
    }
    assert!(github.sign_in(GitHubAccount::default()).await.is_ok());
    assert!(google.sign_in(GoogleAccount::default()).await.is_ok());
}

fn is_outage(said: &NotSignedIn) -> bool {
    matches!(said, NotSignedIn::Unavailable(_) | NotSignedIn::Unreadable)
}

#[test]
fn the_real_ones_are_reached_over_tls() {
    for provider in Provider::ALL {
        let client = Client {
            id: "id".to_owned(),
            secret: "secret".to_owned().into(),
            endpoints: Endpoints::real(provider).unwrap(),
        };
        assert_eq!(client.provider(), provider);
        assert!(!format!("{client:?}").contains("\"secret\""));
    }
}

#[tokio::test]
async fn a_person_is_taken_for_one_once_and_whatever_is_unclear_is_a_no() {
    let here = Here::new();
    let fake = FakeTurnstile::start(here.world()).await.unwrap();
    let door = Turnstile::new(fake.secret(), fake.address().unwrap(), transport());
    let from = Some("203.0.113.7".parse().unwrap());
    let word = fake.solve();
    assert_eq!(door.check(Some(&word), from, &request()).await, Ok(()));
    let again = door.check(Some(&word), from, &request()).await;
    assert_eq!(again, Err(NotAPerson::Refused(vec!["timeout-or-duplicate".to_owned()])));
    let long = "x".repeat(2_049);
    for missing in [None, Some(""), Some(long.as_str())] {
        assert_eq!(door.check(missing, None, &request()).await, Err(NotAPerson::Missing));
    }
    for fault in Fault::ALL {
        fake.fail_next(fault);
        let said = door.check(Some(&fake.solve()), None, &request()).await;
        assert_eq!(said, Err(NotAPerson::Unavailable), "{fault:?}");
    }
    let late = fake.solve();
    here.clock.advance(Duration::from_mins(5));
    assert!(door.check(Some(&late), None, &request()).await.is_err());
    let nowhere = Turnstile::new(fake.secret(), address("http://127.0.0.1:1/x"), transport());
    let said = nowhere.check(Some(&fake.solve()), None, &request()).await;
    assert_eq!(said, Err(NotAPerson::Unavailable));
}
