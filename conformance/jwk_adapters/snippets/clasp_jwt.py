"""Clasp's calls, as its adapter makes them."""

JSON = "library"

SNIPPETS = {
    "imports": "import clasp",
    "jwks.client": "{made} = clasp.JwksClient({url})",
    "jwks.verify": "print({client}.verify({jwt}, {alg}))",
}
