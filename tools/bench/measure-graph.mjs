// Makes one project graph and says what it took, as JSON: measure-graph.mjs, in an Nx workspace, as a process of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

// As the nx command does: without @nx/devkit, which takes as long to load as a small plugin takes to run.
const { createProjectGraphAsync } = createRequire(join(process.cwd(), 'package.json'))(
  'nx/src/project-graph/project-graph',
);

const [plugin] = process.argv.slice(2);
const before = process.cpuUsage();
const start = performance.now();
const { nodes, dependencies } = await createProjectGraphAsync();
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(before);

/** Nx measures every plugin itself. */
const measured = (name) =>
  performance.getEntriesByName(name, 'measure').reduce((sum, { duration }) => sum + duration, 0);

console.log(
  JSON.stringify({
    wallMs,
    cpuMs: (user + system) / 1000,
    loadMs: measured(`Load Nx Plugin: ${plugin}`),
    nodesMs: measured(`${plugin}:createNodes`),
    dependenciesMs: measured(`${plugin}:createDependencies`),
    projects: Object.keys(nodes).length,
    edges: Object.values(dependencies).flat().length,
  }),
);
// Nx keeps its files open.
process.exit(0);
