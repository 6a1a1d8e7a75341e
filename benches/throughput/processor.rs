//! How long the processors worked for this process, as Linux counts it.

use std::{fs, time::Duration};

/// The ticks of a second in `/proc` (`USER_HZ`).
const TICKS: u32 = 100;

/// The time of all threads, in the program and in the kernel; `None` where there is no `/proc`.
pub fn time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, which may have spaces, is in brackets.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = [fields.next()?, fields.next()?].map(|field| field.parse::<u32>().unwrap_or(0));
    Some(Duration::from_secs(1) * ticks.iter().sum() / TICKS)
}
