//! The emulator as the client's network, in virtual time.

use futures::{StreamExt, stream::FuturesUnordered};
use leasehold::{
    api::{
        CallParams, Client, ClientOptions, Clock, Credential, Error, RequestOptions,
        models::{EnvironmentConfigParams, EnvironmentCreate, Patch, Secret, WorkItem, WorkState, WorkStop},
        work::{WorkHeartbeatParams, WorkPollParams},
    },
    emulator::{Emulator, EmulatorTransport, FaultPlan, NewWork, Settings, VirtualClock},
};
use serde_json::{Value, json};

type TestClient = Client<EmulatorTransport<VirtualClock>, VirtualClock>;

const START_MS: u64 = 1_773_568_800_000;

/// One self-hosted environment, and a worker's client.
struct Scene {
    clock: VirtualClock,
    transport: EmulatorTransport<VirtualClock>,
    environment: String,
    worker: TestClient,
}

impl Scene {
    fn new(faults: &Value) -> Self {
        Self::with(faults, 2)
    }

    fn with(faults: &Value, max_retries: u32) -> Self {
        let clock = VirtualClock::new(START_MS, 1);
        let transport = EmulatorTransport::new(Emulator::new(Settings::default()), clock.clone());
        let client = |credential| {
            let mut options = ClientOptions::new(credential);
            options.max_retries = max_retries;
            Client::new(transport.clone(), clock.clone(), options).unwrap()
        };
        let account = client(Credential::ApiKey(Secret::new(transport.with(|emulator, _| emulator.settings().api_key.clone()))));
        let create = EnvironmentCreate {
            name: "machines".into(),
            config: Patch::Set(EnvironmentConfigParams::SelfHosted {}),
            ..EnvironmentCreate::default()
        };
        let created = async { account.environments().create(&create, &CallParams::default(), &RequestOptions::default()).await };
        let environment = clock.block_on(created).unwrap().unwrap().id;
        let key = transport.with(|emulator, _| emulator.environment_key(&environment)).unwrap();
        let worker = client(Credential::Bearer(Secret::new(key)));
        transport.with(|emulator, _| emulator.set_faults(FaultPlan::from_json(faults).unwrap()));
        Scene { clock, transport, environment, worker }
    }

    fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.block_on(future).expect("a future that time can end")
    }

    fn elapsed_ms(&self) -> u64 {
        self.clock.now_ms() - START_MS
    }

    fn enqueue(&self) -> String {
        self.transport.enqueue(&self.environment, NewWork::default()).unwrap().id
    }

    async fn poll(&self, block_ms: Option<u64>) -> Result<Option<WorkItem>, Box<Error>> {
        let params = WorkPollParams { block_ms, ..WorkPollParams::default() };
        self.worker.work().poll(&self.environment, &params, &RequestOptions::default()).await
    }

    async fn ack(&self, work: &str) -> Result<WorkItem, Box<Error>> {
        self.worker.work().ack(&self.environment, work, &CallParams::default(), &RequestOptions::default()).await
    }
}

#[test]
fn a_worker_does_its_work() {
    let scene = Scene::new(&json!({}));
    let queued = scene.enqueue();
    scene.run(async {
        let work = scene.worker.work();
        let item = scene.poll(None).await.unwrap().unwrap();
        assert_eq!(item.id, queued);
        assert_eq!(scene.ack(&item.id).await.unwrap().state, WorkState::Starting);
        let first = WorkHeartbeatParams { expected_last_heartbeat: Some("NO_HEARTBEAT".into()), ..Default::default() };
        let beat = work.heartbeat(&scene.environment, &item.id, &first, &RequestOptions::default()).await.unwrap();
        assert_eq!((beat.state, beat.ttl_seconds), (WorkState::Active, 30));
        let stop = WorkStop { force: Some(true) };
        let stopped = work.stop(&scene.environment, &item.id, &stop, &CallParams::default(), &RequestOptions::default()).await.unwrap();
        assert_eq!(stopped.unwrap().state, WorkState::Stopped);
        assert_eq!(scene.poll(None).await.unwrap(), None);
    });
    assert_eq!(scene.elapsed_ms(), 0);
}

#[test]
fn a_wait_takes_virtual_time_only() {
    let scene = Scene::new(&json!({}));
    assert_eq!(scene.run(scene.poll(Some(999))).unwrap(), None);
    assert_eq!(scene.elapsed_ms(), 999);
}

#[test]
fn a_wait_ends_the_moment_work_arrives() {
    let scene = Scene::new(&json!({}));
    let arrive = async {
        scene.clock.sleep(250).await;
        scene.enqueue()
    };
    let (polled, queued) = scene.run(futures::future::join(scene.poll(Some(999)), arrive));
    assert_eq!((polled.unwrap().unwrap().id, scene.elapsed_ms()), (queued, 250));
}

#[test]
fn a_lease_that_runs_out_goes_to_who_waits() {
    let scene = Scene::new(&json!({}));
    let work = scene.enqueue();
    scene.run(async {
        scene.poll(None).await.unwrap();
        scene.ack(&work).await.unwrap();
        let again = loop {
            if let Some(item) = scene.poll(Some(999)).await.unwrap() {
                break item;
            }
        };
        assert_eq!(again.id, work);
    });
    assert_eq!(scene.elapsed_ms(), 30_000);
}

#[test]
fn a_client_that_goes_away_takes_no_work() {
    let scene = Scene::new(&json!({}));
    scene.run(async {
        let poll = Box::pin(scene.poll(Some(999)));
        let nap = Box::pin(scene.clock.sleep(100));
        drop(futures::future::select(poll, nap).await);
    });
    let work = scene.enqueue();
    assert_eq!(scene.run(scene.poll(None)).unwrap().unwrap().id, work);
    assert_eq!(scene.clock.next_timer_ms(), None, "no timer is left over");
}

#[test]
fn who_keeps_the_time_may_leave_early() {
    let scene = Scene::new(&json!({}));
    scene.run(async {
        let leaving = async {
            let poll = Box::pin(scene.poll(Some(400)));
            drop(futures::future::select(poll, Box::pin(scene.clock.sleep(10))).await);
        };
        // The first to wait sets the alarm; the second has to take it over.
        let (_, rest) = futures::future::join(leaving, scene.poll(Some(600))).await;
        assert_eq!(rest.unwrap(), None);
    });
    assert_eq!(scene.elapsed_ms(), 600);
}

#[test]
fn a_thousand_waits_pass_a_virtual_hour() {
    let scene = Scene::new(&json!({}));
    let polls = scene.run(async {
        let worker = async |number: u64| {
            scene.clock.sleep(number).await;
            let mut polls = 0;
            while scene.elapsed_ms() < 3_600_000 / 60 {
                scene.poll(Some(999)).await.unwrap();
                polls += 1;
            }
            polls
        };
        let workers: FuturesUnordered<_> = (0..1_000).map(worker).collect();
        workers.collect::<Vec<u64>>().await
    });
    assert!(polls.iter().all(|polls| *polls >= 60));
}

#[test]
fn a_lost_answer_took_effect() {
    let scene = Scene::new(&json!({"rules": [{"endpoint": "work.ack", "call": 1, "fault": "loseAnswer"}]}));
    let work = scene.enqueue();
    let again = scene.run(scene.ack(&work)).expect_err("the second try finds it acknowledged");
    assert_eq!(again.status(), Some(409));
    assert!(scene.elapsed_ms() > 0, "the client waited before it tried again");
}

#[test]
fn connections_break_before_and_within_an_answer() {
    for fault in ["refuse", "loseAnswer", "cutBody"] {
        let scene = Scene::with(&json!({"rules": [{"endpoint": "work.poll", "fault": fault}]}), 0);
        scene.enqueue();
        let error = scene.run(scene.poll(None)).expect_err(fault);
        assert!(matches!(*error, Error::Connection { .. }), "{fault}: {error}");
        assert_eq!(error.status(), (fault == "cutBody").then_some(200), "{fault}");
        scene.transport.with(|emulator, _| emulator.set_faults(FaultPlan::default()));
        let left = scene.run(scene.poll(None)).unwrap();
        assert_eq!(left.is_some(), fault == "refuse", "{fault}: all but a refused connection took effect");
    }
}

#[test]
fn bodies_that_are_none_are_named() {
    for (fault, message) in [
        ("malformedBody", "the body is not JSON"),
        ("truncateBody", "the body is not JSON"),
        ("hugeBody", "the body is larger than the limit"),
    ] {
        let scene = Scene::new(&json!({"rules": [{"endpoint": "work.poll", "fault": fault}]}));
        scene.enqueue();
        let error = scene.run(scene.poll(None)).expect_err(fault);
        assert!(matches!(&*error, Error::InvalidResponse { message: found, .. } if found == message), "{fault}: {error}");
    }
}

#[test]
fn a_retry_after_is_waited_for() {
    for (rule, waited_ms) in [
        (json!({"status": 429, "headers": {"retry-after": "3"}}), 3_000),
        (json!({"status": 529, "headers": {"retry-after-ms": "70"}}), 70),
        (json!({"status": 503, "retryAfterDateMs": 5_000}), 5_000),
    ] {
        let mut rule = rule;
        rule["endpoint"] = "work.poll".into();
        rule["call"] = 1.into();
        rule["fault"] = "status".into();
        let scene = Scene::new(&json!({"rules": [rule]}));
        let work = scene.enqueue();
        assert_eq!(scene.run(scene.poll(None)).unwrap().unwrap().id, work);
        assert_eq!(scene.elapsed_ms(), waited_ms);
    }
}

#[test]
fn x_should_retry_is_obeyed() {
    let rule = json!({"fault": "status", "status": 500, "headers": {"X-Should-Retry": "false"}});
    let scene = Scene::new(&json!({"rules": [rule]}));
    assert_eq!(scene.run(scene.poll(None)).expect_err("an error").status(), Some(500));
    assert_eq!(scene.elapsed_ms(), 0);
}

#[test]
fn delays_hold_the_request_or_the_answer_back() {
    let scene = Scene::new(&json!({"rules": [{"endpoint": "work.ack", "requestDelayMs": 200, "answerDelayMs": 50}]}));
    let work = scene.enqueue();
    let acknowledged = scene.run(scene.ack(&work)).unwrap();
    assert_eq!(scene.elapsed_ms(), 250);
    assert_eq!(acknowledged.acknowledged_at.as_deref(), Some("2026-03-15T10:00:00.200000Z"));
}

#[test]
fn a_stolen_lease_is_another_workers() {
    let scene = Scene::new(&json!({"rules": [{"endpoint": "work.heartbeat", "call": 2, "fault": "stealLease"}]}));
    let id = scene.enqueue();
    scene.run(async {
        scene.ack(&id).await.unwrap();
        let beat = async |expected: &str| {
            let params = WorkHeartbeatParams { expected_last_heartbeat: Some(expected.into()), ..Default::default() };
            scene.worker.work().heartbeat(&scene.environment, &id, &params, &RequestOptions::default()).await
        };
        let first = beat("NO_HEARTBEAT").await.unwrap().last_heartbeat;
        scene.clock.sleep(1_000).await;
        let error = beat(&first).await.expect_err("another worker has it");
        let Error::Status(refusal) = *error else { panic!("not a status") };
        let lease = refusal.lease.unwrap();
        assert_eq!((refusal.status, lease.state), (412, WorkState::Active));
        assert_ne!(lease.last_heartbeat, Some(first));
    });
}
