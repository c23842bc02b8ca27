// Serves an npm registry on loopback: node serve-registry.cjs <where verdaccio is installed> <where to keep what is published>.
// Prints {"url"} and ends with its standard input, so that it cannot outlive who started it.
const { randomUUID } = require('node:crypto');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [installation, directory] = process.argv.slice(2);
process.stdin.resume().on('end', () => process.exit());

async function serve() {
  const { runServer } = createRequire(join(installation, 'package.json'))('verdaccio');
  // npm caches by address. A port may come back another day with other packages behind it; this path does not.
  const path = `/${randomUUID()}/`;
  const server = await runServer({
    configPath: join(directory, 'config.yaml'),
    storage: join(directory, 'storage'),
    url_prefix: path,
    auth: { htpasswd: { file: join(directory, 'htpasswd'), max_users: -1 } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all' } },
    web: { enable: false },
    log: { type: 'file', path: join(directory, 'log'), level: 'warn' },
  });
  // Verdaccio writes the path into addresses and leaves it to a proxy to take it away again.
  server.prependListener('request', (request) => (request.url = request.url.replace(path, '/')));
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}${path}` })}\n`);
  });
}

void serve();
