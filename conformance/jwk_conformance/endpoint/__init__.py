"""Endpoints: what publishes a JWK Set, asked over HTTP and looked at from every side.

`observe` asks and keeps what it saw as exchanges; `check` judges what was seen, without I/O.
"""
