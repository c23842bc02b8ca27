import type { ObjectAnswer } from './object-answer';
import type { ObjectReader } from './object-reader';

/** What a name stands for once tags are followed; of the object only the header is kept. */
export function peelObject(reader: ObjectReader, name: string): Promise<ObjectAnswer> {
  return reader.request(`${name}^{}`, (answer) => ({ done: () => answer }));
}
