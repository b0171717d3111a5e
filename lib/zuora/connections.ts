/** Reads an entity's connections. */
import { calls, type EntityConnection } from './calls.ts';
import type { ZuoraClient } from './client.ts';

/**
 * Asks page by page. A URL in an answer is not followed: it could name another host.
 *
 * @param type `outbound` where the client's entity is the source, `inbound` where it is the target
 */
export async function listConnections(zuora: ZuoraClient, type: 'inbound' | 'outbound'): Promise<EntityConnection[]> {
  const connections: EntityConnection[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await zuora.call(calls.entityConnections, { type, page });
    connections.push(...answer.entityConnections);
    if (!answer.nextPage) return connections;
  }
}

/** In no list: a connection that nobody has seen is not touched where there are limits. */
const unseen = { sourceEntityId: 'unknown, since no inbound connection has this id' };

/**
 * The connection that an event names by its id alone, so that only Zuora can tell which entities it is about.
 *
 * @throws BadEvent `not-allowed` where its source or its target is outside the limits
 */
export async function findInbound(zuora: ZuoraClient, connectionId: string): Promise<EntityConnection | undefined> {
  const connection = (await listConnections(zuora, 'inbound')).find(({ id }) => id === connectionId);
  zuora.requireAllowed("the connection's ", connection ?? unseen);
  return connection;
}
