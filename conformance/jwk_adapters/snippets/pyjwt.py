"""PyJWT's calls, as its adapter makes them.

A PyJWK is bound to one algorithm: its own, or the only one that its user names. Where the JWK
names none the templates with `unbound` read it again for that algorithm.
"""

JSON = "library"
BOUND = "bound = jwt.PyJWK.from_json({key}_text, algorithm={alg})\n"
PUBLIC = (
    "public = {0}.key.public_key() if hasattr({0}.key, 'public_key') else {0}.key\n"
    "print({0}.Algorithm.to_jwk(public, as_dict=True))"
)
SIGN = "print(jwt.PyJWS().encode({payload}, KEY, algorithm={alg}, headers={protected}))"
VERIFY = "print(jwt.PyJWS().decode({jws}, KEY, algorithms={algorithms}))"
DETACHED = (
    "print(jwt.PyJWS().decode(\n"
    "    {jws}, KEY, algorithms={algorithms}, detached_payload={detached}))"
)
ENCODE = "print(jwt.encode({claims}, KEY, {alg}, headers={header}))"
DECODE = "print(jwt.decode({jwt}, KEY, algorithms={algorithms}))"
EXPECTING = (
    "names = {'iss': 'issuer', 'aud': 'audience'}\n"
    "wanted = {names[name]: value for name, value in {expected}.items()}\n"
    "print(jwt.decode({jwt}, KEY, algorithms={algorithms}, **wanted))"
)
TAKES_A_KEY = {
    "jws.sign compact": SIGN,
    "jws.verify compact": VERIFY,
    "jws.verify compact detached": DETACHED,
    "jwt.sign": ENCODE,
    "jwt.verify": DECODE,
    "jwt.verify expected": EXPECTING,
}

SNIPPETS = {
    "imports": "import jwt",
    "jwk.import": "{made}_text = {key}\n{made} = jwt.PyJWK.from_json({made}_text)",
    "jwk.export public": PUBLIC.replace("{0}", "{key}"),
    "jwk.export private": "print({key}.Algorithm.to_jwk({key}.key, as_dict=True))",
    "jwks.import": "{made} = jwt.PyJWKSet.from_json({set})",
    "jwks.select": "try:\n    {made} = {set}[{kid}]\nexcept KeyError:\n    print(None)\nelse:\n    "
    + PUBLIC.replace("{0}", "{made}").replace("\n", "\n    "),
    "jwks.client": "{made} = jwt.PyJWKClient({url})",
    "jwks.fetch": "{made} = {client}.get_signing_key({kid})\n" + PUBLIC.replace("{0}", "{made}"),
    "jwks.verify": "key = {client}.get_signing_key_from_jwt({jwt})\n"
    + DECODE.replace("KEY", "key"),
    **{op: call.replace("KEY", "{key}") for op, call in TAKES_A_KEY.items()},
    **{f"{op} unbound": BOUND + call.replace("KEY", "bound") for op, call in TAKES_A_KEY.items()},
}
