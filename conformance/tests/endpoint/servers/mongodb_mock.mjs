// The OpenID provider that MongoDB tests its clients with, by its own command: PORT.
import { spawn } from 'node:child_process'

const options = ['node_modules/.bin/oidc-mock-provider', '--host', '127.0.0.1', '--port', process.argv[2]]
const server = spawn(process.execPath, options, { stdio: 'inherit' })
process.on('SIGTERM', () => server.kill())
server.on('exit', code => process.exit(code ?? 0))
