/** Reading entities. */
import { errorCategory, notFound, refusal } from './answers.ts';
import { parseEntityId } from './entity-id.ts';
import { type ApiCall, type ApiRow, type OperationResult, readResult } from './operation.ts';
import type { Entity } from './records.ts';
import type { TenantState } from './state.ts';

/** The status that each value of the `provisioned` parameter selects. */
const statusByProvisioned: Readonly<Record<string, Entity['status']>> = { true: 'Provisioned', false: 'Unprovisioned' };

/** An entity as Zuora shows it. */
export function entityView({ tenantId }: TenantState, entity: Entity) {
  return { ...entity, tenantId };
}

/** `GET /v1/entities` */
function listEntities({ state, query }: ApiCall): OperationResult {
  const provisioned = query.get('provisioned');
  const entities = [...state.entities.values()].map((entity) => entityView(state, entity));
  if (provisioned === null) return readResult({ entities });
  const status = statusByProvisioned[provisioned];
  if (status === undefined) throw refusal(errorCategory.badQueryParameter, "'provisioned' must be true or false");
  return readResult({ entities: entities.filter((entity) => entity.status === status) });
}

/** `GET /v1/entities/{id}` */
function getEntity({ state, parameter }: ApiCall): OperationResult {
  const entity = state.entities.get(parseEntityId(parameter) ?? '');
  if (entity === undefined) throw notFound(`an entity with id '${parameter}'`);
  return readResult(entityView(state, entity));
}

export const entityOperations: readonly ApiRow[] = [
  ['GET', '/v1/entities', listEntities],
  ['GET', '/v1/entities/{id}', getEntity],
];
