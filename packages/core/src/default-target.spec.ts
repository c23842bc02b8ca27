import { defaultTarget } from './default-target';

describe('the target that is meant where none is named', () => {
  it.each<readonly [string, readonly string[], string | undefined]>([
    ['is the one named like the project, whatever else there is', ['default', 'web', 'shop'], 'shop'],
    ['is the one named default, where none is named like the project', ['web', 'default'], 'default'],
    ['is the only one, whatever it is called', ['web'], 'web'],
    ['is left to be named where there are several', ['web', 'api'], undefined],
    ['is left to be named where there is none', [], undefined],
  ])('%s', (_, names, chosen) => {
    expect(defaultTarget(names, 'shop')).toBe(chosen);
  });
});
