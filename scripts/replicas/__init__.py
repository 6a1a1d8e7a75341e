"""The service over a primary with replicas; see scripts/check-replicas."""
