//! Somebody who is asked for credentials.

use leasehold::api::{Credential, CredentialProvider, CredentialSource, Error, LocalFuture};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::pending,
    rc::Rc,
};

/// Gives out credentials from a queue, and counts how often it was asked. When the queue is empty, no answer ever comes.
pub struct ScriptedProvider {
    answers: RefCell<VecDeque<Result<Credential, Box<Error>>>>,
    asked: Cell<usize>,
}

impl ScriptedProvider {
    pub fn new(answers: impl IntoIterator<Item = Result<Credential, Box<Error>>>) -> Rc<Self> {
        Rc::new(ScriptedProvider { answers: RefCell::new(answers.into_iter().collect()), asked: Cell::default() })
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.get()
    }

    /// As a client's option.
    pub fn source(self: &Rc<Self>) -> CredentialSource {
        CredentialSource::Provided(self.clone())
    }
}

impl CredentialProvider for ScriptedProvider {
    fn credential(&self) -> LocalFuture<'_, Result<Credential, Box<Error>>> {
        self.asked.set(self.asked.get() + 1);
        let answer = self.answers.borrow_mut().pop_front();
        Box::pin(async move {
            match answer {
                Some(answer) => answer,
                None => pending().await,
            }
        })
    }
}
