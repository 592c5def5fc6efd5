"""Python-jose's calls, as its adapter makes them."""

JSON = "adapter"
NAMES = "names = {'iss': 'issuer', 'aud': 'audience'}\n"

SNIPPETS = {
    "imports": "from jose import jwe\nfrom jose import jwk\nfrom jose import jws\n"
    "from jose import jwt",
    "jwk.import": "{made}_document = {key}\n{made} = jwk.construct({made}_document, {usual})",
    "jwk.export public": "print({key}.public_key().to_dict())",
    "jwk.export private": "print({key}.to_dict())",
    "jwk.to_pem public": "print({key}.public_key().to_pem().decode())",
    "jwk.to_pem private": "print({key}.to_pem().decode())",
    "jwks.import": "{made}_document = {set}",
    "jws.sign compact": "print(jws.sign(\n"
    "    {payload}, {key}_document, headers={protected}, algorithm={alg}))",
    "jws.verify compact": "print(jws.verify({jws}, {key}_document, {algorithms}))",
    "jwe.encrypt compact": "token = jwe.encrypt({plaintext}, {key}_document,\n"
    "    algorithm={protected.alg}, encryption={protected.enc},\n"
    "    zip={protected.zip}, cty={protected.cty}, kid={protected.kid})\n"
    "print(token.decode())",
    "jwe.decrypt compact": "plaintext = jwe.decrypt({jwe}, {key}_document)\n"
    "if plaintext is None:\n    raise ValueError('jwe.decrypt returned None')\nprint(plaintext)",
    "jwt.sign": "print(jwt.encode({claims}, {key}_document, algorithm={alg}, headers={header}))",
    "jwt.verify": "print(jwt.decode({jwt}, {key}_document, {algorithms}))",
    "jwt.verify expected": NAMES
    + "wanted = {names[name]: value for name, value in {expected}.items()}\n"
    "print(jwt.decode({jwt}, {key}_document, {algorithms}, **wanted))",
}
