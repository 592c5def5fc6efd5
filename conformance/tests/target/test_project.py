"""Project folders are built anew for each run."""

from __future__ import annotations

from pathlib import Path

import pytest

from jwk_conformance.target.environment import IndexUnreachableError, ProvisionError

from .helpers import BROKEN_BACKEND, Shop, project_files, wheel, write
from .test_provision import imported_version, prepare


def test_a_project_folder_is_built_and_installed(shop: Shop, cache: Path, tmp_path: Path) -> None:
    project = write(tmp_path / "jose", project_files("jose", "1.0"))

    environment = prepare(f"jose@{project}", cache)

    assert environment.version == "1.0"
    assert environment.packages == {"jose": "1.0"}
    assert imported_version(environment, "jose") == "1.0"
    assert environment.exclude_newer is None


def test_a_change_in_the_folder_is_seen_and_the_old_environment_left_alone(
    alone: None, cache: Path, tmp_path: Path
) -> None:
    project = write(tmp_path / "jose", project_files("jose", "1.0"))
    before = prepare(f"jose@{project}", cache)
    (project / "jose.py").write_text("version = 'edited'\n")

    after = prepare(f"jose@{project}", cache)

    assert imported_version(before, "jose") == "1.0"
    assert imported_version(after, "jose") == "edited"


def test_an_unchanged_folder_gives_the_same_environment(
    alone: None, cache: Path, tmp_path: Path
) -> None:
    project = write(tmp_path / "jose", project_files("jose", "1.0"))
    said: list[str] = []

    first = prepare(f"jose@{project}", cache, said=said)
    again = prepare(f"jose@{project}", cache, said=said)

    assert again == first
    assert [line.split()[0] for line in said] == ["building", "installing", "building"]


def test_a_path_is_relative_to_the_current_folder(
    alone: None, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "src" / "jose", project_files("jose", "1.0"))
    monkeypatch.chdir(tmp_path / "src")

    assert prepare("Jose@jose", cache).version == "1.0"


def test_a_path_may_start_at_the_home_folder(
    alone: None, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "home" / "jose", project_files("jose", "1.0"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    assert prepare("jose@~/jose", cache).version == "1.0"


def test_a_folder_with_odd_characters_in_its_name_is_built(
    alone: None, cache: Path, tmp_path: Path
) -> None:
    project = write(tmp_path / "a b#c%20é", project_files("jose", "1.0"))

    assert prepare(f"jose@{project}", tmp_path / "a cache é").version == "1.0"


def test_extras_of_a_project_folder_come_from_the_index(
    shop: Shop, cache: Path, tmp_path: Path
) -> None:
    shop.publish(wheel("fast", "1.0"), "2021-06-01")
    files = project_files("jose", "1.0")
    files["backend.py"] = files["backend.py"].replace(
        "Version: {}\\n", "Version: {}\\nRequires-Dist: fast; extra == 'x'\\nProvides-Extra: x\\n"
    )
    project = write(tmp_path / "jose", files)

    assert prepare(f"jose[x]@{project}", cache).packages == {"fast": "1.0", "jose": "1.0"}


def test_a_project_that_does_not_build_shows_the_end_of_its_log(
    alone: None, cache: Path, tmp_path: Path
) -> None:
    project = write(tmp_path / "jose", project_files("jose", "1.0", backend=BROKEN_BACKEND))

    with pytest.raises(ProvisionError) as caught:
        prepare(f"jose@{project}", cache)

    assert f"jose@{project} does not build on " in caught.value.what
    assert "RuntimeError: the compiler has gone home" in caught.value.what
    log = Path(caught.value.hint.removeprefix("The full log is ").removesuffix("."))
    assert "RuntimeError: the compiler has gone home" in log.read_text()


def test_a_project_of_another_name_is_refused(alone: None, cache: Path, tmp_path: Path) -> None:
    project = write(tmp_path / "src", project_files("hose", "1.0"))

    with pytest.raises(ProvisionError) as caught:
        prepare(f"jose@{project}", cache)

    assert str(caught.value) == (
        f"jose@{project}: the project in {project} is hose, not jose. Write hose@{project}."
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "is no Python project: it has neither pyproject.toml nor setup.py."),
        ({"pyproject.toml": "[tool.x]\n"}, "neither [project] nor [build-system]."),
        ({"pyproject.toml": "[project\n"}, "pyproject.toml cannot be read: "),
    ],
)
def test_a_folder_that_is_no_project_is_refused(
    alone: None, cache: Path, tmp_path: Path, files: dict[str, str], said: str
) -> None:
    folder = write(tmp_path / "folder", files)

    with pytest.raises(ProvisionError) as caught:
        prepare(f"jose@{folder}", cache)

    assert said in caught.value.what


def test_a_path_that_is_no_folder_is_refused(alone: None, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProvisionError, match="file is no folder"):
        prepare(f"jose@{tmp_path}/file", cache)
    with pytest.raises(ProvisionError, match="nothing does not exist"):
        prepare(f"jose@{tmp_path}/nothing", cache)


def test_a_backend_that_cannot_reach_something_is_a_failed_build_not_a_dead_index(
    alone: None, cache: Path, tmp_path: Path
) -> None:
    backend = BROKEN_BACKEND.replace("the compiler has gone home", "connection timed out")
    project = write(tmp_path / "jose", project_files("jose", "1.0", backend=backend))

    with pytest.raises(ProvisionError, match="connection timed out") as caught:
        prepare(f"jose@{project}", cache)

    assert not isinstance(caught.value, IndexUnreachableError)


@pytest.mark.parametrize("offline", [False, True])
def test_build_tools_out_of_reach_are_told_from_a_failed_build(
    alone: None, cache: Path, tmp_path: Path, offline: bool
) -> None:
    project = write(tmp_path / "jose", project_files("jose", "1.0", tool="hatchling"))

    with pytest.raises(IndexUnreachableError) as caught:
        prepare(f"jose@{project}", cache, offline=offline)

    assert ("is not to be asked" in caught.value.what) is offline


def test_a_folder_that_needs_nothing_is_built_offline(
    alone: None, cache: Path, tmp_path: Path
) -> None:
    project = write(tmp_path / "jose", project_files("jose", "1.0"))
    assert prepare(f"jose@{project}", cache, offline=True).version == "1.0"
