//! What a program in Rust writes: that a host, a handler and what is told of them need no ceremony.

use super::support::{Takes, World};
use leasehold::{
    api::{Client, ClientOptions, Credential, LocalFuture, models::Secret},
    lease::{Failure, HeartbeatOptions, Heartbeats, LeaseEnd, Worker},
};
use std::rc::Rc;

/// As `tokio::task::spawn_local` does.
struct JoinHandle;

#[test]
fn a_function_that_spawns_and_gives_a_handle_is_host_enough() {
    let world = World::new();
    let id = world.enqueue();
    let executor = world.executor.clone();
    let spawn_local = move |task: LocalFuture<'static, ()>| {
        executor.spawn(1, task);
        JoinHandle
    };
    let heartbeats = Heartbeats::new(world.clock.another(), Rc::new(spawn_local), HeartbeatOptions::default());
    let worker = Worker::new(world.client.clone(), heartbeats, world.worker_options(1), Rc::new(Takes::new(&world, 1_000)));
    let _end = world.running(&worker);
    world.run_to(5_000);
    assert_eq!((worker.stats().finished, world.state(&id).as_str()), (1, "stopped"));
}

#[test]
fn a_failure_says_what_the_handler_or_the_server_said() {
    let source = "the disk is full".into();
    assert_eq!(Failure::Handler(&source).to_string(), "the disk is full");
    let world = World::new();
    let stranger = ClientOptions::new(Credential::ApiKey(Secret::new("sk-stranger")));
    let client = Client::new(world.net.clone(), world.clock.clone(), stranger).unwrap();
    let error = world.run(async move { client.environments().list(&Default::default(), &Default::default()).await.unwrap_err() });
    assert_eq!(Failure::Call(&error).to_string(), error.to_string());
    assert!(error.to_string().starts_with("401 authentication_error: "), "{error}");
}

#[test]
fn an_end_says_why() {
    let rows = [
        (LeaseEnd::Expired, "it was not renewed in time"),
        (LeaseEnd::Taken, "another worker has it"),
        (LeaseEnd::Refused { status: 404 }, "the server refuses its heartbeats (404)"),
        (LeaseEnd::StopRequested, "a stop was asked for"),
        (LeaseEnd::Stopped, "it was stopped"),
        (LeaseEnd::Released, "it was given up"),
    ];
    for (end, text) in rows {
        assert_eq!(end.to_string(), text);
    }
}
