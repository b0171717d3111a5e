/** Randomness that is the same for the same seed. */

/** Mulberry32. */
export function randomness(seed: number): { random: () => number; uuid: () => string } {
  let state = seed | 0;
  const bits = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const digits = (): string => bits().toString(16).padStart(8, '0');
  return {
    random: () => bits() / 2 ** 32,
    uuid: () => [digits(), digits(), digits(), digits()].join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  };
}
