//! Counts failures of the database.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct FailureLabels {
    kind: &'static str,
}

/// The failures by what can be done about them. A clone shares the counts.
#[derive(Clone, Default)]
pub(crate) struct DatabaseFailures(Family<FailureLabels, Counter>);

impl DatabaseFailures {
    /// Registers them.
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let counts = Self::default();
        registry.register(
            "database_failures",
            "Failures of the database, by what can be done about them",
            Family::clone(&counts.0),
        );
        counts
    }

    /// Shows a kind before it happens, so that the first failure is seen as an increase.
    pub(super) fn expect(&self, kind: &'static str) {
        drop(self.0.get_or_create(&FailureLabels { kind }));
    }

    /// Counts a failure.
    pub(crate) fn count(&self, kind: &'static str) {
        self.0.get_or_create(&FailureLabels { kind }).inc();
    }
}
