"""Webcrypt's calls, as its adapter makes them.

A JWK must name its alg. Where it names none, the one that the token is to have is added.
"""

JSON = "adapter"
KIND = (
    "(JWE if {0}_document.get('use') == 'enc'\n"
    "    or {0}_document.get('alg') in [one.value for one in JWE.Algorithm] else JWS)"
)
READ = KIND + ".from_jwk({0}_document)\n"
OWN = READ.replace("{0}", "{key}")
NAMED = "key = {1}.from_jwk({'alg': {alg}, **{key}_document})\n"
SIGNER = NAMED.replace("{1}", "JWS")
CRYPTER = NAMED.replace("{1}", "JWE")

SNIPPETS = {
    "imports": "from webcrypt.jose import JOSE\nfrom webcrypt.jwe import JWE\n"
    "from webcrypt.jws import JWS",
    "jwk.import": "{made}_document = {key}\nif 'alg' in {made}_document:\n    "
    + READ.replace("{0}", "{made}").rstrip(),
    "jwk.export public": "key = " + OWN + "print(key.public_jwk())",
    "jwk.export private": "key = " + OWN + "print(key.to_jwk())",
    "jwk.generate RSA": "{made}_document = JWS(JWS.Algorithm.RS256).to_jwk()\n"
    "print({made}_document)",
    "jwk.generate EC": "made_for = {'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512',\n"
    "    'secp256k1': 'ES256K'}\n{made}_document = JWS(JWS.Algorithm[made_for[{crv}]]).to_jwk()\n"
    "print({made}_document)",
    "jwk.generate OKP": "{made}_document = JWS(JWS.Algorithm[{crv}]).to_jwk()\n"
    "print({made}_document)",
    "jwk.generate oct": "{made}_document = JWS(JWS.Algorithm[f'HS{{bits} or 256}']).to_jwk()\n"
    "print({made}_document)",
    "jwk.to_pem public": "key = " + OWN + "print(JWS.from_jwk(key.public_jwk()).to_pem())",
    "jwk.to_pem private": "key = " + OWN + "print(key.to_pem())",
    "jwks.import": "{made} = JOSE.from_jwks({set})",
    "jwks.export": "print({set}.public_jwks())",
    "jws.sign compact": SIGNER + "print(key.sign({payload}, extra_header={protected}))",
    "jws.verify compact": SIGNER + "print(key.verify({jws}))",
    "jws.verify compact set": "print({set}.raw_verify({jws}))",
    "jwe.encrypt compact": CRYPTER + "print(key.encrypt({plaintext}, enc=JWE.Encryption({enc}),\n"
    "    compress='zip' in {protected}, extra_header={protected}))",
    "jwe.decrypt compact": CRYPTER + "print(key.decrypt({jwe}))",
}
