/** What the policy gives somebody, worked out from what the sources have said and know. */
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import type { Told } from './people-world.ts';
import { type Entry, type History, type Human, isAbout, type Said, type Source, saidOf, sources } from './sources.ts';

/** What is the same in all policies of a run. */
export interface Terms {
  /** Undefined: all sources count alike. */
  readonly sources?: readonly Source[] | undefined;
  readonly grace: 'P0D' | 'P7D';
  /** Whether a denial waits for what is unknown. */
  readonly withholds: boolean;
}

const onTerms = ({ sources: order, grace }: Terms, rules: readonly object[]) =>
  policy({ rules, on: revoking, safeguard: 'off', grace, ...(order && { sources: order }) });

export interface Policies {
  readonly first: Policy;
  /** One rule has another id, the others are gone, and one is new. */
  readonly second: Policy;
}

export function policiesOn(terms: Terms): Policies {
  const unknown = terms.withholds ? {} : { unknown: 'grant' };
  const first = onTerms(terms, [
    { id: 'group', when: { groups: ['g'] }, grant: ['germany'] },
    { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
    { id: 'contractor', when: { userType: ['contractor'] }, deny: ['germany'], ...unknown },
  ]);
  const second = onTerms(terms, [
    { id: 'members', when: { groups: ['g'] }, grant: ['germany'] },
    { id: 'japan', when: { department: ['Billing'] }, grant: ['japan'] },
  ]);
  return { first, second };
}

type Access = Pick<Told, 'isSuspended' | 'hasLeft'> & {
  /** Undefined if it depends on what was known before the account was over that says it. */
  readonly assignments: readonly string[] | undefined;
};

/** @param learnt every message that arrived */
export function expectedOf(
  human: Human,
  terms: Terms,
  isSecond: boolean,
  { entryOf }: History,
  learnt: ReadonlySet<Said>,
): Access {
  const counting = (terms.sources ?? sources).filter((source) => saidOf(learnt, human, source).length > 0);
  const lastOf = (source: Source, says: (one: PersonReading) => boolean) => {
    const saying = saidOf(learnt, human, source).filter(({ readings }) =>
      readings.some((one) => isAbout(one, human, source) && says(one)),
    );
    return Math.max(-1, ...saying.map(({ index }) => index));
  };
  const stateOf = (source: Source) => (lastOf(source, saysState) < 0 ? undefined : entryOf(human, source).is);
  const first = counting.find((source) => stateOf(source) !== undefined);
  const deciding = terms.sources === undefined ? counting : counting.filter((source) => source === first);
  const hasLeft = deciding.some((source) => stateOf(source) === 'left');
  if (hasLeft) return { assignments: [], isSuspended: false, hasLeft };
  const isSuspended = counting.some((source) => stateOf(source) === 'suspended' || stateOf(source) === 'left');
  const isHalfOver = counting.some((source) => stateOf(source) === 'left');
  const factOf = (name: 'department' | 'userType'): Entry[typeof name] => {
    const spoken = counting.filter((source) => lastOf(source, saysOf(name)) >= 0);
    const byTime = spoken.toSorted((one, other) => lastOf(other, saysOf(name)) - lastOf(one, saysOf(name)));
    const [source] = terms.sources === undefined ? byTime : spoken;
    return source && entryOf(human, source)[name];
  };
  const inGroup = counting.includes('okta') && entryOf(human, 'okta').inGroup;
  const userType = factOf('userType');
  const isDenied = !isSecond && (userType === 'contractor' || (userType === undefined && terms.withholds));
  const given: readonly (readonly [string, boolean])[] = [
    [entities.germany, inGroup && !isDenied],
    [entities.france, !isSecond && factOf('department') === 'Billing'],
    [entities.japan, isSecond && factOf('department') === 'Billing'],
  ];
  const assignments = given.flatMap(([id, isGiven]) => (isGiven ? [id] : [])).toSorted();
  return { assignments: isHalfOver ? undefined : assignments, isSuspended, hasLeft };
}

function saysState({ change, person }: PersonReading): boolean {
  return change === 'left' || change === 'suspended' || person['active'] === true;
}

function saysOf(name: 'department' | 'userType') {
  return ({ person }: PersonReading) => person[name] !== undefined;
}
