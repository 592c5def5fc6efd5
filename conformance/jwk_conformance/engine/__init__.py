"""Asking: processes, pipelines, deadlines, restarts. It observes and does not judge."""
