/** Reads an entity's connections. */
import { ServiceError } from '../errors.ts';
import { calls, type EntityConnection } from './calls.ts';
import type { ZuoraClient } from './client.ts';

/** `outbound` where the client's entity is the source, `inbound` where it is the target. */
type Direction = 'inbound' | 'outbound';

const maxPages = 1000;

/** Pages in a row without a new connection. Zuora may show an empty page, but not many. */
const maxIdlePages = 3;

/** @throws what a call throws, or ServiceError `endless-list` */
export async function listConnections(zuora: ZuoraClient, type: Direction): Promise<EntityConnection[]> {
  const connections = new Map<string, EntityConnection>();
  for await (const page of connectionPages(zuora, type)) {
    for (const connection of page) connections.set(connection.id, connection);
  }
  return [...connections.values()];
}

/**
 * Asks for a page only when it is read. A URL in an answer is not followed, because it could name another host.
 *
 * @throws what a call throws, or ServiceError `endless-list`
 */
async function* connectionPages(zuora: ZuoraClient, type: Direction): AsyncGenerator<readonly EntityConnection[]> {
  const ids = new Set<string>();
  let idlePages = 0;
  for (let page = 1; ; page += 1) {
    const { entityConnections, nextPage } = await zuora.readJoined(calls.entityConnections, { type, page });
    const known = ids.size;
    for (const { id } of entityConnections) ids.add(id);
    yield entityConnections;
    if (!nextPage) return;
    idlePages = ids.size > known ? 0 : idlePages + 1;
    if (page >= maxPages || idlePages >= maxIdlePages) throw endlessList(page, ids.size);
  }
}

function endlessList(page: number, count: number): ServiceError {
  return new ServiceError(
    'endless-list',
    `entityConnections: Zuora promises more after page ${page}, and has shown ${count} connections; ask Zuora's support why the list does not end`,
  );
}

/** A connection that is in no list is not touched where there are limits. */
function unseen(types: readonly Direction[]) {
  return { sourceEntityId: `unknown, since no ${types.join(' or ')} connection has this id` };
}

/**
 * An event names a connection by its id alone. Only Zuora can tell which entities it connects. No page is read after the
 * one that shows it.
 *
 * @param types the lists in which to look, one after the other
 * @throws BadEvent `not-allowed` where its source or its target is outside the limits
 */
export async function findConnection(
  zuora: ZuoraClient,
  connectionId: string,
  ...types: readonly Direction[]
): Promise<EntityConnection | undefined> {
  const connection = await firstConnection(zuora, connectionId, types);
  zuora.requireAllowed("the connection's ", connection ?? unseen(types));
  return connection;
}

async function firstConnection(
  zuora: ZuoraClient,
  connectionId: string,
  types: readonly Direction[],
): Promise<EntityConnection | undefined> {
  for (const type of types) {
    for await (const page of connectionPages(zuora, type)) {
      const connection = page.find(({ id }) => id === connectionId);
      if (connection !== undefined) return connection;
    }
  }
  return undefined;
}
