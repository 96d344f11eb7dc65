"""Reusable parts that know no session."""
