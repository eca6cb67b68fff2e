//! The virtual clock by itself.

use futures::{FutureExt, future::join_all};
use leasehold::{api::Clock, emulator::VirtualClock};
use std::cell::RefCell;

#[test]
fn it_stands_still_until_it_is_moved() {
    let clock = VirtualClock::new(5, 0);
    let mut nap = clock.sleep(10);
    assert_eq!((clock.now_ms(), clock.next_timer_ms()), (5, Some(15)));
    assert_eq!((&mut nap).now_or_never(), None);
    clock.advance(9);
    assert_eq!((&mut nap).now_or_never(), None);
    clock.advance(1);
    assert_eq!((&mut nap).now_or_never(), Some(()));
    assert_eq!((clock.now_ms(), clock.next_timer_ms()), (15, None));
}

#[test]
fn timers_ring_in_their_order() {
    let clock = VirtualClock::new(0, 0);
    let order = RefCell::new(Vec::new());
    let naps = [30, 10, 20, 10].into_iter().enumerate().map(|(number, ms)| {
        let (clock, order) = (clock.clone(), &order);
        async move {
            clock.sleep(ms).await;
            order.borrow_mut().push((clock.now_ms(), number));
        }
    });
    clock.block_on(join_all(naps)).unwrap();
    assert_eq!(*order.borrow(), [(10, 1), (10, 3), (20, 2), (30, 0)]);
}

#[test]
fn a_timer_that_is_dropped_is_disarmed() {
    let clock = VirtualClock::new(0, 0);
    drop(clock.sleep(10));
    assert_eq!(clock.next_timer_ms(), None);
    assert!(!clock.advance_to_next());
    assert_eq!(clock.now_ms(), 0);
}

#[test]
fn what_time_cannot_end_is_given_back() {
    assert_eq!(VirtualClock::new(0, 0).block_on(std::future::pending::<()>()), None);
}

#[test]
fn chance_comes_from_the_seed() {
    let draw = |seed| (0..3).map(|_| 0).scan(VirtualClock::new(0, seed), |clock, _| Some(clock.random())).collect::<Vec<_>>();
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    assert!(draw(3).iter().all(|chance| (0.0..1.0).contains(chance)));
}

#[test]
fn http_dates_are_read() {
    let clock = VirtualClock::new(0, 0);
    assert_eq!(clock.parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
    assert_eq!(clock.parse_http_date("soon"), None);
}
