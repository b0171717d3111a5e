/** Finds out which of some changes an operator expects: as many as an expectation has room for. */
import { type CountedPart, type IsCounted, partCounters } from './counted-part.ts';
import type { Counters } from './counters.ts';

/** @returns in the order of the parts, with those who wait: where too many come together, all of them wait */
export async function expectedAmong<Part extends CountedPart>(
  counters: Pick<Counters, 'room'>,
  parts: readonly Part[],
  isCounted: IsCounted<Part>,
): Promise<ReadonlySet<Part>> {
  const expected = new Set<Part>();
  for (const some of Map.groupBy(parts, ({ limits }) => limits.expected?.name).values()) {
    const [{ limits } = {}] = some;
    if (limits?.expected === undefined) continue;
    const { name } = limits.expected;
    for (const part of some.filter((one) => isCounted(one, name))) expected.add(part);
    const others = some.filter((one) => !expected.has(one) && !isCountedAtAll(one, isCounted));
    const room = others.length === 0 ? 0 : await counters.room(limits.expected);
    for (const part of others.slice(0, room)) expected.add(part);
  }
  return expected;
}

/** A person counted by the thresholds is not counted by the expectation too. */
function isCountedAtAll<Part extends CountedPart>(part: Part, isCounted: IsCounted<Part>): boolean {
  return partCounters(part).some(({ name }) => isCounted(part, name));
}
