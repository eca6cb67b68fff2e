//! What workers ask of the server.

use std::rc::Rc;

/// What is asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    Poll,
    Ack(Rc<str>),
    Beat(Rc<str>),
    Stop(Rc<str>),
}

impl Ask {
    pub fn of(url: &str) -> Self {
        let path = url.split('?').next().unwrap();
        let words: Vec<&str> = path.rsplit('/').take(2).collect();
        match words[..] {
            ["poll", _] => Ask::Poll,
            ["ack", id] => Ask::Ack(id.into()),
            ["heartbeat", id] => Ask::Beat(id.into()),
            ["stop", id] => Ask::Stop(id.into()),
            _ => panic!("nobody asks for {path}"),
        }
    }
}
