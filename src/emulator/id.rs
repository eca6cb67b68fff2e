//! Identifiers, drawn from a seed.

use fastrand::Rng;

/// The letters of the API's identifiers: base 58, without those that look alike (`env_011CZkZ9X2dpNyB7HsEFoRfW`).
const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const DRAWN_LETTERS: usize = 22;

/// Gives out identifiers. The same seed gives the same identifiers in the same order.
///
/// Objects and requests draw from sources of their own: how often somebody polled does not change what the next item is called.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    objects: Rng,
    requests: Rng,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Ids::at(seed, !seed)
    }

    /// Two sources that go on from where others had come to.
    pub(crate) fn at(objects: u64, requests: u64) -> Self {
        Ids { objects: Rng::with_seed(objects), requests: Rng::with_seed(requests) }
    }

    /// Where the sources of objects and of requests have come to.
    pub(crate) fn positions(&self) -> (u64, u64) {
        (self.objects.get_seed(), self.requests.get_seed())
    }

    /// The next object's identifier: `prefix`, then `_01` and 22 letters.
    pub(crate) fn object(&mut self, prefix: &str) -> String {
        draw(&mut self.objects, prefix)
    }

    /// The next request's identifier (`req_01…`).
    pub(crate) fn request(&mut self) -> String {
        draw(&mut self.requests, "req")
    }
}

fn draw(source: &mut Rng, prefix: &str) -> String {
    let mut id = String::with_capacity(prefix.len() + 3 + DRAWN_LETTERS);
    id.push_str(prefix);
    id.push_str("_01");
    id.extend((0..DRAWN_LETTERS).map(|_| char::from(ALPHABET[source.usize(..ALPHABET.len())])));
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_names_objects_alike_however_many_requests_came() {
        let (mut quiet, mut busy) = (Ids::new(7), Ids::new(7));
        let requests: Vec<String> = (0..3).map(|_| busy.request()).collect();
        assert_eq!(quiet.object("env"), busy.object("env"));
        assert_eq!(quiet.object("work"), busy.object("work"));
        assert_eq!(quiet.request(), requests[0]);
        assert_ne!(Ids::new(8).object("env"), Ids::new(7).object("env"));
    }

    #[test]
    fn an_identifier_looks_like_the_apis() {
        let id = Ids::new(0).object("env");
        assert_eq!(id.len(), "env_011CZkZ9X2dpNyB7HsEFoRfW".len());
        assert!(id.starts_with("env_01") && id[6..].bytes().all(|letter| ALPHABET.contains(&letter)));
    }
}
