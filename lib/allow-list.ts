/** Limits the service to the entities and users that its settings allow. */
import { BadEvent } from './errors.ts';
import { isObject } from './json.ts';
import { type Settings, variableOf } from './settings.ts';

/** An empty list allows everything. */
export type Limits = Pick<Settings, 'allowedEntityIds' | 'allowedUsernameDomains'>;

/** Fields are known by Zuora's names for them, so that a further event, or answer, is covered as it is. */
const rules = [
  {
    fields: /entityIds?$/i,
    setting: 'allowedEntityIds',
    memberOf: (entityId: string) => entityId,
  },
  {
    fields: /username$/i,
    setting: 'allowedUsernameDomains',
    memberOf: domainOf,
  },
] as const;

/** Whether the limits include an entity. @param entityId in the form of bodies */
export function allowsEntity({ allowedEntityIds }: Limits, entityId: string): boolean {
  return allowedEntityIds.length === 0 || allowedEntityIds.includes(entityId);
}

/**
 * @param whose the fields are, as the message is to say: `data.`
 * @param fields an event's command or what Zuora says of a thing; entity ids in the form of bodies. Lists of objects have
 * fields too
 * @throws BadEvent `not-allowed`, naming a field whose value is outside the limits
 */
export function requireAllowed(limits: Limits, whose: string, fields: object): void {
  for (const { fields: named, setting, memberOf } of rules) {
    const list = limits[setting];
    if (list.length === 0) continue;
    for (const [field, value] of Object.entries(fields)) {
      if (!named.test(field) || value === undefined) continue;
      const outside = [value]
        .flat()
        .map((item) => memberOf(String(item)))
        .find((member) => !list.includes(member));
      if (outside !== undefined) {
        throw new BadEvent('not-allowed', `${whose}${field}: "${outside}" is not in ${variableOf(setting)}`);
      }
    }
  }
  for (const [field, value] of Object.entries(fields)) {
    if (!Array.isArray(value)) continue;
    for (const [index, item] of value.entries()) {
      if (isObject(item)) requireAllowed(limits, `${whose}${field}[${index}].`, item);
    }
  }
}

/**
 * What follows the last @; nothing where there is none. Only ASCII is brought to lower case: the Kelvin sign becomes a
 * k elsewhere, and would be taken for it.
 */
function domainOf(username: string): string {
  const domain = /@([^@]*)$/.exec(username)?.[1] ?? '';
  return domain.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
