/** Remembers what events say of people. */
import { isDeepStrictEqual } from 'node:util';
import { BadEvent, ServiceError } from '../errors.ts';
import type { Policy } from '../policy/policy.ts';
import type { MessageVerdict } from '../safeguard/message-verdict.ts';
import type { ProposedChange } from '../safeguard/proposed-change.ts';
import { stillProposed } from '../safeguard/quarantined.ts';
import { type ChangeJudge, type Safeguard, unguarded } from '../safeguard/safeguard.ts';
import { type DuePerson, dueAfterDecision, dueWhileWaiting, toDecideAtOnce } from './due-person.ts';
import { type GroupEnds, groupEndsOf, groupKeysSaid } from './group-ends.ts';
import { type NoLogin, withFirstDecision, withLogins } from './held-logins.ts';
import { newPersonId, resemblance, type Sighting, type SourceReading } from './identification.ts';
import { type KnownPerson, unknownPerson } from './known-person.ts';
import { type Merge, mergedWith, mergeOf } from './merging.ts';
import { keysIn, newKeys } from './new-keys.ts';
import { type Occasion, occasionOf } from './occasion.ts';
import type { OwnerKey, Owners } from './owner-key.ts';
import type { PeopleStore } from './people-table.ts';
import { type ChangedPerson, proposalOf, recordedBy, settled, unchanged } from './person-change.ts';
import { proposedChange } from './proposed-change.ts';
import { accountOf } from './source-accounts.ts';
import { isSamePerson, type StoredPerson } from './stored-person.ts';
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

/** Without an edition, nothing is stored. */
type Found = Pick<StoredPerson, 'person' | 'due'> & { readonly edition: number | undefined };

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
  readonly #now: () => number;
  readonly #safeguard: Safeguard | undefined;

  /** @param safeguard undefined if nothing waits for an operator */
  constructor(table: PeopleStore, policy: Policy, now: () => number, safeguard?: Safeguard) {
    this.#table = table;
    this.#policy = policy;
    this.#now = now;
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
    return this.#write(merge, applied, sightings, owners);
  }

  /** @throws ServiceError `login-conflict` */
  async #recognise(sightings: readonly Sighting[], absorbed: ReadonlySet<string>) {
    const keys = sightings.flatMap((sighting) => sighting.keys);
    const usable = usableFacts(this.#policy);
    const { owners, groups } = await this.#table.ownersAndGroups(
      keys.map(({ key }) => key),
      sightings.flatMap(({ reading, source }) => groupKeysSaid(reading, source, usable)),
    );
    const all = await this.#find(sightings, owners, absorbed);
    if (all === 'conflict') throw loginConflict;
    const others = [...owners.values()].flatMap((owner) => owner?.person ?? []);
    const merge = mergeOf(all) ?? { found: unstored(newPersonId(keys, others)), absorbed: [] };
    const before = merge.absorbed.reduce(
      (person, other) => mergedWith(person, other.person, sightings),
      merge.found.person,
    );
    return { before, merge, owners, groupEnds: groupEndsOf(groups) };
  }

  /** Whom the keys name, and who can be the person of the event; the surest first. */
  async #find(
    sightings: readonly Sighting[],
    owners: Owners,
    absorbed: ReadonlySet<string>,
  ): Promise<readonly Found[] | 'conflict'> {
    const found = new Map<string, Found>();
    for (const sighting of sightings) {
      for (const { key, isSure } of sighting.keys) {
        const id = owners.get(key)?.person;
        if (id === undefined || found.has(id)) continue;
        const stored = (await this.#table.read(id)) ?? unstored(id);
        const like = isSure ? 'same' : resemblance(stored.person, sighting);
        if (like === 'conflict' && found.size === 0) return 'conflict';
        if (like === 'same') found.set(id, stored);
      }
    }
    for (const id of absorbed) {
      const stored = found.has(id) ? undefined : await this.#table.read(id);
      if (stored !== undefined) found.set(id, stored);
    }
    return [...found.values()];
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

  /**
   * The keys and the logins come first. A crash leaves them to a person without an item, who is found again by them. The
   * keys of an absorbed person lead to them until what is known of them is stored. Whoever has found them before, and
   * writes them after, is noticed when they are emptied.
   */
  async #write(
    { found, absorbed }: Merge<Found>,
    { person: after, learnt, occasion }: Applied,
    sightings: readonly SourceReading[],
    owners: Owners,
  ): Promise<LearntOfPerson | undefined> {
    const { person: before, edition } = found;
    const accounts = new Set(sightings.flatMap(({ reading, source }) => accountOf(after, reading, source) ?? []));
    const named = await withLogins(this.#table, this.#policy, { person: after, accounts: [...accounts] }, owners);
    if (named === undefined) return undefined;
    const { problem } = named;
    const person = occasion ? withFirstDecision(named.person) : named.person;
    const { first, last } = newKeys(before, person, { absorbed: absorbed.map((one) => one.person), owners });
    if (!(await this.#give(first, person, { owners }))) return undefined;
    const due = this.#nextLook([found, ...absorbed], person, occasion);
    if (!isSamePerson(before, person) && !(await this.#table.write(person, edition, due))) return undefined;
    if (!(await this.#give(last, person, { owners, absorbed }))) return undefined;
    for (const one of absorbed) if (!(await this.#table.empty(one.person.id, one.edition))) return undefined;
    if (problem === 'login-conflict' && person.logins.length === 0) throw loginConflict;
    const isChanged = absorbed.length > 0 || !isSamePerson(before, person);
    const effect = edition === undefined ? 'new' : isChanged ? 'changed' : 'unchanged';
    if (problem === 'login-conflict') return { learnt, occasion, person, effect, isInConflict: true };
    const told = problem === undefined ? learnt : sightings.map(() => unresolvable(problem));
    return { learnt: told, occasion, person, effect };
  }

  /**
   * Whoever is to be told of something is looked at later, in case it does not arrive; and so is who waits for an operator.
   * A look that is to decide anew still is: the event does not know why.
   *
   * @param stored the person, and those who turned out to be the same
   * @returns undefined if the looks to come stay as they are
   */
  #nextLook(stored: readonly Found[], person: KnownPerson, occasion: Occasion | undefined): DuePerson | undefined {
    const now = this.#now();
    const [{ person: before } = unstored(person.id)] = stored;
    if (stored.some(({ due }) => due?.isToDecide)) return { ...toDecideAtOnce, occasion };
    const isWaitingAnew = !isDeepStrictEqual(before.quarantined, person.quarantined);
    const dueWaiting = isWaitingAnew ? dueWhileWaiting(person.quarantined, now) : undefined;
    return isToTell(before, person) ? dueAfterDecision(occasion, now) : dueWaiting;
  }

  /**
   * Gives the keys to the person, whosever they were: the source says so. A key that the event does not name stays with
   * somebody else who has it by now.
   *
   * @returns false if another event has given one of this event's keys to somebody else since it was read
   */
  async #give(
    keys: readonly OwnerKey[],
    person: KnownPerson,
    { owners, absorbed = [] }: { readonly owners: Owners; readonly absorbed?: readonly Found[] },
  ): Promise<boolean> {
    const given = await Promise.all(
      keys.map(async (key) => {
        const before = absorbed.find((one) => keysIn(one.person).includes(key));
        const isGiven = await this.#table.give(key, person, owners.get(key)?.person ?? before?.person.id);
        return isGiven || !owners.has(key);
      }),
    );
    return given.every(Boolean);
  }
}

/** Whether a linked account is to know something else, or another one is to know it. */
function isToTell(before: KnownPerson, { logins, revision }: KnownPerson): boolean {
  return revision > 0 && (revision !== before.revision || !isDeepStrictEqual(logins, before.logins));
}

function rulesIn(learnt: readonly Learnt[]): readonly string[] {
  return learnt.flatMap((one) => (one.is === 'learnt' ? [...one.change.grantedBy, ...one.change.endedBy] : []));
}

function unresolvable(reason: NoLogin): Learnt {
  return { is: 'unresolvable', reason };
}

function unstored(id: string): Found {
  return { person: unknownPerson(id), edition: undefined };
}
