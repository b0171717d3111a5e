/** The fields that events share, with the checks that keep a bad one away from Zuora. */
import * as z from 'zod/mini';
import { compactEntityId, writtenEntityId } from '../lib/entity-id.ts';

/** A Zuora entity id, with or without hyphens; read as 32 lower-case digits. */
export const entityId = z.pipe(writtenEntityId, z.transform(compactEntityId));

/** One or more entity ids; read in order and without repeats, so that equal wishes are equal commands. */
export const entityIds = z.pipe(
  z.array(entityId).check(z.minLength(1, { error: 'must name at least one entity' }), z.maxLength(100)),
  z.transform((ids) => [...new Set(ids)].sort()),
);

/**
 * A Zuora login name, often an e-mail address.
 *
 * A name that a URL cannot carry as one path segment would reach another resource, and is refused: `.` and `..` are
 * resolved away even when percent-encoded (https://url.spec.whatwg.org/#double-dot-path-segment), and a lone surrogate
 * has no encoding.
 */
export const username = z
  .string()
  .check(
    z.minLength(1, { error: 'must not be empty' }),
    z.maxLength(255, { error: 'must be 255 characters at the most' }),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'must not contain control characters or unpaired surrogates' }),
    z.regex(/^(?!\s)(?!.*\s$)(?!\.{1,2}$)/u, { error: 'must not be "." or ".." or begin or end with white space' }),
  );

/** The id of an entity connection, as Zuora gave it. Its length is Zuora's to choose. */
export const connectionId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,255}$/, { error: 'must be an entity connection id: letters, digits, - and _' }));

/** What an auditor asks for: who wanted this, and why. Kept in the ledger and in the log, never sent to Zuora. */
export const audit = {
  requestedBy: z.optional(z.string().check(z.maxLength(256))),
  reason: z.optional(z.string().check(z.maxLength(1024))),
};
