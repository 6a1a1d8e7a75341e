//! Lines of the log on their way to standard error: a write for each line would cost as much as a short answer.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// How long a line waits for others at most.
const WAIT: Duration = Duration::from_millis(50);

/// The bytes that are written without waiting.
const MOST: usize = 64 << 10;

/// A buffer that is written by a thread of its own, for as long as the process lives. A clone is the same buffer.
#[derive(Clone)]
pub(super) struct LogBuffer(Arc<Shared>);

struct Shared {
    lines: Mutex<Vec<u8>>,
    /// Signalled when there is a first line.
    begun: Condvar,
    output: Mutex<Output>,
}

struct Output {
    writer: Box<dyn Write + Send>,
    /// Empty, with the memory of what was written before.
    spare: Vec<u8>,
}

impl LogBuffer {
    /// Begins to write to standard error, or to whatever else is given.
    pub(super) fn start(writer: impl Write + Send + 'static) -> io::Result<Self> {
        let output = Output { writer: Box::new(writer), spare: Vec::new() };
        let shared =
            Shared { lines: Mutex::default(), begun: Condvar::new(), output: Mutex::new(output) };
        let buffer = Self(Arc::new(shared));
        let writing = buffer.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || {
            loop {
                let lines = lock(&writing.0.lines);
                drop(writing.0.begun.wait_while(lines, |lines| lines.is_empty()));
                thread::sleep(WAIT);
                writing.write_out();
            }
        })?;
        Ok(buffer)
    }

    /// Writes what there is.
    pub(super) fn write_out(&self) {
        let _ = self.0.write_out(); // there is nobody to tell that the log cannot be written
    }
}

impl Shared {
    fn write_out(&self) -> io::Result<()> {
        let mut output = lock(&self.output);
        let Output { writer, spare } = &mut *output;
        mem::swap(&mut *lock(&self.lines), spare);
        let written = writer.write_all(spare).and_then(|()| writer.flush());
        spare.clear();
        written
    }
}

impl Write for LogBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut lines = lock(&self.0.lines);
        let (is_first, is_full) = (lines.is_empty(), lines.len() + bytes.len() > MOST);
        lines.extend_from_slice(bytes);
        drop(lines);
        if is_full {
            self.0.write_out()?;
        } else if is_first {
            self.0.begun.notify_one();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(()) // the logger asks for it after each line
    }
}

/// A panic while the lock was held leaves no inconsistent state.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Written {
        fn lines(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().concat()).unwrap()
        }

        fn wait_for(&self, lines: &str) {
            let began = Instant::now();
            while self.lines() != lines {
                assert!(began.elapsed() < Duration::from_secs(10), "{:?}", self.lines());
                thread::sleep(Duration::from_millis(5));
            }
        }
    }

    #[test]
    fn lines_come_in_their_order_and_soon() {
        let written = Written::default();
        let mut buffer = LogBuffer::start(written.clone()).unwrap();
        buffer.write_all(b"one\n").unwrap();
        buffer.write_all(b"two\n").unwrap();
        written.wait_for("one\ntwo\n");
        buffer.write_all(b"three\n").unwrap();
        written.wait_for("one\ntwo\nthree\n");
        assert!(written.0.lock().unwrap().len() <= 3);
    }

    #[test]
    fn nothing_waits_when_it_is_asked_for_or_when_there_is_much() {
        let written = Written::default();
        let mut buffer = LogBuffer::start(written.clone()).unwrap();
        buffer.write_all(b"one\n").unwrap();
        buffer.write_out();
        assert_eq!(written.lines(), "one\n");
        let line = "x".repeat(MOST / 8);
        for _ in 0..20 {
            buffer.write_all(line.as_bytes()).unwrap();
        }
        assert!(written.lines().len() > MOST);
        buffer.write_out();
        assert_eq!(written.lines(), format!("one\n{}", line.repeat(20)));
    }
}
