//! Exchanges that take time: requests on their way in, polls that wait, answers on their way out.

use super::{
    faults::Injected,
    http::{Answer, HttpRequest},
    journal::RequestRecord,
    table::Table,
};
use std::collections::BTreeMap;

/// An exchange that takes time. Its answer comes from [`Emulator::take_answers`](super::Emulator::take_answers).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

/// Where an exchange is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whereabouts {
    /// Its request arrives at this moment.
    Arriving { due_ms: u64 },
    /// It is a poll that waits on the queue of the environment at this place.
    Waiting { environment: u64 },
    /// Its answer leaves at this moment.
    Leaving { due_ms: u64 },
}

/// What is left of an exchange that was forgotten on its way.
#[derive(Debug)]
pub(crate) enum Forgotten {
    /// The request, which never arrives, and what the fault plan would have done to it.
    Arriving(HttpRequest, Injected),
    /// The place of the environment on whose queue it waited.
    Waiting { environment: u64 },
    /// What the journal is to say of it. Its answer never leaves.
    Leaving(RequestRecord),
}

/// The exchanges that take time, by ticket and by moment.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    tickets: u64,
    open: Table<Ticket, Whereabouts>,
    arriving: BTreeMap<(u64, Ticket), (HttpRequest, Injected)>,
    leaving: BTreeMap<(u64, Ticket), (RequestRecord, Answer)>,
    answers: Vec<(Ticket, Answer)>,
}

impl Traffic {
    /// A ticket for an exchange that may take time.
    pub(crate) fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// Holds a request back.
    pub(crate) fn arrive_at(&mut self, due_ms: u64, ticket: Ticket, request: HttpRequest, fault: Injected) {
        self.open.insert(ticket, Whereabouts::Arriving { due_ms });
        self.arriving.insert((due_ms, ticket), (request, fault));
    }

    /// Notes a poll that waits.
    pub(crate) fn wait(&mut self, ticket: Ticket, environment: u64) {
        self.open.insert(ticket, Whereabouts::Waiting { environment });
    }

    /// Holds an answer back, and what the journal is to say of it.
    pub(crate) fn leave_at(&mut self, due_ms: u64, ticket: Ticket, record: RequestRecord, answer: Answer) {
        self.open.insert(ticket, Whereabouts::Leaving { due_ms });
        self.leaving.insert((due_ms, ticket), (record, answer));
    }

    /// Gives an answer out.
    pub(crate) fn answer(&mut self, ticket: Ticket, answer: Answer) {
        self.open.remove(&ticket);
        self.answers.push((ticket, answer));
    }

    /// The answers since the last call.
    pub(crate) fn take_answers(&mut self) -> Vec<(Ticket, Answer)> {
        std::mem::take(&mut self.answers)
    }

    /// Forgets an exchange. Gives what is left of it, if it was still on its way.
    pub(crate) fn forget(&mut self, ticket: Ticket) -> Option<Forgotten> {
        match self.open.remove(&ticket) {
            Some(Whereabouts::Arriving { due_ms }) => {
                self.arriving.remove(&(due_ms, ticket)).map(|(request, fault)| Forgotten::Arriving(request, fault))
            }
            Some(Whereabouts::Leaving { due_ms }) => self.leaving.remove(&(due_ms, ticket)).map(|(record, _)| Forgotten::Leaving(record)),
            Some(Whereabouts::Waiting { environment }) => Some(Forgotten::Waiting { environment }),
            None => {
                self.answers.retain(|(answered, _)| *answered != ticket);
                None
            }
        }
    }

    /// Whether nobody is owed an answer.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// When the next request arrives, or the next answer leaves.
    pub(crate) fn first_ms(&self) -> Option<u64> {
        let first = |key: Option<&(u64, Ticket)>| key.map(|(due_ms, _)| *due_ms);
        [first(self.arriving.keys().next()), first(self.leaving.keys().next())].into_iter().flatten().min()
    }

    /// A request that has arrived by `now_ms`.
    pub(crate) fn pop_arrived(&mut self, now_ms: u64) -> Option<(Ticket, HttpRequest, Injected)> {
        let first = self.arriving.first_entry().filter(|first| first.key().0 <= now_ms)?;
        let ((_, ticket), (request, fault)) = first.remove_entry();
        self.open.remove(&ticket);
        Some((ticket, request, fault))
    }

    /// An answer that has left by `now_ms`.
    pub(crate) fn pop_left(&mut self, now_ms: u64) -> Option<(Ticket, RequestRecord, Answer)> {
        let first = self.leaving.first_entry().filter(|first| first.key().0 <= now_ms)?;
        let ((_, ticket), (record, answer)) = first.remove_entry();
        Some((ticket, record, answer))
    }
}
