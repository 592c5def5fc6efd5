"""Cryptojwt's calls, as its adapter makes them."""

JSON = "adapter"
GENERATED = "\nprint({made}.serialize(private=True))"
SIGNING = (
    "keys = [\n    {party.key},\n]\nheaders = [\n    ({party.protected}, {party.header}),\n]\n"
)
VERIFYING = "token = JWS(alg={algorithms})\n"
OF_SET = "{key}.keys()"

SNIPPETS = {
    "imports": "from cryptojwt.jwe.jwe import JWE\nfrom cryptojwt.jwe.jwe import factory\n"
    "from cryptojwt.jwk.ec import new_ec_key\n"
    "from cryptojwt.jwk.hmac import new_sym_key\n"
    "from cryptojwt.jwk.jwk import key_from_jwk_dict\n"
    "from cryptojwt.jwk.okp import new_okp_key\nfrom cryptojwt.jwk.rsa import new_rsa_key\n"
    "from cryptojwt.jws.jws import JWS\nfrom cryptojwt.key_bundle import KeyBundle",
    "jwk.import": "{made} = key_from_jwk_dict({key})",
    "jwk.export public": "print({key}.serialize(private=False))",
    "jwk.export private": "print({key}.serialize(private=True))",
    "jwk.thumbprint sha-256": "print({key}.thumbprint('SHA-256').decode())",
    "jwk.thumbprint sha-384": "print({key}.thumbprint('SHA-384').decode())",
    "jwk.thumbprint sha-512": "print({key}.thumbprint('SHA-512').decode())",
    "jwk.generate RSA": "{made} = new_rsa_key()" + GENERATED,
    "jwk.generate RSA bits": "{made} = new_rsa_key(key_size={bits})" + GENERATED,
    "jwk.generate oct": "{made} = new_sym_key()" + GENERATED,
    "jwk.generate oct bits": "{made} = new_sym_key(bytes={bits} // 8)" + GENERATED,
    "jwk.generate EC": "{made} = new_ec_key({crv})" + GENERATED,
    "jwk.generate OKP": "{made} = new_okp_key({crv})" + GENERATED,
    "jwks.import": "{made} = KeyBundle(keys={set})",
    "jwks.export": "print({set}.jwks())",
    "jwks.select": "{made} = {set}.get_key_with_kid({kid})\n"
    "print({made} and {made}.serialize(private=False))",
    "jwks.client": "{made} = KeyBundle(source={url})",
    "jwks.fetch": "{made} = {client}.get_key_with_kid({kid})\n"
    "print({made} and {made}.serialize(private=False))",
    "jwks.verify": VERIFYING + "print(token.verify_compact({jwt}, {client}.keys()))",
    "jws.sign compact": "header = {protected}\n"
    "chosen = {name: header.pop(name) for name in ('alg', 'kid', 'typ') if name in header}\n"
    "print(JWS({payload}, **chosen).sign_compact([{key}], **header))",
    "jws.sign flattened": SIGNING
    + "print(JWS({payload}.decode()).sign_json(keys, headers, flatten=True))",
    "jws.sign general": SIGNING
    + "print(JWS({payload}.decode()).sign_json(keys, headers, flatten=False))",
    "jws.verify compact": VERIFYING
    + "token.verify_compact({jws}, [{key}])\nprint(token.jwt.part[1])",
    "jws.verify compact set": VERIFYING
    + f"token.verify_compact({{jws}}, {OF_SET})\nprint(token.jwt.part[1])",
    "jws.verify json": VERIFYING + "token.verify_json({jws}, [{key}])\nprint(token.jwt.part[1])",
    "jws.verify json set": VERIFYING
    + f"token.verify_json({{jws}}, {OF_SET})\nprint(token.jwt.part[1])",
    "jwe.encrypt compact": "print(JWE({plaintext}, **{protected}).encrypt([{key}]))",
    "jwe.decrypt compact": "decryptor = factory({jwe}, alg={alg}, enc={enc})\n"
    "if decryptor is None:\n    raise ValueError('jwe.factory returned None')\n"
    "print(decryptor.decrypt({jwe}, [{key}]))",
}
