/** Which effects of people's changes wait, with counters in memory. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { defaultThresholds } from '../../../lib/policy/default-thresholds.ts';
import { causeIdOf, causesOf } from '../../../lib/safeguard/cause.ts';
import type { Counter } from '../../../lib/safeguard/counters.ts';
import type { Effect } from '../../../lib/safeguard/effect.ts';
import type { ProposedChange } from '../../../lib/safeguard/proposed-change.ts';
import type { QuarantinedEffect } from '../../../lib/safeguard/quarantined.ts';
import type { RecentCounts } from '../../../lib/safeguard/recent-counts.ts';
import { Safeguard } from '../../../lib/safeguard/safeguard.ts';
import { counterOf } from '../../../lib/safeguard/safeguard-item.ts';
import type { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';

/** People by counter. */
let counts: Map<string, number>;
let expected: RecentCounts['expected'];
let claims: number;
let released: string[];
beforeEach(() => {
  counts = new Map();
  expected = { revocations: undefined, grants: undefined };
  claims = 0;
  released = [];
});

const now = () => Date.parse('2026-11-29T12:00:00.000Z');

/** As the table of people has it. */
const store = {
  now,
  counters: {
    room: async ({ name, limit }: Counter) => limit - (counts.get(name) ?? 0),
    claim: async (wanted: readonly Counter[]) => {
      if (wanted.length > 0) claims += 1;
      const full = wanted.filter(({ name, judged, limit }) => (counts.get(name) ?? 0) + judged > limit);
      if (full.length > 0) return new Set(full.map(({ name }) => name));
      for (const { name, added } of wanted) counts.set(name, (counts.get(name) ?? 0) + added);
      return new Set<string>();
    },
  },
  sets: {
    open: async (direction: string, { words }: { words: string }) => ({ set: `${direction} ${words}` }),
    answers:
      async () =>
      ({ personId }: { personId: string }) =>
        released.includes(personId) ? 'released' : undefined,
  },
  recent: {
    read: async (): Promise<RecentCounts> => ({
      activePeople: undefined,
      expected,
      revokedBefore: 0,
      expectedBefore: 0,
    }),
  },
} as unknown as SafeguardStore;

const safeguard = new Safeguard(store, {
  ...defaultThresholds,
  revocations: { people: 2, percent: 0, percentADay: 0 },
});

const end = (entityId: string, rule = 'r'): Effect => ({ kind: 'end', entityId, behind: [rule] });
const grant: Effect = { kind: 'grant', entityId: 'g', behind: ['s'] };

function change(personId: string, effects: readonly Effect[], changes: Partial<ProposedChange> = {}): ProposedChange {
  return {
    ...{ personId, effects, waiting: [], source: 'okta' },
    causesOf: (some) => causesOf(some, { source: 'okta', groups: [], contradictedBy: new Map() }),
    ...changes,
  };
}

const waiting = (effect: Effect): QuarantinedEffect => ({ ...effect, set: 'a set', cause: 'c', since: '2026-11-01' });

describe('one person', () => {
  test('who changes nothing is not counted', async () => {
    expect(await safeguard.judgeOf().judge(change('ada', []))).toEqual([]);
    expect(claims).toBe(0);
  });

  test('is counted in one claim, whatever changes of them', async () => {
    await safeguard.judgeOf().judge(change('ada', [end('a'), end('b'), grant]));
    expect(claims).toBe(1);
    expect([...counts.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  test('is counted once, though the change is tried again, or the message says more of them', async () => {
    const judge = safeguard.judgeOf();
    for (const effects of [[end('a')], [end('a')], [end('a'), end('b')]]) await judge.judge(change('ada', effects));
    expect(counts.get('revocations_all')).toBe(1);
    expect(claims).toBe(1);
  });

  test('waits with what is too much, and no more', async () => {
    for (const id of ['ada', 'grace']) await safeguard.judgeOf().judge(change(id, [end('a')]));
    const kept = await safeguard.judgeOf().judge(change('hedy', [end('a'), grant]));
    expect(kept).toEqual([
      { ...end('a'), set: 'revocations rule r', cause: 'rule r', since: '2026-11-29T12:00:00.000Z' },
    ]);
    expect([...counts].filter(([name]) => name.startsWith('grants')).map(([, count]) => count)).toEqual([1, 1]);
  });

  test('waits on, and is not counted again, until an operator lets them go', async () => {
    const said = change('ada', [end('a')], { waiting: [waiting(end('a'))] });
    expect(await safeguard.judgeOf().judge(said)).toEqual([waiting(end('a'))]);
    released = ['grace'];
    expect(await safeguard.judgeOf().judge(said)).toEqual([waiting(end('a'))]);
    released = ['ada'];
    expect(await safeguard.judgeOf().judge(said)).toEqual([]);
    expect(claims).toBe(0);
  });

  test('is counted for an end with other rules behind it', async () => {
    await safeguard.judgeOf().judge(change('ada', [end('a', 'other')], { waiting: [waiting(end('a'))] }));
    expect(claims).toBe(1);
  });
});

describe('a message about many', () => {
  const three = ['ada', 'grace', 'hedy'];

  test('is judged together where it has more people than may change', () => {
    expect([safeguard.isMany(2), safeguard.isMany(3)]).toEqual([false, true]);
  });

  test('counts its people once', async () => {
    const changes = ['ada', 'grace'].map((id) => change(id, [end('a')]));
    const verdict = await safeguard.verdictOn(changes);
    for (const one of changes) expect(await safeguard.judgeOf(verdict).judge(one)).toEqual([]);
    expect(counts.get('revocations_all')).toBe(2);
  });

  test('lets nobody go by a cause that is over, and counts nobody', async () => {
    const changes = three.map((id) => change(id, [end('a')]));
    const verdict = await safeguard.verdictOn(changes);
    expect(counts.size).toBe(0);
    for (const one of changes) expect(await safeguard.judgeOf(verdict).judge(one)).toHaveLength(1);
    expect(counts.size).toBe(0);
  });

  test('does so too for the rest of them, after the others wait already', async () => {
    const [first, ...others] = three.map((id) => change(id, [end('a')]));
    const rest = others.map((one) => ({ ...one, waiting: [waiting(end('a'))] }));
    const verdict = await safeguard.verdictOn([first, ...rest].filter((one) => one !== undefined));
    expect(await safeguard.judgeOf(verdict).judge(first ?? change('', []))).toHaveLength(1);
  });

  test('counts nobody who waits already, unless more changes of them', async () => {
    const said = change('ada', [end('a')], { waiting: [waiting(end('a'))] });
    const verdict = await safeguard.verdictOn([said, change('grace', [end('a')])]);
    expect(counts.get('revocations_all')).toBe(1);
    await safeguard.judgeOf(verdict).judge({ ...said, effects: [end('a'), end('b')] });
    expect(counts.get('revocations_all')).toBe(2);
  });

  test('lets those of another cause go', async () => {
    const changes = [...three.map((id) => change(id, [end('a')])), change('alan', [end('a', 'other')])];
    const verdict = await safeguard.verdictOn(changes);
    const kept = await Promise.all(changes.map((one) => safeguard.judgeOf(verdict).judge(one)));
    expect(kept.map((effects) => effects.length)).toEqual([1, 1, 1, 0]);
    expect(counts.get('revocations_all')).toBe(1);
  });

  test('counts somebody once of whom it says more', async () => {
    await safeguard.verdictOn(['a', 'b', 'c'].map((entity) => change('ada', [end(entity)])));
    expect(counts.get('revocations_all')).toBe(1);
  });
});

describe('people who were announced', () => {
  const name = `revocations_expected_${Date.parse('2026-11-29T11:00:00.000Z')}`;
  beforeEach(() => {
    const expectation = { count: 2, until: '2026-11-29T13:00:00.000Z', at: '2026-11-29T11:00:00.000Z' };
    expected = { revocations: expectation, grants: undefined };
  });
  const judge = (id: string, ...effects: readonly Effect[]) => safeguard.judgeOf().judge(change(id, effects));

  test('are counted apart, and those beyond as all others', async () => {
    for (const id of ['ada', 'grace', 'hedy', 'alan']) expect(await judge(id, end('a'))).toEqual([]);
    expect([counts.get(name), counts.get('revocations_all')]).toEqual([2, 2]);
    expect(await judge('kurt', end('a'))).toHaveLength(1);
  });

  test('are counted once, though the change is tried again, or the message says more of them', async () => {
    const one = safeguard.judgeOf();
    for (const effects of [[end('a')], [end('a')], [end('a'), end('b', 'other')]]) {
      expect(await one.judge(change('ada', effects))).toEqual([]);
    }
    expect([counts.get(name), counts.get('revocations_all')]).toEqual([1, undefined]);
  });

  test('are not counted as such after they were counted as one of the others', async () => {
    for (const id of ['ada', 'grace']) await judge(id, end('a'));
    const one = safeguard.judgeOf();
    await one.judge(change('hedy', [end('a')]));
    expected = {
      ...expected,
      revocations: { count: 9, until: '2026-11-29T13:00:00.000Z', at: '2026-11-29T11:00:00.000Z' },
    };
    await one.judge(change('hedy', [end('a'), end('b', 'other')]));
    expect([counts.get(name), counts.get('revocations_all')]).toEqual([2, 1]);
  });

  test('wait for a cause that has room for nobody', async () => {
    counts.set(counterOf('revocations', causeIdOf('rule r')), 3);
    expect(await judge('ada', end('a'))).toHaveLength(1);
    expect(await judge('ada', end('a', 'other'))).toEqual([]);
  });

  test('are counted as the others where another message takes their room meanwhile', async () => {
    const { room } = store.counters;
    let isTaken = false;
    store.counters.room = async (counter) => {
      const found = await room(counter);
      if (!isTaken) counts.set(name, 2);
      isTaken = true;
      return found;
    };
    expect(await judge('ada', end('a'))).toEqual([]);
    store.counters.room = room;
    expect([counts.get(name), counts.get('revocations_all')]).toEqual([2, 1]);
  });
});
