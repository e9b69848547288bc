use super::*;
use crate::job::Isolation;

fn labels(json: &str) -> Labels {
    serde_json::from_str(json).unwrap()
}

fn ask(requirements: &Requirements) -> Ask<'_> {
    Ask { requirements, slots: 1, applicant: OPERATOR }
}

/// Somebody with a line for the shell.
const OPERATOR: Applicant<'_> =
    Applicant { program: Some("sh"), submitter: "operator", isolation: Some(Isolation::None) };

/// Four slots, of which one is free.
const ROOM: Room = Room { slots: 4, free: 1 };

/// Workers with these names, labels and standings, as a job that asks for this sees them.
fn seen(ask: Ask<'_>, fleet: &[(&str, &str, Standing)]) -> Vec<Class> {
    seen_with(ask, fleet, &Only::default())
}

/// The same of owners who allow only this.
fn seen_with(ask: Ask<'_>, fleet: &[(&str, &str, Standing)], only: &Only) -> Vec<Class> {
    let labels: Vec<_> = fleet.iter().map(|(_, json, _)| labels(json)).collect();
    let candidates = fleet.iter().zip(&labels).map(|((name, _, standing), labels)| Candidate {
        name,
        host: Host { labels, only, standing: *standing, room: ROOM },
    });
    classes([ask], candidates)
}

fn needs(conditions: &[&str]) -> Requirements {
    conditions.iter().map(|text| text.parse::<Requirement>().unwrap()).collect()
}

const GPU: &str = r#"{"gpu":true,"hostname":"a"}"#;
const PLAIN: &str = r#"{"cpu_cores":4}"#;

#[test]
fn the_sentence_says_what_a_person_can_do() {
    let job = needs(&["gpu"]);
    let say = |fleet: &[_]| sentence(ask(&job), &seen(ask(&job), fleet));
    let unfit = ("plain", PLAIN, Standing::Ready);
    assert_eq!(say(&[]), "no worker has joined yet");
    let away = [("a", GPU, Standing::Asleep), ("b", GPU, Standing::Busy)];
    assert_eq!(say(&[unfit, away[0], unfit, away[1]]), "2 workers lack `gpu`, 1 asleep, 1 busy");
    assert_eq!(say(&[unfit, ("c", GPU, Standing::Ready)]), "starts at any moment");
    let many = needs(&["cpu_cores >= 8", "gpu"]);
    let fleet = [unfit, unfit, ("a", GPU, Standing::Lost), away[1]];
    let said = sentence(ask(&many), &seen(ask(&many), &fleet));
    assert_eq!(said, "2 workers do not meet `cpu_cores >= 8`, 2 workers lack `cpu_cores`");
}

#[test]
fn workers_that_differ_only_in_what_nobody_asks_for_are_one_class() {
    let host = |number: usize| labels(&format!(r#"{{"hostname":"h{number}","os":"linux"}}"#));
    let labels: Vec<_> = (0..1000).map(host).collect();
    let only = Only::default();
    let busy = |labels| Host { labels, only: &only, standing: Standing::Busy, room: ROOM };
    let fleet = || labels.iter().map(|labels| Candidate { name: "w", host: busy(labels) });
    let (any, linux) = (Requirements::default(), needs(&["os == linux"]));
    let seen = classes([ask(&any), ask(&linux)], fleet());
    assert_eq!((seen.len(), seen[0].count, seen[0].workers.len()), (1, 1000, FEW));
    let one = needs(&["hostname == h7"]);
    assert_eq!(classes([ask(&one)], fleet()).len(), 1000, "who asks for a name sees every name");
}

#[test]
fn each_group_says_what_keeps_it_and_what_would_help() {
    let job = needs(&["gpu", "cpu_cores >= 8", "not battery"]);
    let fleet = [
        ("tower", r#"{"gpu":true,"cpu_cores":16}"#, Standing::Busy),
        ("laptop-2", r#"{"gpu":true,"cpu_cores":8}"#, Standing::Asleep),
        ("small", r#"{"gpu":true,"cpu_cores":2}"#, Standing::Ready),
        ("medium", r#"{"gpu":true,"cpu_cores":4}"#, Standing::Ready),
        ("odd", r#"{"gpu":true}"#, Standing::Lost),
        ("bare", r#"{"cpu_cores":8}"#, Standing::Ready),
        ("mobile", r#"{"gpu":true,"cpu_cores":8,"battery":true}"#, Standing::Ready),
        ("both", r#"{"cpu_cores":8,"battery":true}"#, Standing::Ready),
    ];
    let groups = groups(ask(&job), &seen(ask(&job), &fleet));
    let told = groups.iter().map(|group| {
        format!("{} {:?}: {}. {}", group.count, group.workers, group.why, group.helps)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    1 ["mobile"]: `not battery`, but has true. Add a worker without `battery`
    1 ["both"]: `not battery`, but has true; lacks `gpu`. Add a worker without `battery` and with `gpu`
    3 ["medium", "odd", "small"]: `cpu_cores >= 8`, but has 2 or 4 or nothing. Add a worker with `cpu_cores >= 8`
    1 ["bare"]: lacks `gpu`. Add a worker with `gpu`
    1 ["laptop-2"]: asleep. Wake `laptop-2`
    1 ["tower"]: busy. Wait for a slot, or raise `--slots`
    "#);
}

#[test]
fn who_is_ready_comes_first_and_one_name_is_called() {
    let any = Requirements::default();
    let of = |fleet: &[_]| groups(ask(&any), &seen(ask(&any), fleet));
    let busy = ("a", "{}", Standing::Busy);
    let found = of(&[busy, ("b", "{}", Standing::Ready), ("c", "{}", Standing::Asleep)]);
    let words: Vec<_> = found.iter().map(|group| &*group.why).collect();
    assert_eq!(words, ["ready", "asleep", "busy"]);
    assert_eq!(found[1].helps, "Wake `c`");
    let two = [("c", "{}", Standing::Disconnected), ("d", "{}", Standing::Disconnected)];
    assert_eq!(of(&two)[0].helps, "Connect one of them again, or wait until it comes back");
}

#[test]
fn who_has_too_few_slots_and_who_keeps_them_for_another_job_is_told_apart() {
    let any = Requirements::default();
    let fleet = [("a", "{}", Standing::Ready), ("b", "{}", Standing::Kept)];
    let say = |slots| {
        let ask = Ask { slots, ..ask(&any) };
        let classes = seen(ask, &fleet);
        let groups = groups(ask, &classes).into_iter();
        let told = groups.map(|group| format!("{}. {}", group.why, group.helps));
        (sentence(ask, &classes), told.collect::<Vec<_>>())
    };
    assert_eq!(say(1).0, "starts at any moment");
    assert_eq!(say(2).0, "2 busy");
    let (said, told) = say(5);
    assert_eq!(said, "2 workers have fewer than 5 slots");
    assert_eq!(told, ["needs 5 slots, but has 4. Add a worker with 5 slots, or raise `--slots`"]);
    let kept = [fleet[1]];
    assert_eq!(sentence(ask(&any), &seen(ask(&any), &kept)), "1 kept for a job ahead");
}

#[test]
fn what_an_owner_does_not_allow_and_what_keeps_jobs_out_now_are_told() {
    let any = Requirements::default();
    let only = Only { programs: ["make".to_owned()].into(), ..Only::default() };
    let ask = ask(&any);
    let closed = |name, closed| (name, "{}", Standing::Closed(closed));
    let one = seen_with(ask, &[closed("a", Closed::OnBattery)], &only);
    assert_eq!(sentence(ask, &one), "the owner of 1 worker does not allow `sh`");
    let mut fleet = seen(ask, &[closed("b", Closed::OnBattery), closed("c", Closed::InUse)]);
    fleet.extend(one);
    let told = groups(ask, &fleet);
    let told = told.iter().map(|group| format!("{}. {}", group.why, group.helps));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r"
    its owner does not allow `sh`. Have the owner of `a` allow it: `muster worker limits` there
    on battery. Plug `b` in
    used by its owner. Wait until nobody uses `c`
    ");
    fleet.pop();
    assert_eq!(sentence(ask, &fleet), "1 on battery, 1 used by its owner");
    let make = Ask { applicant: Applicant { program: Some("make"), ..OPERATOR }, ..ask };
    let ready = seen_with(make, &[("a", "{}", Standing::Ready)], &only);
    assert_eq!(sentence(make, &ready), "starts at any moment");
}

#[test]
fn an_owner_who_wants_jobs_kept_apart_is_told_of_and_so_is_what_a_job_must_say() {
    let any = Requirements::default();
    let only = Only { isolation: Isolation::Landlock, ..Only::default() };
    let fleet = |ask| seen_with(ask, &[("a", "{}", Standing::Ready)], &only);
    let plain = ask(&any);
    let said = "the owner of 1 worker takes only jobs with `--isolation landlock` or more";
    assert_eq!(sentence(plain, &fleet(plain)), said);
    let classes = fleet(plain);
    let told = groups(plain, &classes).remove(0);
    assert_eq!(told.why, "its owner takes only jobs with `--isolation landlock` or more");
    let helps = "Submit it with `--isolation landlock`, or have the owner of `a` allow less: \
                 `muster worker limits` there";
    assert_eq!(told.helps, helps);
    for isolation in [Isolation::Landlock, Isolation::Bubblewrap].map(Some) {
        let apart = Ask { applicant: Applicant { isolation, ..OPERATOR }, ..plain };
        assert_eq!(sentence(apart, &fleet(apart)), "starts at any moment");
    }
}
