import * as errors from './errors';
import { AspError, ConfigError, ConfigParseError, isAspError, LockTimeoutError } from './errors';

const make = {
  ConfigError: () => new errors.ConfigError('x'),
  ConfigParseError: () => new errors.ConfigParseError('f', [{ message: 'x', location: { file: 'f' } }]),
  ConfigValidationError: () =>
    new errors.ConfigValidationError('f', [{ message: 'x', location: { file: 'f' } }]),
  ResolutionError: () => new errors.ResolutionError('x'),
  RefParseError: () => new errors.RefParseError('x'),
  SelectorResolutionError: () => new errors.SelectorResolutionError('x'),
  CyclicDependencyError: () => new errors.CyclicDependencyError(['a@dev', 'b@dev', 'a@dev']),
  MissingDependencyError: () => new errors.MissingDependencyError('x'),
  StoreError: () => new errors.StoreError('x'),
  IntegrityError: () => new errors.IntegrityError('x'),
  SnapshotError: () => new errors.SnapshotError('x'),
  MaterializationError: () => new errors.MaterializationError('x'),
  LockError: () => new errors.LockError('x'),
  LockTimeoutError: () => new errors.LockTimeoutError('x'),
  GitError: () => new errors.GitError('x'),
  ClaudeError: () => new errors.ClaudeError('x'),
  ClaudeNotFoundError: () => new errors.ClaudeNotFoundError('x'),
  ClaudeInvocationError: () => new errors.ClaudeInvocationError('x'),
};

/** The tree of seed 003 §12. */
const parents: Readonly<Record<keyof typeof make, abstract new (...args: never[]) => Error>> = {
  ConfigError: errors.AspError,
  ConfigParseError: errors.ConfigError,
  ConfigValidationError: errors.ConfigError,
  ResolutionError: errors.AspError,
  RefParseError: errors.ResolutionError,
  SelectorResolutionError: errors.ResolutionError,
  CyclicDependencyError: errors.ResolutionError,
  MissingDependencyError: errors.ResolutionError,
  StoreError: errors.AspError,
  IntegrityError: errors.StoreError,
  SnapshotError: errors.StoreError,
  MaterializationError: errors.AspError,
  LockError: errors.AspError,
  LockTimeoutError: errors.LockError,
  GitError: errors.AspError,
  ClaudeError: errors.AspError,
  ClaudeNotFoundError: errors.ClaudeError,
  ClaudeInvocationError: errors.ClaudeError,
};

describe('the error hierarchy', () => {
  it.each(Object.keys(make) as (keyof typeof make)[])(
    '%s has the code and the parent of the seed',
    (name) => {
      const error = make[name]();
      expect(error).toBeInstanceOf(parents[name]);
      expect(error).toBeInstanceOf(AspError);
      expect(error.name).toBe(name);
      expect(error.code).toBe(name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
      expect(isAspError(error)).toBe(true);
    },
  );

  it('knows its own errors from others', () => {
    expect(isAspError(new Error('x'))).toBe(false);
    expect(isAspError('x')).toBe(false);
  });

  it('keeps cause, place and hint', () => {
    const cause = new Error('EACCES');
    const error = new LockTimeoutError('x', { location: { file: 'f', line: 2 }, hint: 'wait', cause });
    expect(error.cause).toBe(cause);
    expect(error.issues).toEqual([{ message: 'x', location: { file: 'f', line: 2 }, hint: 'wait' }]);
    expect(new ConfigError('x').issues).toEqual([]);
  });

  it('names several places where it is told of them', () => {
    const issues = [1, 2].map((line) => ({ message: `bad ${line}`, location: { file: 'f', line } }));
    const error = new errors.RefParseError('2 bad', { location: { file: 'f', line: 1 }, issues });
    expect(error).toMatchObject({ message: '2 bad', location: { line: 1 }, issues });
  });

  it('speaks of one problem itself and counts several', () => {
    const issue = { message: 'bad', location: { file: 'f', line: 1, column: 2 }, hint: 'mend it' };
    expect(new ConfigParseError('f is bad', [issue])).toMatchObject({ message: 'bad', hint: 'mend it' });
    const several = new ConfigParseError('f is bad', [issue, issue]);
    expect(several).toMatchObject({
      message: 'f is bad (2 problems)',
      hint: undefined,
      location: issue.location,
    });
    expect(several.issues).toHaveLength(2);
  });

  it('shows a circle as it runs', () => {
    expect(make.CyclicDependencyError().message).toContain('a@dev → b@dev → a@dev');
  });
});
