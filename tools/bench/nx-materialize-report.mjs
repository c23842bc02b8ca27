/** What issue 3 allows for 1,000 spaces of 50 files on two cores, by line. */
const BUDGET_MS = {
  'nx -t asp-materialize, cold': 30_000,
  'nx -t asp-materialize, unchanged, daemon': 5_000,
};

const COLUMNS = ['', 'wall ms', 'spread', 'CPU ms', 'files', 'MB', 'allowed'];

/**
 * How far we are from the floors.
 *
 * @returns {{ coldOverPlainCopy: number, restoredOverPlainCopy: number, unchangedOverPlainCopy: number, coldOverEngine: number,
 *   engineOverLoop: number }}
 */
export function summarizeMaterializeRuns(results) {
  const wall = Object.fromEntries(results.map(({ name, wallMs }) => [name, wallMs]));
  const over = (one, other) => wall[one] / wall[other];
  return {
    coldOverPlainCopy: over('nx -t asp-materialize, cold', 'nx -t plain-copy, cold'),
    restoredOverPlainCopy: over(
      'nx -t asp-materialize, unchanged, no daemon',
      'nx -t plain-copy, unchanged, no daemon',
    ),
    unchangedOverPlainCopy: over(
      'nx -t asp-materialize, unchanged, daemon',
      'nx -t plain-copy, unchanged, daemon',
    ),
    coldOverEngine: over('nx -t asp-materialize, cold', 'engine in one process, cold'),
    engineOverLoop: over('engine in one process, cold', 'plain loop'),
  };
}

const spread = (walls) => `${Math.min(...walls).toFixed(0)}–${Math.max(...walls).toFixed(0)}`;

const row = ({ name, wallMs, wallsMs, cpuMs, files, bytes }) => [
  name,
  wallMs.toFixed(0),
  spread(wallsMs),
  cpuMs.toFixed(0),
  String(files),
  (bytes / 1e6).toFixed(1),
  String(BUDGET_MS[name] ?? ''),
];

function table(rows) {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const align = (cell, column) =>
    column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((cells) => cells.map(align).join('  ').trimEnd()).join('\n');
}

const RATIOS = [
  ['cold ÷ nx with a plain copy', 'coldOverPlainCopy'],
  ['unchanged, no daemon ÷ the same', 'restoredOverPlainCopy'],
  ['unchanged, daemon ÷ the same', 'unchangedOverPlainCopy'],
  ['cold ÷ engine in one process', 'coldOverEngine'],
  ['engine in one process ÷ plain loop', 'engineOverLoop'],
];

/** The results as text: the table, and below it how we stand against the floors. */
export function renderMaterializeReport({ results, summary, load }) {
  return [
    table([COLUMNS, ...results.map(row)]),
    '',
    ...RATIOS.map(([name, key]) => `${name.padEnd(36)}${summary[key].toFixed(2)} ×`),
    '',
    `Other work on this machine: load ${load.toFixed(1)}`,
  ].join('\n');
}
