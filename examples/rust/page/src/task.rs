//! Calls that live as long as what shows them.

use futures_util::future::abortable;
use std::future::Future;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Runs what `task` makes while the component is shown and `of` stays as it is. Then it is dropped, and the call that it is in goes with
/// it: that is how Rust cancels, and the crate takes it to the network.
#[hook]
pub fn use_task<D, F>(of: D, task: impl FnOnce(&D) -> F + 'static)
where
    D: PartialEq + 'static,
    F: Future<Output = ()> + 'static,
{
    use_effect_with(of, move |of| {
        let (task, handle) = abortable(task(of));
        spawn_local(async move {
            let _ = task.await;
        });
        move || handle.abort()
    });
}
