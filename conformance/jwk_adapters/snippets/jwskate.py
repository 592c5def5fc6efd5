"""Jwskate's calls, as its adapter makes them."""

JSON = "library"
REST = "rest = {name: header[name] for name in header if name not in "
SIGNING = "header = {protected}\n" + REST + "('alg',)}\n"
EACH = (
    "signers = [\n    ({party.key}, {party.protected}, {party.header}),\n]\n"
    "rest = [{name: of[name] for name in of if name != 'alg'} for _, of, _ in signers]\n"
    "given = [(key, of['alg'], more, own or None)"
    " for (key, of, own), more in zip(signers, rest)]\n"
)
VERIFYING = (
    "if not token.verify_signature({key}, algs={algorithms}):\n"
    "    raise ValueError('verify_signature returned False')\n"
    "print(bytes(token.payload))"
)
ENCRYPTING = (
    "header = {protected}\n" + REST + "('alg', 'enc')}\n"
    "print(JweCompact.encrypt({plaintext}, {key},"
    " alg=header.get('alg'), enc=header.get('enc'), extra_headers=rest))"
)
INDENTED = "\n".join(f"    {line}" for line in ENCRYPTING.splitlines()[1:])
OPENING = "print(bytes(JweCompact({jwe}).decrypt({key}, algs=[{alg}])))"
GENERATED = "\nprint({made}.to_json())"
VALIDATING = (
    "token = SignedJwt({jwt})\ncheck_exp = token.get_claim('exp', ...) is not ...\n"
    "token.validate({key}, algs={algorithms}, check_exp=check_exp"
)

SNIPPETS = {
    "imports": "\n".join(
        f"from jwskate import {name}"
        for name in (
            *("JweCompact", "Jwk", "JwkSet", "JwsCompact", "JwsJsonFlat", "JwsJsonGeneral"),
            *("Jwt", "NoKeyFoundWithThisKid", "SignedJwt"),
        )
    ),
    "jwk.import": "{made} = Jwk.from_json({key})",
    "jwk.export public": "print({key}.public_jwk().to_json())",
    "jwk.export private": "print({key}.to_json())",
    "jwk.thumbprint": "print({key}.thumbprint({hash}))",
    "jwk.generate": "{made} = Jwk.generate(kty={kty})" + GENERATED,
    "jwk.generate crv": "{made} = Jwk.generate(kty={kty}, crv={crv})" + GENERATED,
    "jwk.generate bits": "{made} = Jwk.generate(kty={kty}, key_size={bits})" + GENERATED,
    "jwk.to_pem public": "print({key}.public_jwk().to_pem())",
    "jwk.to_pem private": "print({key}.to_pem())",
    "jwk.from_pem": "{made} = Jwk.from_pem({pem})\nprint({made}.public_jwk().to_json())",
    "jwks.import": "{made} = JwkSet.from_json({set})",
    "jwks.export": "print({set}.public_jwks().to_json())",
    "jwks.select": "try:\n    {made} = {set}.get_jwk_by_kid({kid})\n"
    "except NoKeyFoundWithThisKid:\n    {made} = None\n"
    "print({made} and {made}.public_jwk().to_json())",
    "jws.sign compact": SIGNING
    + "print(repr(JwsCompact.sign({payload}, {key}, header['alg'], rest)))",
    "jws.sign flattened": EACH + "print(JwsJsonFlat.sign({payload}, *given[0]).to_json())",
    "jws.sign general": EACH + "print(JwsJsonGeneral.sign({payload}, *given).to_json())",
    "jws.verify compact": "token = JwsCompact({jws}).verify({key}, algs={algorithms})\n"
    "print(bytes(token.payload))",
    "jws.verify flattened": "token = JwsJsonFlat.from_json({jws})\n" + VERIFYING,
    "jws.verify general": "token = JwsJsonGeneral.from_json({jws})\n" + VERIFYING,
    "jwe.encrypt compact": ENCRYPTING,
    "jwe.encrypt compact oct": "header = {protected}\n"
    "if str(header.get('alg')).startswith('PBES2'):\n"
    "    print(JweCompact.encrypt_with_password({plaintext}, {key}.key, **header))\n"
    "else:\n" + INDENTED,
    "jwe.decrypt compact": OPENING,
    "jwe.decrypt compact oct": "if {alg}.startswith('PBES2'):\n"
    "    print(bytes(JweCompact({jwe}).decrypt_with_password({key}.key)))\n"
    "else:\n    " + OPENING,
    "jwt.sign": "header = {header}\n" + REST + "('alg', 'typ')}\n"
    "print(Jwt.sign({claims}, {key}, alg=header.get('alg'), typ=header.get('typ'),"
    " extra_headers=rest))",
    "jwt.verify": VALIDATING + ")\nprint(token.claims)",
    "jwt.verify expected": "expected = {expected}\n"
    + VALIDATING
    + ",\n    issuer=expected.get('iss'), audience=expected.get('aud'))\nprint(token.claims)",
}
