import { hashContext, recordingHasher, taskOf } from '../testing/hashing';
import { taskOptions } from './task-options';

const context = hashContext(recordingHasher().hasher, {
  projects: {
    a: {
      root: 'libs/a',
      targets: {
        x: { options: { one: 1, two: 1, three: 1 }, configurations: { fast: { two: 2, three: 2 } } },
      },
    },
  },
});

describe('the options of a task', () => {
  it('are those that its executor is given: of the target, of its configuration, of the command line', () => {
    expect(taskOptions(taskOf('a:x'), context)).toEqual({
      root: 'libs/a',
      options: { one: 1, two: 1, three: 1 },
    });
    const target = { project: 'a', target: 'x', configuration: 'fast' };
    expect(taskOptions(taskOf('a:x', { target, overrides: { three: 3 } }), context).options).toEqual({
      one: 1,
      two: 2,
      three: 3,
    });
  });

  it('are none of what there is not', () => {
    expect(taskOptions(taskOf('a:y'), context)).toEqual({ root: 'libs/a', options: {} });
    expect(taskOptions(taskOf('b:x'), context)).toEqual({ root: '.', options: {} });
  });
});
