import { ORIGINAL_FIGURES } from './original-figures.mjs';

const COLUMNS = ['', 'wall ms', 'spread', 'CPU ms', 'git', 'tar', 'files', 'MB', 'original'];

const spread = (walls) => `${Math.min(...walls).toFixed(0)}–${Math.max(...walls).toFixed(0)}`;

function row(spaces, { name, kind, wallMs, wallsMs, cpuMs, processes, files, bytes }) {
  return [
    kind === 'asp' ? `asp ${name}` : name,
    wallMs.toFixed(0),
    spread(wallsMs),
    cpuMs.toFixed(0),
    String(processes.git),
    String(processes.tar),
    String(files),
    (bytes / 1e6).toFixed(1),
    ORIGINAL_FIGURES[spaces]?.[name] ?? '',
  ];
}

function table(rows) {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const isText = (column) => column === 0 || column === COLUMNS.length - 1;
  const align = (cell, column) =>
    isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((cells) => cells.map(align).join('  ').trimEnd()).join('\n');
}

/**
 * How far we are from the floors: a factor for the work, a difference for what stands before it.
 *
 * @returns {{ coldOverArchive: number, warmOverNodeMs: number, dryRunOverNodeMs: number, versionOverNodeMs: number }}
 */
export function computeRatios(results) {
  const wall = Object.fromEntries(results.map(({ name, wallMs }) => [name, wallMs]));
  const node = wall['node -e 0'];
  return {
    coldOverArchive: wall['install, cold'] / wall['git archive | tar'],
    warmOverNodeMs: wall['install, warm'] - node,
    dryRunOverNodeMs: wall['run --dry-run'] - node,
    versionOverNodeMs: wall['--version'] - node,
  };
}

/** One size of registry as text: the table, and below it how we stand against the floors. */
export function renderReport({ spaces, results, ratios }) {
  return [
    `${spaces} spaces`,
    table([COLUMNS, ...results.map((result) => row(spaces, result))]),
    '',
    `cold install ÷ git archive|tar   ${ratios.coldOverArchive.toFixed(2)} ×`,
    `warm install − node -e 0         ${ratios.warmOverNodeMs.toFixed(0)} ms`,
    `run --dry-run − node -e 0        ${ratios.dryRunOverNodeMs.toFixed(0)} ms`,
    `--version − node -e 0            ${ratios.versionOverNodeMs.toFixed(0)} ms`,
    '',
  ].join('\n');
}
