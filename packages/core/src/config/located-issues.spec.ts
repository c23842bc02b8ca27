import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, ConfigValidationError } from '../errors';
import { locatedIssues } from './located-issues';

describe('the places of an error', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'asp-core-'));
    file = join(directory, 'asp-targets.toml');
    writeFileSync(file, 'schema = 1\n\n[targets.web]\ncompose = ["space:a@1", "space:b@9"]\n');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('get their line and column from the file when only the value is known', async () => {
    const pointer = '/targets/web/compose/1';
    const error = new ConfigError('No.', { location: { file, pointer }, hint: 'Ask for another.' });
    expect(await locatedIssues(error)).toEqual([
      { message: 'No.', hint: 'Ask for another.', location: { file, line: 4, column: 25, pointer } },
    ]);
  });

  it('are looked up in JSON too, by names with a slash and a tilde in them', async () => {
    const json = join(directory, 'lock.json');
    writeFileSync(json, '{\n  "a/b~c": 1\n}\n');
    const [issue] = await locatedIssues(
      new ConfigError('No.', { location: { file: json, pointer: '/a~1b~0c' } }),
    );
    expect(issue?.location).toMatchObject({ line: 2, column: 12 });
  });

  it('are looked up from a directory where their files are named relative to it', async () => {
    const pointer = '/targets/web/compose/0';
    const error = new ConfigError('No.', { location: { file: 'asp-targets.toml', pointer } });
    const [issue] = await locatedIssues(error, directory);
    expect(issue?.location).toEqual({ file: 'asp-targets.toml', line: 4, column: 12, pointer });
  });

  it.each<readonly [string, () => void]>([
    ['is no TOML any more', () => writeFileSync(file, '[[[')],
    ['is no text any more', () => writeFileSync(file, Buffer.from([0xff, 0xfe]))],
    [
      'is a directory now',
      () => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('are told as they are known where the file %s', async (_, change) => {
    change();
    const location = { file, pointer: '/targets/web/compose/1' };
    expect(await locatedIssues(new ConfigError('No.', { location }))).toEqual([{ message: 'No.', location }]);
  });

  it('stay as they are where a position is known or the file is not there', async () => {
    const known = { file, line: 1, pointer: '/schema' };
    const gone = { file: '0123456789ab:spaces/a/space.toml', pointer: '/deps/spaces/0' };
    const error = new ConfigValidationError('x is wrong', [
      { message: 'First.', location: known },
      { message: 'Second.', location: gone },
    ]);
    expect((await locatedIssues(error)).map(({ location }) => location)).toEqual([known, gone]);
  });
});
