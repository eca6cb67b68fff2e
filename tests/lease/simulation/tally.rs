//! What came of it all.

/// What came of it all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub requests: u64,
    pub beats: u64,
    pub handlers: u64,
    pub adopted: u64,
    pub expired: u64,
    pub taken: u64,
    pub refused: u64,
    pub stopping: u64,
    pub outlived: u64,
    /// Beats that the server took from a worker after another had acknowledged the item.
    pub usurped: u64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.requests += other.requests;
        self.beats += other.beats;
        self.handlers += other.handlers;
        self.adopted += other.adopted;
        self.expired += other.expired;
        self.taken += other.taken;
        self.refused += other.refused;
        self.stopping += other.stopping;
        self.outlived += other.outlived;
        self.usurped += other.usurped;
    }
}
