"""OxyJWT's calls, as its adapter makes them."""

JSON = "library"

SNIPPETS = {
    "imports": "import oxyjwt",
    "jwk.import": "{made} = oxyjwt.PyJWK.from_json({key})",
    "jwks.import": "{made} = oxyjwt.PyJWKSet.from_json({set})",
    "jwks.client": "{made} = oxyjwt.PyJWKClient({url})",
    "jwks.verify": "key = {client}.get_signing_key_from_jwt({jwt}).key\n"
    "print(oxyjwt.decode({jwt}, key, algorithms={algorithms}))",
    "jws.verify compact": "seen = oxyjwt.decode_complete(\n"
    "    {jws}, {key}.key, algorithms={algorithms})\n"
    "print(seen['payload'])",
    "jwt.verify": "print(oxyjwt.decode({jwt}, {key}.key, algorithms={algorithms}))",
    "jwt.verify expected": "names = {'iss': 'issuer', 'aud': 'audience'}\n"
    "wanted = {names[name]: value for name, value in {expected}.items()}\n"
    "print(oxyjwt.decode({jwt}, {key}.key, algorithms={algorithms}, **wanted))",
}
