import { refuseUndoingArguments } from './refuse-undoing-arguments';

describe('refuseUndoingArguments', () => {
  it('says where the argument is written, where that is known', () => {
    const args = ['--verbose', '--setting-sources=user'];
    const refusal = (locationOf?: (index: number) => { file: string; pointer: string }): unknown => {
      try {
        return refuseUndoingArguments(args, locationOf);
      } catch (error) {
        return error;
      }
    };
    const location = { file: 'asp-targets.toml', pointer: '/claude/args/1' };
    expect(refusal((index) => ({ ...location, pointer: `/claude/args/${index}` }))).toMatchObject({
      code: 'CLAUDE_INVOCATION_ERROR',
      location,
    });
    expect(refusal()).toMatchObject({ code: 'CLAUDE_INVOCATION_ERROR', location: undefined });
  });

  it.each([
    ['--settings={}', 'asp run --settings', '--settings of the task asp-run'],
    ['--setting-sources=user', '--inherit-user', '--inherit=project, user'],
    ['--', 'to "asp run" itself', 'with --prompt'],
  ])('says what to do instead of %s, through asp and through Nx', (arg, ...doors) => {
    for (const door of doors) {
      expect(() => refuseUndoingArguments([arg])).toThrow(
        expect.objectContaining({ hint: expect.stringContaining(door) as string }) as Error,
      );
    }
  });

  it('lets everything else pass, what only begins like it too', () => {
    expect(() => refuseUndoingArguments(['--settings-like', '-', '--model', 'opus'])).not.toThrow();
  });
});
