import fc from 'fast-check';

/** A number from 0 up to, and without, `count`. */
export type Choose = (count: number) => number;

/**
 * Choices for building something step by step, as `fc.gen()` gives them and many times as fast. What is chosen shrinks towards the first
 * of everything.
 */
export const choices = (length = 500): fc.Arbitrary<Choose> =>
  fc.array(fc.nat({ max: 999 }), { minLength: length, maxLength: length, size: 'max' }).map((numbers) => {
    let next = 0;
    return (count) => (numbers[next++ % length] ?? 0) % count;
  });

export const pickFrom = <Item>(choose: Choose, items: readonly [Item, ...Item[]]): Item =>
  items[choose(items.length)] ?? items[0];

/** Some of the items, in any order. */
export function pickSome<Item>(
  choose: Choose,
  items: readonly Item[],
  least: number,
  most: number,
): readonly Item[] {
  const rest = [...items];
  const count = least + choose(Math.min(most, items.length) - least + 1);
  return Array.from({ length: count }, () => rest.splice(choose(rest.length), 1)).flat();
}
