//! A future with an end.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

/// What `work` gives, unless `end` comes first: then what that gives, and `work` is dropped. When both are ready, it is the end.
pub(crate) async fn until<V, E>(mut end: Option<impl Future<Output = E> + Unpin>, work: impl Future<Output = V>) -> Result<V, E> {
    let mut work = pin!(work);
    poll_fn(|context| match end.as_mut().map(|end| Pin::new(end).poll(context)) {
        Some(Poll::Ready(ended)) => Poll::Ready(Err(ended)),
        _ => work.as_mut().poll(context).map(Ok),
    })
    .await
}
