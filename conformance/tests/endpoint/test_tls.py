"""Old versions of TLS are recognised by the first octets of an answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jwk_conformance.endpoint.client import Options
from jwk_conformance.endpoint.gate import Gate
from jwk_conformance.endpoint.tls import OLD, answered, greeting, look

from .server import serving


@given(
    st.from_regex(r"[a-z]{1,20}(\.[a-z]{1,20}){1,3}", fullmatch=True),
    st.sampled_from([*OLD.values()]),
)
def test_a_greeting_is_well_formed(host: str, version: int) -> None:
    octets = greeting(host, version)
    assert octets[:3] == b"\x16\x03\x01"
    assert int.from_bytes(octets[3:5], "big") == len(octets) - 5
    assert octets[5] == 1
    assert int.from_bytes(octets[6:9], "big") == len(octets) - 9
    assert octets[9:11] == version.to_bytes(2, "big")
    assert host.encode() in octets


@given(st.binary(max_size=40))
def test_anything_else_is_no_agreement(octets: bytes) -> None:
    agreed = any(answered(octets, version) for version in OLD.values())
    assert agreed == (
        len(octets) > 10
        and octets[0] == 22
        and octets[5] == 2
        and octets[9:11] in (b"\3\1", b"\3\2")
    )


def test_a_server_of_today_agrees_to_no_old_version() -> None:
    with serving({}, tls=True) as server:
        seen = look(server.url, Options(verify=False), Gate([server.url], {}))
    assert seen is not None
    assert seen.old == ()
    assert seen.version in ("TLSv1.3", "TLSv1.2")
