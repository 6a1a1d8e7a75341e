//! The program: arguments, logger, one command.

use std::process::ExitCode;

use twinning::cli::Arguments;

/// Makes the allocator return large blocks to the system as soon as they are free. Otherwise it keeps those of large
/// responses in the heap of each thread: a burst of them would occupy the memory of the service for good. What usual
/// pages need, and their compression, is taken again and again: to return and get it each time takes a millisecond, so
/// that each heap keeps that much at its end.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the allocator has no other interface")]
fn return_large_blocks() {
    const LARGE: libc::c_int = 1 << 20;
    const KEPT: libc::c_int = 2 << 20;
    const HEAPS: libc::c_int = 4;
    // SAFETY: the calls only set parameters of the allocator, before there is another thread.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn return_large_blocks() {}

fn main() -> ExitCode {
    return_large_blocks();
    let arguments = Arguments::read();
    let log = arguments.command.log_format();
    log.install();
    let done = arguments.command.run();
    log::logger().flush();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log.report(&error);
            ExitCode::FAILURE
        }
    }
}
