/** The records of a tenant that the multi-entity API shows or needs. */
import * as z from 'zod';
import { parseEntityId } from './entity-id.ts';

/** An entity id in either spelling, read as its 32 digits. */
export const entityIdSchema = z.string().transform((id, context) => {
  const digits = parseEntityId(id);
  if (digits !== null) return digits;
  context.addIssue({ code: 'custom', message: 'expected 32 hexadecimal digits, with or without hyphens' });
  return z.NEVER;
});

const entityIds = z.array(entityIdSchema);

/** An entity of the hierarchy. `parentId` is `null` for the global entity. */
export const entitySchema = z
  .strictObject({
    id: entityIdSchema,
    name: z.string().min(1).max(255),
    displayName: z.string().max(255),
    locale: z.string(),
    timezone: z.string(),
    status: z.enum(['Provisioned', 'Unprovisioned']),
    parentId: entityIdSchema.nullable(),
  })
  .readonly();
export type Entity = z.infer<typeof entitySchema>;

/** A user is pending until they accept the invitation. */
export const userStatusSchema = z.enum(['active', 'pending', 'deactivated']);

/**
 * A person, by login name: their home entity, the other entities that they can enter, and the entities that they have
 * asked to enter.
 */
export const userSchema = z
  .strictObject({
    username: z.string().min(1),
    /** The `userId` of the OAuth clients that the user owns. */
    id: z.string().min(1).optional(),
    /** Left out: active. */
    status: userStatusSchema.optional(),
    homeEntityId: entityIdSchema,
    accessibleEntityIds: entityIds.readonly().default([]),
    pendingEntityIds: entityIds.readonly().default([]),
  })
  .readonly();
export type User = z.infer<typeof userSchema>;
export type UserStatus = z.infer<typeof userStatusSchema>;

/**
 * An OAuth client together with the rights of the service user that owns it: `entityIds` are the scope of its tokens,
 * `administers` the entities in which it is an administrator. The lengths of id and secret are Zuora's.
 */
export const oauthClientSchema = z
  .strictObject({
    id: z.string().length(36),
    secret: z.string().min(1).max(42),
    userId: z.string().min(1),
    entityIds: entityIds.min(1).readonly(),
    administers: entityIds.readonly(),
    /** Whether its user has a platform role with API Write Access. Left out: they have. */
    apiWriteAccess: z.boolean().optional(),
  })
  .readonly();
export type OAuthClient = z.infer<typeof oauthClientSchema>;

/** A connection through which the source entity shares its business objects with the target entity. */
export const connectionSchema = z
  .strictObject({
    id: z.string().min(1),
    sourceEntityId: entityIdSchema,
    targetEntityId: entityIdSchema,
    status: z.enum(['Pending', 'Connected', 'Disconnected']),
  })
  .readonly();
export type Connection = z.infer<typeof connectionSchema>;
