/** What a decision does to access, and what holds as long as a part of it waits. */
import { describe, expect, test } from '@jest/globals';
import { type DecidedAccess, nothingDecided } from '../../../lib/people/decided-access.ts';
import { type Effect, effectKey, effectsOf, withoutEffects } from '../../../lib/safeguard/effect.ts';

const outIn = ['okta'];

function access(
  changes: {
    readonly [Name in 'assignments' | 'denials' | 'ended' | 'reported']?: Readonly<Record<string, readonly string[]>>;
  },
): DecidedAccess {
  const maps = Object.entries(changes).map(([name, rules]) => [name, new Map(Object.entries(rules))]);
  return { ...nothingDecided, ...Object.fromEntries(maps) };
}

const inWords = (effects: readonly Effect[]) =>
  effects.map(({ kind, entityId, behind }) => [kind, entityId, ...behind].filter(Boolean).join(' '));
const between = (before: DecidedAccess, after: DecidedAccess, sources = outIn) =>
  inWords(effectsOf(before, after, sources));

const left: DecidedAccess = { ...nothingDecided, hasLeft: true, leftAt: '2026-11-21T08:00:00.000Z' };
const suspended = (decided: DecidedAccess): DecidedAccess => ({ ...decided, isSuspended: true });
const assigned = access({ assignments: { a: ['r'], b: ['r', 's'] } });

describe('effects', () => {
  test('nothing is done where nothing changes', () => {
    expect(between(assigned, assigned)).toEqual([]);
    expect(between(left, left)).toEqual([]);
  });

  test('an entity that rules end is an end, by the rules behind it', () => {
    const after = access({ assignments: { a: ['r'] }, ended: { b: ['s', 'r'] } });
    expect(between(assigned, after)).toEqual(['end b r s']);
  });

  test('so is one that ends although nobody knew of it', () => {
    expect(between(nothingDecided, access({ ended: { a: ['r'] } }))).toEqual(['end a r']);
  });

  test('a denial ends what was assigned', () => {
    expect(between(assigned, access({ assignments: { a: ['r'] }, denials: { b: ['no'] } }))).toEqual(['end b no']);
  });

  test('a denial of what was not assigned may end what somebody gave by hand', () => {
    const denied = access({ denials: { c: ['no'] } });
    expect(between(nothingDecided, denied)).toEqual(['end c no']);
  });

  test('what is denied has ended, and what a rule grants with other rules is not granted anew', () => {
    const denied = access({ denials: { a: ['no'] } });
    expect(between(denied, access({ ended: { a: ['r'] } }))).toEqual([]);
    expect(between(denied, access({ denials: { a: ['never'] } }))).toEqual([]);
    expect(between(assigned, access({ assignments: { a: ['other'], b: ['s'] } }))).toEqual([]);
  });

  test('a leaving is one effect, whatever the person had', () => {
    expect(between(assigned, left)).toEqual(['leaving okta']);
    expect(between(nothingDecided, left, ['workday', 'okta'])).toEqual(['leaving okta workday']);
  });

  test('a leaving that is told after the return is one, if no entity ends with it', () => {
    const leftAt = '2026-11-21T08:00:00.000Z';
    expect(between(assigned, { ...assigned, leftAt })).toEqual([`late-leaving ${leftAt}`]);
    expect(between({ ...assigned, leftAt }, { ...assigned, leftAt })).toEqual([]);
    expect(between(assigned, { ...access({ assignments: { a: ['r'] } }), leftAt })).toEqual(['end b r s']);
    expect(between(left, { ...assigned, leftAt })).toEqual(['grant a r', 'grant b r s']);
  });

  test('who is back is granted what rules give, and loses nothing by denials', () => {
    const back = access({ assignments: { a: ['r'] }, denials: { b: ['no'] }, ended: { c: ['r'] } });
    expect(between(left, back)).toEqual(['grant a r']);
  });

  test('a suspension is one effect, and so is its end, whatever else is decided meanwhile', () => {
    const other = access({ assignments: { c: ['r'] }, ended: { a: ['r'] } });
    expect(between(assigned, suspended(other))).toEqual(['suspension okta']);
    expect(between(suspended(assigned), suspended(other))).toEqual([]);
    expect(between(suspended(assigned), other)).toEqual(['return']);
    expect(between(left, suspended(other))).toEqual([]);
  });

  test('who is suspended and then leaves, or the other way round, loses nothing a second time', () => {
    expect(between(suspended(assigned), left)).toEqual([]);
    expect(between(left, suspended(assigned))).toEqual([]);
    expect(between(suspended(nothingDecided), left)).toEqual([]);
  });

  test('what is gone without an end is one, but for the entity that has become home', () => {
    expect(between(assigned, { ...nothingDecided, home: 'a' })).toEqual(['end b r s']);
  });

  test('an entity that was ended or denied is granted anew', () => {
    const after = access({ assignments: { a: ['r'], b: ['r'] } });
    expect(between(access({ ended: { a: ['r'] }, denials: { b: ['no'] } }), after)).toEqual(['grant a r', 'grant b r']);
  });

  test('an effect of another kind, or on another entity, is another one', () => {
    const effects: readonly Effect[] = [
      { kind: 'end', entityId: 'a', behind: ['r'] },
      { kind: 'end', entityId: 'a', behind: ['r', 's'] },
      { kind: 'grant', entityId: 'a', behind: ['r'] },
      { kind: 'end', entityId: 'b', behind: ['r'] },
      { kind: 'leaving', behind: ['okta'] },
    ];
    expect(new Set(effects.map(effectKey)).size).toBe(4);
  });
});

describe('what holds without effects', () => {
  const states: readonly DecidedAccess[] = [
    nothingDecided,
    left,
    suspended(assigned),
    suspended(nothingDecided),
    ...['assignments', 'denials', 'ended'].flatMap((first) =>
      ['assignments', 'denials', 'ended'].map((second) => access({ [first]: { a: ['r'] }, [second]: { b: ['s'] } })),
    ),
    access({ assignments: { a: ['r'], b: ['r'] }, reported: { a: ['r'] } }),
    { ...assigned, leftAt: '2026-11-21T09:00:00.000Z' },
  ];
  const pairs = states.flatMap((before) => states.map((after) => ({ before, after })));

  const allBetween = (before: DecidedAccess, after: DecidedAccess) =>
    inWords(effectsOf(before, after, outIn)).toSorted();

  test('is the proposal where nothing waits, and has no effect where everything does', () => {
    for (const { before, after } of pairs) {
      const effects = effectsOf(before, after, outIn);
      expect(withoutEffects(before, after, [])).toEqual(after);
      const waiting = withoutEffects(before, after, effects);
      expect(allBetween(before, waiting)).toEqual([]);
      // Let go, it is what was proposed.
      expect(allBetween(waiting, after)).toEqual(allBetween(before, after));
    }
  });

  test('lets every part of the effects go without the others', () => {
    for (const { before, after } of pairs) {
      const effects = effectsOf(before, after, outIn);
      for (const one of effects) {
        const gone = effects.filter((effect) => effect !== one);
        expect(allBetween(before, withoutEffects(before, after, [one]))).toEqual(inWords(gone).toSorted());
      }
    }
  });

  test('keeps the end of a grace that waits, and begins another one', () => {
    const inGrace = (endsAt: Record<string, string>) => ({
      ...access({ assignments: { a: ['r'], b: ['r'] } }),
      endsAt: new Map(Object.entries(endsAt)),
    });
    const before = inGrace({ a: '2026-11-21T00:00:00.000Z' });
    const after = {
      ...access({ assignments: { b: ['r'] }, ended: { a: ['r'] } }),
      endsAt: new Map([['b', '2026-12-01T00:00:00.000Z']]),
    };
    const held = withoutEffects(before, after, [{ kind: 'end', entityId: 'a' }]);
    expect(held).toEqual(inGrace({ a: '2026-11-21T00:00:00.000Z', b: '2026-12-01T00:00:00.000Z' }));
  });

  test('keeps an entity as it was, with what was reported of it', () => {
    const before = access({ assignments: { a: ['r'], b: ['r'] }, reported: { a: ['r'] } });
    const after = access({ ended: { a: ['r'], b: ['r'] } });
    const held = withoutEffects(before, after, [{ kind: 'end', entityId: 'a' }]);
    expect(held).toEqual(access({ assignments: { a: ['r'] }, reported: { a: ['r'] }, ended: { b: ['r'] } }));
  });

  test('proposes again the end of what a former account had', () => {
    const replaced = { ...nothingDecided, leftAt: '2026-11-21T08:00:00.000Z' };
    expect(withoutEffects(assigned, replaced, [{ kind: 'end', entityId: 'a' }]).leftAt).toBeUndefined();
    expect(withoutEffects(assigned, replaced, [{ kind: 'grant', entityId: 'c' }]).leftAt).toBe(replaced.leftAt);
  });

  test('keeps a denial that would be lifted by a grant', () => {
    const before = access({ denials: { a: ['no'] } });
    const held = withoutEffects(before, assigned, [{ kind: 'grant', entityId: 'a' }]);
    expect(held).toEqual(access({ denials: { a: ['no'] }, assignments: { b: ['r', 's'] } }));
  });

  test('keeps a leaver as they were, but for the entity that has become home', () => {
    const after = { ...left, home: 'b' };
    expect(withoutEffects({ ...assigned, home: 'h' }, after, [{ kind: 'leaving' }])).toEqual({
      ...access({ assignments: { a: ['r'] } }),
      home: 'b',
    });
  });
});
