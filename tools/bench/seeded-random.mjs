/** A repeatable source of choices: the same seed gives the same sequence on every machine (the mulberry32 generator). */
export function seededRandom(seed) {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from `low` to `high`, both included. */
  const between = (low, high) => low + Math.floor(fraction() * (high - low + 1));
  const pick = (items) => items[between(0, items.length - 1)];
  /** `count` different items (all of them if there are fewer), in their original order. */
  const sample = (items, count) => {
    const rest = items.map((_, index) => index);
    const chosen = [];
    while (chosen.length < count && rest.length > 0)
      chosen.push(...rest.splice(between(0, rest.length - 1), 1));
    return chosen.sort((a, b) => a - b).map((index) => items[index]);
  };
  return { between, pick, sample };
}
