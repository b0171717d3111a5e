/** The fields of identity events, in SCIM's terms: https://www.rfc-editor.org/rfc/rfc7643 */
import * as z from 'zod/mini';
import { zonedTime } from './fields.ts';

const name = z.string().check(z.minLength(1), z.maxLength(512));

/** A group, by its name or by an object with its names and ids. */
export const group = z.union([
  name,
  z
    .strictObject({
      value: z.optional(name),
      display: z.optional(name),
      id: z.optional(name),
      name: z.optional(name),
      displayName: z.optional(name),
      externalId: z.optional(name),
    })
    .check(z.refine((names) => Object.keys(names).length > 0, { error: 'must have a name or an id' })),
]);

/** A person. Other attributes are the company's own, for its policy. */
export const user = z.looseObject({
  userName: z.optional(name),
  externalId: z.optional(name),
  active: z.optional(z.union([z.boolean(), z.enum(['true', 'false'])])),
  emails: z.optional(z.array(z.union([name, z.looseObject({ value: name })]))),
  groups: z.optional(z.array(group)),
});

/** When the change takes effect, if that is later than the event. */
export const effectiveAt = z.optional(zonedTime);
