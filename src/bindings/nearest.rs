//! What somebody probably meant.

/// The known name that is closest to `name`, if it is close: at most a third of it is different.
pub(super) fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let (distance, nearest) =
        known.iter().map(|candidate| (distance(name, candidate), *candidate)).min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= name.len().max(nearest.len())).then_some(nearest)
}

/// How many letters have to be put in, taken out or exchanged to get from `a` to `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (1..=b.len()).collect();
    let mut last = b.len();
    for (i, x) in a.bytes().enumerate() {
        let (mut diagonal, mut left) = (i, i + 1);
        for (above, y) in row.iter_mut().zip(b.bytes()) {
            let exchanged = diagonal + usize::from(!x.eq_ignore_ascii_case(&y));
            diagonal = *above;
            left = exchanged.min(diagonal + 1).min(left + 1);
            *above = left;
        }
        last = left;
    }
    last
}
