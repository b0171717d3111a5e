/** Remembers what events say of people. */
import { BadEvent, ServiceError } from '../errors.ts';
import type { Policy } from '../policy/policy.ts';
import type { MessageVerdict } from '../safeguard/message-verdict.ts';
import type { ProposedChange } from '../safeguard/proposed-change.ts';
import { stillProposed } from '../safeguard/quarantined.ts';
import { type ChangeJudge, type Safeguard, unguarded } from '../safeguard/safeguard.ts';
import { type GroupEnds, groupEndsOf, groupKeysSaid } from './group-ends.ts';
import type { NoLogin } from './held-logins.ts';
import { newPersonId, type Sighting, type SourceReading } from './identification.ts';
import { type KnownPerson, unknownPerson } from './known-person.ts';
import { mergedWith, mergeOf } from './merging.ts';
import { type Occasion, occasionOf } from './occasion.ts';
import { findPeople, unstored } from './people-finding.ts';
import type { PeopleStore } from './people-table.ts';
import { type ChangedPerson, proposalOf, recordedBy, settled, unchanged } from './person-change.ts';
import { PersonStoring, type Stored } from './person-storing.ts';
import { proposedChange } from './proposed-change.ts';
import { usableFacts } from './usable-facts.ts';

/** What became of one event. */
export type Learnt =
  | ({ readonly is: 'learnt' } & Omit<ChangedPerson, 'person'>)
  | { readonly is: 'unresolvable'; readonly reason: NoLogin };

export interface LearntOfPerson {
  /** One for each event, in their order. */
  readonly learnt: readonly Learnt[];
  /** Undefined if nothing is remembered of them. */
  readonly person: KnownPerson | undefined;
  /** The last of the events, with the rules that all of them made hold, or not hold any more. */
  readonly occasion?: Occasion | undefined;
  /** Whether somebody else has the login that an account has now. What was decided holds for the logins that they have. */
  readonly isInConflict?: boolean;
  /** What it added to what was known. */
  readonly effect?: 'new' | 'changed' | 'unchanged';
}

interface Applied {
  readonly learnt: readonly Learnt[];
  readonly person: KnownPerson;
  /** Undefined if nothing was decided. */
  readonly occasion?: Occasion | undefined;
}

type Apply = (before: KnownPerson, groupEnds: GroupEnds) => Promise<Applied>;

interface Circumstances {
  readonly groupEnds: GroupEnds;
  readonly judge: ChangeJudge;
}

/** The event that ends it, such as the leaving of the one before, may only be late. */
export const loginConflict = new ServiceError(
  'login-conflict',
  'Another account of the source, or another person, has the login that the event names, and has not left. The message is tried again.',
);

/** Others may write the same person, but not for ever. */
const maxTries = 10;

export class People {
  readonly #table: PeopleStore;
  readonly #policy: Policy;
  readonly #storing: PersonStoring;
  readonly #safeguard: Safeguard | undefined;

  /** @param safeguard undefined if nothing waits for an operator */
  constructor(table: PeopleStore, policy: Policy, now: () => number, safeguard?: Safeguard) {
    this.#table = table;
    this.#policy = policy;
    this.#storing = new PersonStoring(table, policy, now);
    this.#safeguard = safeguard;
  }

  /**
   * Learns what events say of one person, and decides their access anew. Learning it again adds nothing to what is known.
   *
   * @param sightings of one person, in the order of the message
   * @param verdict on all people of the message, if they were judged together
   * @throws ServiceError `login-conflict` if they have no other login, `busy` if others write the person all the time, `newer-record`
   * @throws BadEvent `person-too-large`
   */
  async learn(sightings: readonly Sighting[], verdict?: MessageVerdict): Promise<LearntOfPerson> {
    const judge = this.#safeguard?.judgeOf(verdict) ?? unguarded;
    return this.#remember(sightings, (before, groupEnds) => this.#apply(before, sightings, { groupEnds, judge }));
  }

  /**
   * Learns the same, and decides nothing. The next event about the person decides from all that is known then.
   *
   * @throws as `learn`
   */
  async record(sightings: readonly Sighting[]): Promise<LearntOfPerson> {
    return this.#remember(sightings, async (before, groupEnds) => {
      const person = sightings.reduce((known, said) => recordedBy(this.#policy, known, said, groupEnds), before);
      return { learnt: [], person };
    });
  }

  async #remember(sightings: readonly Sighting[], apply: Apply): Promise<LearntOfPerson> {
    if (sightings.every(({ keys }) => keys.length === 0)) {
      // Without any key, there is no username either.
      const missing = sightings.flatMap(({ username }) => ('missing' in username ? username.missing : []));
      return { learnt: missing.map(unresolvable), person: undefined };
    }
    const absorbed = new Set<string>();
    for (let tries = 0; tries < maxTries; tries += 1) {
      const done = await this.#tryToRemember(sightings, absorbed, apply);
      if (done) return done;
    }
    throw new ServiceError(
      'busy',
      'Other events about the same person are being worked on. The message is tried again.',
    );
  }

  /**
   * What the events would change of one person. Nothing is written, and nothing waits.
   *
   * @returns nothing where `learn` would fail
   */
  async propose(sightings: readonly Sighting[]): Promise<readonly ProposedChange[]> {
    const changes: ProposedChange[] = [];
    const judge: ChangeJudge = {
      judge: async (change) => {
        changes.push(change);
        return stillProposed(change.waiting, change.effects);
      },
    };
    try {
      const { before, groupEnds } = await this.#recognise(sightings, new Set());
      await this.#apply(before, sightings, { groupEnds, judge });
      return changes;
    } catch (error) {
      if (error === loginConflict || error instanceof BadEvent) return [];
      throw error;
    }
  }

  /**
   * @param absorbed the ids of people who turned out to be this one, and of whom something else may have been learnt since
   * @returns undefined if somebody else has written the person meanwhile
   */
  async #tryToRemember(
    sightings: readonly Sighting[],
    absorbed: Set<string>,
    apply: Apply,
  ): Promise<LearntOfPerson | undefined> {
    const { before, merge, owners, groupEnds } = await this.#recognise(sightings, absorbed);
    const applied = await apply(before, groupEnds);
    if (applied.person.accounts.length === 0) return { learnt: applied.learnt, person: undefined };
    for (const { person: other } of merge.absorbed) absorbed.add(other.id);
    const stored = await this.#storing.store(merge, applied, sightings, owners);
    return stored && learntOf(stored, applied, sightings);
  }

  /** @throws ServiceError `login-conflict` */
  async #recognise(sightings: readonly Sighting[], absorbed: ReadonlySet<string>) {
    const keys = sightings.flatMap((sighting) => sighting.keys);
    const usable = usableFacts(this.#policy);
    const { owners, groups } = await this.#table.ownersAndGroups(
      keys.map(({ key }) => key),
      sightings.flatMap(({ reading, source }) => groupKeysSaid(reading, source, usable)),
    );
    const all = await findPeople(this.#table, sightings, owners, absorbed);
    if (all === 'conflict') throw loginConflict;
    const others = [...owners.values()].flatMap((owner) => owner?.person ?? []);
    const merge = mergeOf(all) ?? { found: unstored(newPersonId(keys, others)), absorbed: [] };
    const before = merge.absorbed.reduce(
      (person, other) => mergedWith(person, other.person, sightings),
      merge.found.person,
    );
    return { before, merge, owners, groupEnds: groupEndsOf(groups) };
  }

  async #apply(before: KnownPerson, said: readonly SourceReading[], { groupEnds, judge }: Circumstances) {
    let person = before;
    let told = before.logins.length > 0 ? before : unknownPerson(before.id);
    const learnt: Learnt[] = [];
    for (const one of said) {
      const proposal = proposalOf(this.#policy, person, one, groupEnds);
      const { person: after, ...others } =
        proposal === undefined
          ? unchanged(this.#policy, person, one)
          : settled(
              this.#policy,
              person,
              proposal,
              await judge.judge(proposedChange(person, proposal, one.source)),
              told,
            );
      person = after;
      told = after;
      learnt.push({ is: 'learnt', ...others });
    }
    return { learnt, person, occasion: occasionOf(said, rulesIn(learnt)) };
  }
}

/** @throws ServiceError `login-conflict` */
function learntOf(
  { person, problem, effect }: Stored,
  { learnt, occasion }: Applied,
  sightings: readonly SourceReading[],
): LearntOfPerson {
  if (problem === 'login-conflict' && person.logins.length === 0) throw loginConflict;
  if (problem === 'login-conflict') return { learnt, occasion, person, effect, isInConflict: true };
  const told = problem === undefined ? learnt : sightings.map(() => unresolvable(problem));
  return { learnt: told, occasion, person, effect };
}

function rulesIn(learnt: readonly Learnt[]): readonly string[] {
  return learnt.flatMap((one) => (one.is === 'learnt' ? [...one.change.grantedBy, ...one.change.endedBy] : []));
}

function unresolvable(reason: NoLogin): Learnt {
  return { is: 'unresolvable', reason };
}
