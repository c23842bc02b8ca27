import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import type {
  AggregateCreateNodesError,
  CreateNodesResultV2,
  FileMap,
  NxJsonConfiguration,
  ProjectConfiguration,
  RawProjectGraphDependency,
} from '@nx/devkit';
import { minimatch } from 'minimatch';
import { createDependencies, createNodesV2, type AspPluginOptions } from '../index';

export interface Inferred {
  /** By root. */
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  /** The file each project was inferred from. */
  readonly sources: readonly string[];
  /** What went wrong: the file, and what Nx is to show. */
  readonly errors: readonly { readonly file: string | null; readonly error: Error }[];
}

/** Files on disk as Nx would hand them to the plugin; no Nx runs. */
export interface InferenceWorkspace {
  readonly root: string;
  write(files: Readonly<Record<string, string | Buffer>>): void;
  remove(path: string): void;
  infer(options?: AspPluginOptions, nxJson?: NxJsonConfiguration): Promise<Inferred>;
  /** The edges as `source → target type (file)`. All files are to be processed, unless `changed` names some. */
  edges(given?: EdgeOptions): Promise<readonly string[]>;
}

export interface EdgeOptions {
  readonly options?: AspPluginOptions;
  readonly changed?: readonly string[];
  /** Files that Nx does not see. */
  readonly ignored?: readonly string[];
  /** Projects that others make, by root. */
  readonly others?: Readonly<Record<string, string>>;
}

const made: string[] = [];

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** Removed after the tests of the file. */
export function inferenceWorkspace(
  files: Readonly<Record<string, string | Buffer>> = {},
): InferenceWorkspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-inference-')));
  made.push(root);
  const write = (more: Readonly<Record<string, string | Buffer>>): void => {
    for (const [path, content] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };
  write(files);
  const list = (): readonly string[] =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name))
      .filter((path) => !path.startsWith('.nx/'))
      .sort();
  const [glob, createNodes] = createNodesV2;

  const infer: InferenceWorkspace['infer'] = async (options, nxJson = {}) => {
    const found = list().filter((file) => minimatch(file, glob, { dot: true }));
    let results: CreateNodesResultV2;
    let errors: Inferred['errors'] = [];
    try {
      results = await createNodes(found, options, { workspaceRoot: root, nxJsonConfiguration: nxJson });
    } catch (error) {
      if (!isAggregate(error)) throw error;
      results = error.partialResults ?? [];
      errors = error.errors.map(([file, each]) => ({ file, error: each }));
    }
    const projects: Record<string, ProjectConfiguration> = {};
    for (const [, result] of results) {
      Object.assign(projects, result.projects);
    }
    return { projects, sources: results.map(([file]) => file), errors };
  };

  const edges: InferenceWorkspace['edges'] = async ({ options, changed, ignored = [], others = {} } = {}) => {
    const all = [
      ...Object.values((await infer(options)).projects),
      ...Object.entries(others).map(([path, name]) => ({ root: path, name })),
    ];
    const projects = Object.fromEntries(all.map((project) => [project.name, project]));
    const seen = list().filter((file) => !ignored.includes(file));
    const fileMap = mapFiles(seen, new Map(all.map((project) => [project.root, project.name ?? ''])));
    const found = await createDependencies(options, {
      workspaceRoot: root,
      nxJsonConfiguration: {},
      externalNodes: {},
      projects,
      fileMap,
      filesToProcess: changed ? onlyThese(fileMap, changed) : fileMap,
    });
    return found.map(showEdge).sort();
  };

  return { root, write, remove: (path) => rmSync(join(root, path)), infer, edges };
}

const isAggregate = (error: unknown): error is AggregateCreateNodesError =>
  error instanceof Error && error.name === 'AggregateCreateNodesError';

/** As Nx does: a file belongs to the innermost project, and those of all that have one name are thrown together. */
function mapFiles(files: readonly string[], nameOf: ReadonlyMap<string, string>): FileMap {
  const projectFileMap: FileMap['projectFileMap'] = {};
  const nonProjectFiles: FileMap['nonProjectFiles'] = [];
  for (const file of files) {
    let root = posix.dirname(file);
    while (!nameOf.has(root) && root !== '.') root = posix.dirname(root);
    const name = nameOf.get(root);
    (name === undefined ? nonProjectFiles : (projectFileMap[name] ??= [])).push({ file, hash: '' });
  }
  return { projectFileMap, nonProjectFiles };
}

function onlyThese({ projectFileMap }: FileMap, changed: readonly string[]): FileMap {
  const entries = Object.entries(projectFileMap)
    .map(([name, files]) => [name, files.filter(({ file }) => changed.includes(file))] as const)
    .filter(([, files]) => files.length > 0);
  return { projectFileMap: Object.fromEntries(entries), nonProjectFiles: [] };
}

function showEdge(edge: RawProjectGraphDependency): string {
  const file = 'sourceFile' in edge ? ` (${edge.sourceFile})` : '';
  return `${edge.source} → ${edge.target} ${edge.type}${file}`;
}
