/** The OAuth clients of a secret: their tokens, and the entities that they reach. */
import { CredentialsRejected } from '../../lib/errors.ts';
import type { Http } from '../../lib/zuora/http.ts';
import type { Token } from '../../lib/zuora/token.ts';
import { type Entity, ZuoraUser } from '../zuora/zuora-user.ts';
import { administratorCheck } from './administrator.ts';
import { type Check, examine, type Line } from './check.ts';
import type { Duty } from './client-roles.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

export interface Examination {
  /** The service's own, which follows no redirect and whose errors tell no secret. */
  readonly http: Http;
  readonly now: () => number;
  readonly stage: string;
  /** Whether to try a write that can change nothing, to see who is an administrator. */
  readonly probe: boolean;
}

export const oauthClientChecks = ['OAuth client', 'Entities', 'Entity', 'Administrator'];

/** All clients at once. */
export async function examineOAuthClients(duties: readonly Duty[], examination: Examination): Promise<readonly Line[]> {
  return (await Promise.all(duties.map((duty) => examineOAuthClient(duty, examination)))).flat();
}

function examineOAuthClient(duty: Duty, { http, now, stage, probe }: Examination): Promise<readonly Line[]> {
  const { name, client, entityIds, actsIn } = duty;
  const user = new ZuoraUser(client, http, now);
  const set = `zuora-access credentials set --stage ${stage}`;
  const setFor = (entityId: string) => `${set} --entity ${entityId}`;
  const others = (token: Token) => token.entityIds.filter((id) => actsIn(id) && !entityIds.includes(id));
  return examine(tokenCheck(user, duty, name === 'default' ? set : entityIds.map(setFor).join('; ')), {
    names: entityIds.length > 0 ? ['Entities', 'Entity'] : ['Entities'],
    examine: (token) => [
      examine(entitiesCheck(user, name, token)),
      ...entityIds.map((id) =>
        examine(reachCheck(token, id, setFor(id)), {
          names: probe ? ['Administrator'] : [],
          examine: () => (probe ? [examine(administratorCheck(user, id, setFor(id), fail))] : []),
        }),
      ),
      // One that the service merely names as a target need not be administered.
      ...(probe ? others(token).map((id) => examine(administratorCheck(user, id, setFor(id), warn))) : []),
    ],
  });
}

function tokenCheck(user: ZuoraUser, { name, client }: Duty, replace: string): Check<Token> {
  return {
    name: 'OAuth client',
    about: name,
    read: () => user.token(),
    judgeRule: ({ entityIds: { length } }) =>
      length > 0
        ? ok(`its token reaches ${length} ${length === 1 ? 'entity' : 'entities'}`)
        : fail(
            'its token reaches no entity',
            'In Zuora, make an OAuth client for the Multi-entity user; then put it in.',
          ),
    mend: (error) =>
      error instanceof CredentialsRejected
        ? `Put in the right client id and secret: ${replace}`
        : `See whether ${client.baseUrl} can be reached from here, and is the tenant's host.`,
  };
}

function entitiesCheck(user: ZuoraUser, about: string, token: Token): Check<readonly Entity[]> {
  return {
    name: 'Entities',
    about,
    read: () => user.entities(),
    judgeRule: (entities) => ok(listOf(entities, token)),
    mend: 'See what Zuora says of it. The tenant needs the Multi-entity feature, the user API Write Access.',
  };
}

/** By name and id: those that the token reaches, and those that are merely seen. */
function listOf(entities: readonly Entity[], { entityIds }: Token): string {
  const list = (isReached: boolean) =>
    entities.filter(({ id }) => entityIds.includes(id) === isReached).map(({ name, id }) => `${name} ${id}`);
  const others = list(false);
  return `reaches ${list(true).join(', ')}${others.length > 0 ? `; sees, but does not reach, ${others.join(', ')}` : ''}`;
}

/** @param replace the command that puts in another client */
function reachCheck({ entityIds }: Token, id: string, replace: string): Check<boolean> {
  return {
    name: 'Entity',
    about: id,
    read: async () => entityIds.includes(id),
    judgeRule: (isReached) => judgeReach(isReached, replace),
    mend: replace,
  };
}

function judgeReach(isReached: boolean, replace: string): Finding {
  if (isReached) return ok("in the scope of its client's token");
  return fail(
    "not in the scope of its client's token",
    `In Zuora, give the client's user access to it, and make an OAuth client that may enter it; then ${replace}`,
  );
}
