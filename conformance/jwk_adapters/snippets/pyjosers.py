"""Pyjosers' calls, as its adapter makes them."""

JSON = "library"
SIGNING = (
    "token = JWS({payload}, allow_key_reference_headers=True)\ntoken.allowed_algs = {algorithms}\n"
)
VERIFYING = "token = JWS()\ntoken.allowed_algs = {algorithms}\ntoken.deserialize({jws})\n"
ENCRYPTING = (
    "token = JWE({plaintext}, {protected}, algs={algorithms},"
    " allow_key_reference_headers=True, aad={aad}"
)
FOR_EACH = "token.add_recipient({party.key}, {party.header} or None)\nprint(token.serialize())"
GENERATED = "\nprint({made}.export_private())"
POLICY = "policy = Validation(allowed_algorithms={algorithms}"
DECODING = ")\nprint(jwt.decode({jwt}, {key}, validation=policy))"

SNIPPETS = {
    "imports": "\n".join(
        f"from pyjosers import {name}"
        for name in ("JWE", "JWK", "JWKSet", "JWS", "Validation", "jwt")
    ),
    "jwk.import": "{made} = JWK.from_json({key})",
    "jwk.export public": "print({key}.export_public())",
    "jwk.export private": "print({key}.export_private())",
    "jwk.thumbprint sha-256": "print({key}.thumbprint('sha256'))",
    "jwk.thumbprint sha-384": "print({key}.thumbprint('sha384'))",
    "jwk.thumbprint sha-512": "print({key}.thumbprint('sha512'))",
    "jwk.generate": "{made} = JWK.generate(kty={kty})" + GENERATED,
    "jwk.generate crv": "{made} = JWK.generate(kty={kty}, crv={crv})" + GENERATED,
    "jwk.generate bits": "{made} = JWK.generate(kty={kty}, size={bits})" + GENERATED,
    "jwk.to_pem public": "print({key}.export_to_pem().decode())",
    "jwk.to_pem private": "print({key}.export_to_pem(private_key=True, password=None).decode())",
    "jwk.from_pem": "{made} = JWK.from_pem({pem}.encode())\nprint({made}.export_public())",
    "jwks.import": "{made} = JWKSet.from_json({set})",
    "jwks.export": "print({set}.export(private_keys=False))",
    "jwks.select": "{made} = {set}.get_key({kid})\nprint({made} and {made}.export_public())",
    "jws.sign compact": SIGNING
    + "token.add_signature({key}, protected={protected})\nprint(token.serialize(compact=True))",
    "jws.sign json": SIGNING + "token.add_signature({party.key}, protected={party.protected},"
    " header={party.header} or None)\nprint(token.serialize())",
    "jws.verify": VERIFYING + "print(token.verify_authenticated({key}).value)",
    "jws.verify detached": VERIFYING
    + "print(token.verify_authenticated({key}, detached_payload={detached}).value)",
    "jwe.encrypt compact": ENCRYPTING + ")\n"
    "token.add_recipient({key})\nprint(token.serialize(compact=True))",
    "jwe.encrypt flattened": ENCRYPTING + ", flattened=True)\n" + FOR_EACH,
    "jwe.encrypt general": ENCRYPTING + ", flattened=False)\n" + FOR_EACH,
    "jwe.decrypt": "token = JWE(algs={algorithms})\ntoken.deserialize({jwe})\n"
    "print(token.decrypt_authenticated({key}).value)",
    "jwt.sign": "token = jwt.JWT(\n"
    "    header={header}, claims={claims}, allow_key_reference_headers=True)\n"
    "token.make_signed_token({key})\nprint(token.serialize())",
    "jwt.verify": POLICY + DECODING,
    "jwt.verify expected": "expected = {expected}\n"
    + POLICY
    + ",\n    issuer=expected.get('iss'), audience=expected.get('aud')"
    + DECODING,
}
