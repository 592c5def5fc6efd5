"""A session whose reader stops half-way: nothing is taken for the answer to something else."""

from __future__ import annotations

import sys
from pathlib import Path

from jwk_conformance.engine.connection import Ask, Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.engine.session import Session
from jwk_conformance.worker import worker_file
from jwk_vectors import bundled


def session(tmp_path: Path) -> Session:
    worker = str(worker_file(tmp_path))
    argv = (sys.executable, worker, "jwk_conformance.reference:Reference", "0")
    return Session(Launch(argv=argv, cwd=tmp_path), Limits(start=60.0))


def test_what_nobody_read_answers_nothing_else(tmp_path: Path) -> None:
    library = bundled()
    imports = library.by_id["control-jwk.import-ec-p-256"]
    thumbprint = library.by_id["control-jwk.thumbprint-ec-p-256"]
    with session(tmp_path) as asked:
        several = asked.observe([imports] * 20)
        next(several)
        several.close()
        ((_, (seen,)),) = list(asked.observe([thumbprint]))
        assert "thumbprint" in seen.facts
        assert asked.restarts == 1, "the process that owed replies is gone"
        asked.connection().post(Ask("jwk.import", imports.steps[0].args))
        ((_, (seen,)),) = list(asked.observe([thumbprint]))
        assert "thumbprint" in seen.facts
        before = asked.restarts
        list(asked.observe([thumbprint] * 3))
        assert asked.restarts == before, "who reads everything keeps the process"
