import fc from 'fast-check';
import {
  type CommitSha,
  integrityDigest,
  type Integrity,
  isCommitSha,
  isIntegrity,
  isSpaceId,
  isTargetName,
  type SpaceId,
  spaceKey,
} from './ids';

describe('ids', () => {
  it.each(['a', 'todo-frontend', '1-2', 'a'.repeat(64)])('%s is a space id', (text) =>
    expect(isSpaceId(text)).toBe(true),
  );
  it.each(['', 'A', 'a--b', '-a', 'a-', 'a_b', 'a\n', '../a', '__proto__', 'a'.repeat(65)])(
    '%j is no space id',
    (text) => expect(isSpaceId(text)).toBe(false),
  );

  it('a commit is a full object name', () => {
    expect([7, 39, 40, 41, 63, 64, 65].filter((length) => isCommitSha('a'.repeat(length)))).toEqual([40, 64]);
    expect(isCommitSha('A'.repeat(40))).toBe(false);
  });

  it('an integrity is a hash or dev', () => {
    expect(isIntegrity('sha256:dev')).toBe(true);
    expect(isIntegrity(`sha256:${'0'.repeat(64)}`)).toBe(true);
    expect(isIntegrity(`sha256:${'0'.repeat(63)}`)).toBe(false);
    expect(integrityDigest(`sha256:${'0'.repeat(64)}` as Integrity)).toBe('0'.repeat(64));
  });

  it('a space key has twelve digits of the commit', () => {
    expect(spaceKey('a' as SpaceId, 'abcdef1234567890abcdef1234567890abcdef12' as CommitSha)).toBe(
      'a@abcdef123456',
    );
    expect(spaceKey('a' as SpaceId, 'dev')).toBe('a@dev');
  });

  it('a target name is one plain directory name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => !isTargetName(text) || /^(?!\.)[\w.-]{1,64}(?<!\.)$/.test(text)),
    );
  });
});
