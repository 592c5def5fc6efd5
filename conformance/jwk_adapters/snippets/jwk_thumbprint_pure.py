"""Jwk-thumbprint-pure's calls, as its adapter makes them."""

JSON = "adapter"

SNIPPETS = {
    "imports": "from jwk_thumbprint_pure import thumbprint",
    "jwk.import": "{made} = {key}",
    "jwk.thumbprint sha-256": "print(thumbprint({key}, 'SHA-256'))",
}
