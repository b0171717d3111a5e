/** How rules are judged by what is known in part, against every state of the person that it leaves possible. */
import { describe, expect, test } from '@jest/globals';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { Matcher } from '../../../lib/policy/pattern.ts';
import { matcher as matcherSchema } from '../../../lib/policy/pattern-schema.ts';
import { denies, judgeRules, withholds } from '../../../lib/policy/rule-judgement.ts';

/** What is known of a list. */
interface Known {
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** Whether there are no other values. */
  readonly isWhole: boolean;
}

/** Of these values something may be known. */
const named = ['a', 'b'];
/** Each matcher but a text matches one of these too, of which nothing is ever known. */
const others = ['A', 'a-b', 'c'];

const knowledge: readonly Known[] = named
  .reduce<readonly Omit<Known, 'isWhole'>[]>(
    (all, value) =>
      all.flatMap(({ present, absent }) => [
        { present, absent },
        { present: [...present, value], absent },
        { present, absent: [...absent, value] },
      ]),
    [{ present: [], absent: [] }],
  )
  .flatMap((one) => [true, false].map((isWhole) => ({ ...one, isWhole })));

const matchers: readonly Matcher[] = [
  'a',
  'b',
  { prefix: 'a' },
  { suffix: 'b' },
  { 'equals-ignore-case': 'a' },
  { 'anything-but': 'a' },
  { exists: true },
  { exists: false },
];

const wanted: readonly (readonly Matcher[])[] = matchers
  .flatMap((one, index) => matchers.slice(index).map((other) => (one === other ? [one] : [one, other])))
  // Whether there is a value or not: a rule on any attribute that everybody has says the same.
  .filter((all) => all.filter((matcher) => typeof matcher === 'object' && 'exists' in matcher).length < 2);

/** The lists that the person may have. */
function possible({ present, absent, isWhole }: Known): readonly (readonly string[])[] {
  const open = isWhole ? [] : [...named, ...others].filter((value) => ![...present, ...absent].includes(value));
  return open.reduce<readonly (readonly string[])[]>(
    (all, value) => all.flatMap((list) => [list, [...list, value]]),
    [present],
  );
}

function isMatchedBy(list: readonly string[], matcher: Matcher): boolean {
  if (typeof matcher !== 'object') return list.includes(String(matcher));
  if ('exists' in matcher) return matcher.exists ? list.length > 0 : list.length === 0;
  return list.some((value) => {
    if ('prefix' in matcher) return value.startsWith(matcher.prefix);
    if ('suffix' in matcher) return value.endsWith(matcher.suffix);
    if ('anything-but' in matcher) return value !== matcher['anything-but'];
    return value.toLowerCase() === matcher['equals-ignore-case'].toLowerCase();
  });
}

const isMatched = (list: readonly string[], all: readonly Matcher[]) => all.some((one) => isMatchedBy(list, one));

/** Whether the rule matches, as far as that is certain. */
function truthOf(known: Known, all: readonly Matcher[]): boolean | undefined {
  const answers = new Set(possible(known).map((list) => isMatched(list, all)));
  return answers.size === 1 ? answers.has(true) : undefined;
}

function judgementOf(effect: object, when: Readonly<Record<string, readonly Matcher[]>>, known: Record<string, Known>) {
  const entries = Object.entries(known);
  const said = ({ present, isWhole }: Known) => (isWhole && present.length === 0 ? cleared : present);
  const person: Person = Object.fromEntries(entries.map(([name, one]) => [name, said(one)]));
  const absent = Object.fromEntries(entries.map(([name, one]) => [name, one.absent]));
  const whole = entries.flatMap(([name, { isWhole }]) => (isWhole ? [name] : []));
  const parts = Object.entries(when).map(([name, all]) => [name, all.map((one) => matcherSchema.parse(one))]);
  const rule = { id: 'rule', when: Object.fromEntries(parts), ...effect };
  const [judgement] = judgeRules([rule], person, { whole, absent });
  if (judgement === undefined) throw new Error('not judged');
  return judgement;
}

function denialOf(...[when, known]: [Parameters<typeof judgementOf>[1], Parameters<typeof judgementOf>[2]]) {
  const judgement = judgementOf({ deny: ['france'] }, when, known);
  if (denies(judgement)) return true;
  return withholds(judgement) ? undefined : false;
}

const cases = knowledge
  .flatMap((known) => wanted.map((all) => ({ known, all })))
  // A policy asks no list for anything but a value of which it could be known that it is not there.
  .filter(({ known, all }) => known.absent.length === 0 || !all.some(isExclusion));

function isExclusion(matcher: Matcher): boolean {
  return typeof matcher === 'object' && 'anything-but' in matcher;
}

describe('a rule that denies', () => {
  test('denies, withholds or does neither as every possible list says', () => {
    const judged = cases.map((one) => ({ ...one, is: denialOf({ list: one.all }, { list: one.known }) }));
    expect(judged).toEqual(cases.map((one) => ({ ...one, is: truthOf(one.known, one.all) })));
    expect(new Set(judged.map(({ is }) => is)).size).toBe(3);
  });

  test('on two attributes needs both, and is ruled out by either', () => {
    const examples = [true, false, undefined].map((is) => {
      const found = cases.find(({ known, all }) => truthOf(known, all) === is);
      if (found === undefined) throw new Error('no example');
      return { ...found, is };
    });
    for (const one of examples) {
      for (const other of examples) {
        const is = denialOf({ one: one.all, other: other.all }, { one: one.known, other: other.known });
        const both = [one.is, other.is];
        expect({ both, is }).toEqual({
          both,
          is: both.includes(false) ? false : both.includes(undefined) ? undefined : true,
        });
      }
    }
  });

  test('that grants something else too denies as one that denies alone', () => {
    for (const { known, all } of cases) {
      const both = judgementOf({ grant: ['germany'], deny: ['france'] }, { list: all }, { list: known });
      const alone = judgementOf({ deny: ['france'] }, { list: all }, { list: known });
      expect([denies(both), withholds(both)]).toEqual([denies(alone), withholds(alone)]);
    }
  });
});

/** A removal ends access by a rule that asks for what was removed, though the rule may ask for something else too. */
test('a rule that grants is contradicted by any value that it asks for and that is gone, if none is known', () => {
  const isGone = ({ absent }: Known, matcher: Matcher) => {
    const isForAny = typeof matcher === 'object' && 'exists' in matcher;
    return !isForAny && absent.some((value) => isMatchedBy([value], matcher));
  };
  const expected = cases.map(({ known, all }) => {
    if (isMatched(known.present, all)) return 'matches';
    const isContradicted = truthOf(known, all) === false || all.some((matcher) => isGone(known, matcher));
    return isContradicted ? 'contradicted' : 'undecided';
  });
  const verdicts = cases.map(
    ({ known, all }) => judgementOf({ grant: ['france'] }, { list: all }, { list: known }).verdict,
  );
  expect(verdicts).toEqual(expected);
});
