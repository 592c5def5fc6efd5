"""Jwcrypto's calls, as its adapter makes them."""

JSON = "library"
SIGNING = "token = jws.JWS({payload})\ntoken.allowed_algs = {algorithms}\n"
VERIFYING = "token = jws.JWS()\ntoken.allowed_algs = {algorithms}\ntoken.deserialize({jws})\n"
ENCRYPTING = "token = jwe.JWE({plaintext}, {protected_text}, {unprotected_text}, {aad}"
FOR_EACH = ")\ntoken.add_recipient({party.key}, {party.header_text})\nprint(token.serialize())"
GENERATED = "print({made}.export_private())"
GENERATED_OCT = "print({made}.export_symmetric())"
CHECKING = "token = jwt.JWT(jwt={jwt}, key={key}, algs={algorithms}, expected_type='JWS'"

SNIPPETS = {
    "imports": "import json\nfrom jwcrypto import jwe\nfrom jwcrypto import jwk\n"
    "from jwcrypto import jws\nfrom jwcrypto import jwt",
    "jwk.import": "{made} = jwk.JWK.from_json({key})",
    "jwk.export public": "print({key}.export_public())",
    "jwk.export private": "print({key}.export_private())",
    "jwk.export private oct": "print({key}.export_symmetric())",
    "jwk.thumbprint": "hash = jwk.IANANamedInformationHashAlgorithmRegistry[{hash}]\n"
    "print({key}.thumbprint(hash))",
    "jwk.thumbprint sha-256": "print({key}.thumbprint())",
    "jwk.generate": "{made} = jwk.JWK.generate(kty={kty})\n" + GENERATED,
    "jwk.generate crv": "{made} = jwk.JWK.generate(kty={kty}, crv={crv})\n" + GENERATED,
    "jwk.generate bits": "{made} = jwk.JWK.generate(kty={kty}, size={bits})\n" + GENERATED,
    "jwk.generate oct": "{made} = jwk.JWK.generate(kty={kty})\n" + GENERATED_OCT,
    "jwk.generate bits oct": "{made} = jwk.JWK.generate(kty={kty}, size={bits})\n" + GENERATED_OCT,
    "jwk.to_pem public": "print({key}.export_to_pem().decode())",
    "jwk.to_pem private": "print({key}.export_to_pem(private_key=True, password=None).decode())",
    "jwk.from_pem": "{made} = jwk.JWK.from_pem({pem}.encode())\nprint({made}.export_public())",
    "jwks.import": "{made} = jwk.JWKSet.from_json({set})",
    "jwks.export": "print({set}.export(private_keys=False))",
    "jwks.select": "{made} = {set}.get_key({kid})\nprint({made} and {made}.export_public())",
    "jws.sign compact": SIGNING + "token.add_signature({key}, None, {protected_text}, None)\n"
    "print(token.serialize(compact=True))",
    "jws.sign json unencoded": SIGNING.replace("{payload}", "{payload}.decode()")
    + "token.add_signature({party.key}, None, {party.protected_text}, {party.header_text})\n"
    "print(token.serialize())",
    "jws.sign json": SIGNING
    + "token.add_signature({party.key}, None, {party.protected_text}, {party.header_text})\n"
    "print(token.serialize())",
    "jws.verify": VERIFYING + "token.verify({key})\nprint(token.payload)",
    "jws.verify detached": VERIFYING
    + "payload = {detached}\ntoken.verify({key}, detached_payload=payload)\nprint(payload)",
    "jwe.encrypt compact": "token = jwe.JWE({plaintext}, {protected_text}, algs={algorithms})\n"
    "token.add_recipient({key})\nprint(token.serialize(compact=True))",
    "jwe.encrypt flattened": ENCRYPTING + ", {algorithms}" + FOR_EACH,
    "jwe.encrypt general": ENCRYPTING + ", {algorithms}, flattened=False" + FOR_EACH,
    "jwe.encrypt general many": ENCRYPTING + ", {algorithms}" + FOR_EACH,
    "jwe.decrypt": "token = jwe.JWE(algs={algorithms})\ntoken.deserialize({jwe}, {key})\n"
    "print(token.payload)",
    "jwt.sign": "token = jwt.JWT({header_text}, json.dumps({claims}), algs=[{alg}])\n"
    "token.make_signed_token({key})\nprint(token.serialize())",
    "jwt.verify": CHECKING + ")\nprint(json.loads(token.claims))",
    "jwt.verify expected": CHECKING + ",\n    check_claims={expected})\n"
    "print(json.loads(token.claims))",
}
