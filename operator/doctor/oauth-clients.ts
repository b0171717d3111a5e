/** Checks the OAuth clients of a secret: their tokens, and the entities that they reach. */
import { CredentialsRejected } from '../../lib/errors.ts';
import { isThrottled } from '../../lib/zuora/classify.ts';
import { ZuoraFailure } from '../../lib/zuora/failure.ts';
import type { Http } from '../../lib/zuora/http.ts';
import type { Token } from '../../lib/zuora/token.ts';
import { networkFailureOf } from '../network-failure.ts';
import type { ClientRole } from '../zuora/client-roles.ts';
import { type Entity, ZuoraUser } from '../zuora/zuora-user.ts';
import { administratorCheck } from './administrator.ts';
import { type Check, type CheckResult, runCheck } from './check.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import type { PolicyEntities } from './policy-entities.ts';

export interface ClientCheckOptions {
  /** The service's own: it follows no redirect, and its errors contain no secret. */
  readonly http: Http;
  readonly now: () => number;
  readonly stage: string;
  /** Entities of the policy, which the clients must reach; none if it is left out. */
  readonly policyEntities?: PolicyEntities | undefined;
  /** Whether to try a write that cannot change anything, to find out who is an administrator. */
  readonly probe: boolean;
}

export const oauthClientChecks = ['OAuth client', 'Entities', 'Entity', 'Administrator'];

/** Checks all clients at once. */
export async function checkOAuthClients(
  roles: readonly ClientRole[],
  options: ClientCheckOptions,
): Promise<readonly CheckResult[]> {
  return (await Promise.all(roles.map((role) => checkOAuthClient(role, options)))).flat();
}

function checkOAuthClient(
  role: ClientRole,
  { http, now, stage, policyEntities = new Map(), probe }: ClientCheckOptions,
): Promise<readonly CheckResult[]> {
  const { name, client, entityIds, actsIn } = role;
  const user = new ZuoraUser(client, http, now);
  const setCommand = `zuora-access credentials set --stage ${stage}`;
  const setCommandFor = (entityId: string) => `${setCommand} --entity ${entityId}`;
  const others = (token: Token) => token.entityIds.filter((id) => actsIn(id) && !entityIds.includes(id));
  const ofPolicy = [...policyEntities].filter(([id]) => actsIn(id) && !entityIds.includes(id));
  return runCheck(tokenCheck(user, role, name === 'default' ? setCommand : entityIds.map(setCommandFor).join('; ')), {
    names: entityIds.length + ofPolicy.length > 0 ? ['Entities', 'Entity'] : ['Entities'],
    run: (token) => [
      runCheck(entitiesCheck(user, name, token)),
      ...entityIds.map((id) =>
        runCheck(reachCheck(token, id, setCommandFor(id)), {
          names: probe ? ['Administrator'] : [],
          run: () => (probe ? [runCheck(administratorCheck(user, id, setCommandFor(id), fail))] : []),
        }),
      ),
      ...ofPolicy.map(([id, description]) => runCheck(reachCheck(token, id, setCommandFor(id), description))),
      // An entity that is only a target of calls needs no administrator.
      ...(probe ? others(token).map((id) => runCheck(administratorCheck(user, id, setCommandFor(id), warn))) : []),
    ],
  });
}

function tokenCheck(user: ZuoraUser, { name, client }: ClientRole, setCommand: string): Check<Token> {
  return {
    name: 'OAuth client',
    about: name,
    read: () => user.token(),
    judge: ({ entityIds: { length } }) =>
      length > 0
        ? ok(`its token reaches ${length} ${length === 1 ? 'entity' : 'entities'}`)
        : fail(
            'its token reaches no entity',
            'In Zuora, create an OAuth client for the Multi-entity user; then put it into the secret.',
          ),
    fix: (error) => tokenFix(error, client.baseUrl, setCommand),
  };
}

function tokenFix(error: unknown, baseUrl: string, setCommand: string): string {
  if (error instanceof CredentialsRejected) return `Put in the right client id and secret: ${setCommand}`;
  if (isThrottled(error)) return 'Zuora limits the token requests of an IP address. Run this again in a minute.';
  if (error instanceof ZuoraFailure && (error.status ?? 0) >= 500)
    return `Zuora, or a gateway before it, fails at ${baseUrl}. Run this again later; see Zuora's status page.`;
  const advice = networkFailureOf(error, 'Zuora')?.advice;
  return [`Check that ${baseUrl} can be reached from here, and is the tenant's host.`, advice]
    .filter(Boolean)
    .join(' ');
}

function entitiesCheck(user: ZuoraUser, about: string, token: Token): Check<readonly Entity[]> {
  return {
    name: 'Entities',
    about,
    read: () => user.entities(),
    judge: (entities) => ok(describeEntities(entities, token)),
    fix: "Follow Zuora's error message. The tenant needs the Multi-entity feature, the user needs API Write Access.",
  };
}

/** Names and ids: first the entities that the token reaches, then those that Zuora only shows. */
function describeEntities(entities: readonly Entity[], { entityIds }: Token): string {
  const list = (isReached: boolean) =>
    entities.filter(({ id }) => entityIds.includes(id) === isReached).map(({ name, id }) => `${name} ${id}`);
  const others = list(false);
  return `reaches ${list(true).join(', ')}${others.length > 0 ? `; sees, but does not reach, ${others.join(', ')}` : ''}`;
}

/**
 * @param setCommand the command that puts in another client
 * @param description of an entity of the policy
 */
function reachCheck({ entityIds }: Token, id: string, setCommand: string, description?: string): Check<boolean> {
  return {
    name: 'Entity',
    about: id,
    read: async () => entityIds.includes(id),
    judge: (isReached) => judgeReach(isReached, setCommand, description),
    fix: setCommand,
  };
}

function judgeReach(isReached: boolean, setCommand: string, description?: string): Finding {
  const who = description === undefined ? '' : `${description}: `;
  if (isReached) return ok(`${who}in the scope of its client's token`);
  return fail(
    `${who}not in the scope of its client's token`,
    `In Zuora, give the client's user access to the entity, and create an OAuth client that may enter it; then run ${setCommand}`,
  );
}
