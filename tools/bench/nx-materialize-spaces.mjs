// Materializes every space below a directory in one process, one after the other: nx-materialize-spaces.mjs <engine> <spaces> <output>
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [engine, spaces, output] = process.argv.slice(2);
const { materializeSpace } = createRequire(import.meta.url)(engine);
for (const id of readdirSync(spaces)) {
  await materializeSpace({ directory: join(spaces, id), output: join(output, id) });
}
