//! What somebody probably meant.

/// The known name that is closest to `name`, if it is close: at most a third of it is different.
pub(super) fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let best = known.iter().map(|candidate| (distance(&name.to_ascii_lowercase(), &candidate.to_ascii_lowercase()), *candidate)).min()?;
    (best.0 * 3 <= name.len().max(best.1.len())).then_some(best.1)
}

/// How many letters have to be put in, taken out or exchanged to get from `a` to `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.bytes().enumerate() {
            let exchanged = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
