"""The calls of Gehirn Inc.'s python-jwt, as its adapter makes them."""

JSON = "adapter"

SNIPPETS = {
    "imports": "from jwt import JWT\nfrom jwt import JWKSet\nfrom jwt import jwk_from_dict\n"
    "from jwt import jwk_from_pem\nfrom jwt.jws import JWS",
    "jwk.import": "{made} = jwk_from_dict({key})",
    "jwk.export public": "print({key}.to_dict(public_only=True))",
    "jwk.export private": "print({key}.to_dict(public_only=False))",
    "jwk.from_pem": "{made} = jwk_from_pem({pem}.encode())\n"
    "print({made}.to_dict(public_only=True))",
    "jwks.import": "{made} = JWKSet.from_dict({set})",
    "jwks.export": "print({set}.to_dict(public_only=True))",
    "jwks.select": "found = {set}.filter_keys(kid={kid})\n{made} = found[0] if found else None\n"
    "print({made} and {made}.to_dict(public_only=True))",
    "jws.sign compact": "print(JWS().encode({payload}, {key}, {alg}, {protected}))",
    "jws.verify compact": "print(JWS().decode({jws}, {key}, algorithms=set({algorithms})))",
    "jwt.sign": "print(JWT().encode({claims}, {key}, {alg}, {header}))",
    "jwt.verify": "print(JWT().decode({jwt}, {key}, algorithms=set({algorithms})))",
}
