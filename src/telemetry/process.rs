//! Measurements of the process, under the names that Prometheus has for them.

use std::{
    fmt, fs,
    time::{SystemTime, UNIX_EPOCH},
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric as _},
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::Unit,
};

/// The clock of `/proc` in ticks a second, the same on every architecture of Linux that Rust supports.
const TICKS: f64 = 100.0;

/// Reads the measurements from `/proc`, on Linux; elsewhere only the start is known.
#[derive(Debug)]
pub(super) struct ProcessMeasures {
    began: f64,
}

impl ProcessMeasures {
    /// Begins now.
    pub(super) fn new() -> Self {
        Self { began: unix_seconds(SystemTime::now()) }
    }
}

/// The seconds since 1970.
pub(crate) fn unix_seconds(moment: SystemTime) -> f64 {
    moment.duration_since(UNIX_EPOCH).map(|since| since.as_secs_f64()).unwrap_or_default()
}

/// Writes a gauge if its value is known.
pub(super) fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    (name, help, unit): (&str, &str, Option<Unit>),
    value: Option<f64>,
) -> fmt::Result {
    let Some(value) = value else { return Ok(()) };
    let gauge = ConstGauge::new(value);
    gauge.encode(encoder.encode_descriptor(name, help, unit.as_ref(), gauge.metric_type())?)
}

impl Collector for ProcessMeasures {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let encoder = &mut encoder;
        let start = ("process_start_time", "When the service started.", Some(Unit::Seconds));
        gauge(encoder, start, Some(self.began))?;
        let memory = ("process_resident_memory", "Memory in use.", Some(Unit::Bytes));
        gauge(encoder, memory, resident_bytes())?;
        gauge(encoder, ("process_open_fds", "Open files and sockets.", None), open_files())?;
        let most = ("process_max_fds", "The most files and sockets that may be open.", None);
        gauge(encoder, most, most_files())?;
        let Some(seconds) = processor_seconds() else { return Ok(()) };
        let counter = ConstCounter::new(seconds);
        counter.encode(encoder.encode_descriptor(
            "process_cpu",
            "Time of processors used.",
            Some(&Unit::Seconds),
            counter.metric_type(),
        )?)
    }
}

/// The resident memory.
fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = kilobytes.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

/// The time of processors, of the program and of the system for it.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, can have blanks. utime and stime are the 14th and 15th of proc(5).
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS)
}

fn open_files() -> Option<f64> {
    let open = fs::read_dir("/proc/self/fd").ok()?.count();
    u32::try_from(open).ok().map(f64::from)
}

fn most_files() -> Option<f64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
