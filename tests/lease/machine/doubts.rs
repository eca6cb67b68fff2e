//! Beats whose answers were lost.

use super::subject::{Subject, UNANSWERED, WALL_MS, at, conflict, good, lost};
use leasehold::lease::{Action, BeatOutcome, Event, LeaseEnd, LeaseOptions, LeasePhase, Machine, Moment, ServerTime};

#[test]
fn a_lost_answer_does_not_cost_the_lease() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    subject.on(12_000, UNANSWERED);
    assert_eq!(subject.beat(12_500), "beat at 0");
    assert_eq!(subject.on(12_600, conflict(10_030)), [Action::Beat], "confirmed at once");
    assert_eq!(subject.0.phase(), LeasePhase::Held);
    assert_eq!(subject.0.held_for_ms(at(12_600)), 25_400, "held from when the lost beat was sent");
    assert_eq!(subject.beat(12_600), "beat at 10030");
    assert_eq!(subject.on(12_700, good(12_650)), []);
}

#[test]
fn a_conflict_that_is_not_ours_is_a_loss() {
    let stolen = |subject: &mut Subject, event| assert_eq!(subject.on(12_600, event), lost(LeaseEnd::Taken));

    let mut without_doubt = Subject::held();
    without_doubt.beat(12_500);
    stolen(&mut without_doubt, conflict(12_550));

    let in_doubt = |options| {
        let mut subject = Subject::held_with(options);
        subject.beat(10_000);
        subject.on(12_000, UNANSWERED);
        subject.beat(12_500);
        subject
    };
    stolen(&mut in_doubt(LeaseOptions::default()), conflict(12_300));
    stolen(&mut in_doubt(LeaseOptions::default()), Event::Beat(BeatOutcome::Conflict(None, None)));
    stolen(&mut in_doubt(LeaseOptions { adopts: false, ..Default::default() }), conflict(10_030));
}

#[test]
fn a_good_beat_leaves_no_doubt_to_the_ones_after_it() {
    let mut subject = Subject::held();
    subject.beat(10_000);
    subject.on(12_000, UNANSWERED);
    subject.beat(12_500);
    assert_eq!(subject.on(12_600, good(12_550)), []);
    // A thief's beat at 15 s: between two beats in doubt, but of none of them.
    subject.beat(22_500);
    subject.on(23_000, UNANSWERED);
    subject.beat(23_500);
    assert_eq!(subject.on(23_600, conflict(15_000)), lost(LeaseEnd::Taken));
}

#[test]
fn the_first_beat_can_be_adopted_when_the_acknowledgement_told_the_time() {
    for (server_time, expected) in
        [(Some(ServerTime::observed(WALL_MS + 20, at(0), at(40))), vec![Action::Beat]), (None, lost(LeaseEnd::Taken).to_vec())]
    {
        let mut subject = Subject(Machine::new(LeaseOptions::default(), at(0), server_time));
        subject.beat(100);
        subject.on(2_000, UNANSWERED);
        subject.beat(2_500);
        assert_eq!(subject.on(2_600, conflict(150)), expected);
    }
}

/// The item had two handlers at a time: the lease had run out and was another's, whose heartbeat came while ours was in doubt.
#[test]
fn a_first_beat_whose_answer_was_lost_may_have_shortened_the_lease() {
    let server_time = Some(ServerTime::observed(WALL_MS + 20, at(0), at(40)));
    let mut subject = Subject(Machine::new(LeaseOptions { desired_ttl_seconds: Some(6), ..Default::default() }, at(0), server_time));
    assert_eq!(subject.0.held_for_ms(at(100)), 27_900, "nobody has asked for 6 seconds yet");
    assert_eq!(subject.0.begin_beat(at(100)).map(|beat| beat.timeout_ms), Some(2_000));
    assert_eq!(subject.0.held_for_ms(at(100)), 5_400);
    assert_eq!(subject.on(2_100, Event::Look), [Action::CancelBeat]);
    subject.beat(2_600);
    assert_eq!(subject.0.held_for_ms(at(2_600)), 2_900, "from the first of the beats that may have taken effect");
    subject.on(2_700, UNANSWERED);
    subject.beat(5_000);
    let expired = [Action::Abort(LeaseEnd::Expired), Action::CancelBeat, Action::Done(LeaseEnd::Expired)];
    assert_eq!(subject.on(6_300, conflict(6_200)), expired, "that is another worker's beat");
}

#[test]
fn a_beat_whose_answer_was_lost_is_taken_over_by_whoever_goes_on_with_the_snapshot() {
    // The server has the beat of 10,050. Its answer was lost; or it is still to come when the lease is handed on.
    type Then = fn(&mut Subject);
    let cases: [(&str, Then); 2] = [("lost", |subject| drop(subject.on(10_100, UNANSWERED))), ("on its way", |_| {})];
    for (what, then) in cases {
        let mut subject = Subject::held();
        subject.beat(10_000);
        then(&mut subject);
        let text = serde_json::to_string(&subject.0.snapshot()).unwrap();

        // Another machine: its monotonic clock began anew.
        let now = Moment { monotonic_ms: 5, wall_ms: WALL_MS + 10_500 };
        let mut resumed = Machine::resume(LeaseOptions::default(), serde_json::from_str(&text).unwrap(), now);
        assert_eq!(resumed.on(Event::Look, now, 0.0), [Action::Beat], "{what}");
        resumed.begin_beat(now).unwrap();
        let actions = resumed.on(conflict(10_050), now, 0.0);
        assert_eq!((actions, resumed.last_heartbeat()), (vec![Action::Beat], Some("beat at 10050")), "{what}");
        assert_eq!(resumed.held_for_ms(now), 27_500, "from when the beat was sent: {what}");
    }
}

#[test]
fn a_first_answer_that_is_lost_elsewhere_does_not_cost_the_lease() {
    // The other machine's clock is behind by so much.
    for (behind_ms, expected) in [(0, vec![Action::Beat]), (1_900, vec![Action::Beat]), (2_100, lost(LeaseEnd::Taken).to_vec())] {
        let text = serde_json::to_string(&Subject::held().0.snapshot()).unwrap();
        let there = |ms| Moment { monotonic_ms: ms, wall_ms: WALL_MS + ms - behind_ms };
        let mut resumed = Machine::resume(LeaseOptions::default(), serde_json::from_str(&text).unwrap(), there(10_000));
        resumed.begin_beat(there(10_000)).unwrap();
        resumed.on(UNANSWERED, there(10_200), 0.0);
        resumed.begin_beat(there(10_700)).unwrap();
        // It took effect before its answer was lost, and the server's clock is the first machine's.
        assert_eq!(resumed.on(conflict(10_200), there(10_750), 0.0), expected, "{behind_ms} ms behind");
    }
}
