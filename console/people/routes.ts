/** The routes of the page People. */
import { Hono } from 'hono';
import { z } from 'zod';
import { compareAccess, type LoggedAccess } from '../../operator/audit/access-at.ts';
import { findPeople } from '../../operator/people/people-search.ts';
import { describeEntitlement, nameOf } from '../../operator/policy/access-words.ts';
import { readUserAccess } from '../../operator/policy/user-access.ts';
import { answer, answerReading } from '../answers.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { ComparedEntity, PeopleFound, ZuoraAccessView } from '../shapes/people.ts';
import type { Stage } from '../stage.ts';
import { liftRevocations, planRevocation, startRevocation } from './ending-access.ts';
import { requireOwner } from './login-owner.ts';
import { readLogin, readPersonDetail } from './person-reading.ts';
import { personRow } from './person-view.ts';

/** People of one answer. */
const maxFound = 100;

const loginQuery = z.object({ login: z.string().min(1) });
const personQuery = loginQuery.extend({ chosen: z.string().min(1).optional() });
const searchQuery = z.object({ query: z.string().default('') });
/** Of a page that has shown the person, however long ago. */
const seenQuery = loginQuery.extend({ person: z.string().optional() });
const compareQuery = seenQuery.extend({ from: z.iso.datetime(), to: z.iso.datetime() });
const reason = z.string().trim().min(1).max(500);
const seenLogin = z.strictObject({ login: z.string().min(1), person: z.string().optional() });
const revokeRequest = seenLogin.extend({ typed: z.string(), hold: z.boolean(), reason });
const seenBlock = z.strictObject({ entityId: z.string(), revokedAt: z.iso.datetime(), isHeld: z.boolean() });
const blocks = z.array(seenBlock).nonempty();
const unblockRequest = seenLogin.extend({ blocks, readAt: z.iso.datetime(), reason });

export function peopleRoutes(stage: Stage, jobs: Jobs): Hono<Guarded> {
  return new Hono<Guarded>()
    .get('/', (context) =>
      answerReading(context, stage, (reading) => search(reading, searchQuery.parse(context.req.query()).query)),
    )
    .get('/person', async (context) => {
      const { login, chosen } = personQuery.parse(context.req.query());
      return answer(context, await readPersonDetail(stage, login, chosen));
    })
    .get('/zuora', async (context) =>
      answer(context, await readZuora(stage, await requireSeen(stage, seenQuery.parse(context.req.query())))),
    )
    .get('/compare', async (context) =>
      answer(context, { entities: await compare(stage, compareQuery.parse(context.req.query())) }),
    )
    .get('/revocation', async (context) =>
      answer(context, await planRevocation(stage, await requireSeen(stage, seenQuery.parse(context.req.query())))),
    )
    .post('/revoke', async (context) =>
      answer(context, await startRevocation(stage, jobs, revokeRequest.parse(await context.req.json()))),
    )
    .post('/unblock', async (context) =>
      answer(context, await liftRevocations(stage, unblockRequest.parse(await context.req.json()))),
    );
}

/**
 * @returns the login
 * @throws OperatorError if it is somebody else's now
 */
async function requireSeen(stage: Stage, { login, person }: z.infer<typeof seenQuery>): Promise<string> {
  await requireOwner(stage.session, login, person);
  return login;
}

/** @returns undefined when interrupted */
async function search(stage: Stage, query: string): Promise<PeopleFound | undefined> {
  const people = await findPeople(stage.session, query, maxFound);
  if (people === undefined) return undefined;
  const policy = await stage.policy();
  const now = stage.session.now();
  return { people: people.found.map((one) => personRow(one, policy, now)), isAll: people.isAll };
}

async function readZuora(stage: Stage, login: string): Promise<ZuoraAccessView> {
  const { username, entities } = await readUserAccess(stage.session, login, await stage.policy(), {});
  return {
    username,
    entities: entities.map((entity) => ({
      ...{ name: nameOf(entity), hasAccess: entity.hasAccess },
      policy: describeEntitlement(entity.entitlement),
    })),
  };
}

const accessWords: Readonly<Record<LoggedAccess, string>> = { yes: 'access', requested: 'requested', no: 'no access' };

async function compare(stage: Stage, query: z.infer<typeof compareQuery>): Promise<readonly ComparedEntity[]> {
  const { from, to } = query;
  const { entries } = await readLogin(stage.session, await requireSeen(stage, query));
  const nameEntity = await stage.nameEntity();
  const words = (access: LoggedAccess | undefined) => (access ? accessWords[access] : 'nothing in the log');
  return compareAccess(entries, { from: Date.parse(from), to: Date.parse(to) }).map(({ entityId, before, after }) => ({
    ...{ entity: nameEntity(entityId), before: words(before), after: words(after), isDifferent: before !== after },
  }));
}
