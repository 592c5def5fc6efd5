"""Files with keys, looked at by the rulebook: reading them, and three ways to tell the outcome."""
