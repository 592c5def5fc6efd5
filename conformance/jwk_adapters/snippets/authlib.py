"""Authlib's calls, as its adapter makes them."""

JSON = "adapter"
ENCRYPTION = "JsonWebEncryption({algorithms})"
CLAIMS = "JsonWebToken({algorithms}).decode({jwt}, {key}, claims_options="

SNIPPETS = {
    "imports": "import json\nfrom authlib.jose import JsonWebEncryption\n"
    "from authlib.jose import JsonWebKey\nfrom authlib.jose import JsonWebSignature\n"
    "from authlib.jose import JsonWebToken",
    "jwk.import": "{made} = JsonWebKey.import_key({key})",
    "jwk.export public": "print({key}.as_dict(is_private=False))",
    "jwk.export private": "print({key}.as_dict(is_private=True))",
    "jwk.thumbprint sha-256": "print({key}.thumbprint())",
    "jwk.generate": "{made} = JsonWebKey.generate_key({kty}, {crv}, is_private=True)\n"
    "print({made}.as_dict(is_private=True))",
    "jwk.generate bits": "{made} = JsonWebKey.generate_key({kty}, {bits}, is_private=True)\n"
    "print({made}.as_dict(is_private=True))",
    "jwk.to_pem public": "print({key}.as_pem(is_private=False).decode())",
    "jwk.to_pem private": "print({key}.as_pem(is_private=True).decode())",
    "jwk.from_pem": "{made} = JsonWebKey.import_key({pem})\n"
    "print({made}.as_dict(is_private=False))",
    "jwks.import": "{made} = JsonWebKey.import_key_set({set})",
    "jwks.export": "print({set}.as_dict(is_private=False))",
    "jwks.select": "try:\n    {made} = {set}.find_by_kid({kid})\n"
    "except ValueError as reason:\n    if str(reason) != 'Key not found':\n        raise\n"
    "    {made} = None\nprint({made} and {made}.as_dict(is_private=False))",
    "jws.sign compact": "token = JsonWebSignature({algorithms}).serialize_compact(\n"
    "    {protected}, {payload}, {key})\nprint(token.decode())",
    "jws.sign flattened": "token = JsonWebSignature({algorithms}).serialize_json(\n"
    "    {party.member}, {payload}, {key})\nprint(json.dumps(token))",
    "jws.sign general": "members = [\n    {party.member},\n]\nkeys = iter([\n    {party.key},\n])\n"
    "token = JsonWebSignature({algorithms}).serialize_json(\n"
    "    members, {payload}, lambda header, payload: next(keys))\nprint(json.dumps(token))",
    "jws.verify": "token = JsonWebSignature({algorithms}).deserialize({jws}, {key})\n"
    "print(token.payload)",
    "jws.verify set": "def load_key(header, payload):\n"
    "    return {set}.find_by_kid(header.get('kid'))\n\n"
    "token = JsonWebSignature({algorithms}).deserialize({jws}, load_key)\nprint(token.payload)",
    "jwe.encrypt compact": f"token = {ENCRYPTION}.serialize_compact(\n"
    "    {protected}, {plaintext}, {key})\nprint(token.decode())",
    "jwe.encrypt general": "members = {'protected': {protected}, 'unprotected': {unprotected}, "
    "'aad': {aad}}\nmembers = {name: value for name, value in members.items() if value}\n"
    "members['recipients'] = [\n    {'header': {party.header}},\n]\n"
    f"token = {ENCRYPTION}.serialize_json(members, " + "{plaintext}, [\n    {party.key},\n])\n"
    "print(json.dumps(token))",
    "jwe.decrypt compact": "library = JsonWebEncryption({algorithms} + ['DEF'])\n"
    "print(library.deserialize({jwe}, {key})['payload'])",
    "jwe.decrypt general": "library = JsonWebEncryption({algorithms} + ['DEF'])\n"
    "print(library.deserialize({jwe}, {key})['payload'])",
    "jwt.sign": "print(JsonWebToken([{alg}]).encode({header}, {claims}, {key}).decode())",
    "jwt.verify": "claims = JsonWebToken({algorithms}).decode({jwt}, {key})\n"
    "claims.validate()\nprint(claims)",
    "jwt.verify expected": "wanted = {expected}.items()\n"
    "wanted = {name: {'essential': True, 'value': value} for name, value in wanted}\n"
    f"claims = {CLAIMS}wanted)\nclaims.validate()\nprint(claims)",
}
