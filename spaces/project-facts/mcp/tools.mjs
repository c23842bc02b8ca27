// What the server can answer. A tool is { name, description, inputSchema, answer(project, input) }.
import { readFile, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

const packagePath = {
  type: 'string',
  description: 'Directory of the package, relative to the project; the project itself if left out',
};
const onPackage = { type: 'object', properties: { package: packagePath }, additionalProperties: false };

/** The directory meant by `path`. It must lie inside the project, also after following links. */
async function packageDirectory(project, path = '.') {
  if (typeof path !== 'string' || isAbsolute(path))
    throw new Error('package must be a path relative to the project');
  const root = await realpath(project);
  const directory = await realpath(resolve(root, path)).catch(() => {
    throw new Error(`There is no directory ${path} in this project`);
  });
  const inside = relative(root, directory);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new Error(`${path} leads out of the project`);
  }
  return directory;
}

async function readManifest(directory) {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => {
    throw new Error('There is no package.json here');
  });
  try {
    return JSON.parse(text) ?? {};
  } catch (error) {
    throw new Error(`package.json is not JSON: ${error.message}`);
  }
}

/** The first line of a version file such as .nvmrc, or undefined if the project has none. */
async function readVersionFile(directory, name) {
  const text = await readFile(join(directory, name), 'utf8').catch(() => '');
  return text.split('\n', 1)[0].trim() || undefined;
}

const LOCK_FILES = {
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
};

async function packageManager(directory, manifest) {
  if (typeof manifest.packageManager === 'string') return manifest.packageManager;
  const names = await readdir(directory);
  return Object.keys(LOCK_FILES)
    .filter((name) => names.includes(name))
    .map((name) => LOCK_FILES[name])[0];
}

export const tools = [
  {
    name: 'package_summary',
    description:
      'Name, version, module type, package manager, workspaces and direct dependencies of a package',
    inputSchema: onPackage,
    async answer(project, { package: path }) {
      const directory = await packageDirectory(project, path);
      const manifest = await readManifest(directory);
      return {
        name: manifest.name,
        version: manifest.version,
        private: manifest.private === true,
        type: manifest.type ?? 'commonjs',
        packageManager: await packageManager(directory, manifest),
        workspaces: manifest.workspaces?.packages ?? manifest.workspaces ?? [],
        dependencies: manifest.dependencies ?? {},
        devDependencies: manifest.devDependencies ?? {},
      };
    },
  },
  {
    name: 'package_scripts',
    description: 'The scripts a package defines, so that no command has to be guessed',
    inputSchema: onPackage,
    async answer(project, { package: path }) {
      const { scripts } = await readManifest(await packageDirectory(project, path));
      return scripts ?? {};
    },
  },
  {
    name: 'runtime_versions',
    description: 'The Node.js version in use, and the versions the project asks for',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    async answer(project) {
      const directory = await packageDirectory(project);
      const manifest = await readManifest(directory).catch(() => ({}));
      return {
        running: process.version,
        engines: manifest.engines ?? {},
        nvmrc: await readVersionFile(directory, '.nvmrc'),
        nodeVersionFile: await readVersionFile(directory, '.node-version'),
      };
    },
  },
];
