// @ts-check
import { builtinModules } from 'node:module';

/** @typedef {import('./pack-packages.mjs').Manifest} Manifest */

/**
 * @typedef {object} Package
 * @property {string} path  of its directory in the repository: `packages/core`
 * @property {Manifest} manifest
 * @property {readonly { readonly path: string, readonly mode: number }[]} files  what its tarball holds
 * @property {(path: string) => string} read  the text of one of them
 */

/**
 * @typedef {object} Repository
 * @property {string} version
 * @property {string} node  what the repository asks for as `engines.node`
 * @property {string} license  the text
 * @property {ReadonlySet<string>} names  of all packages
 */

const UNWANTED =
  /(?:^|\/)(?:src|testing|__snapshots__)\/|\.(?:spec|e2e)\.|\.map$|\.tsbuildinfo$|(?:^|\/)tsconfig|jest\.config/;
const COLLECTIONS = {
  'executors.json': 'executors',
  'generators.json': 'generators',
  'migrations.json': 'generators',
};
const LOADED = /\b(?:require|import)\(["']([^"']+)["']\)/g;

/**
 * What would be wrong with a package if it were published as it was packed, in a sentence each. What publint and attw find is left to
 * them.
 *
 * @param {Package} packed
 * @param {Repository} repository
 * @returns {readonly string[]}
 */
export function packageFaults(packed, repository) {
  return [
    ...metadataFaults(packed, repository),
    ...dependencyFaults(packed, repository),
    ...fileFaults(packed, repository),
    ...loadFaults(packed),
    ...collectionFaults(packed),
  ];
}

/**
 * @param {Package} packed
 * @param {Repository} repository
 */
function* metadataFaults({ path, manifest }, { version, node }) {
  if (manifest.version !== version) yield `version is ${manifest.version}, the repository's is ${version}`;
  if (manifest.license !== 'MIT') yield `license is ${manifest.license}, not MIT`;
  if (manifest.engines?.['node'] !== node) yield `engines.node is ${manifest.engines?.['node']}, not ${node}`;
  if (!manifest.repository?.url) yield 'repository.url is missing';
  if (manifest.repository?.directory !== path) yield `repository.directory is not ${path}`;
  if (manifest.publishConfig?.access !== 'public')
    yield 'publishConfig.access is not public: npm would hide it';
}

/**
 * @param {Package} packed
 * @param {Repository} repository
 */
function* dependencyFaults({ manifest }, { version, names }) {
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies }))
    if (names.has(name) && range !== version)
      yield `depends on ${name} ${range}, which is published as ${version}`;
  if (isBundle(manifest) && Object.keys(manifest.dependencies ?? {}).length > 0)
    yield 'is a bundle, and has dependencies';
}

/**
 * @param {Package} packed
 * @param {Repository} repository
 */
function* fileFaults({ manifest, files, read }, { license }) {
  const modes = new Map(files.map((file) => [file.path, file.mode]));
  for (const name of ['LICENSE', 'README.md']) if (!modes.has(name)) yield `${name} is not in the tarball`;
  if (modes.has('LICENSE') && read('LICENSE') !== license) yield "LICENSE is not the repository's";
  for (const [name, file] of Object.entries(manifest.bin ?? {}))
    if (((modes.get(file) ?? 0) & 0o111) === 0) yield `the program ${name} (${file}) cannot be executed`;
  if (isBundle(manifest) && !modes.has('dist/bundle/THIRD-PARTY-LICENSES.txt'))
    yield 'is a bundle without the licences of what is in it';
  for (const { path } of files) if (UNWANTED.test(path)) yield `${path} should not be in the tarball`;
}

/** @param {Package} packed */
function* loadFaults({ manifest, files, read }) {
  const paths = new Set(files.map(({ path }) => path));
  const known = new Set([
    manifest.name,
    ...builtinModules,
    ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
  ]);
  for (const { path } of files.filter((file) => /^(?:dist(?!\/bundle)|generated)\/.*\.js$/.test(file.path))) {
    for (const [, loaded] of read(path).matchAll(LOADED)) {
      if (!loaded.startsWith('.')) {
        const name = /^(?:node:)?((?:@[^/]+\/)?[^/]+)/.exec(loaded)?.[1];
        if (!known.has(name)) yield `${path} loads ${loaded}, which the package does not depend on`;
      } else if (!resolvedPaths(path, loaded).some((file) => paths.has(file)))
        yield `${path} loads ${loaded}, which is not in the tarball`;
    }
  }
}

/** @param {Package} packed */
function* collectionFaults({ files, read }) {
  const paths = new Set(files.map(({ path }) => path));
  for (const [file, collection] of Object.entries(COLLECTIONS)) {
    if (!paths.has(file)) continue;
    for (const [name, entry] of Object.entries(JSON.parse(read(file))[collection])) {
      for (const key of ['implementation', 'factory', 'schema', 'hasher', 'batchImplementation']) {
        const named = entry[key]?.split('#')[0];
        if (named !== undefined && !resolvedPaths('', named).some((each) => paths.has(each)))
          yield `${file}: the ${key} of ${name} (${named}) is not in the tarball`;
      }
    }
  }
}

/** @param {Manifest} manifest  A package that nothing can be imported from carries its code in one piece. */
const isBundle = ({ bin, exports }) => bin !== undefined && exports?.['.'] === undefined;

/**
 * @param {string} from
 * @param {string} loaded
 */
function resolvedPaths(from, loaded) {
  const path = new URL(loaded, new URL(from, 'file:///')).pathname.slice(1);
  return [path, `${path}.js`, `${path}.json`, `${path}/index.js`];
}
