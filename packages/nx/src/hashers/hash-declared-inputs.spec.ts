import { declaredHash, graphOf, hashContext, recordingHasher, taskOf } from '../testing/hashing';
import { hashDeclaredInputs } from './hash-declared-inputs';

const tasks = ['a:x', 'b:x', 'c:x'].map((id) => taskOf(id));

describe('the hashes of declared inputs', () => {
  it('are asked for together, and each task gets its own', async () => {
    const { hasher, asked } = recordingHasher((all) =>
      Promise.resolve(all.map(({ id }) => declaredHash({ command: id }))),
    );
    const context = hashContext(hasher, { tasks });
    const [first, ...others] = tasks.map((task, index) =>
      hashDeclaredInputs(task, { ...context, env: { TASK: String(index) } }),
    );
    // Nx itself is a few promises away between one task and the next.
    await Promise.resolve();
    const late = taskOf('d:x');
    const hashes = await Promise.all([first, ...others, hashDeclaredInputs(late, context)]);
    expect(hashes.map((hash) => hash?.details.command)).toEqual(['a:x', 'b:x', 'c:x', 'd:x']);
    expect(asked).toEqual([
      {
        tasks: ['a:x', 'b:x', 'c:x', 'd:x'],
        graph: context.taskGraph,
        environments: {
          'a:x': { TASK: '0' },
          'b:x': { TASK: '1' },
          'c:x': { TASK: '2' },
          'd:x': process.env,
        },
      },
    ]);
    expect(asked[0]?.graph).toBe(context.taskGraph);
  });

  it('are asked for again where a task is hashed at another moment', async () => {
    const { hasher, asked } = recordingHasher();
    const context = hashContext(hasher, { tasks });
    for (const task of tasks) await hashDeclaredInputs(task, context);
    expect(asked.map((call) => call.tasks)).toEqual([['a:x'], ['b:x'], ['c:x']]);
  });

  it('are asked for of each graph, and of each hasher', async () => {
    const [one, other] = [recordingHasher(), recordingHasher()];
    const task = taskOf('a:x');
    const [graph, another] = [graphOf(task), graphOf(task)];
    await Promise.all(
      [
        { ...hashContext(one.hasher), taskGraph: graph },
        { ...hashContext(one.hasher), taskGraph: another },
        { ...hashContext(other.hasher), taskGraph: graph },
      ].map((context) => hashDeclaredInputs(task, context)),
    );
    expect(one.asked.map((call) => call.graph === graph)).toEqual([true, false]);
    expect(other.asked).toHaveLength(1);
  });

  it('fail all where they cannot be had, and not those after them', async () => {
    let isBroken = true;
    const { hasher } = recordingHasher((all) =>
      isBroken
        ? Promise.reject(new Error('The daemon is gone.'))
        : Promise.resolve(all.map(() => declaredHash())),
    );
    const context = hashContext(hasher, { tasks });
    const settled = await Promise.allSettled(tasks.map((task) => hashDeclaredInputs(task, context)));
    expect(settled).toEqual(
      tasks.map(() => ({ status: 'rejected', reason: new Error('The daemon is gone.') })),
    );
    isBroken = false;
    expect(await hashDeclaredInputs(taskOf('a:x'), context)).toEqual(declaredHash());
  });

  it('fail for a task that Nx says nothing of, instead of waiting forever', async () => {
    const { hasher } = recordingHasher(() => Promise.resolve([declaredHash()]));
    const context = hashContext(hasher, { tasks });
    const settled = await Promise.allSettled(tasks.map((task) => hashDeclaredInputs(task, context)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(settled[1]).toMatchObject({ reason: new Error('Nx gave no hash for b:x.') });
  });
});
