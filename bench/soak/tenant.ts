/** The tenant that the soak runs in: its entities, its connections that wait for approval, and its OAuth clients. */
import { CONNECTION, ENTITY } from '../../local/zuora/seed.ts';

/**
 * Every hub is connected with every leaf: requests go from a hub to the leaves, approvals are made in a hub for the
 * leaves. There are more leaves than a page of connections holds, so that looking takes two.
 */
const LEAVES = 330;
const OFFICES = 6;

const entityId = (kind: string, index: number) => `${kind}${String(index).padStart(6, '0')}`.padStart(32, '0');
const numbered = (count: number, kind: string) => Array.from({ length: count }, (_, index) => entityId(kind, index));

const hubFor = (pair: number) => entityId('a', Math.floor(pair / LEAVES));
const leafFor = (pair: number) => entityId('b', pair % LEAVES);

/** Where users are created, and their access is requested. */
export const home = ENTITY.global;

/** One of the entities that connections begin in. */
export const hub = hubFor(0);

/** The entities to which access is requested. */
export const offices = numbered(OFFICES, 'c');

/** A source and a target; a different pair for every number. */
export function connectionPair(pair: number): { readonly source: string; readonly target: string } {
  return { source: hubFor(pair), target: leafFor(pair) };
}

/** A connection that waits, and the entity that it waits for. */
export function pendingConnection(pair: number): { readonly id: string; readonly target: string } {
  return { id: `soak-${pair}`, target: hubFor(pair) };
}

/** How much of each kind a schedule uses: numbers from 0 up to these. */
export interface Needs {
  readonly connections: number;
  readonly approvals: number;
}

export interface Tenant {
  readonly entities: readonly object[];
  readonly connections: readonly object[];
  /** The OAuth client of the service, and the one that takes its place. */
  readonly clients: { readonly first: Client; readonly second: Client };
}

export interface Client {
  readonly id: string;
  readonly secret: string;
}

export function tenantFor({ connections, approvals }: Needs): Tenant {
  const hubs = numbered(Math.max(1, Math.ceil(Math.max(connections, approvals) / LEAVES)), 'a');
  const ids = [...hubs, ...numbered(LEAVES, 'b'), ...offices];
  const rights = { userId: 'soak', entityIds: [home, ...ids], administers: [home, ...ids] };
  const entity = { locale: 'en_US', timezone: 'Etc/UTC', status: 'Provisioned', parentId: home };
  // As many as every hub has leaves, approved or not.
  const pending = Math.ceil(approvals / LEAVES) * LEAVES;
  return {
    entities: ids.map((id) => ({ ...entity, id, name: id, displayName: id })),
    connections: Array.from({ length: pending }, (_, pair) => ({
      id: pendingConnection(pair).id,
      sourceEntityId: leafFor(pair),
      targetEntityId: hubFor(pair),
      status: 'Pending',
    })),
    clients: {
      first: { id: '50a40000-0000-4000-8000-000000000001', secret: 'local-sandbox-only+soak-first', ...rights },
      second: { id: '50a40000-0000-4000-8000-000000000002', secret: 'local-sandbox-only+soak-second', ...rights },
    },
  };
}

/** Entities that no call can reach: one that is not there, and one outside the clients' scope. */
export const unknownEntity = 'f'.repeat(32);
export const foreignEntity = ENTITY.brazil;

/** A connection that waits for another entity than any of these. */
export const foreignConnection = CONNECTION.toFrancePending;
