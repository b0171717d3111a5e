/** A reading in JSON, with what a policy can use of it: the ledger keeps it until its date. */
import * as z from 'zod/mini';
import { cleared, type Person, unreadable } from '../identity/person.ts';
import { changeKinds, type PersonReading } from '../identity/reading.ts';
import { attributeTexts } from '../policy/comparable-values.ts';
import type { Policy } from '../policy/policy.ts';
import { storedValue } from './stored-person.ts';
import { memberLists, usableFacts, usableMembers } from './usable-facts.ts';

const stored = z.object({
  change: z.enum(changeKinds),
  person: z.record(z.string(), storedValue),
  groups: z.array(z.string()),
  groupsAttribute: z.optional(z.string()),
  wholeLists: z.optional(z.array(z.string())),
  id: z.string(),
  time: z.string(),
  sentAt: z.optional(z.string()),
  effectiveAt: z.optional(z.string()),
  publisher: z.optional(z.string()),
  replaces: z.optional(z.array(z.record(z.string(), z.string()))),
  audit: z.object({
    correlationId: z.optional(z.string()),
    requestedBy: z.optional(z.string()),
    reason: z.optional(z.string()),
  }),
});

export function toSaidReading(policy: Policy, reading: PersonReading): string {
  const { change, groups, groupsAttribute, wholeLists, id, time, sentAt, effectiveAt, publisher, replaces, audit } =
    reading;
  const said: z.input<typeof stored> = {
    ...{ change, groups: [...groups], id, time, audit },
    person: usablePerson(policy, reading.person),
    ...(groupsAttribute !== undefined && { groupsAttribute }),
    ...(wholeLists !== undefined && { wholeLists: [...wholeLists] }),
    ...(sentAt !== undefined && { sentAt }),
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(publisher !== undefined && { publisher }),
    ...(replaces !== undefined && { replaces: [...replaces] }),
  };
  return JSON.stringify(said);
}

export function ofSaidReading(json: string): PersonReading {
  const said = stored.parse(JSON.parse(json));
  const { groupsAttribute, wholeLists, sentAt, effectiveAt, publisher, replaces, ...others } = said;
  const values = Object.entries(said.person).map(([name, value]) => [name, value ?? cleared] as const);
  return {
    ...{ kind: 'person', ...others, person: Object.fromEntries(values) },
    ...(groupsAttribute !== undefined && { groupsAttribute }),
    ...(wholeLists !== undefined && { wholeLists }),
    ...(sentAt !== undefined && { sentAt }),
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(publisher !== undefined && { publisher }),
    ...(replaces !== undefined && { replaces }),
  };
}

function usablePerson(policy: Policy, person: Person): z.input<typeof stored>['person'] {
  const usable = usableFacts(policy);
  const kept = new Map<string, z.input<typeof storedValue>>();
  for (const [name, value] of Object.entries(person)) {
    if (value === cleared) kept.set(name, null);
    else if (value !== unreadable && memberLists.includes(name)) {
      kept.set(name, usableMembers(usable, name, attributeTexts(value)));
    } else if (value !== unreadable && (usable.attributes.has(name) || name === 'active')) {
      kept.set(name, value);
    }
  }
  return Object.fromEntries(kept);
}
