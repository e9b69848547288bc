//! Schedules: each slot runs once, or is skipped and it is known why.
//!
//! Time is paused here: it passes when the test lets it, and then the real reconciler looks.

use crate::bench::{Bench, shell};
use muster_api::{
    job::{CancelRequest, Job, JobQuery, JobSubmission, RerunRequest},
    schedule::{
        MissedPolicy, NameQuery, Schedule, SchedulePauseRequest, ScheduleRequest, ScheduleState,
        SlotQuery,
    },
};
use muster_client::ClientError;
use muster_core::{
    Name, Timestamp,
    schedule::{MOST_CAUGHT_UP, ON_TIME, Overlap, Timetable},
};
use muster_seams::{Clock, Faults, NoFaults};
use std::{
    collections::BTreeSet,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

const HOUR: Duration = Duration::from_hours(1);

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn hourly() -> ScheduleRequest {
    ScheduleRequest {
        name: name("nightly"),
        cron: "@hourly".to_owned(),
        time_zone: Some("UTC".to_owned()),
        job: shell("true"),
        missed: None,
        missed_within_seconds: None,
        overlap: Some(Overlap::Run),
    }
}

async fn bench() -> Bench {
    Bench::without_threads(Arc::new(NoFaults)).await
}

impl Bench {
    async fn schedule(&self, request: &ScheduleRequest) -> Schedule {
        self.client.create_schedule(request, None).await.unwrap()
    }

    async fn seen(&self) -> Schedule {
        self.client.get_schedule(&name("nightly")).await.unwrap()
    }

    /// Lets time pass, and then the reconciler look.
    async fn pass(&self, span: Duration) {
        self.clock.advance(span);
        self.look().await;
    }

    async fn look(&self) {
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }

    /// Every run, oldest first.
    async fn runs(&self) -> Vec<Job> {
        let mut query = JobQuery {
            schedule: Some("nightly".to_owned()),
            limit: Some(7),
            ..JobQuery::default()
        };
        let mut jobs = Vec::new();
        loop {
            let page = self.client.list_jobs(&query).await.unwrap();
            jobs.extend(page.items);
            query.cursor = page.next_cursor;
            if query.cursor.is_none() {
                assert_eq!(jobs.len() as u64, page.total);
                jobs.reverse();
                return jobs;
            }
        }
    }

    async fn slots(&self) -> Vec<String> {
        let minute = |job: Job| job.slot.unwrap().to_string()[..16].to_owned();
        self.runs().await.into_iter().map(minute).collect()
    }
}

fn refusal(error: ClientError) -> (String, String) {
    match error {
        ClientError::Problem(problem) => {
            (problem.error.as_str().to_owned(), problem.field.unwrap_or_default())
        }
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_schedule_makes_its_job_at_each_slot_and_every_job_says_whose_it_is() {
    let bench = bench().await;
    let made = bench.schedule(&hourly()).await;
    assert_eq!(
        (made.state, made.next_slots.len(), made.last_run),
        (ScheduleState::Active, 5, None)
    );
    bench.pass(HOUR / 2).await;
    assert_eq!(bench.slots().await, [""; 0], "the slot has not come");
    bench.pass(HOUR / 2).await;
    bench.look().await;
    bench.pass(HOUR).await;
    let slots = ["2026-11-21T01:00", "2026-11-21T02:00"];
    assert_eq!(bench.slots().await, slots, "each once");
    let job = bench.client.run_schedule(&name("nightly"), Some("once")).await.unwrap();
    let again = bench.client.run_schedule(&name("nightly"), Some("once")).await.unwrap();
    assert_eq!((job.id, job.slot), (again.id, None));
    assert_eq!(bench.runs().await.len(), 3);
    let last = bench.seen().await.last_run.unwrap();
    assert_eq!((last.job, last.slot), (job.id, None));
    let rerun = bench.client.rerun_job(job.id, &RerunRequest::default(), None).await.unwrap();
    assert_eq!(rerun.schedule, None, "a job that is run again is no run of the schedule");
    bench.client.delete_schedule(&name("nightly")).await.unwrap();
    bench.pass(HOUR).await;
    assert_eq!(bench.runs().await.len(), 3, "its jobs stay and no more come");
}

#[tokio::test(start_paused = true)]
async fn a_paused_schedule_lets_its_slots_pass_and_says_why() {
    let bench = bench().await;
    bench.schedule(&hourly()).await;
    let pause = SchedulePauseRequest { reason: Some("the disk is being changed".to_owned()) };
    let paused = bench.client.pause_schedule(&name("nightly"), &pause).await.unwrap();
    assert_eq!((paused.state, paused.reason), (ScheduleState::Paused, pause.reason));
    assert_eq!(paused.next_slots, []);
    bench.pass(HOUR * 3).await;
    let resumed = bench.client.resume_schedule(&name("nightly")).await.unwrap();
    assert_eq!((resumed.state, resumed.reason), (ScheduleState::Active, None));
    bench.look().await;
    assert_eq!(bench.slots().await, [""; 0], "what passed does not run");
    bench.pass(HOUR).await;
    assert_eq!(bench.slots().await, ["2026-11-21T04:00"]);
}

#[tokio::test(start_paused = true)]
async fn a_slot_is_skipped_while_the_run_before_goes_on() {
    let bench = bench().await;
    bench.schedule(&ScheduleRequest { overlap: None, ..hourly() }).await;
    bench.pass(HOUR).await;
    bench.pass(HOUR).await;
    assert_eq!(bench.slots().await, ["2026-11-21T01:00"]);
    let skipped = bench.seen().await.skipped.unwrap();
    assert_eq!(skipped.reason, "job_1, the run before, had not ended");
    let job = bench.runs().await.remove(0);
    bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    bench.pass(HOUR).await;
    assert_eq!(bench.slots().await, ["2026-11-21T01:00", "2026-11-21T03:00"]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_with_its_path_and_nothing_is_kept() {
    let bench = bench().await;
    let refused = async |request: ScheduleRequest| {
        refusal(bench.client.create_schedule(&request, None).await.unwrap_err())
    };
    let invalid = |field: &str| ("validation".to_owned(), field.to_owned());
    let job = |job: JobSubmission| ScheduleRequest { job, ..hourly() };
    for cron in ["0 0 30 2 *", "99 * * * *", "* * * * * *"] {
        let request = ScheduleRequest { cron: cron.to_owned(), ..hourly() };
        assert_eq!(refused(request).await, invalid("cron"), "{cron}");
    }
    let zone = ScheduleRequest { time_zone: Some("Nowhere".to_owned()), ..hourly() };
    assert_eq!(refused(zone).await, invalid("time_zone"));
    let endless = JobSubmission { timeout_seconds: Some(0), ..shell("true") };
    assert_eq!(refused(job(endless)).await, invalid("job.timeout_seconds"));
    assert_eq!(refused(job(JobSubmission::default())).await, invalid("job.command"));
    let template = JobSubmission { template: Some(name("gone")), ..JobSubmission::default() };
    assert_eq!(
        refused(job(template)).await,
        ("template_not_found".to_owned(), "job.template".to_owned())
    );
    let within = ScheduleRequest { missed_within_seconds: Some(60), ..hourly() };
    assert_eq!(refused(within).await, invalid("missed_within_seconds"));
    assert_eq!(bench.client.list_schedules(&NameQuery::default()).await.unwrap().items, []);

    bench.schedule(&hourly()).await;
    assert_eq!(refused(hourly()).await, ("name_taken".to_owned(), "name".to_owned()));
    let bad = ScheduleRequest { job: shell(" "), ..hourly() };
    let error = bench.client.update_schedule(&bad).await.unwrap_err();
    assert_eq!(refusal(error), invalid("job.command"));
    assert_eq!(bench.seen().await.job, shell("true"), "it is as it was");
    let query = SlotQuery { cron: "30 2 * * *".to_owned(), time_zone: None };
    let slots = bench.client.next_slots(&query).await.unwrap();
    assert_eq!((slots.time_zone.as_str(), slots.items.len()), ("Europe/Berlin", 5));
    let gone = bench.client.get_schedule(&name("other")).await.unwrap_err();
    assert_eq!(refusal(gone).0, "schedule_not_found");
}

#[tokio::test(start_paused = true)]
async fn a_secret_of_a_schedule_is_never_shown_and_stays_when_it_is_sent_back_unseen() {
    let bench = bench().await;
    let job = JobSubmission {
        env: [("TOKEN".to_owned(), "s3cret-value".to_owned())].into(),
        secret_env: vec!["TOKEN".to_owned()],
        ..shell("true")
    };
    let made = bench.schedule(&ScheduleRequest { job, ..hourly() }).await;
    assert_eq!(made.job.env["TOKEN"], "[redacted]");
    let changed = ScheduleRequest { job: made.job, cron: "30 * * * *".to_owned(), ..hourly() };
    bench.client.update_schedule(&changed).await.unwrap();
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    bench.pass(HOUR / 2).await;
    assert_eq!(session.assignment().await.environment["TOKEN"], "s3cret-value");
}

#[tokio::test(start_paused = true)]
async fn a_slot_whose_template_is_gone_says_so() {
    let bench = bench().await;
    let template =
        muster_api::template::TemplateRequest { job: shell("true"), ..Default::default() };
    bench.client.put_template(&name("build"), &template).await.unwrap();
    let job = JobSubmission { template: Some(name("build")), ..JobSubmission::default() };
    bench.schedule(&ScheduleRequest { job, ..hourly() }).await;
    bench.pass(HOUR).await;
    assert_eq!(bench.runs().await[0].template, Some(name("build")));
    bench.client.delete_template(&name("build")).await.unwrap();
    bench.pass(HOUR).await;
    assert_eq!(bench.slots().await, ["2026-11-21T01:00"]);
    let skipped = bench.seen().await.skipped.unwrap();
    assert_eq!(skipped.reason, "`template` `build` does not exist");
}

/// Accepts no job of a schedule for as long as it is so.
#[derive(Debug, Default)]
struct NoRoom(AtomicBool);

impl Faults for NoRoom {
    fn hit(&self, place: &'static str) -> io::Result<()> {
        if place == "schedule.admit" && self.0.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_cannot_be_accepted_is_tried_until_its_policy_gives_it_up() {
    let room = Arc::new(NoRoom::default());
    let bench = Bench::without_threads(room.clone()).await;
    bench.schedule(&ScheduleRequest { missed: Some(MissedPolicy::None), ..hourly() }).await;
    room.0.store(true, Ordering::Relaxed);
    bench.pass(HOUR).await;
    let held = bench.seen().await;
    assert_eq!((held.state, held.skipped), (ScheduleState::Active, None));
    let why = "the store does not answer right now; nothing was changed";
    assert_eq!(held.reason.as_deref(), Some(why));
    room.0.store(false, Ordering::Relaxed);
    bench.pass(Duration::from_secs(30)).await;
    assert_eq!(bench.slots().await, ["2026-11-21T01:00"], "it was not lost");
    assert_eq!(bench.seen().await.reason, None);

    room.0.store(true, Ordering::Relaxed);
    bench.pass(HOUR).await;
    bench.pass(ON_TIME).await;
    let given_up = bench.seen().await;
    assert_eq!(given_up.skipped.unwrap().reason, format!("could not run in time: {why}"));
    assert_eq!((given_up.reason, bench.slots().await.len()), (None, 1));
}

/// Numbers that a seed gives, the same ones each time.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (most + 1)
    }
}

fn earlier(moment: Timestamp, millis: u64) -> Timestamp {
    Timestamp::from_millis(moment.millis() - i64::try_from(millis).unwrap())
}

/// What should become of the slots, told in the simplest way.
struct Model {
    timetable: Timetable,
    missed: MissedPolicy,
    within: Duration,
    due: Timestamp,
    runs: BTreeSet<Timestamp>,
}

impl Model {
    fn look(&mut self, now: Timestamp) {
        let from = earlier(self.due, 1);
        let due: Vec<_> = self.timetable.slots(from).take_while(|slot| *slot <= now).collect();
        for (place, slot) in due.iter().enumerate() {
            let (age, later) = (now.since(*slot), due.len() - 1 - place);
            let runs = match self.missed {
                MissedPolicy::None => age <= ON_TIME,
                MissedPolicy::Last => later == 0,
                MissedPolicy::All => age <= self.within && later < MOST_CAUGHT_UP,
            };
            if runs {
                self.runs.insert(*slot);
            }
        }
        self.due = due.last().map_or(self.due, |last| self.timetable.next(*last).unwrap());
    }
}

/// A year of a schedule, with sleep, restarts and a clock that is corrected now and then.
async fn a_year(seed: usize) {
    let mut dice = Dice(seed as u64);
    let mut bench = bench().await;
    let missed = [MissedPolicy::None, MissedPolicy::Last, MissedPolicy::All][seed % 3];
    let (cron, zone) =
        [("30 2 * * *", "Europe/Berlin"), ("15 */6 * * *", "America/New_York")][seed % 2];
    let within = Duration::from_hours(60);
    let request = ScheduleRequest {
        cron: cron.to_owned(),
        time_zone: Some(zone.to_owned()),
        missed: Some(missed),
        missed_within_seconds: (missed == MissedPolicy::All).then_some(within.as_secs()),
        ..hourly()
    };
    bench.schedule(&request).await;
    let timetable = Timetable::new(cron, zone).unwrap();
    let beginning = bench.clock.now();
    let due = timetable.next(beginning).unwrap();
    let mut model = Model { timetable, missed, within, due, runs: BTreeSet::new() };
    while bench.clock.now() < beginning.after(Duration::from_hours(366 * 24)) {
        let now = bench.clock.now();
        match dice.up_to(9) {
            // It is awake, and each slot comes.
            0..=5 => {
                for _ in 0..dice.up_to(12) {
                    let slot = model.timetable.next(bench.clock.now()).unwrap();
                    bench.clock.set(slot.after(Duration::from_millis(dice.up_to(900))));
                    model.look(bench.clock.now());
                    bench.look().await;
                }
            }
            6 => bench.clock.advance(HOUR * u32::try_from(dice.up_to(200)).unwrap()),
            7 => bench.clock.advance(Duration::from_secs(dice.up_to(86_400))),
            8 => bench.clock.set(earlier(now, dice.up_to(3_000_000))),
            _ => {
                let later = now.after(Duration::from_secs(dice.up_to(200_000)));
                bench = bench.restart().await;
                bench.clock.set(later);
            }
        }
        model.look(bench.clock.now());
        bench.look().await;
    }
    let runs = bench.runs().await;
    let slots: Vec<_> = runs.iter().map(|job| job.slot.unwrap()).collect();
    assert_eq!(slots, Vec::from_iter(model.runs), "seed {seed}: each once, in order");
    assert!(slots.len() > 100, "seed {seed}: {} runs", slots.len());
}

#[tokio::test(start_paused = true)]
async fn over_a_year_of_sleep_restarts_and_set_clocks_each_slot_runs_once_or_is_skipped() {
    for seed in 0..3 {
        Box::pin(a_year(seed)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_far_ahead_makes_no_slot_run_twice_and_silences_nothing() {
    let bench = bench().await;
    bench.schedule(&hourly()).await;
    bench.pass(HOUR).await;
    let right = bench.clock.now();
    bench.clock.set(right.after(HOUR * 24 * 3650));
    bench.look().await;
    bench.clock.set(earlier(right, 1000));
    bench.look().await;
    bench.pass(Duration::from_secs(2)).await;
    bench.pass(HOUR).await;
    let slots = bench.slots().await;
    assert_eq!(slots[0], "2026-11-21T01:00");
    assert_eq!(slots[2..], ["2026-11-21T02:00"], "and the first one not again");
}
