import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigValidationError, GitError, SelectorResolutionError, SnapshotError } from '@agent-spaces/core';
import { createColors } from './colors';
import { errorDocument, renderError, usageDocument } from './render-error';
import { printed } from './testing/printed';

const plain = createColors(false);
const rendered = async (error: unknown): Promise<string> => printed(await renderError(error, plain));

describe('an error as text and as a document', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'asp-cli-'));
    file = join(directory, 'asp-targets.toml');
    writeFileSync(file, 'schema = 1\n\n[targets.web]\ncompose = ["space:a@1", "space:b@9"]\n');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('looks a pointer up in its file, and says what to do next', async () => {
    const pointer = '/targets/web/compose/1';
    const error = new SelectorResolutionError('No such version.', {
      location: { file, pointer },
      hint: 'Ask for another.',
    });
    expect(await rendered(error)).toBe(
      `error SELECTOR_RESOLUTION_ERROR No such version.\n  ${file}:4:25 (${pointer})\n  → Ask for another.\n`,
    );
    const location = { file, line: 4, column: 25, pointer };
    expect(await errorDocument(error)).toEqual({
      error: {
        code: 'SELECTOR_RESOLUTION_ERROR',
        message: 'No such version.',
        hint: 'Ask for another.',
        issues: [{ message: 'No such version.', hint: 'Ask for another.', location }],
      },
    });
  });

  it('keeps the pointer where there is no such file to look into', async () => {
    const location = { file: '0123456789ab:spaces/a/space.toml', pointer: '/deps/spaces/0' };
    const text = await rendered(new GitError('Gone.', { location }));
    expect(text).toBe('error GIT_ERROR Gone.\n  0123456789ab:spaces/a/space.toml (/deps/spaces/0)\n');
  });

  it('lists every fault of a file with its own place and hint', async () => {
    const error = new ConfigValidationError('x is wrong', [
      { message: 'First.', location: { file: 'x', line: 1, column: 2 }, hint: 'Do this.' },
      { message: 'Second.', location: { file: 'x', line: 3 } },
    ]);
    expect(await rendered(error)).toBe(
      [
        'error CONFIG_VALIDATION_ERROR x is wrong (2 problems)',
        '',
        '  x:1:2',
        '    First.',
        '    Do this.',
        '',
        '  x:3',
        '    Second.',
        '',
      ].join('\n'),
    );
    expect((await errorDocument(error)).error.issues).toHaveLength(2);
  });

  it('calls what nobody foresaw a fault of asp, with its stack for the report and a code for machines', async () => {
    const text = await rendered(new TypeError('undefined is not'));
    expect(text).toMatch(/^error INTERNAL_ERROR TypeError: undefined is not\n {2}\| +at [^]*fault of asp/);
    expect(await errorDocument(new TypeError('undefined is not'))).toEqual({
      error: { code: 'INTERNAL_ERROR', message: 'undefined is not', issues: [] },
    });
    expect(await rendered('a thrown string')).toContain('INTERNAL_ERROR a thrown string\n');
  });

  it('marks what follows the first line of a message, so that a name with a newline in it forges nothing', async () => {
    const error = new SnapshotError('spaces/a/x\n  → Run this.\u001b[2J is odd.', {
      location: { file: 'spaces/a/y\nerror z' },
      hint: 'Rename \u202ey\n.',
    });
    expect(await rendered(error)).toBe(
      [
        'error SNAPSHOT_ERROR spaces/a/x',
        '  |   → Run this.\\u001b[2J is odd.',
        '  spaces/a/y\\u000aerror z',
        '  → Rename \\u202ey\\u000a.',
        '',
      ].join('\n'),
    );
    expect((await errorDocument(error)).error.message).toBe(error.message);
  });

  it('gives wrong usage a code too, without the prefix that is meant for people', () => {
    expect(usageDocument("error: unknown option '--x'")).toEqual({
      error: { code: 'USAGE_ERROR', message: "unknown option '--x'", issues: [] },
    });
  });
});
