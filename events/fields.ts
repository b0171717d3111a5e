/** The fields that events share, with checks that keep invalid values away from Zuora. */
import * as z from 'zod/mini';
import { compactEntityId, writtenEntityId } from '../lib/entity-id.ts';

/** A Zuora entity id with or without hyphens, normalised to 32 lower-case digits. */
export const entityId = z.pipe(writtenEntityId, z.transform(compactEntityId));

/** One or more entity ids, sorted and without repeats, so that equal requests are equal commands. */
export const entityIds = z.pipe(
  z.array(entityId).check(z.minLength(1, { error: 'must name at least one entity' }), z.maxLength(100)),
  z.transform((ids) => [...new Set(ids)].sort()),
);

/**
 * A Zuora login name, often an e-mail address.
 *
 * The name must fit into one path segment of a URL, or the call would reach another resource. URLs resolve `.` and `..`
 * even if they are percent-encoded (https://url.spec.whatwg.org/#double-dot-path-segment), and a lone surrogate has no
 * encoding.
 */
export const username = z
  .string()
  .check(
    z.minLength(1, { error: 'must not be empty' }),
    z.maxLength(255, { error: 'must be at most 255 characters' }),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'must not contain control characters or unpaired surrogates' }),
    z.regex(/^(?!\s)(?!.*\s$)(?!\.{1,2}$)/u, { error: 'must not be "." or ".." or begin or end with white space' }),
  );

/** Zuora's id of an entity connection. Zuora does not document its length. */
export const connectionId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,255}$/, { error: 'must be an entity connection id: letters, digits, - and _' }));

/** Facts for an auditor: who requested the change, and why. Kept in the ledger and the log; Zuora never gets them. */
export const audit = {
  requestedBy: z.optional(z.string().check(z.maxLength(256, { error: 'must be at most 256 characters' }))),
  reason: z.optional(z.string().check(z.maxLength(1024, { error: 'must be at most 1024 characters' }))),
};
