//! Answers of any status, with any headers and bodies: each call ends, with data or with an error that says what it was.

use crate::wire::{Ask, CALLS, CREDENTIAL, Caller, START_MS, Step};
use arbitrary::{Arbitrary, Unstructured};
use leasehold::api::{Clock, Error, MAX_DELAY_MS, RequestOptions};

#[derive(Arbitrary, Debug)]
struct Scene {
    call: u8,
    max_retries: u8,
    steps: Vec<Step>,
}

/// One call, and what comes of each of its tries.
pub fn target(data: &[u8]) {
    let Ok(Scene { call, max_retries, steps }) = Scene::arbitrary_take_rest(Unstructured::new(data)) else { return };
    // A server that was told the credential can say it.
    if steps.iter().any(|step| step.says(CREDENTIAL)) {
        return;
    }
    let max_retries = u32::from(max_retries % 8);
    let most = steps.len() + 1;
    let caller = Caller::new(steps, |options| options.max_retries = max_retries).expect("options that can stand in headers");
    let ask = Ask {
        call,
        environment_id: "env_1".into(),
        work_id: "work_1".into(),
        text: None,
        number: None,
        flag: None,
        betas: Vec::new(),
        workspace_id: None,
    };
    let result = caller.call(&ask, &RequestOptions::default());

    let tries = caller.wire.sent.borrow().len();
    let is_list = call % CALLS >= 14;
    assert!((1..=most).contains(&tries) && (is_list || tries <= 1 + max_retries as usize), "{tries} tries");
    assert!(caller.clock.now_ms() - START_MS <= tries as u64 * MAX_DELAY_MS, "it waited for too long");
    let status = caller.wire.status.get();
    match result {
        Ok(()) => assert!(status.is_some_and(|status| (200..300).contains(&status)), "data with {status:?}"),
        Err(error) => check(&error, status),
    }
}

fn check(error: &Error, status: Option<u16>) {
    for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains(CREDENTIAL), "{text}");
    }
    match error {
        Error::Status(said) => {
            assert!(!(200..300).contains(&said.status));
            assert_eq!(Some(said.status), status);
        }
        Error::InvalidResponse { status: of, .. } => assert!(Some(*of) == status),
        Error::Connection { status: of, .. } => assert_eq!(*of, status),
        Error::InvalidInput { .. } => assert_eq!(status, None, "the wire refused it"),
        other => panic!("{other}"),
    }
}
