"""How to reproduce each operation in a bundled library's own API, one module per library.

`SNIPPETS` goes to the engine with `hello`; docs/protocol.md says how a template is chosen and
filled in. `JSON` says who parses, as in `hello`. Nothing here imports a library, so that a
reproduction can be shown without it.
"""
