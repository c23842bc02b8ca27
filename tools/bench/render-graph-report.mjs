import { median } from './run-steps.mjs';

const OURS = '@agent-spaces/nx';

/** What issue 3 allows for 1,000 spaces of 50 files. */
const BUDGET_MS = { cold: 300, warm: 60 };

/**
 * The figures of one state. A difference is taken within a round, where the machine was the same, and then the median of the
 * differences.
 *
 * @returns {{ emptyMs: number, bareMs: number, oursMs: number, overEmptyMs: number, overBareMs: number, inPluginMs: number,
 *   loadMs: number, nodesMs: number, dependenciesMs: number, budgetMs: number }}
 */
function summarizeState(rounds, state) {
  const of = (pick) => median(rounds.map((round) => pick(round[state])));
  const ours = (round) => round[OURS];
  const inPlugin = (round) => ours(round).loadMs + ours(round).nodesMs + ours(round).dependenciesMs;
  return {
    emptyMs: of((round) => round['empty-plugin'].wallMs),
    bareMs: of((round) => round['bare-plugin'].wallMs),
    oursMs: of((round) => ours(round).wallMs),
    overEmptyMs: of((round) => ours(round).wallMs - round['empty-plugin'].wallMs),
    overBareMs: of((round) => ours(round).wallMs - round['bare-plugin'].wallMs),
    inPluginMs: of(inPlugin),
    loadMs: of((round) => ours(round).loadMs),
    nodesMs: of((round) => ours(round).nodesMs),
    dependenciesMs: of((round) => ours(round).dependenciesMs),
    budgetMs: BUDGET_MS[state],
  };
}

export const summarizeGraphRuns = (rounds) => ({
  cold: summarizeState(rounds, 'cold'),
  warm: summarizeState(rounds, 'warm'),
  load: median(rounds.map(({ load }) => load)),
});

const LINES = [
  ['graph with an empty plugin', 'emptyMs'],
  ['graph with bare projects', 'bareMs'],
  ['graph with @agent-spaces/nx', 'oursMs'],
  [],
  ['ours − empty plugin', 'overEmptyMs'],
  ['ours − bare projects', 'overBareMs'],
  ['in the plugin itself', 'inPluginMs'],
  ['  loading it', 'loadMs'],
  ['  createNodes', 'nodesMs'],
  ['  createDependencies', 'dependenciesMs'],
  ['allowed', 'budgetMs'],
];

/** The summary as text. */
export function renderGraphReport({ cold, warm, load }) {
  const row = (name, ...cells) => `${name.padEnd(30)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  return [
    row('', 'cold ms', 'warm ms'),
    ...LINES.map(([name, key]) => (key ? row(name, cold[key].toFixed(0), warm[key].toFixed(0)) : '')),
    '',
    `Other work on this machine: load ${load.toFixed(1)}`,
  ].join('\n');
}
