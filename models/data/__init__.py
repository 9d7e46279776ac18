"""Recordings and composed scenes: what the networks are trained and judged on."""
