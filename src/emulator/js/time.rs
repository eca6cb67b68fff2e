//! The clock that an emulator in JavaScript runs on.

use crate::{
    api::Clock,
    emulator::{VirtualClock, VirtualSleep},
    platform::{JsClock, Sleep},
};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Real time or virtual time.
#[derive(Clone, Debug)]
pub(super) enum Time {
    Real,
    Virtual(VirtualClock),
}

/// A timer of either.
#[derive(Debug)]
pub(super) enum Timer {
    Real(Sleep),
    Virtual(VirtualSleep),
}

impl Clock for Time {
    type Sleep = Timer;

    fn now_ms(&self) -> u64 {
        match self {
            Time::Real => JsClock::default().now_ms(),
            Time::Virtual(clock) => clock.now_ms(),
        }
    }

    fn monotonic_ms(&self) -> u64 {
        self.now_ms()
    }

    fn sleep(&self, delay_ms: u64) -> Timer {
        match self {
            Time::Real => Timer::Real(JsClock::default().sleep(delay_ms)),
            Time::Virtual(clock) => Timer::Virtual(clock.sleep(delay_ms)),
        }
    }

    fn parse_http_date(&self, text: &str) -> Option<u64> {
        JsClock::default().parse_http_date(text)
    }

    fn random(&self) -> f64 {
        match self {
            Time::Real => JsClock::default().random(),
            Time::Virtual(clock) => clock.random(),
        }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Timer::Real(sleep) => Pin::new(sleep).poll(context),
            Timer::Virtual(sleep) => Pin::new(sleep).poll(context),
        }
    }
}
