/** The connections between Zuora's entities, as the OAuth clients of a stage see them. */
import pMap from 'p-map';
import type { EntityConnection } from '../../lib/zuora/calls.ts';
import { listConnections } from '../../lib/zuora/connections.ts';
import type { Credentials } from '../../lib/zuora/credentials.ts';
import type { Http } from '../../lib/zuora/http.ts';
import { explainError } from '../explain-error.ts';
import { type ClientRole, clientRoles } from './client-roles.ts';
import { ZuoraUser } from './zuora-user.ts';

interface ConnectionSurvey {
  /** Each once, though both of its entities show it. */
  readonly connections: readonly EntityConnection[];
  /** Clients that Zuora did not answer. */
  readonly problems: readonly { readonly client: string; readonly problem: string }[];
}

const directions = ['outbound', 'inbound'] as const;

/** Entities of one client that are asked at once. */
const concurrency = 4;

/** Asks in every entity that a client reaches. A client without an answer does not stop the others. */
export async function surveyConnections(
  credentials: Credentials,
  http: Http,
  now: () => number,
): Promise<ConnectionSurvey> {
  const roles = clientRoles(credentials, []);
  const answers = await Promise.allSettled(roles.map((role) => connectionsOf(role, http, now)));
  const seen = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const problems = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ client: roles[index]?.name ?? '', problem: explainError(answer.reason) }] : [],
  );
  return { connections: [...new Map(seen.map((one) => [one.id, one])).values()], problems };
}

async function connectionsOf({ client }: ClientRole, http: Http, now: () => number) {
  const user = new ZuoraUser(client, http, now);
  const { entityIds } = await user.token();
  const lists = entityIds.flatMap((entityId) => directions.map((direction) => ({ entityId, direction })));
  const read = ({ entityId, direction }: (typeof lists)[number]) => listConnections(user.in(entityId), direction);
  return (await pMap(lists, read, { concurrency })).flat();
}
