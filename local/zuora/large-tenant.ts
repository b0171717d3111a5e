/** A tenant with many entities and connections, and two OAuth clients, for loads. */
import { seedConnection, seedEntity } from './seed.ts';

/**
 * Requested connections go from a hub to the leaves. Existing connections go from the leaves to a hub. There are more
 * leaves than fit on a page of connections, so that a read takes two pages.
 */
const leafCount = 330;
const officeCount = 6;

function entityId(kind: string, index: number) {
  return `${kind}${String(index).padStart(6, '0')}`.padStart(32, '0');
}

function numbered(count: number, kind: string) {
  return Array.from({ length: count }, (_, index) => entityId(kind, index));
}

function hubFor(kind: string, pair: number) {
  return entityId(kind, Math.floor(pair / leafCount));
}

function leafFor(pair: number) {
  return entityId('b', pair % leafCount);
}

/** The home entity of all users. */
export const home = seedEntity.global;

/** One of the entities that connections begin in. */
export const hub = hubFor('a', 0);

/** The entities to which access is granted and revoked. */
export const offices = numbered(officeCount, 'c');

/** The office that the service's main client does not administer: a client of its own approves the requests there. */
export const approvedOffice = entityId('c', officeCount - 1);

/** A user of Zuora, in the form that the sandbox accepts. */
export interface TenantUser {
  readonly username: string;
  readonly accessibleEntityIds?: readonly string[];
  /** Requested, and not approved yet. */
  readonly pendingEntityIds?: readonly string[];
}

/** A source and a target; a different pair for every number. */
export function connectionPair(pair: number): { readonly source: string; readonly target: string } {
  return { source: hubFor('a', pair), target: leafFor(pair) };
}

/** The operations on existing connections: each has its own hubs, and needs connections in this status. */
const existing = {
  acceptEntityConnection: { hubs: 'a', status: 'Pending' },
  denyEntityConnection: { hubs: 'd', status: 'Pending' },
  disconnectEntityConnection: { hubs: 'e', status: 'Connected' },
} as const;

type ExistingUse = keyof typeof existing;
const existingUses = Object.keys(existing) as ExistingUse[];

/** An existing connection for the operation; a different one for every number. */
export function existingConnection(use: ExistingUse, pair: number) {
  const { hubs, status } = existing[use];
  return {
    id: `soak-${use}-${pair}`,
    sourceEntityId: leafFor(pair),
    targetEntityId: hubFor(hubs, pair),
    status,
  };
}

/** How many connections a schedule uses: numbers from 0 up to these. */
export type TenantNeeds = Partial<Readonly<Record<'initiateEntityConnection' | ExistingUse, number>>>;

export interface Tenant {
  readonly entities: readonly object[];
  readonly connections: readonly object[];
  /** The OAuth client of the service, the one that replaces it, and that of `approvedOffice`. */
  readonly clients: { readonly first: TenantClient; readonly second: TenantClient; readonly ofOffice: TenantClient };
}

export interface TenantClient {
  readonly id: string;
  readonly secret: string;
}

export function tenantFor(needs: TenantNeeds): Tenant {
  const hubsFor = (use: keyof TenantNeeds) => Math.max(1, Math.ceil((needs[use] ?? 0) / leafCount));
  const hubs = [
    ...numbered(hubsFor('initiateEntityConnection'), 'a'),
    ...existingUses.flatMap((use) => numbered(hubsFor(use), existing[use].hubs)),
  ];
  const ids = [...new Set([...hubs, ...numbered(leafCount, 'b'), ...offices])];
  const administers = [home, ...ids].filter((id) => id !== approvedOffice);
  const rights = { userId: 'soak', entityIds: [home, ...ids], administers };
  const rightsInOffice = { userId: 'soak-office', entityIds: [approvedOffice], administers: [approvedOffice] };
  const entity = { locale: 'en_US', timezone: 'Etc/UTC', status: 'Provisioned', parentId: home };
  return {
    entities: ids.map((id) => ({ ...entity, id, name: id, displayName: id })),
    // Every hub has a connection with every leaf, used or not.
    connections: existingUses.flatMap((use) =>
      Array.from({ length: hubsFor(use) * leafCount }, (_, pair) => existingConnection(use, pair)),
    ),
    clients: {
      first: { id: '50a40000-0000-4000-8000-000000000001', secret: 'local-sandbox-only+soak-first', ...rights },
      second: { id: '50a40000-0000-4000-8000-000000000002', secret: 'local-sandbox-only+soak-second', ...rights },
      ofOffice: {
        ...{ id: '50a40000-0000-4000-8000-000000000003', secret: 'local-sandbox-only+soak-office' },
        ...rightsInOffice,
      },
    },
  };
}

/** Entities that no call can reach: one that does not exist, and one outside the clients' scope. */
export const unknownEntity = 'f'.repeat(32);
export const foreignEntity = seedEntity.brazil;

/** A connection whose target is none of these entities. */
export const foreignConnection = seedConnection.toFrancePending;
