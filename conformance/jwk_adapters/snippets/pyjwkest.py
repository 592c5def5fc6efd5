"""Pyjwkest's calls, as its adapter makes them."""

JSON = "adapter"
SIGNING = (
    "keys = [\n    {party.key},\n]\nheaders = [\n    ({party.protected}, {party.header}),\n]\n"
)
HASHED = "print(b64e({key}.thumbprint('{0}')).decode())"
SHOWN = "print(token.jwt.part[1])"
OR_NONE = "if seen is None:\n    raise ValueError('verify_json returned None')\n" + SHOWN

SNIPPETS = {
    "imports": "from jwkest import b64e\nfrom jwkest.jwe import JWE\nfrom jwkest.jwk import KEYS\n"
    "from jwkest.jwk import RSAKey\nfrom jwkest.jwk import import_rsa_key\n"
    "from jwkest.jwk import keyrep\nfrom jwkest.jws import JWS",
    "jwk.import": "{made} = keyrep({key})",
    "jwk.export public": "print({key}.serialize(private=False))",
    "jwk.export private": "print({key}.serialize(private=True))",
    "jwk.thumbprint sha-256": HASHED.replace("{0}", "SHA-256"),
    "jwk.thumbprint sha-384": HASHED.replace("{0}", "SHA-384"),
    "jwk.thumbprint sha-512": HASHED.replace("{0}", "SHA-512"),
    "jwk.from_pem": "{made} = RSAKey(key=import_rsa_key({pem}))\n"
    "print({made}.serialize(private=False))",
    "jwks.import": "{made} = KEYS()\n{made}.load_dict({set})",
    "jwks.export": "print({set}.dump_jwks())",
    "jwks.select": "found = {set}.by_kid({kid})\n{made} = found[0] if found else None\n"
    "print({made} and {made}.serialize(private=False))",
    "jwks.client": "{made} = KEYS().load_from_url({url})",
    "jwks.fetch": "found = {client}.by_kid({kid})\n{made} = found[0] if found else None\n"
    "print({made} and {made}.serialize(private=False))",
    "jwks.verify": "print(JWS().verify_compact({jwt}, {client}.keys(), sigalg={alg}))",
    "jws.sign compact": "print(JWS({payload}, alg={alg}).sign_compact(\n"
    "    [{key}], protected={protected}))",
    "jws.sign flattened": SIGNING
    + "print(JWS({payload}.decode(), alg={alg}).sign_json(keys, headers, flatten=True))",
    "jws.sign general": SIGNING
    + "print(JWS({payload}.decode(), alg={alg}).sign_json(keys, headers, flatten=False))",
    "jws.verify compact": "token = JWS()\ntoken.verify_compact({jws}, [{key}], sigalg={alg})\n"
    + SHOWN,
    "jws.verify compact set": "token = JWS()\n"
    "token.verify_compact({jws}, {set}.keys(), sigalg={alg})\n" + SHOWN,
    "jws.verify json": "token = JWS()\n"
    "seen = token.verify_json({jws}, [{key}], sigalg={alg})\n" + OR_NONE,
    "jws.verify json set": "token = JWS()\n"
    "seen = token.verify_json({jws}, {set}.keys(), sigalg={alg})\n" + OR_NONE,
    "jwe.encrypt compact": "print(JWE({plaintext}.decode(), **{protected}).encrypt([{key}]))",
    "jwe.decrypt compact": "print(JWE().decrypt({jwe}, [{key}], alg={alg}))",
}
