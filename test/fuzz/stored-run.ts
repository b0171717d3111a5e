/** Mutated bodies about few people, one after another through the whole of translation, and what must hold of the store. */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import { plain } from '../../fuzz/fixtures/vendors.ts';
import { inactive } from '../../fuzz/inactive.ts';
import { mutated } from '../../fuzz/mutations.ts';
import { bodyOf } from '../../fuzz/run.ts';
import { mutatedRules } from '../../fuzz/translation.ts';
import { foldLogin } from '../../lib/login.ts';
import type { DecidedAccess } from '../../lib/people/decided-access.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { ownerOf, personIdentity, personPrefix } from '../../lib/people/owner-key.ts';
import { presenceOf } from '../../lib/people/presence.ts';
import { isSamePerson, storedPersonOf } from '../../lib/people/stored-person.ts';
import { Clock } from '../clock.ts';
import { modelAws } from '../lib/translation/model-aws.ts';
import { minute, Translation } from '../lib/translation/translation.ts';

/** Within an hour, by all causes. */
const maxLosers = 1;

const by = policy({
  rules: mutatedRules,
  on: revoking,
  safeguard: {
    revocations: { people: maxLosers, percent: 0, percentADay: 0 },
    grants: { people: 3, percent: 0 },
  },
});

const names = ['ada', 'emmy', 'alan'];
const ids = ['u-1', 'u-2', 'u-3'];

/** What a mutated body meets: people with access who move, leave, and get the login of somebody else. */
const good = fc
  .record({
    type: fc.constantFrom('joined', 'changed', 'left'),
    person: fc.nat(2),
    login: fc.option(fc.constantFrom(...names)),
    department: fc.constantFrom('Billing', 'Billing', 'Sales'),
    minutes: fc.nat(9),
  })
  .map(({ type, person, login, department, minutes }) => {
    const user = { id: ids[person], userName: login ?? names[person], ...(type !== 'left' && { department }) };
    return plain(
      `identity.user.${type}.v1`,
      { user },
      { id: `${type} ${minutes}`, time: `2026-11-21T09:3${minutes}:00Z` },
    );
  });

/** A body of the fixtures is about Ada. It may be about somebody else, or name the account of somebody else. */
const bad = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: mutated }, { weight: 1, arbitrary: inactive.map(({ content }) => content) }),
    fc.constantFrom(...names),
    fc.constantFrom(...ids),
  )
  .map(([content, name, id]) => bodyOf(content).replaceAll('ada', name).replaceAll('u-1', id));

export const storedBodies = fc.array(fc.oneof(bad, good.map(bodyOf)), { minLength: 2, maxLength: 8 });

/** Reasons for which a message comes back, or is refused as a whole, though nothing is wrong with the service. */
const named: ReadonlySet<string> = new Set(['retry login-conflict', 'dead-letter person-too-large']);

export const storedInvariants = {
  isNamed: 'nothing fails but for a named reason',
  isReadable: 'what was stored is read again',
  isRepeatable: 'the same message again changes nothing',
  isAlone: 'no two active people have a login',
  isHarmless: 'a refused body changes nobody',
  isCounted: 'no more people lose access than the safeguard lets go',
} as const;

/** A stage of translation on models, whose store can be looked at. */
async function createStage() {
  const clock = new Clock();
  const aws = modelAws(clock.now);
  const translation = await Translation.create(aws, clock);
  const items = (prefix: string) =>
    [...aws.table.items.values()].filter(({ identity }) => identity?.S?.startsWith(prefix));
  return {
    /** @returns delivers the message once more */
    send: (body: string) => {
      const [messageId, sentAt] = [randomUUID(), clock.now()];
      return () => {
        clock.advance(minute);
        return translation.deliver(body, { by, messageId, sentAt });
      };
    },
    /** @throws Error for somebody who cannot be read */
    people: () => new Map(items(personPrefix).map((item) => [item['identity']?.S, storedPersonOf(item).person])),
    owners: () => new Map(items('login:').map((item) => [item['identity']?.S, ownerOf(item)])),
    deadLetters: () => aws.queues.get(translation.settings.deadLetterQueue) ?? [],
  };
}

/** @throws Error that begins with the name of a broken invariant */
export async function runStored(bodies: readonly string[]): Promise<void> {
  const stage = await createStage();
  const fail = (name: keyof typeof storedInvariants, detail: unknown): never => {
    throw new Error(`${storedInvariants[name]}: ${JSON.stringify(detail)}\n${bodies.join('\n')}`);
  };
  const read = () => {
    try {
      return { people: stage.people(), owners: stage.owners() };
    } catch (error) {
      return fail('isReadable', String(error));
    }
  };
  const losers = new Set<unknown>();
  // Models answer at once. Without a pause, the time limits of all their calls would be kept.
  await setImmediate();
  for (const body of bodies) {
    const [before, refusedBefore] = [read(), stage.deadLetters().length];
    const deliver = stage.send(body);
    const outcomes = await deliver();
    const after = read();
    const unnamed = outcomes.find((one) => one.startsWith('retry') && !named.has(one));
    if (unnamed !== undefined) fail('isNamed', unnamed);
    for (const [id, person] of after.people) if (isLoser(before.people.get(id), person)) losers.add(id);
    if (losers.size > maxLosers) fail('isCounted', [...losers]);
    const refused = stage.deadLetters().slice(refusedBefore);
    if (await changesSomebody(refused)) fail('isHarmless', refused);
    const again = await deliver();
    if (!isSame(after.people, read().people)) fail('isRepeatable', { outcomes, again });
    for (const [login, { person }] of after.owners) {
      const former = after.people.get(personIdentity(before.owners.get(login)?.person ?? person));
      const isTaken = former !== undefined && former.id !== person && former.accounts.length > 0;
      if (isTaken && presenceOf(former).leftAt === undefined) fail('isAlone', { login, former: former.id });
    }
    const owned = [...after.people.values()].flatMap(loginsOf);
    if (new Set(owned).size < owned.length) fail('isAlone', owned);
  }
}

/** Whether something is known of somebody by events alone that were refused. */
async function changesSomebody(refused: readonly string[]): Promise<boolean> {
  for (const body of refused.slice(0, 3)) {
    const fresh = await createStage();
    const outcomes = await fresh.send(body)();
    // Alone, an event has one envelope less, and may be good.
    if (outcomes.some((one) => one.startsWith('dead-letter')) && fresh.people().size > 0) return true;
  }
  return false;
}

/** A login with the generation that is one person's alone. */
function loginsOf({ logins }: KnownPerson): readonly string[] {
  return logins.map(({ login, generation }) => `${foldLogin(login)} ${generation}`);
}

type Known = ReadonlyMap<string | undefined, KnownPerson>;

function isSame(before: Known, after: Known): boolean {
  if (before.size !== after.size) return false;
  return [...before].every(([id, person]) => {
    const now = after.get(id);
    return now !== undefined && isSamePerson(person, now);
  });
}

/** Whether somebody who had access has less of it. Of somebody who turned out to be another person, nothing is kept. */
function isLoser(before: KnownPerson | undefined, { accounts, decided }: KnownPerson): boolean {
  if (before === undefined || accounts.length === 0) return false;
  return [...accessOf(before.decided)].some((id) => !accessOf(decided).has(id));
}

function accessOf({ hasLeft, isSuspended, assignments }: DecidedAccess): ReadonlySet<string> {
  return new Set(hasLeft || isSuspended ? [] : assignments.keys());
}
