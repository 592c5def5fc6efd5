"""Ryjwt's calls, as its adapter makes them."""

JSON = "adapter"
ALL = (
    "algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512',\n"
    "    'ES256', 'ES256K', 'ES384', 'ES512', 'EdDSA']\n"
)
READ = "ryjwt.PublicKey.from_jwks({made}_jwks, algorithms=algorithms)"
BOUND = "key = ryjwt.PublicKey.from_jwks({key}_jwks, algorithms={algorithms})\n"

SNIPPETS = {
    "imports": "import ryjwt",
    "jwk.import": ALL + "{made}_jwks = {'keys': [{key}]}\n{made} = " + READ,
    "jwk.export public": "print({key}.jwk())",
    "jwks.import": ALL + "{made}_jwks = {set}\n{made} = " + READ,
    "jwks.export": "print(ryjwt.jwks([{set}]))",
    "jwks.client": "{made} = ryjwt.JWKSClient({url}, algorithms={algorithms})",
    "jwks.verify": "print({client}.decode({jwt}))",
    "jws.verify compact": BOUND + "print(key.decode({jws}))",
    "jwt.verify": BOUND + "print(key.decode({jwt}))",
    "jwt.verify expected": BOUND + "names = {'iss': 'issuer', 'aud': 'audience'}\n"
    "wanted = {names[name]: value for name, value in {expected}.items()}\n"
    "print(key.decode({jwt}, **wanted))",
}
