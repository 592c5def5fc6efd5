"""Libraries get environments of their own: dated, cached, rebuilt when they must be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from jwk_conformance.target import index
from jwk_conformance.target.cache import Current
from jwk_conformance.target.environment import (
    Environment,
    IndexUnreachableError,
    ProvisionError,
)
from jwk_conformance.target.provision import AsOf, provision
from jwk_conformance.target.spec import Folder, Latest, Release, parse

from .helpers import BACKEND, FOREIGN, Shop, project_files, sdist, wheel, write


def prepare(
    target: str,
    cache: Path,
    *,
    said: list[str] | None = None,
    offline: bool = False,
    refresh: bool = False,
    as_of: AsOf = "release",
) -> Environment:
    spec = parse(target)
    assert isinstance(spec, Latest | Release | Folder)
    say = (lambda _line: None) if said is None else said.append
    return provision(spec, cache=cache, offline=offline, refresh=refresh, as_of=as_of, say=say)


def imported_version(environment: Environment, module: str) -> str:
    """What the environment's own interpreter finds when it imports a module."""
    program = f"import {module}; print({module}.version)"
    argv = [str(environment.python), "-I", "-c", program]
    done = subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.strip()


def a_day_passes(cache: Path) -> None:
    """Put back by a day what the cache remembers of when the index was asked."""
    (file,) = cache.glob("environments/*/current.json")
    held = msgspec.json.decode(file.read_bytes(), type=Current)
    earlier = msgspec.structs.replace(held, asked_at=held.asked_at - timedelta(days=1))
    file.write_bytes(msgspec.json.encode(earlier))


# which versions


def test_a_release_gets_the_dependencies_of_its_time(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("backend", "1.0"), "2021-01-01")
    shop.publish(wheel("jose", "1.0", requires=["backend"]), "2021-06-01")
    shop.publish(wheel("backend", "2.0"), "2022-01-01")
    shop.publish(wheel("jose", "2.0", requires=["backend"]), "2022-06-01")

    environment = prepare("jose==1.0", cache)

    assert environment.packages == {"backend": "1.0", "jose": "1.0"}
    assert imported_version(environment, "jose") == "1.0"
    assert imported_version(environment, "backend") == "1.0"
    assert environment.version == "1.0"
    assert environment.released_at == datetime(2021, 6, 1, 12, tzinfo=timezone.utc)
    assert environment.exclude_newer == datetime(2021, 6, 2, 12, tzinfo=timezone.utc)
    assert environment.notes == ()


def test_a_release_gets_todays_dependencies_when_told_and_says_so(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("backend", "1.0"), "2021-01-01")
    shop.publish(wheel("jose", "1.0", requires=["backend"]), "2021-06-01")
    shop.publish(wheel("backend", "2.0"), "2022-01-01")

    dated = prepare("jose==1.0", cache)
    environment = prepare("jose==1.0", cache, as_of="now")

    assert dated.packages["backend"] == "1.0"
    assert environment.packages["backend"] == "2.0"
    assert environment.exclude_newer is None
    assert environment.notes == ("newer than jose 1.0 (2021-06-01): backend 2.0 (2022-01-01)",)


def test_a_file_added_later_to_a_release_does_not_move_its_date(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0", requires=["backend"]), "2025-01-01")
    shop.publish(sdist("jose", "1.0"), "2021-06-01")
    shop.publish(wheel("backend", "1.0"), "2021-01-01")
    shop.publish(wheel("backend", "2.0"), "2022-01-01")

    environment = prepare("jose==1.0", cache)

    assert environment.packages == {"backend": "1.0", "jose": "1.0"}


def test_what_has_no_wheel_here_moves_to_its_next_release_that_has_one(
    shop: Shop, cache: Path
) -> None:
    shop.publish(sdist("native", "1.0"), "2021-01-01")
    shop.publish(wheel("native", "1.0", tag=FOREIGN), "2021-01-01")
    shop.publish(wheel("native", "1.1", tag=FOREIGN), "2022-01-01")
    shop.publish(wheel("native", "1.2"), "2023-01-01")
    shop.publish(wheel("native", "1.3"), "2024-01-01")
    shop.publish(wheel("jose", "1.0", requires=["native"]), "2021-06-01")

    environment = prepare("jose==1.0", cache)

    assert environment.packages == {"jose": "1.0", "native": "1.2"}
    assert environment.notes == ("newer than jose 1.0 (2021-06-01): native 1.2 (2023-01-01)",)


def test_what_never_had_a_wheel_is_built_as_of_the_time(shop: Shop, cache: Path) -> None:
    shop.publish(sdist("source", "1.0"), "2021-01-01")
    shop.publish(sdist("source", "2.0"), "2022-01-01")
    shop.publish(wheel("jose", "1.0", requires=["source"]), "2021-06-01")

    environment = prepare("jose==1.0", cache)

    assert imported_version(environment, "source") == "1.0"
    assert environment.notes == ()


def test_a_release_without_a_wheel_is_built(shop: Shop, cache: Path) -> None:
    shop.publish(sdist("jose", "1.0"), "2021-06-01")
    shop.publish(wheel("jose", "2.0"), "2022-06-01")

    assert imported_version(prepare("jose==1.0", cache), "jose") == "1.0"


def test_setuptools_of_the_time_is_there_where_venv_puts_it(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("setuptools", "60.0"), "2021-01-01")
    shop.publish(wheel("setuptools", "90.0"), "2026-01-01")
    shop.publish(wheel("jose", "1.0"), "2021-06-01")

    packages = prepare("jose==1.0", cache).packages

    if sys.version_info < (3, 12):
        assert packages == {"jose": "1.0", "setuptools": "60.0"}
    else:
        assert packages == {"jose": "1.0"}


def test_build_tools_of_the_time_that_no_longer_run_give_way_to_todays(
    shop: Shop, cache: Path
) -> None:
    broken = "raise ImportError('this interpreter is too new')\n"
    shop.publish(wheel("hatchling", "1.0", module=broken), "2021-01-01")
    shop.publish(wheel("hatchling", "2.0", module=BACKEND), "2024-01-01")
    shop.publish(wheel("backend", "1.0"), "2021-01-01")
    shop.publish(wheel("backend", "2.0"), "2024-01-01")
    files = project_files("jose", "1.0", tool="hatchling")
    shop.publish(sdist("jose", "1.0", files), "2021-06-01")

    environment = prepare("jose==1.0", cache)

    assert imported_version(environment, "jose") == "1.0"
    (note,) = environment.notes
    assert note.startswith("built with today's build tools: those of 2021-06-01 do not work on Py")


def test_without_a_solution_as_of_the_time_dependencies_are_todays_and_it_says_so(
    shop: Shop, cache: Path
) -> None:
    shop.publish(wheel("backend", "2.0"), "2022-01-01")
    shop.publish(wheel("jose", "1.0", requires=["backend"]), "2021-06-01")

    environment = prepare("jose==1.0", cache)

    assert environment.packages["backend"] == "2.0"
    assert environment.exclude_newer is None
    undated, newer = environment.notes
    assert undated.startswith("no dependencies as of 2021-06-01 install on Py")
    assert newer == "newer than jose 1.0 (2021-06-01): backend 2.0 (2022-01-01)"


def test_an_index_without_dates_gives_the_newest_dependencies_and_it_says_so(
    shop: Shop, cache: Path
) -> None:
    shop.publish(wheel("jose", "1.0", requires=["backend"]))
    shop.publish(wheel("backend", "1.0"))
    shop.publish(wheel("backend", "2.0"))

    environment = prepare("jose==1.0", cache)

    assert environment.packages == {"backend": "2.0", "jose": "1.0"}
    assert environment.released_at is None
    assert environment.notes == (
        "the index does not tell when jose 1.0 was published: dependencies are the newest",
    )


def test_extras_are_installed(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("backend", "1.0"), "2021-01-01")
    jose = wheel("jose", "1.0", requires=["backend; extra == 'fast'"], extras=["fast"])
    shop.publish(jose, "2021-06-01")

    assert prepare("jose==1.0", cache).packages == {"jose": "1.0"}
    assert prepare("jose[fast]==1.0", cache).packages == {"backend": "1.0", "jose": "1.0"}


# the cache


def test_a_release_is_built_once_and_then_needs_no_network(
    shop: Shop, cache: Path, cut_off: Callable[[], None]
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose==1.0", cache)
    cut_off()
    said: list[str] = []

    assert prepare("jose==1.0", cache, said=said) == first
    assert prepare("jose==1.0", cache, said=said, offline=True) == first
    assert said == []


def test_the_newest_release_is_looked_up_once_a_day(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose@latest", cache)
    shop.publish(wheel("jose", "2.0"), "2022-06-01")
    shop.asked.clear()

    same_day = prepare("jose@latest", cache)
    asked_same_day = list(shop.asked)
    a_day_passes(cache)
    next_day = prepare("jose@latest", cache)

    assert (first.version, same_day.version, next_day.version) == ("1.0", "1.0", "2.0")
    assert asked_same_day == []
    assert imported_version(first, "jose") == "1.0", "who runs in the old one is not disturbed"
    assert imported_version(next_day, "jose") == "2.0"


def test_a_look_that_finds_nothing_new_keeps_the_environment(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose@latest", cache)
    a_day_passes(cache)
    said: list[str] = []

    assert prepare("jose@latest", cache, said=said).folder == first.folder
    assert said == ["looking up jose@latest"]


def test_refresh_asks_the_index_at_once(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    prepare("jose@latest", cache)
    shop.publish(wheel("jose", "2.0"), "2022-06-01")

    assert prepare("jose@latest", cache, refresh=True).version == "2.0"


@pytest.mark.parametrize("refresh", [False, True])
def test_an_index_that_does_not_answer_leaves_the_cached_environment_with_a_note(
    shop: Shop, cache: Path, cut_off: Callable[[], None], refresh: bool
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose@latest", cache)
    a_day_passes(cache)
    cut_off()

    environment = prepare("jose@latest", cache, refresh=refresh)

    today = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    assert environment.folder == first.folder
    assert environment.notes == (f"the index could not be reached: using 1.0, chosen on {today}",)


def test_offline_never_asks_and_says_what_it_uses(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    prepare("jose@latest", cache)
    a_day_passes(cache)
    shop.asked.clear()

    environment = prepare("jose@latest", cache, offline=True)

    assert shop.asked == []
    (note,) = environment.notes
    assert note.startswith("the index was not to be asked: using 1.0, chosen on ")


@pytest.mark.parametrize("target", ["jose==1.0", "jose@latest"])
def test_offline_with_nothing_cached_is_one_clear_error(
    shop: Shop, cache: Path, target: str
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")

    with pytest.raises(IndexUnreachableError) as caught:
        prepare(target, cache, offline=True)

    assert str(caught.value) == (
        f"{target} is not in the cache, and the package index is not to be asked. "
        "Run it once without --offline."
    )
    assert shop.asked == []


def test_uvs_own_offline_variable_is_heeded(
    shop: Shop, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    monkeypatch.setenv("UV_OFFLINE", "1")

    with pytest.raises(IndexUnreachableError):
        prepare("jose==1.0", cache)


def test_no_network_and_nothing_cached_is_one_clear_error(alone: None, cache: Path) -> None:
    with pytest.raises(IndexUnreachableError) as caught:
        prepare("jose==1.0", cache)
    assert caught.value.what == (
        "jose==1.0: the package index cannot be reached, and no environment is cached."
    )
    assert "log.txt" in caught.value.hint


def test_an_interrupted_build_is_built_again(
    shop: Shop, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")

    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepare("jose==1.0", cache)
    half_built = list(cache.glob("environments/*/*/.venv/bin/python"))
    environment = prepare("jose==1.0", cache)

    assert half_built == [environment.python]
    assert imported_version(environment, "jose") == "1.0"


@pytest.mark.parametrize("file", ["current.json", "*/environment.json"])
def test_a_record_cut_short_is_not_trusted(shop: Shop, cache: Path, file: str) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose==1.0", cache)
    (record,) = cache.glob(f"environments/*/{file}")
    record.write_bytes(record.read_bytes()[:20])

    again = prepare("jose==1.0", cache)

    assert again.packages == first.packages
    assert imported_version(again, "jose") == "1.0"


def test_an_environment_whose_interpreter_is_gone_is_built_again(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose==1.0", cache)
    first.python.unlink()
    first.python.symlink_to("/nowhere/python")

    assert imported_version(prepare("jose==1.0", cache), "jose") == "1.0"


def test_runs_side_by_side_build_an_environment_once(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    said: list[str] = []

    with ThreadPoolExecutor(4) as pool:
        built = list(pool.map(lambda _: prepare("jose==1.0", cache, said=said), range(4)))

    assert len({environment.folder for environment in built}) == 1
    assert sum(line.startswith("installing") for line in said) == 1


def test_a_cache_that_cannot_be_used_is_named(shop: Shop, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")

    with pytest.raises(ProvisionError) as caught:
        prepare("jose==1.0", occupied / "cache")

    assert str(occupied) in caught.value.what
    assert "JWK_CONFORMANCE_CACHE" in caught.value.hint


# errors


def test_a_version_that_does_not_exist_names_the_newest(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    shop.publish(wheel("jose", "1.8.0"), "2022-06-01")
    with pytest.raises(ProvisionError) as caught:
        prepare("jose[x]==9.9.9", cache)
    assert str(caught.value) == (
        "jose[x]==9.9.9 is not on the package index. Newest is 1.8.0: try jose[x]==1.8.0."
    )


@pytest.mark.parametrize("target", ["jose==1.0", "jose@latest"])
def test_a_library_that_does_not_exist_is_said_to_be_missing(
    shop: Shop, cache: Path, target: str
) -> None:
    with pytest.raises(ProvisionError) as caught:
        prepare(target, cache)
    assert str(caught.value) == (
        "There is no jose on the package index. "
        "Check the spelling; a project folder is written jose@PATH."
    )


def test_a_release_for_another_python_says_which(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0", python=">=3.99"), "2021-06-01", python=">=3.99")
    with pytest.raises(ProvisionError) as caught:
        prepare("jose==1.0", cache)
    assert caught.value.what.endswith("it needs Python >=3.99.")
    assert caught.value.hint == "Name an interpreter that fits: pythonX.Y/jose==1.0."


def test_dependencies_without_a_solution_are_told_in_uvs_words(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0", requires=["backend<1"]), "2021-06-01")
    shop.publish(wheel("backend", "1.0"), "2021-01-01")
    with pytest.raises(ProvisionError) as caught:
        prepare("jose==1.0", cache)
    assert "its dependencies have no solution" in caught.value.what
    assert "backend<1" in caught.value.what
    assert "log.txt" in caught.value.hint


def test_an_error_of_one_target_leaves_what_was_built(shop: Shop, cache: Path) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    first = prepare("jose@latest", cache)
    shop.publish(wheel("jose", "2.0", requires=["missing"]), "2022-06-01")

    with pytest.raises(ProvisionError):
        prepare("jose@latest", cache, refresh=True)

    assert prepare("jose@latest", cache) == first


# surroundings


def test_the_users_own_index_settings_are_heeded(
    shop: Shop, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(wheel("backend", "1.0"), "2021-06-01")
    name, content = wheel("jose", "1.0", requires=["backend"])
    (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path))

    assert prepare("jose@latest", cache).packages == {"backend": "1.0", "jose": "1.0"}


def test_settings_and_environments_around_the_cache_do_not_matter(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(wheel("jose", "1.0"), "2021-06-01")
    around = write(
        tmp_path / "around",
        {
            "pyproject.toml": '[project]\nname = "jose"\nversion = "5"\n'
            "[tool.uv]\nno-index = true\n[tool.uv.workspace]\nmembers = ['**']\n",
            "uv.toml": "no-index = true\n",
        },
    )
    monkeypatch.setenv("VIRTUAL_ENV", str(around / "other"))
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(around / "third"))
    monkeypatch.setenv("UV_EXCLUDE_NEWER", "1999-01-01")
    monkeypatch.setenv("PYTHONPATH", str(around))
    monkeypatch.chdir(around)

    environment = prepare("jose==1.0", around / "cache")

    assert environment.python.is_relative_to(around / "cache")
    assert sorted(path.name for path in around.iterdir()) == ["cache", "pyproject.toml", "uv.toml"]
