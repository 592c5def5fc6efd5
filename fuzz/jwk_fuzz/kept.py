"""Plans that found something, kept in an example database of Hypothesis for the next campaign.

The database is the folder that Hypothesis keeps its own examples in, unless another is named.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase

from jwk_fuzz.chance import LENGTH

MOST = 500
"""Plans that are asked about again; with more a campaign would do nothing else."""


class Kept:
    """The plans of one target."""

    def __init__(self, folder: Path, target: str) -> None:
        self._folder = folder
        self._key = f"jwk-fuzz:{target}".encode()
        self._database = DirectoryBasedExampleDatabase(folder)
        self._known: set[bytes] = set()
        self.trouble = ""
        """What is wrong with the database; empty where nothing is."""

    def plans(self) -> list[bytes]:
        """Those that are kept; none where the database cannot be read, which is told."""
        try:
            if self._folder.exists() and not self._folder.is_dir():
                raise NotADirectoryError(f"{self._folder} is not a folder")
            found = sorted(self._database.fetch(self._key))
        except OSError as error:
            self._failed("read", error)
            return []
        sound = [plan for plan in found if len(plan) == LENGTH]
        if len(sound) < len(found):
            self.trouble = (
                f"{len(found) - len(sound)} of {len(found)} examples in {self._folder} are no "
                "plans of this fuzzer and were left alone"
            )
        self._known.update(sound)
        return sound[:MOST]

    def keep(self, plan: bytes) -> None:
        """Keep a plan for the next time."""
        if plan in self._known or self._unusable:
            return
        self._known.add(plan)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._database.save(self._key, plan)
        except OSError as error:
            self._failed("written", error)

    _unusable = False

    def _failed(self, done: str, error: OSError) -> None:
        self._unusable = True
        self.trouble = (
            f"the example database {self._folder} cannot be {done} "
            f"({error.strerror or error}): going on without it. Remove it, or name another with "
            "--database"
        )
