/** Reads who has access to the entities, and which clients reach them. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { compactEntityId } from '../../lib/entity-id.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import { answerOf } from '../../operator/accounts/access-answer.ts';
import { AccountReader } from '../../operator/accounts/account-reader.ts';
import { countByEntity } from '../../operator/accounts/entity-counts.ts';
import { describeHolding, describeReasons, timeText } from '../../operator/accounts/holder-words.ts';
import { readEntityAccess } from '../../operator/audit/entity-access-list.ts';
import { explainError } from '../../operator/explain-error.ts';
import { PeopleReader } from '../../operator/people/people-reader.ts';
import { entityNaming, type NameEntity } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { clientRoles } from '../../operator/zuora/client-roles.ts';
import { surveyConnections } from '../../operator/zuora/connection-survey.ts';
import { surveyEntities } from '../../operator/zuora/entity-survey.ts';
import { readStoredCredentials } from '../../operator/zuora/stored-credentials.ts';
import type { EntityClients, EntityConnections, EntityOverview, EntityPeople } from '../shapes/entities.ts';
import type { Stage } from '../stage.ts';

/**
 * Every entity that the policy or an account names.
 *
 * @returns undefined when interrupted
 */
export async function readOverview(stage: Stage): Promise<EntityOverview | undefined> {
  const { session } = stage;
  const policy = await stage.policy();
  const nameEntity = entityNaming(policy);
  const accounts = await readAccounts(session);
  if (accounts === undefined) return undefined;
  const counts = countByEntity(accounts, session.now());
  const named = Object.values(policy?.entities ?? {}).map(compactEntityId);
  const ids = [...new Set([...named, ...counts.map(({ entityId }) => compactEntityId(entityId))])];
  const home = policy && compactEntityId(policy.entities[policy.homeEntity] ?? '');
  const { ownClients, unreadSecret } = await readOwnClients(session);
  return {
    unreadSecret,
    entities: ids.map((id) => {
      const count = counts.find(({ entityId }) => compactEntityId(entityId) === id);
      const { access = 0, unmanaged = 0, pending = 0, oldestRequest } = count ?? {};
      return {
        ...{ id, name: nameEntity(id), isHome: id === home, access, unmanaged, pending, oldestRequest },
        hasClient: ownClients?.includes(id),
      };
    }),
  };
}

/** @returns undefined when interrupted */
async function readAccounts({ aws, stack, interruption }: Session): Promise<readonly LinkedAccount[] | undefined> {
  const accounts: LinkedAccount[] = [];
  for await (const page of new AccountReader(aws.dynamodb, stack.accounts).pages()) {
    accounts.push(...page);
    if (interruption.aborted) return undefined;
  }
  return accounts;
}

interface OwnClients extends Pick<EntityOverview, 'unreadSecret'> {
  /** The entities for which the secret names a client. */
  readonly ownClients?: readonly string[];
}

/** An operator may count people without the right to read the secret. */
async function readOwnClients(session: Session): Promise<OwnClients> {
  try {
    return { ownClients: (await readStoredCredentials(session)).entityIds.map(compactEntityId) };
  } catch (error) {
    return { unreadSecret: explainError(error) };
  }
}

/** @returns undefined when interrupted */
export async function readPeopleOf(stage: Stage, entityId: string): Promise<EntityPeople | undefined> {
  const { session } = stage;
  const rows = await readEntityAccess(session, entityId, { all: false, onRead: () => undefined });
  if (rows === undefined) return undefined;
  const ids = await new PeopleReader(session.aws.dynamodb, session.stack.people).idsOf(
    rows.map(({ username }) => username),
  );
  return {
    people: rows.map((row) => ({
      ...{
        login: row.username,
        person: ids.get(row.username),
        answer: answerOf(row.state),
        state: describeHolding(row),
        why: describeReasons(row),
      },
      ...{ since: row.since, askedBy: row.askedBy, requestedAt: timeText(row.requestedAt) },
    })),
  };
}

export async function readClients(stage: Stage): Promise<EntityClients> {
  const { session } = stage;
  const credentials = await readStoredCredentials(session);
  const { entities, problems } = await surveyEntities(credentials, createHttp(session.proxy), session.now);
  const roles = clientRoles(credentials, []);
  const nameEntity = await stage.nameEntity();
  const clientName = (name: string) => clientWords(name, nameEntity);
  return {
    entities: entities.map(({ id, zuoraName, reachedBy }) => ({
      ...{ id, name: nameEntity(id), zuoraName, reachedBy: reachedBy.map(clientName) },
      usedClient: clientName(roles.find((role) => role.actsIn(id))?.name ?? 'none'),
    })),
    problems: problems.map(({ client, problem }) => `OAuth client ${clientName(client)}: ${problem}`),
  };
}

export async function readConnections(stage: Stage): Promise<EntityConnections> {
  const { session } = stage;
  const credentials = await readStoredCredentials(session);
  const { connections, problems } = await surveyConnections(credentials, createHttp(session.proxy), session.now);
  const nameEntity = await stage.nameEntity();
  return {
    connections: connections.map(({ id, sourceEntityId, targetEntityId, status }) => ({
      ...{ id, source: nameEntity(sourceEntityId), target: nameEntity(targetEntityId), status },
    })),
    problems: problems.map(({ client, problem }) => `OAuth client ${clientWords(client, nameEntity)}: ${problem}`),
  };
}

/** A client is named by the id of its entity. */
function clientWords(name: string, nameEntity: NameEntity): string {
  return name.replace(/^of (.*)$/, (_, id) => `of ${nameEntity(id)}`);
}
