"""Attacks on a running service; see scripts/check-resilience."""
