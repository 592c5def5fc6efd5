"""The configuration of a project: where it is found, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from jwk_conformance.config import Config, ConfigError, configured


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert configured(tmp_path) == Config()


@pytest.mark.parametrize(
    ("name", "head"),
    [("jwk-conformance.toml", ""), ("pyproject.toml", "[tool.jwk-conformance]\n")],
)
def test_either_file_sets_everything_and_paths_go_from_its_folder(
    tmp_path: Path, name: str, head: str
) -> None:
    text = 'baseline = "known.toml"\nprofile = "strict"\ntargets = ["jwcrypto"]\n'
    (tmp_path / name).write_text(head + text)
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    wanted = Config(baseline=tmp_path / "known.toml", profile="strict", targets=("jwcrypto",))
    assert configured(inside) == wanted


def test_the_nearest_project_counts(tmp_path: Path) -> None:
    (tmp_path / "jwk-conformance.toml").write_text('profile = "strict"\n')
    inside = tmp_path / "a"
    inside.mkdir()
    (inside / "pyproject.toml").write_text("")
    assert configured(inside) == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("basline = 'x'", "'basline', which is unknown. Nearest is 'baseline'"),
        ("baseline = 1", "baseline is not a string"),
        ("profile = []", "profile is not a string"),
        ("targets = 'jwcrypto'", "targets is not an array of strings"),
        ("targets = [1]", "targets is not an array of strings"),
        ("baseline =", "is not TOML"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "jwk-conformance.toml").write_text(text)
    with pytest.raises(ConfigError, match=said):
        configured(tmp_path)


def test_two_configurations_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "jwk-conformance.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.jwk-conformance]\n")
    with pytest.raises(ConfigError, match="keep one"):
        configured(tmp_path)
    (tmp_path / "pyproject.toml").write_text("tool.jwk-conformance = 1\n")
    with pytest.raises(ConfigError, match="not a table"):
        configured(tmp_path)
