/** Reads all of an entity's connections. */
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
