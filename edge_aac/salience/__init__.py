"""Salience: what is worth saying, when, and why."""
