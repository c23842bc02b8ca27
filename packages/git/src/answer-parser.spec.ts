import fc from 'fast-check';
import { createAnswerParser } from './answer-parser';
import type { ObjectAnswer } from './object-answer';

type Seen = { answer: ObjectAnswer; content: Buffer; ended: boolean };

function recorder() {
  const seen: Seen[] = [];
  const last = (): Seen => seen[seen.length - 1] as Seen;
  const feed = createAnswerParser({
    begin: (answer) => void seen.push({ answer, content: Buffer.alloc(0), ended: false }),
    write: (part) => {
      last().content = Buffer.concat([last().content, part]);
    },
    end: () => {
      last().ended = true;
    },
  });
  return { seen, feed };
}

const OID = 'a'.repeat(40);

describe('createAnswerParser', () => {
  it('understands every sequence of answers however the chunks are cut', async () => {
    const present = fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ content: Buffer.from(bytes) }));
    const absent = fc.constantFrom('missing', 'ambiguous').map((status) => ({ status }));
    const cuts = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(present, absent)), cuts, async (answers, sizes) => {
        const wire = Buffer.concat(
          answers.flatMap((answer) =>
            'content' in answer
              ? [Buffer.from(`${OID} blob ${answer.content.length}\n`), answer.content, Buffer.from('\n')]
              : [Buffer.from(`${OID}:a blob 3 ${answer.status}\n`)],
          ),
        );
        const { seen, feed } = recorder();
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const size = sizes[turn % sizes.length] as number;
          await feed(wire.subarray(at, at + size));
          at += size;
        }
        expect(seen.every(({ ended }) => ended)).toBe(true);
        expect(
          seen.map(({ answer, content }) =>
            answer.kind === 'found' ? { content } : { status: answer.kind },
          ),
        ).toEqual(answers);
      }),
    );
  });

  it('parses nothing further while a write is pending', async () => {
    const events: string[] = [];
    let release = (): void => undefined;
    const feed = createAnswerParser({
      begin: (answer) => void events.push(answer.kind),
      write: () => new Promise<void>((resolve) => (release = resolve)),
      end: () => void events.push('end'),
    });
    const fed = feed(Buffer.from(`${OID} blob 1\nx\nnope missing\n`));
    expect(events).toEqual(['found']);
    release();
    await fed;
    expect(events).toEqual(['found', 'end', 'missing', 'end']);
  });

  it.each([
    ['a line that is no answer', 'hello\n'],
    ['content longer than announced', `${OID} blob 1\nxyz\n`],
    ['a line without an end', 'x'.repeat(70_000)],
  ])('refuses %s', async (_, wire) => {
    await expect(recorder().feed(Buffer.from(wire))).rejects.toMatchObject({ code: 'GIT_ERROR' });
  });
});
