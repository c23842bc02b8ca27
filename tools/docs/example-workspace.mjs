// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';

/** The directories of the example's projects. */
export const SPACE = 'spaces/style';
export const PROJECT = 'apps/page';

/** What the Run Targets of PROJECT compose: the first a working copy of the workspace, the second a pinned version alone. */
export const RUN_TARGETS = { page: 'space:web@dev', review: 'space:style@stable' };

/** An Nx workspace that is a registry itself, without a lock. */
export const WORKSPACE_FILES = {
  'nx.json': `{
  "namedInputs": { "aspSpace": ["{projectRoot}/**/*"] },
  "plugins": ["@agent-spaces/nx"]
}
`,
  [`${SPACE}/space.toml`]: `schema = 1
id = "style"
version = "1.0.0"
`,
  'spaces/web/space.toml': `schema = 1
id = "web"
version = "1.0.0"

[deps]
spaces = ["space:style@dev"]
`,
  [`${PROJECT}/asp-targets.toml`]: `schema = 1

[targets.page]
description = "Build pages"
compose = ["${RUN_TARGETS.page}"]

[targets.review]
compose = ["${RUN_TARGETS.review}"]
`,
};

/**
 * @typedef {Record<string, any>} Configuration  a project's or a target's, as Nx has them
 * @typedef {(root: string) => Configuration} ProjectAt
 * @typedef {{ source: string, target: string, sourceFile: string }} Edge
 * @typedef {{ projectAt: ProjectAt, edges: readonly Edge[] }} Inferred
 */

/**
 * What the plugin makes of the example, as Nx would ask it. No Nx runs, and nothing is left on disk.
 *
 * @param {any} nx  the plugin's functions
 * @param {Record<string, unknown>} [options]  of the plugin
 * @returns {Promise<Inferred>}
 */
export async function inferExample(nx, options) {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'asp-docs-workspace-'));
  const before = process.env['NX_CACHE_PROJECT_GRAPH'];
  try {
    process.env['NX_CACHE_PROJECT_GRAPH'] = 'false';
    const files = Object.keys(WORKSPACE_FILES);
    for (const [path, text] of Object.entries(WORKSPACE_FILES)) {
      mkdirSync(dirname(join(workspaceRoot, path)), { recursive: true });
      writeFileSync(join(workspaceRoot, path), text);
    }
    const nxJsonConfiguration = JSON.parse(WORKSPACE_FILES['nx.json']);
    const [, createNodes] = nx.createNodesV2;
    const found = files.filter((path) => path.endsWith('.toml'));
    const nodes = await createNodes(found, options, { workspaceRoot, nxJsonConfiguration });
    /** @type {Record<string, Configuration>} */
    const byRoot = Object.assign({}, ...nodes.map((/** @type {any} */ [, { projects }]) => projects));
    const projects = Object.fromEntries(Object.values(byRoot).map((project) => [project['name'], project]));
    const projectFileMap = Object.fromEntries(
      found.map((file) => [byRoot[posix.dirname(file)]?.['name'], [{ file, hash: '' }]]),
    );
    const fileMap = { projectFileMap, nonProjectFiles: [] };
    const edges = await nx.createDependencies(options, {
      workspaceRoot,
      nxJsonConfiguration,
      projects,
      externalNodes: {},
      fileMap,
      filesToProcess: fileMap,
    });
    return { projectAt: (root) => known(byRoot, root), edges };
  } finally {
    if (before === undefined) delete process.env['NX_CACHE_PROJECT_GRAPH'];
    else process.env['NX_CACHE_PROJECT_GRAPH'] = before;
    rmSync(workspaceRoot, { recursive: true, force: true });
  }
}

/** @param {Record<string, Configuration>} byRoot @param {string} root */
function known(byRoot, root) {
  const project = byRoot[root];
  if (project === undefined) throw new Error(`Nothing was inferred in ${root}`);
  return project;
}
