/** Remembers what events say of people. */
import { BadEvent, ServiceError } from '../errors.ts';
import type { Policy } from '../policy/policy.ts';
import type { MessageVerdict } from '../safeguard/message-verdict.ts';
import type { ProposedChange } from '../safeguard/proposed-change.ts';
import { stillProposed } from '../safeguard/quarantined.ts';
import { type ChangeJudge, type Safeguard, unguarded } from '../safeguard/safeguard.ts';
import type { GroupEnds } from './group-ends.ts';
import type { Sighting, SourceReading } from './identification.ts';
import { type KnownPerson, unknownPerson } from './known-person.ts';
import {
  type Applied,
  type Learnt,
  type LearntOfPerson,
  learntOf,
  loginConflict,
  rulesIn,
  unresolvable,
} from './learnt.ts';
import { occasionOf } from './occasion.ts';
import { type Recognised, recognise } from './people-finding.ts';
import type { PeopleStore } from './people-table.ts';
import { proposalOf, settled, unchanged } from './person-change.ts';
import { PersonStoring } from './person-storing.ts';
import { proposedChange } from './proposed-change.ts';
import { recordedBy } from './recording.ts';

type Apply = (before: KnownPerson, groupEnds: GroupEnds) => Promise<Applied>;

interface Circumstances {
  readonly groupEnds: GroupEnds;
  readonly judge: ChangeJudge;
}

/** Others may write the same person, but not for ever. */
const maxTries = 10;

/** Thrown too if another event is about to write somebody of the same name. */
export const busy = new ServiceError(
  'busy',
  'Other events about the same person are being worked on. The message is tried again.',
);

export class People {
  readonly #table: PeopleStore;
  readonly #policy: Policy;
  readonly #storing: PersonStoring;
  readonly #safeguard: Safeguard | undefined;
  readonly #now: () => number;

  /** @param safeguard undefined if nothing waits for an operator */
  constructor(table: PeopleStore, policy: Policy, now: () => number, safeguard?: Safeguard) {
    this.#table = table;
    this.#policy = policy;
    this.#storing = new PersonStoring(table, policy, now);
    this.#safeguard = safeguard;
    this.#now = now;
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
    throw busy;
  }

  /**
   * What the events would change of one person. Nothing is written, and nothing waits.
   *
   * @returns nothing where `learn` would fail
   * @throws ServiceError `busy`
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
      const recognised = await this.#recognise(sightings, new Set());
      if (recognised === 'busy') throw busy;
      const { before, groupEnds } = recognised;
      await this.#apply(before, sightings, { groupEnds, judge });
      return changes;
    } catch (error) {
      if (error === loginConflict || error instanceof BadEvent) return [];
      throw error;
    }
  }

  /**
   * @param absorbed the ids of people who turned out to be this one, and of whom something else may have been learnt since
   * @returns undefined if somebody else has written the person meanwhile, or is about to
   */
  async #tryToRemember(
    sightings: readonly Sighting[],
    absorbed: Set<string>,
    apply: Apply,
  ): Promise<LearntOfPerson | undefined> {
    const recognised = await this.#recognise(sightings, absorbed);
    if (recognised === 'busy') return undefined;
    const { before, merge, owners, groupEnds } = recognised;
    const applied = await apply(before, groupEnds);
    if (applied.person.accounts.length === 0) return { learnt: applied.learnt, person: undefined };
    for (const { person: other } of merge.absorbed) absorbed.add(other.id);
    const stored = await this.#storing.store(merge, applied, sightings, owners);
    return stored && learntOf(stored, applied, sightings);
  }

  /** @throws ServiceError `login-conflict` */
  async #recognise(sightings: readonly Sighting[], absorbed: ReadonlySet<string>): Promise<Recognised | 'busy'> {
    const recognised = await recognise(this.#table, this.#policy, sightings, { absorbed, now: this.#now() });
    if (recognised === 'conflict') throw loginConflict;
    return recognised;
  }

  async #apply(before: KnownPerson, said: readonly SourceReading[], { groupEnds, judge }: Circumstances) {
    let person = before;
    let told = before.logins.length > 0 ? before : unknownPerson(before.id);
    const learnt: Learnt[] = [];
    for (const one of said) {
      const proposal = proposalOf(this.#policy, person, one, { groupEnds, now: this.#now() });
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
