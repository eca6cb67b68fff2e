//! Headers from JavaScript.

use super::options::Options;
use crate::api::{HeaderLayer, Result};

/// The headers of a list of names and values in turn, as `pairsOf` in `js/params.js` takes them apart. A value that is no text is `null`:
/// the header is left out.
pub(super) fn header_layer(list: &Options) -> Result<HeaderLayer> {
    let mut layer = HeaderLayer::default();
    let mut place = 0;
    while let Some(name) = list.text(place) {
        layer.set(&name, list.text(place + 1).as_deref())?;
        place += 2;
    }
    Ok(layer)
}
