/** Reading entities. */
import { CATEGORY, notFound, refusal } from './answers.ts';
import { compact } from './entity-id.ts';
import { type Call, type Decision, reply } from './operation.ts';
import type { Entity } from './records.ts';
import type { State } from './state.ts';

/** The status that each value of the `provisioned` parameter selects. */
const STATUS: Readonly<Record<string, Entity['status']>> = { true: 'Provisioned', false: 'Unprovisioned' };

/** An entity as Zuora shows it. */
export function view({ tenantId }: State, entity: Entity) {
  return { ...entity, tenantId };
}

/** `GET /v1/entities` */
export function listEntities({ state, query }: Call): Decision {
  const provisioned = query.get('provisioned');
  const entities = [...state.entities.values()].map((entity) => view(state, entity));
  if (provisioned === null) return reply({ entities });
  const status = STATUS[provisioned];
  if (status === undefined) throw refusal(CATEGORY.badQueryParameter, "'provisioned' must be true or false");
  return reply({ entities: entities.filter((entity) => entity.status === status) });
}

/** `GET /v1/entities/{id}` */
export function getEntity({ state, parameter }: Call): Decision {
  const entity = state.entities.get(compact(parameter) ?? '');
  if (entity === undefined) throw notFound(`an entity with id '${parameter}'`);
  return reply(view(state, entity));
}
