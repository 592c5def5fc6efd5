"""Josepy's calls, as its adapter makes them."""

JSON = "library"
SIGNING = (
    "protected = Header.from_json({party.protected}).not_omitted()\n"
    "header = Header.from_json({party.header}).not_omitted()\n"
    "token = JWS.sign({payload}, key={party.key}, include_jwk=False,"
    " protect=frozenset(protected), **header, **protected)\n"
)
VERIFIED = (
    "if not token.verify({key}.public_key()):\n"
    "    raise ValueError('JWS.verify returned False')\n"
    "print(token.payload)"
)
THUMBPRINT = "print(encode_b64jose({key}.thumbprint(hashes.%s)))"

SNIPPETS = {
    "imports": "import json\nfrom cryptography.hazmat.primitives import hashes\n"
    "from josepy import JWK\nfrom josepy import JWS\nfrom josepy import Header\n"
    "from josepy import encode_b64jose",
    "jwk.import": "{made} = JWK.json_loads({key})",
    "jwk.export public": "print({key}.public_key().to_json())",
    "jwk.export private": "print({key}.to_json())",
    "jwk.thumbprint sha-256": THUMBPRINT % "SHA256",
    "jwk.thumbprint sha-384": THUMBPRINT % "SHA384",
    "jwk.thumbprint sha-512": THUMBPRINT % "SHA512",
    "jwk.from_pem": "{made} = JWK.load({pem}.encode())\nprint({made}.public_key().to_json())",
    "jws.sign compact": "header = Header.from_json({protected}).not_omitted()\n"
    "token = JWS.sign({payload}, key={key}, include_jwk=False,"
    " protect=frozenset(header), **header)\n"
    "print(token.to_compact().decode())",
    "jws.sign flattened": SIGNING + "print(token.json_dumps())",
    "jws.sign general": SIGNING + "members = token.to_partial_json(flat=False)\n"
    "print(json.dumps(members, default=JWS.json_dump_default))",
    "jws.verify compact": "token = JWS.from_compact({jws}.encode())\n" + VERIFIED,
    "jws.verify json": "token = JWS.json_loads({jws})\n" + VERIFIED,
}
