"""Joserfc's calls, as its adapter makes them."""

JSON = "adapter"
FOR_EACH = (
    "({protected}, {plaintext}, {unprotected}, {aad})\n"
    "token.add_recipient({party.header}, {party.key})\n"
    "print(json.dumps(jwe.encrypt_json(token, None, {algorithms})))"
)
CLAIMS = "token = jwt.decode({jwt}, {key}, {algorithms})\n"

SNIPPETS = {
    "imports": "import json\nfrom joserfc import jwe\nfrom joserfc import jwk\n"
    "from joserfc import jws\nfrom joserfc import jwt\n"
    "from joserfc.errors import InvalidKeyIdError",
    "jwk.import": "{made} = jwk.import_key({key})",
    "jwk.export public": "print({key}.as_dict(private=False))",
    "jwk.export private": "print({key}.as_dict(private=True))",
    "jwk.thumbprint sha-256": "print({key}.thumbprint())",
    "jwk.generate": "{made} = jwk.generate_key({kty}, {crv})\nprint({made}.as_dict(private=True))",
    "jwk.generate bits": "{made} = jwk.generate_key({kty}, {bits})\n"
    "print({made}.as_dict(private=True))",
    "jwk.to_pem public": "print({key}.as_pem(private=False).decode())",
    "jwk.to_pem private": "print({key}.as_pem(private=True).decode())",
    "jwk.from_pem": "{made} = jwk.import_key({pem})\nprint({made}.as_dict(private=False))",
    "jwks.import": "{made} = jwk.KeySet.import_key_set({set})",
    "jwks.export": "print({set}.as_dict(private=False))",
    "jwks.select": "try:\n    {made} = {set}.get_by_kid({kid})\n"
    "except InvalidKeyIdError:\n    {made} = None\n"
    "print({made} and {made}.as_dict(private=False))",
    "jws.sign compact": "print(jws.serialize_compact({protected}, {payload}, {key}, {algorithms}))",
    "jws.sign flattened": "token = jws.serialize_json(\n"
    "    {party.member}, {payload}, {key}, {algorithms})\n"
    "print(json.dumps(token))",
    "jws.sign general": "members = [\n    {party.member},\n]\nkeys = iter([\n    {party.key},\n])\n"
    "token = jws.serialize_json(members, {payload}, lambda member: next(keys), {algorithms})\n"
    "print(json.dumps(token))",
    "jws.verify compact": "token = jws.deserialize_compact({jws}, {key}, {algorithms})\n"
    "print(token.payload)",
    "jws.verify compact detached": "token = jws.deserialize_compact(\n"
    "    {jws}, {key}, {algorithms}, payload={detached})\nprint(token.payload)",
    "jws.verify json": "token = jws.deserialize_json(json.loads({jws}), {key}, {algorithms})\n"
    "print(token.payload)",
    "jwe.encrypt compact": "print(jwe.encrypt_compact(\n"
    "    {protected}, {plaintext}, {key}, {algorithms}))",
    "jwe.encrypt flattened": "token = jwe.FlattenedJSONEncryption" + FOR_EACH,
    "jwe.encrypt general": "token = jwe.GeneralJSONEncryption" + FOR_EACH,
    "jwe.decrypt compact": "token = jwe.decrypt_compact({jwe}, {key}, {algorithms} + ['DEF'])\n"
    "print(token.plaintext)",
    "jwe.decrypt json": "registry = jwe.JWERegistry(\n"
    "    algorithms={algorithms} + ['DEF'], verify_all_recipients=False)\n"
    "token = jwe.decrypt_json(json.loads({jwe}), {key}, registry=registry)\n"
    "print(token.plaintext)",
    "jwt.sign": "print(jwt.encode({header}, {claims}, {key}, [{alg}]))",
    "jwt.verify": CLAIMS + "jwt.JWTClaimsRegistry().validate(token.claims)\nprint(token.claims)",
    "jwt.verify expected": CLAIMS + "wanted = {expected}.items()\n"
    "wanted = {name: {'essential': True, 'value': value} for name, value in wanted}\n"
    "jwt.JWTClaimsRegistry(**wanted).validate(token.claims)\nprint(token.claims)",
}
