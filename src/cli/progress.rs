//! Progress bars, which are shown on terminals only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar with the name of the current stage.
pub(super) struct ProgressDisplay(ProgressBar);

impl ProgressDisplay {
    /// Shows an empty bar.
    pub(super) fn begin() -> Self {
        let bar = ProgressBar::new(0);
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        let style = ProgressStyle::with_template(
            "{msg:>9}  {wide_bar} {percent:>3} %  {human_pos}/{human_len}  {eta} left",
        );
        Self(style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style)))
    }

    /// Updates the bar.
    pub(super) fn show(&self, what: &'static str, done: u64, total: u64) {
        if self.0.length() != Some(total) || self.0.position() > done {
            self.0.reset_eta();
            self.0.set_length(total);
            self.0.set_message(what);
        }
        self.0.set_position(done);
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Makes a progress bar that counts bytes.
pub(super) fn byte_progress(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{wide_bar} {percent:>3} %  {bytes}/{total_bytes}  {eta} left",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} read in {elapsed}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
    ProgressStyle::with_template(template)
        .map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}
