import { errorPoints } from './error-points';
import { ConfigError, ConfigValidationError } from './errors';

const location = { file: 'x.toml', line: 2, column: 5 };

describe('the points of an error', () => {
  it('are its place and its hint', async () => {
    expect(await errorPoints(new ConfigError('No.', { location, hint: 'Do.' }))).toEqual([
      { place: 'x.toml:2:5', hint: 'Do.' },
    ]);
    expect(await errorPoints(new ConfigError('No.', { hint: 'Do.' }))).toEqual([{ hint: 'Do.' }]);
    expect(await errorPoints(new ConfigError('No.'))).toEqual([{}]);
  });

  it('take the hint of the only place where the error has none', async () => {
    const issue = { message: 'No.', location, hint: 'Do.' };
    expect(await errorPoints(new ConfigError('No.', { issues: [issue] }))).toEqual([
      { place: 'x.toml:2:5', hint: 'Do.' },
    ]);
  });

  it('are all its places, with what is wrong at each', async () => {
    const error = new ConfigValidationError('x.toml is not valid', [
      { message: 'One.', location, hint: 'Do one.' },
      { message: 'Two.', location: { file: 'x.toml', line: 3 } },
    ]);
    expect(await errorPoints(error)).toEqual([
      { place: 'x.toml:2:5', message: 'One.', hint: 'Do one.' },
      { place: 'x.toml:3', message: 'Two.' },
    ]);
  });
});
