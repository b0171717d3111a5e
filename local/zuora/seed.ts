/** The sandbox's data before its first call: a small company, its people, its OAuth clients and its connections. */

import type { Connection, Entity, OAuthClient, User } from './records.ts';

/** Ids of the entities. `global` is everybody's home and the source of every connection; `canada` is not provisioned. */
export const seedEntity = {
  global: '5eed0000000040008000000000000001',
  germany: '5eed0000000040008000000000000002',
  france: '5eed0000000040008000000000000003',
  japan: '5eed0000000040008000000000000004',
  brazil: '5eed0000000040008000000000000005',
  canada: '5eed0000000040008000000000000006',
} as const;

/** Ids of the connections, all from `global`. There is none to Brazil, so that one can be made. */
export const seedConnection = {
  toGermanyConnected: '5eed00000000400080000000000c0001',
  toFrancePending: '5eed00000000400080000000000c0002',
  toJapanPending: '5eed00000000400080000000000c0003',
} as const;

/** Login names. The last four are legal, and easily damaged in a URL. */
export const seedUser = {
  ada: 'ada.lovelace@example.com',
  grace: 'grace.hopper@example.com',
  katherine: 'katherine.johnson@example.com',
  alan: 'alan.turing@example.com',
  edsger: 'edsger.dijkstra@example.com',
  /** Created in Germany. */
  emmy: 'emmy.noether@example.com',
  /** Created in Japan. */
  yukihiro: 'yukihiro.matsumoto@example.com',
  /** Has access to France. */
  sophie: 'sophie.germain@example.com',
  slashes: 'a/../b',
  plus: 'x@y.z+q',
  umlaut: 'ü',
  escaped: '%2e%2e',
} as const;

const provisionedIds = [seedEntity.global, seedEntity.germany, seedEntity.france, seedEntity.japan, seedEntity.brazil];
const subsidiaryIds = [seedEntity.france, seedEntity.japan, seedEntity.brazil];

/** OAuth clients: dummies that open nothing but this sandbox. */
export const seedClient = {
  /** Enters every provisioned entity, administers `global` and Germany: an access request to Germany is accepted at once. */
  service: {
    id: '5eed0000-0000-4000-8000-0000000a0001',
    secret: 'local-sandbox-only+service-client',
    userId: '5eed00000000400080000000000b0001',
    entityIds: provisionedIds,
    administers: [seedEntity.global, seedEntity.germany],
  },
  /** Enters and administers France, Japan and Brazil: accepts what `service` asks for. */
  subsidiaries: {
    id: '5eed0000-0000-4000-8000-0000000a0002',
    secret: 'local-sandbox-only+subsidiaries-client',
    userId: '5eed00000000400080000000000b0002',
    entityIds: subsidiaryIds,
    administers: subsidiaryIds,
  },
  /** Enters and administers Japan alone: needs no `Zuora-Entity-Ids`. */
  japan: {
    id: '5eed0000-0000-4000-8000-0000000a0003',
    secret: 'local-sandbox-only+japan-client',
    userId: '5eed00000000400080000000000b0003',
    entityIds: [seedEntity.japan],
    administers: [seedEntity.japan],
  },
} as const satisfies Record<string, OAuthClient>;

function subsidiaryRecord(
  id: string,
  displayName: string,
  locale: string,
  timezone: string,
  status: Entity['status'] = 'Provisioned',
): Entity {
  return {
    id,
    name: `Northwind ${displayName}`,
    displayName,
    locale,
    timezone,
    status,
    parentId: seedEntity.global,
  };
}

function userRecord(
  username: string,
  homeEntityId: string = seedEntity.global,
  accessibleEntityIds: readonly string[] = [],
): User {
  return { username, homeEntityId, accessibleEntityIds, pendingEntityIds: [] };
}

function connectionFromGlobal(id: string, targetEntityId: string, status: Connection['status']): Connection {
  return {
    id,
    sourceEntityId: seedEntity.global,
    targetEntityId,
    status,
  };
}

/** Everything the sandbox starts with. */
export const seedData: {
  readonly tenantId: string;
  readonly entities: readonly Entity[];
  readonly clients: readonly OAuthClient[];
  readonly users: readonly User[];
  readonly connections: readonly Connection[];
} = {
  tenantId: '12345',
  entities: [
    {
      id: seedEntity.global,
      name: 'Northwind',
      displayName: 'Global',
      locale: 'en_US',
      timezone: 'America/New_York',
      status: 'Provisioned',
      parentId: null,
    },
    subsidiaryRecord(seedEntity.germany, 'Germany', 'de_DE', 'Europe/Berlin'),
    subsidiaryRecord(seedEntity.france, 'France', 'fr_FR', 'Europe/Paris'),
    subsidiaryRecord(seedEntity.japan, 'Japan', 'ja_JP', 'Asia/Tokyo'),
    subsidiaryRecord(seedEntity.brazil, 'Brazil', 'pt_BR', 'America/Sao_Paulo'),
    subsidiaryRecord(seedEntity.canada, 'Canada', 'en_CA', 'America/Toronto', 'Unprovisioned'),
  ],
  clients: [seedClient.service, seedClient.subsidiaries, seedClient.japan],
  users: [
    userRecord(seedUser.ada),
    userRecord(seedUser.grace),
    userRecord(seedUser.katherine),
    userRecord(seedUser.alan),
    userRecord(seedUser.edsger),
    userRecord(seedUser.emmy, seedEntity.germany),
    userRecord(seedUser.yukihiro, seedEntity.japan),
    userRecord(seedUser.sophie, seedEntity.global, [seedEntity.france]),
    userRecord(seedUser.slashes),
    userRecord(seedUser.plus),
    userRecord(seedUser.umlaut),
    userRecord(seedUser.escaped),
  ],
  connections: [
    connectionFromGlobal(seedConnection.toGermanyConnected, seedEntity.germany, 'Connected'),
    connectionFromGlobal(seedConnection.toFrancePending, seedEntity.france, 'Pending'),
    connectionFromGlobal(seedConnection.toJapanPending, seedEntity.japan, 'Pending'),
  ],
};

interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

function credentialsOf(client: OAuthClient): ClientCredentials {
  return { clientId: client.id, clientSecret: client.secret };
}

/** The value of the service's secret for a sandbox at this address, e.g. `http://127.0.0.1:4567`. */
export function secretValue(
  baseUrl: string,
): ClientCredentials & { readonly baseUrl: string; readonly entities: Readonly<Record<string, ClientCredentials>> } {
  return {
    baseUrl,
    ...credentialsOf(seedClient.service),
    entities: Object.fromEntries(subsidiaryIds.map((entityId) => [entityId, credentialsOf(seedClient.subsidiaries)])),
  };
}
