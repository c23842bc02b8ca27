// Poses as Claude Code: writes what it was given, and what lay in its plugins at that moment, to $CLIENT_SEEN and ends with $CLIENT_EXIT.
const { readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const args = process.argv.slice(2);
const valuesOf = (flag) => args.flatMap((arg, index) => (args[index - 1] === flag ? [arg] : []));
const filesIn = (directory) =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true })
      .filter((path) => statSync(join(directory, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  );
const textOf = (flag) => valuesOf(flag).map((value) => readFileSync(value, 'utf8'));

writeFileSync(
  process.env.CLIENT_SEEN,
  JSON.stringify({
    args,
    cwd: process.cwd(),
    plugins: valuesOf('--plugin-dir').map((path) => ({ path, files: filesIn(path) })),
    settings: textOf('--settings'),
    mcp: textOf('--mcp-config'),
  }),
);
process.exitCode = Number(process.env.CLIENT_EXIT ?? 0);
