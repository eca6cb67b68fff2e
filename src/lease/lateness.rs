//! How late beats are.

/// The upper ends of the buckets, in milliseconds: 1, 2 and 5 of each power of ten. What is above the last counts as the worst.
const BUCKETS_MS: [u64; 15] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000];

/// A count of beats by how long after they were due they were sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    counts: [u32; BUCKETS_MS.len() + 1],
    /// The worst of all, in milliseconds.
    pub max_ms: u64,
}

impl Lateness {
    /// One more beat.
    pub(super) fn add(&mut self, late_ms: u64) {
        let bucket = BUCKETS_MS.iter().take_while(|&&end_ms| end_ms < late_ms).count();
        if let Some(count) = self.counts.get_mut(bucket) {
            *count = count.saturating_add(1);
        }
        self.max_ms = self.max_ms.max(late_ms);
    }

    /// How late the given share of the beats was at most, in milliseconds, rounded up to 1, 2 or 5 of a power of ten.
    pub fn at_most_ms(&self, percent: u64) -> u64 {
        let total: u64 = self.counts.iter().map(|&count| u64::from(count)).sum();
        let wanted = (total * percent).div_ceil(100);
        let mut seen = 0;
        for (&count, &end_ms) in self.counts.iter().zip(&BUCKETS_MS) {
            seen += u64::from(count);
            if seen >= wanted {
                return end_ms.min(self.max_ms);
            }
        }
        self.max_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_up_to_the_end_of_their_bucket() {
        let mut lateness = Lateness::default();
        assert_eq!(lateness.at_most_ms(99), 0);
        for late_ms in (0..98).map(|_| 3).chain([60, 70_000]) {
            lateness.add(late_ms);
        }
        assert_eq!([50, 98, 99, 100].map(|percent| lateness.at_most_ms(percent)), [5, 5, 100, 70_000]);
        assert_eq!(lateness.max_ms, 70_000);
    }

    #[test]
    fn every_bucket_ends_with_its_own_number() {
        for end_ms in BUCKETS_MS {
            let mut lateness = Lateness::default();
            lateness.add(end_ms);
            assert_eq!(lateness.at_most_ms(50), end_ms);
        }
    }
}
