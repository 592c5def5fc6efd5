// oauth2-mock-server as its README starts it, with keys of several types: PORT.
import { OAuth2Server } from 'oauth2-mock-server'

const server = new OAuth2Server()
for (const alg of ['RS256', 'ES512', 'EdDSA']) await server.issuer.keys.generate(alg, { kid: alg })
await server.start(Number(process.argv[2]), '127.0.0.1')
