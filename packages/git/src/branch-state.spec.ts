import { parseBranchState } from './branch-state';

const OID = 'd'.repeat(40);
const headers = (...lines: string[]): string => lines.map((line) => `# branch.${line}\0`).join('');

describe('parseBranchState', () => {
  it('reads the distance to the upstream', () => {
    expect(parseBranchState(headers(`oid ${OID}`, 'head main', 'upstream origin/main', 'ab +2 -3'))).toEqual({
      head: OID,
      branch: 'main',
      upstream: 'origin/main',
      distance: { ahead: 2, behind: 3 },
    });
  });

  it('tells a detached HEAD and a branch without commits', () => {
    expect(parseBranchState(headers(`oid ${OID}`, 'head (detached)'))).toMatchObject({ branch: undefined });
    expect(parseBranchState(headers('oid (initial)', 'head main'))).toMatchObject({
      head: undefined,
      branch: 'main',
    });
  });

  it('takes no file name for a header', () => {
    const output = `${headers(`oid ${OID}`, 'head main')}1 .M N... 100644 100644 100644 x x f\0# branch.upstream evil\0`;
    expect(parseBranchState(output).upstream).toBeUndefined();
  });
});
