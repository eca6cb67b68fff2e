//! The state machine, rule by rule.

mod doubts;
mod subject;

use leasehold::{
    api::models::WorkState,
    lease::{
        Action, BeatOutcome, Event, GoodBeat, LeaseEnd, LeaseOptions, LeasePhase, LeaseSnapshot, Machine, Moment, StopOutcome, StoredBeat,
    },
};
use subject::{Subject, UNANSWERED, WALL_MS, at, conflict, good, lost, winding_down};

#[test]
fn the_first_beat_goes_out_at_once_and_expects_none() {
    let mut subject = Subject::with(LeaseOptions { desired_ttl_seconds: Some(60), ..Default::default() });
    assert_eq!(subject.next_look_ms(0), Some(0));
    assert_eq!(subject.on(0, Event::Look), [Action::Beat]);
    let beat = subject.0.begin_beat(at(0)).unwrap();
    assert_eq!((beat.expected_last_heartbeat.as_str(), beat.desired_ttl_seconds), ("NO_HEARTBEAT", Some(60)));
}

#[test]
fn then_every_third_of_what_the_server_says() {
    let mut subject = Subject::held();
    assert_eq!(subject.next_look_ms(0), Some(10_000));
    assert_eq!(subject.on(9_979, Event::Look), []);
    assert_eq!(subject.on(9_980, Event::Look), [Action::Beat], "what is due at about the same time goes together");
    assert_eq!(subject.beat(10_000), "beat at 0");
    assert_eq!(subject.on(10_050, good(10_000)), []);
    assert_eq!(subject.next_look_ms(10_050), Some(9_950), "counted from when it was sent");
}

#[test]
fn one_beat_at_a_time() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    assert_eq!(subject.0.begin_beat(at(10_000)), None);
    assert_eq!(subject.on(15_000, Event::Look), []);
    assert_eq!(subject.next_look_ms(15_000), Some(5_000), "then the beat is given up");
    assert_eq!(subject.on(20_000, Event::Look), [Action::CancelBeat]);
    assert_eq!(subject.next_look_ms(20_000), Some(500), "and the next one follows");
}

#[test]
fn a_beat_that_waits_for_its_turn_is_asked_for_once() {
    let mut subject = Subject::held();
    assert_eq!(subject.on(10_000, Event::Look), [Action::Beat]);
    assert_eq!(subject.on(11_000, Event::Look), []);
    assert_eq!(subject.next_look_ms(11_000), Some(17_000), "the end of the lease is all there is to look for");
    let beat = subject.0.begin_beat(at(11_500)).unwrap();
    assert_eq!(beat.late_ms, 1_500);
}

#[test]
fn who_wakes_up_tries_failed_beats_again_at_once() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    subject.on(12_000, UNANSWERED);
    assert_eq!(subject.on(12_100, Event::Look), []);
    assert_eq!(subject.on(12_100, Event::Woke), [Action::Beat]);
    let mut fine = Subject::held();
    assert_eq!(fine.on(5_000, Event::Woke), [], "a lease without trouble waits for its time");
    assert_eq!(fine.on(28_000, Event::Woke), lost(LeaseEnd::Expired));
}

#[test]
fn a_beat_out_of_turn() {
    let mut subject = Subject::held();
    assert_eq!(subject.on(3_000, Event::Hurry), [Action::Beat]);
    assert_eq!(subject.beat(3_000), "beat at 0");
    subject.on(3_100, good(3_050));
    assert_eq!(subject.next_look_ms(3_100), Some(9_900));
}

#[test]
fn a_stop_that_the_caller_asks_for_is_as_one_of_the_server() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    assert_eq!(subject.on(10_010, Event::AskStop), [Action::CancelBeat, Action::Abort(LeaseEnd::StopRequested)]);
    assert_eq!(subject.on(10_020, Event::AskStop), []);
    assert_eq!(subject.0.phase(), LeasePhase::Stopping);
}

#[test]
fn a_beat_is_cut_off_at_the_interval_or_at_the_end_of_the_lease() {
    let mut subject = Subject::held();
    assert_eq!(subject.0.begin_beat(at(10_000)).unwrap().timeout_ms, 10_000);
    subject.on(20_000, UNANSWERED);
    assert_eq!(subject.0.begin_beat(at(27_000)).unwrap().timeout_ms, 1_000);
}

#[test]
fn held_from_when_the_last_good_beat_was_sent() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    subject.on(14_000, good(12_000));
    assert_eq!(subject.0.held_for_ms(at(14_000)), 24_000, "30 s from 10,000, less 2 s");
}

#[test]
fn a_lease_that_ran_out_is_lost_before_any_beat_goes_out() {
    let mut subject = Subject::held();
    assert_eq!(subject.on(28_000, Event::Look), lost(LeaseEnd::Expired));
    assert_eq!((subject.0.phase(), subject.next_look_ms(28_000)), (LeasePhase::Ended, None));
    assert_eq!(subject.0.begin_beat(at(28_000)), None);
}

#[test]
fn the_watchdog_looks_while_a_beat_hangs() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    let expected = [Action::Abort(LeaseEnd::Expired), Action::CancelBeat, Action::Done(LeaseEnd::Expired)];
    assert_eq!(subject.on(28_000, Event::Look), expected);
}

#[test]
fn an_answer_that_comes_too_late_renews_nothing() {
    let mut subject = Subject::held();
    subject.beat(27_000);
    assert_eq!(subject.on(28_000, good(27_500)).last(), Some(&Action::Done(LeaseEnd::Expired)));
}

#[test]
fn a_laptop_that_slept_has_lost_its_lease_by_either_clock() {
    let asleep = Moment { monotonic_ms: 100, wall_ms: WALL_MS + 60_000 };
    let set_back = Moment { monotonic_ms: 60_000, wall_ms: WALL_MS };
    for now in [asleep, set_back] {
        assert_eq!(Subject::held().0.on(Event::Look, now, 0.0), lost(LeaseEnd::Expired), "{now:?}");
    }
}

#[test]
fn failures_are_tried_again_while_the_lease_is_held() {
    let mut subject = Subject::held();
    let mut now_ms = 10_000;
    for wait_ms in [500, 1_000, 2_000, 4_000] {
        assert_eq!(subject.on(now_ms, Event::Look), [Action::Beat]);
        assert_eq!(subject.beat(now_ms), "beat at 0", "until one is good, the same is expected");
        assert_eq!(subject.on(now_ms, UNANSWERED), []);
        assert_eq!(subject.next_look_ms(now_ms), Some(wait_ms));
        now_ms += wait_ms;
    }
    subject.beat(now_ms);
    subject.on(now_ms, good(now_ms));
    subject.beat(now_ms + 10_000);
    subject.on(now_ms + 10_000, UNANSWERED);
    assert_eq!(subject.next_look_ms(now_ms + 10_000), Some(500), "a good beat starts over");
}

#[test]
fn a_wish_for_more_than_there_is_counts_once_it_is_granted() {
    let mut subject = Subject::with(LeaseOptions { desired_ttl_seconds: Some(28), ..Default::default() });
    subject.beat(10_000);
    assert_eq!(subject.0.held_for_ms(at(10_000)), 18_000, "the acknowledgement's time is over first");
}

#[test]
fn lasting_errors_end_it() {
    for status in [400, 401, 403, 404, 422] {
        let mut subject = Subject::held();
        subject.beat(10_000);
        assert_eq!(subject.on(10_100, Event::Beat(BeatOutcome::Refused { status })), lost(LeaseEnd::Refused { status }));
    }
}

#[test]
fn a_stop_request_leaves_time_to_wind_down_then_stops_by_force() {
    for (state, extended) in [(WorkState::Stopping, true), (WorkState::Stopped, false), (WorkState::Active, false)] {
        let mut subject = Subject::held_with(LeaseOptions { wind_down_ms: 5_000, ..Default::default() });
        subject.beat(10_000);
        assert_eq!(subject.on(10_100, winding_down(state, extended)), [Action::Abort(LeaseEnd::StopRequested)]);
        assert_eq!((subject.0.phase(), subject.0.begin_beat(at(10_100))), (LeasePhase::Stopping, None));
        assert_eq!(subject.next_look_ms(10_100), Some(5_000));
        assert_eq!(subject.on(15_099, Event::Look), []);
        assert_eq!(subject.on(15_100, Event::Look), [Action::Stop { force: true }]);
        assert_eq!(subject.on(15_200, Event::Stopped(StopOutcome::Done)), [Action::Done(LeaseEnd::Stopped)]);
    }
}

#[test]
fn the_first_answer_that_already_says_stopping_is_reported() {
    let mut subject = Subject::with(LeaseOptions::default());
    subject.beat(0);
    assert_eq!(subject.on(50, winding_down(WorkState::Stopping, false)), [Action::Abort(LeaseEnd::StopRequested)]);
}

fn good_for(ttl_seconds: u64) -> Event {
    let Event::Beat(BeatOutcome::Good(beat)) = good(10_000) else { panic!("a good beat") };
    Event::Beat(BeatOutcome::Good(GoodBeat { ttl_seconds, ..beat }))
}

#[test]
fn a_length_of_nothing_leaves_the_lease_as_long_as_it_was() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    assert_eq!(subject.on(10_100, good_for(0)), []);
    assert_eq!((subject.0.ttl_seconds(), subject.0.held_for_ms(at(10_100))), (30, 27_900));

    let mut stored = Subject::held();
    stored.beat(10_000);
    stored.on(12_000, UNANSWERED);
    stored.beat(12_500);
    let Event::Beat(BeatOutcome::Conflict(Some(beat), _)) = conflict(10_030) else { panic!("a conflict") };
    let nothing = StoredBeat { ttl_seconds: 0, ..beat };
    assert_eq!(stored.on(12_600, Event::Beat(BeatOutcome::Conflict(Some(nothing), None))), [Action::Beat]);
    assert_eq!(stored.0.held_for_ms(at(12_600)), 25_400);
}

#[test]
fn a_length_beyond_all_measure_is_a_hundred_years() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    assert_eq!(subject.on(10_100, good_for(u64::MAX)), []);
    let held_for_ms = subject.0.held_for_ms(at(10_100));
    assert!(held_for_ms > 100 * 365 * 86_400_000 && at(10_100).wall_ms.checked_add(held_for_ms).is_some(), "{held_for_ms}");
    assert_eq!(subject.next_look_ms(10_100), Some(29_900));
    let snapshot = subject.0.snapshot();
    let mut resumed = Machine::resume(LeaseOptions::default(), LeaseSnapshot { ttl_seconds: u64::MAX, ..snapshot }, at(10_200));
    assert_eq!(resumed.on(Event::Look, at(10_200), 0.0), [Action::Beat]);
    assert_eq!(resumed.held_for_ms(at(10_100)), held_for_ms);
}

#[test]
fn a_state_that_nobody_knows_yet_is_no_reason_to_stop() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    assert_eq!(subject.on(10_100, winding_down(WorkState::Other("pausing".into()), true)), []);
    assert_eq!(subject.0.phase(), LeasePhase::Held);
}

#[test]
fn a_handler_that_ends_stops_the_item_once() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    assert_eq!(subject.on(10_100, Event::Stop { force: true }), [Action::CancelBeat, Action::Stop { force: true }]);
    assert_eq!(subject.on(10_200, Event::Stop { force: true }), []);
    assert_eq!(subject.on(10_300, good(10_250)), [], "the cancelled beat's answer");
    assert_eq!(subject.on(60_000, Event::Stopped(StopOutcome::Done)), [Action::Done(LeaseEnd::Stopped)], "late, but it went out in time");
}

#[test]
fn a_stop_by_force_overtakes_one_without_and_nothing_else_does() {
    let stop = |force| Event::Stop { force };
    for (first, second, actions) in [(false, true, vec![Action::Stop { force: true }]), (true, false, vec![]), (false, false, vec![])] {
        let mut subject = Subject::held();
        assert_eq!(subject.on(5_000, stop(first)), [Action::Stop { force: first }]);
        assert_eq!(subject.on(5_100, stop(second)), actions, "{first}, then {second}");
        assert_eq!(subject.on(5_200, stop(second)), [], "{first}, then {second} twice");
        assert_eq!((subject.0.phase(), subject.0.forces()), (LeasePhase::Ending, first || second));
    }
}

#[test]
fn nothing_is_done_after_the_end() {
    let every = || [Event::Look, good(11_000), UNANSWERED, conflict(11_000), Event::Stop { force: false }, Event::Release];
    type End = fn(&mut Subject);
    let ends: [(End, &str); 3] = [
        (|subject| drop(subject.on(28_000, Event::Look)), "lost"),
        (|subject| assert_eq!(subject.on(5_000, Event::Release), [Action::Done(LeaseEnd::Released)]), "released"),
        (
            |subject| {
                subject.on(5_000, Event::Stop { force: false });
                assert_eq!(subject.on(5_100, Event::Stopped(StopOutcome::Failed)), [Action::Done(LeaseEnd::Released)]);
            },
            "stop failed",
        ),
    ];
    for (end, what) in ends {
        for event in every() {
            let mut subject = Subject::held();
            end(&mut subject);
            assert_eq!(subject.on(29_000, event.clone()), [], "{what}, then {event:?}");
            assert_eq!(subject.0.begin_beat(at(29_000)), None, "{what}");
        }
    }
}

#[test]
fn a_snapshot_goes_on_elsewhere_with_the_same_heartbeat() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    subject.on(10_100, good(10_050));
    let text = serde_json::to_string(&subject.0.snapshot()).unwrap();

    // Another machine: its monotonic clock began anew.
    let now = Moment { monotonic_ms: 5, wall_ms: WALL_MS + 15_000 };
    let mut resumed = Machine::resume(LeaseOptions::default(), serde_json::from_str(&text).unwrap(), now);
    assert_eq!(resumed.held_for_ms(now), 23_000);
    assert_eq!(resumed.on(Event::Look, now, 0.0), [Action::Beat]);
    let beat = resumed.begin_beat(now).unwrap();
    assert_eq!((beat.expected_last_heartbeat.as_str(), beat.late_ms), ("beat at 10050", 0), "it is due from now on");

    let late = Moment { wall_ms: WALL_MS + 40_000, ..now };
    let mut too_late = Machine::resume(LeaseOptions::default(), subject.0.snapshot(), late);
    assert_eq!(too_late.on(Event::Look, late, 0.0), lost(LeaseEnd::Expired));
}
