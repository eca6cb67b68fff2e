//! A future with an end.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

/// What `work` gives, unless `end` comes first: then what that gives, and `work` is dropped with the future. When both are ready, it is
/// the end. The caller pins `work`: a future inside of another's would bring its states and its drop glue again for each caller.
pub(crate) fn until<V, E>(
    mut end: Option<impl Future<Output = E> + Unpin>,
    mut work: impl Future<Output = V> + Unpin,
) -> impl Future<Output = Result<V, E>> + Unpin {
    poll_fn(move |context| match end.as_mut().map(|end| Pin::new(end).poll(context)) {
        Some(Poll::Ready(ended)) => Poll::Ready(Err(ended)),
        _ => Pin::new(&mut work).poll(context).map(Ok),
    })
}
