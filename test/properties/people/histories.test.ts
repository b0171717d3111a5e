/** What one source says of somebody, in its order: what they have after each event, by a model of the rules' own. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entities, policy, reading } from '../../../fuzz/fixtures/policies.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { noGroupEnds } from '../../../lib/people/group-ends.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy, proposalOf, settled } from '../../../lib/people/person-change.ts';
import { proposedChange } from '../../../lib/people/proposed-change.ts';
import { isOfLeaver } from '../../../lib/safeguard/effect.ts';
import { runsOf } from '../environment-runs.ts';

const runs = runsOf(500);

const hour = 3_600_000;
const grace = 7 * 24 * hour;
const begin = Date.parse('2026-11-20T09:00:00Z');
const iso = (time: number) => new Date(time).toISOString();

const rules = [
  { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
  { id: 'both', when: { department: ['Billing'], groups: ['g'] }, grant: ['germany'] },
  { id: 'group', when: { groups: ['g'] }, grant: ['japan'] },
];
type Entity = 'france' | 'germany' | 'japan';
const names: readonly Entity[] = ['france', 'germany', 'japan'];

type Step =
  | 'joined'
  | 'suspended'
  | 'left'
  | 'Billing'
  | 'Sales'
  | 'title'
  | 'added'
  | 'removed'
  | 'removed from another';

/** With how often they come: a grace needs several of them in turn. */
const steps: readonly (readonly [Step, weight: number])[] = [
  ['joined', 2],
  ['suspended', 1],
  ['left', 1],
  ['Billing', 4],
  ['Sales', 3],
  ['title', 2],
  ['added', 4],
  ['removed', 3],
  ['removed from another', 1],
];
const step = fc.oneof(...steps.map(([name, weight]) => ({ weight, arbitrary: fc.constant(name) })));
const later = fc.oneof(
  { weight: 6, arbitrary: fc.constant(hour) },
  { weight: 1, arbitrary: fc.constantFrom(100 * hour, 200 * hour) },
);
const histories = fc.array(fc.tuple(step, later), { maxLength: 20, size: 'max' });

function said(step: Step, time: number): PersonReading {
  const more = { id: `e${time}`, time: iso(time) };
  const about = { id: 'u-1' };
  switch (step) {
    case 'joined':
    case 'suspended':
    case 'left':
      return reading(step, about, more);
    case 'Billing':
    case 'Sales':
      return reading('changed', { ...about, department: step }, more);
    case 'title':
      return reading('changed', { ...about, title: 'Clerk' }, more);
    case 'added':
      return reading('added-to-group', about, { ...more, groups: ['g'] });
    case 'removed':
      return reading('removed-from-group', about, { ...more, groups: ['g'] });
    case 'removed from another':
      return reading('removed-from-group', about, { ...more, groups: ['other'] });
  }
}

type Access = { readonly is: 'none' | 'held' | 'reported' } | { readonly is: 'ending'; readonly endsAt: number };
type Consequences = Readonly<Record<'left' | 'groupRemoved' | 'ruleNoLongerMatches', 'report' | 'revoke'>>;

/** Somebody as docs/policy.md has it. */
class Model {
  readonly #on: Consequences;
  #department: 'Billing' | 'Sales' | undefined;
  #isInGroup: boolean | undefined;
  #out: 'suspended' | 'left' | undefined;
  readonly access = new Map<Entity, Access>(names.map((name) => [name, { is: 'none' }]));

  constructor(on: Consequences) {
    this.#on = on;
  }

  get hasLeft(): boolean {
    return this.#out === 'left' && this.#on.left === 'revoke';
  }

  hear(step: Step, time: number): void {
    if (step === 'joined') this.#out = undefined;
    if (step === 'left' || (step === 'suspended' && this.#out !== 'left')) this.#out = step;
    if (step === 'Billing' || step === 'Sales') this.#department = step;
    if (step === 'added' || step === 'removed') this.#isInGroup = step === 'added';
    for (const [name, access] of this.access) this.access.set(name, this.#after(name, access, step, time));
  }

  #after(name: Entity, access: Access, step: Step, time: number): Access {
    if (this.hasLeft) return { is: 'none' };
    const isOver = access.is === 'ending' && access.endsAt <= time;
    // Who is only reported gets nothing, and loses nothing but what was to end before.
    if (this.#out !== undefined && this.#on.left === 'report') return isOver ? { is: 'none' } : access;
    const [isMoved, isRemoved] = [
      this.#department === 'Sales' && name !== 'japan',
      !this.#isInGroup && name !== 'france',
    ];
    const isUnknown = (name !== 'japan' && !this.#department) || (name !== 'france' && this.#isInGroup === undefined);
    if (!isMoved && !isRemoved && !isUnknown) return { is: 'held' };
    const isByGroup = isRemoved && this.#isInGroup === false;
    if (access.is === 'none' || access.is === 'reported' || !(isMoved || isByGroup)) return access;
    const isRemoval = step === 'removed' || step === 'removed from another';
    const consequence = this.#on[isRemoval ? 'groupRemoved' : 'ruleNoLongerMatches'];
    if (access.is === 'ending') {
      const isCutShort = step === 'removed' && isByGroup && consequence === 'revoke';
      return isCutShort || isOver ? { is: 'none' } : access;
    }
    if (consequence === 'report') return { is: 'reported' };
    return isByGroup ? { is: 'none' } : { is: 'ending', endsAt: time + grace };
  }
}

const consequence = fc.constantFrom('report' as const, 'revoke' as const);
const consequences = fc.record({ left: consequence, groupRemoved: consequence, ruleNoLongerMatches: consequence });

test('access is held, is reported, ends or has ended as the documented consequences say', () => {
  fc.assert(
    fc.property(consequences, histories, (on, history) => {
      const by = policy({ rules, on, grace: 'P7D' });
      const model = new Model(on);
      let person = unknownPerson('ada');
      let time = begin;
      for (const [step, after] of history) {
        time += after;
        model.hear(step, time);
        person = changedBy(by, person, said(step, time), 'okta').person;
        const { assignments, endsAt, reported, hasLeft } = person.decided;
        const found = names.map((name): [Entity, Access] => {
          const [id, end] = [entities[name], endsAt.get(entities[name])];
          const rulesOfReport = reported.get(id) ?? [];
          if (!assignments.has(id)) return [name, { is: 'none' }];
          if (end !== undefined) return [name, { is: 'ending', endsAt: Date.parse(end) }];
          return [name, { is: rulesOfReport.length > 0 ? 'reported' : 'held' }];
        });
        expect({ hasLeft, access: found }).toEqual({ hasLeft: model.hasLeft, access: [...model.access] });
      }
    }),
    runs,
  );
});

/** The person after an event, where an operator keeps everybody whom a source ends. */
function keptAfter(by: ReturnType<typeof policy>, before: KnownPerson, one: PersonReading): KnownPerson {
  const proposal = proposalOf(
    by,
    before,
    { reading: one, source: 'okta' },
    { groupEnds: noGroupEnds, now: Date.parse(one.time) },
  );
  if (proposal === undefined) throw new Error('no proposal');
  const { effects } = proposedChange(before, proposal, 'okta');
  const kept = { set: 's', cause: 'source okta', since: one.time, isKept: true };
  const waiting = effects.filter(isOfLeaver).map((effect) => ({ ...effect, ...kept }));
  return settled(by, before, proposal, waiting).person;
}

test('somebody whose leaving an operator keeps has what they would have without it', () => {
  fc.assert(
    fc.property(consequence, consequence, histories, (groupRemoved, ruleNoLongerMatches, history) => {
      const by = policy({ rules, on: { left: 'revoke', groupRemoved, ruleNoLongerMatches }, grace: 'P7D' });
      let [kept, twin] = [unknownPerson('ada'), unknownPerson('ada')];
      let time = begin;
      for (const [step, after] of history) {
        time += after;
        kept = keptAfter(by, kept, said(step, time));
        if (step === 'left' || step === 'suspended') continue;
        twin = changedBy(by, twin, said(step, time), 'okta').person;
        expect(kept.decided).toEqual(twin.decided);
      }
    }),
    runs,
  );
});
