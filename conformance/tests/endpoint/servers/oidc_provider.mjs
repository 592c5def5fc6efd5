// oidc-provider as its README starts it: PORT, and for TLS the files of a key and a certificate.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import Provider from 'oidc-provider'

const [port, key, cert] = process.argv.slice(2)
const provider = new Provider(`${key ? 'https' : 'http'}://127.0.0.1:${port}`)
if (key) {
  const options = { key: readFileSync(key), cert: readFileSync(cert) }
  createServer(options, provider.callback()).listen(Number(port), '127.0.0.1')
} else {
  provider.listen(Number(port), '127.0.0.1')
}
