//! How much memory this process has, as Linux counts it.

use std::fs;

/// The most memory that was resident at a time, in megabytes; `None` where there is no `/proc`.
pub fn peak() -> Option<u64> {
    field("VmHWM:")
}

/// The memory that is resident now, in megabytes.
pub fn now() -> Option<u64> {
    field("VmRSS:")
}

/// Begins to count the peak anew.
pub fn forget_peak() {
    // Where this cannot be written, the peak goes on counting from the start: the figure is then too high.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn field(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1_024)
}
