//! The program itself: run to its end, or serving in the background.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

use super::waiting::eventually;

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// That it succeeded; its output.
    #[track_caller]
    pub fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// That it failed with one line for people; the line.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert_eq!(self.err.trim_end().lines().count(), 1, "one line says what is wrong: {self:?}");
        assert!(self.err.starts_with("twinning: "), "{self:?}");
        self.err
    }
}

/// The program with these arguments and none of the tester's settings.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("twinning"));
    command.env_clear().args(arguments).stdin(Stdio::null());
    command
}

/// Starts the program and kills it somewhere in its work, as a power cut does. The time is no wait for anything: it
/// chooses the moment, and every moment must do.
pub fn run_killed(arguments: &[&str], after: Duration) {
    let mut child = program(arguments).spawn().unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, &[])
}

/// Runs the program to its end with these settings in the environment.
pub fn run_with(arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let output = program(arguments).envs(environment.iter().copied()).output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The program, serving.
pub struct Serving {
    pub child: Child,
    pub address: SocketAddr,
    /// What it printed when it began.
    pub greeting: Vec<String>,
    log: PathBuf,
    _folder: TempDir,
}

impl Serving {
    /// Starts it on a port of its own.
    pub fn start(database: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = program(&[]);
        command.envs(environment.iter().copied());
        Self::spawn(command, database, arguments)
    }

    fn spawn(mut command: Command, database: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut child = command
            .args(["serve", "--bind", "127.0.0.1:0", "--database-url", database])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut greeting = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            greeting.push(line.unwrap());
            let last = greeting.last().unwrap().trim_start();
            if let Some(rest) = last.strip_prefix("listening   on ") {
                let address = rest.split(' ').next().unwrap().parse().unwrap();
                return Self { child, address, greeting, log, _folder: folder };
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        panic!("it did not start: {greeting:?} {}", fs::read_to_string(&log).unwrap());
    }

    /// Starts it where files may grow by so many megabytes: a disk that is nearly full.
    pub fn start_limited(database: &str, megabytes: u32) -> Self {
        let program = program(&[]).get_program().to_owned();
        let mut shell = Command::new("sh");
        // A write beyond the limit must fail, and not end the program.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", megabytes * 2048);
        shell.env_clear().arg("-c").arg(script).arg(program).stdin(Stdio::null());
        Self::spawn(shell, database, &[])
    }

    /// What it wrote to its log so far, without a line that it is just writing.
    pub fn log(&self) -> String {
        let mut log = fs::read_to_string(&self.log).unwrap();
        log.truncate(log.rfind('\n').map_or(0, |end| end + 1));
        log
    }

    /// All that it writes to its log: the lines of requests wait for others until it ends.
    pub fn whole_log(mut self) -> String {
        self.terminate();
        assert_eq!(self.ended(), Some(0), "{}", self.log());
        self.log()
    }

    /// Asks it to stop, as an operator does.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Kills it, as a power cut does.
    pub fn kill(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub fn ended(&mut self) -> Option<i32> {
        eventually("it ends", || self.child.try_wait().unwrap().is_some());
        self.child.wait().unwrap().code()
    }

    /// The most memory that it ever had, in kilobytes.
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
