// @ts-check
import { withExampleProject } from './example-project.mjs';
import { disagreements } from './field-paths.mjs';
import { DOCUMENTS, WARNING } from './json-fields.mjs';
import { block, code, pageHead, table } from './markdown.mjs';

/** What has to happen to the example before a document can be shown. */
const BEFORE = {
  /** @param {import('./example-project.mjs').Example} example */
  'asp install --dry-run': (example) => example.publish(),
  /** @param {import('./example-project.mjs').Example} example */
  'asp install --frozen, with drift': (example) => example.edit(),
};
/** Drift changes the project, so it comes last on the way and not on the page. */
const LAST = 'asp install --frozen, with drift';

/**
 * @param {{ cli: string }} product
 * @returns {string}
 * @throws where a command prints other fields than json-fields.mjs describes
 */
export function jsonOutputPage({ cli }) {
  const answers = withExampleProject(cli, (example) => {
    const inOrder = [...DOCUMENTS].sort((a, b) => Number(a.title === LAST) - Number(b.title === LAST));
    return new Map(
      inOrder.map(({ title, run }) => {
        if (title in BEFORE) BEFORE[/** @type {keyof typeof BEFORE} */ (title)](example);
        return [title, example.asp(run).document];
      }),
    );
  });
  return [
    pageHead('JSON output', 'what the commands print for a small project'),
    'With `--json` a command prints exactly one document on stdout; notes still go to stderr. Fields may be added in any version; none changes its meaning. A `?` marks a field that may be missing.\n',
    ...DOCUMENTS.map((document) => documentSection(document, answers.get(document.title))),
    '## A warning\n',
    fieldTable(WARNING),
  ].join('\n');
}

/** @param {import('./json-fields.mjs').Document} document @param {unknown} answer */
function documentSection({ title, about, run, fields }, answer) {
  const faults = disagreements(answer, fields);
  if (faults.length) throw new Error(`tools/docs/json-fields.mjs, ${title}: ${faults.join('; ')}`);
  return [
    `## ${title}\n`,
    ...(about ? [`${about}\n`] : []),
    fieldTable(fields.filter(([path]) => !path.includes('warnings[].'))),
    block('sh', `asp ${run.map(quoted).join(' ')}`),
    block('json', JSON.stringify(answer, null, 2)),
  ].join('\n');
}

/** @param {readonly import('./json-fields.mjs').Field[]} fields */
const fieldTable = (fields) =>
  table(
    ['field', 'type', 'meaning'],
    fields.map(([path, type, meaning]) => [code(path), type, meaning]),
  );

/** @param {string} word */
const quoted = (word) => (/\s/.test(word) ? `"${word}"` : word);
