import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Integrity, SpaceFile, SpaceId, SpaceKey } from '@agent-spaces/core';
import fc from 'fast-check';
import { commitContent } from './commit-content';
import { compareBytes, computeEnvHash, computeIntegrity, computePluginCacheKey } from './integrity';
import { closeRegistries, tempDirectory, tempRegistry } from './testing/temp-registry';
import { workingCopyContent } from './working-copy';

const directory = tempDirectory();
closeRegistries();
const oid = 'a'.repeat(40);
const file = (path: string): SpaceFile => ({ path, kind: 'file', oid });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('compareBytes', () => {
  it('orders as the bytes of the UTF-8 text do', () => {
    const unit = fc.constantFrom(
      'a',
      'b',
      '/',
      '.',
      '\x01',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{1f600}',
    );
    fc.assert(
      fc.property(fc.string({ unit }), fc.string({ unit }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('puts a character beyond the first plane after U+FFFF, where UTF-16 would not', () => {
    expect(['\u{1f600}', '\uffff'].sort(compareBytes)).toEqual(['\uffff', '\u{1f600}']);
    expect(['\u{1f600}', '\uffff'].sort()).toEqual(['\u{1f600}', '\uffff']);
  });
});

describe('computeIntegrity', () => {
  it('is the hash of seed 003 §6.3', () => {
    const files: SpaceFile[] = [
      { path: 'a b', kind: 'file', oid },
      { path: 'run.sh', kind: 'executable', oid },
      { path: 'é', kind: 'symlink', oid },
    ];
    const text = `v1\0a b\0blob\0${oid}\x00100644\nrun.sh\0blob\0${oid}\x00100755\né\0blob\0${oid}\x00120000\n`;
    expect(computeIntegrity(files)).toBe(`sha256:${sha256(text)}`);
    expect(computeIntegrity([])).toBe(`sha256:${sha256('v1\0')}`);
  });

  it('tells names apart that only a blank, a case or a Unicode form sets apart', () => {
    const names = ['zz', 'zz ', 'ZZ', ' zz', 'zz\u00a0', 'é', 'e\u0301', '"zz"', 'z\\172'];
    expect(new Set(names.map((name) => computeIntegrity([file(name)]))).size).toBe(names.length);
  });

  it('depends on the order of the files, which is therefore part of the contract', () => {
    expect(computeIntegrity([file('a'), file('b')])).not.toBe(computeIntegrity([file('b'), file('a')]));
  });
});

describe('computeEnvHash', () => {
  const member = (key: string, pluginName = 'p') => ({
    key: key as SpaceKey,
    integrity: 'sha256:dev' as Integrity,
    pluginName,
  });

  it('is the hash of seed 003 §6.4, in load order', () => {
    expect(computeEnvHash([member('a@dev'), member('b@dev', 'q')])).toBe(
      `sha256:${sha256('env-v1\0a@dev\0sha256:dev\0p\nb@dev\0sha256:dev\0q\n')}`,
    );
    expect(computeEnvHash([member('a@dev'), member('b@dev')])).not.toBe(
      computeEnvHash([member('b@dev'), member('a@dev')]),
    );
  });
});

describe('computePluginCacheKey', () => {
  const integrity = `sha256:${'0'.repeat(64)}` as Integrity;

  it('is the hash of seed 003 §7.1', () => {
    expect(computePluginCacheKey(integrity, 'p', '1.2.3')).toBe(
      sha256(`materializer-v1\0${integrity}\0p\x001.2.3\n`),
    );
  });

  it('counts a missing version as 0.0.0', () => {
    expect(computePluginCacheKey(integrity, 'p', undefined)).toBe(
      computePluginCacheKey(integrity, 'p', '0.0.0'),
    );
  });
});

/** The independent computation that the facts name, where it is present. */
const oracle = resolve(__dirname, '../../../../shared/golden/oracle.mjs');
const CALL =
  'const { integrity } = await import(process.env.ORACLE); console.log(integrity(...JSON.parse(process.env.OF)));';
const askOracle = (...question: readonly [directory: string, id: string, commit: string]): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', CALL], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ORACLE: oracle, OF: JSON.stringify(question) },
  }).trim();

describe('the integrity of a space, in a commit and on disk', () => {
  const registry = tempRegistry(join(directory, 'random'));
  const segment = fc.oneof(
    fc.constantFrom(
      'node_modules',
      'dist',
      '.asp',
      'zz',
      'zz ',
      '.hidden',
      'a b',
      '-dash',
      '[a]*{b}',
      'back\\slash',
    ),
    fc.string({
      unit: fc.constantFrom('a', 'Z', '.x', 'é', '\u00a0', '\uffff', '\u{1f600}', '"', '\n', '\x01'),
      minLength: 1,
      maxLength: 4,
    }),
  );
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
  const content = fc.oneof(
    fc.string(),
    fc.string().map((executable) => ({ executable })),
  );
  // A name cannot be a file and a directory at once.
  const isTree = (paths: readonly string[]): boolean =>
    paths.every((one) => paths.every((other) => !other.startsWith(`${one}/`)));
  const tree = fc
    .dictionary(path, content, { minKeys: 1, maxKeys: 6 })
    .filter((files) => isTree([...Object.keys(files), 'space.toml']));

  it('are the same, and what the oracle of the facts computes', async () => {
    const hasOracle = existsSync(oracle);
    if (!hasOracle) process.stderr.write(`The oracle is not compared: ${oracle} is not here.\n`);
    await fc.assert(
      fc.asyncProperty(tree, async (files) => {
        registry.git('rm', '-r', '--quiet', '--force', '--ignore-unmatch', '.');
        registry.git('clean', '-d', '-x', '--quiet', '--force', '--force');
        const inSpace = Object.entries(files).map(([name, value]) => [`spaces/a/${name}`, value]);
        const commit = registry.commit({
          ...Object.fromEntries(inSpace),
          'spaces/a/space.toml': 'schema = 1\n',
        });
        const { repository } = await registry.open();
        const committed = await commitContent(repository, 'a' as SpaceId, commit);
        const onDisk = await workingCopyContent(join(registry.directory, 'spaces/a'));
        await repository.close();

        expect(onDisk.files).toEqual(committed?.files);
        const ours = computeIntegrity(onDisk.files);
        if (!hasOracle) return;
        expect(ours).toBe(askOracle(registry.directory, 'a', commit));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
