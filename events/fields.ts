/** The fields that events share, with checks that keep invalid values away from Zuora. */
import * as z from 'zod/mini';
import { compactEntityId, writtenEntityId } from '../lib/entity-id.ts';

/** A Zuora entity id with or without hyphens, normalised to 32 lower-case digits. */
export const entityId = z.pipe(writtenEntityId, z.transform(compactEntityId));

/** Sorts a list whose order means nothing and leaves out repeats, so that equal requests are equal commands. */
const sorted = z.transform((texts: string[]) => [...new Set(texts)].sort());

/** One or more entity ids. */
export const entityIds = z.pipe(
  z.array(entityId).check(z.minLength(1, { error: 'must name at least one entity' }), z.maxLength(100)),
  sorted,
);

/** A lone surrogate has no encoding. */
const withoutControls = z.regex(/^[^\p{Cc}\p{Cs}]*$/u, {
  error: 'must not contain control characters or unpaired surrogates',
});

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
    withoutControls,
    z.regex(/^(?!\s)(?!.*\s$)(?!\.{1,2}$)/u, { error: 'must not be "." or ".." or begin or end with white space' }),
  );

/** Zuora's id of an entity connection. Zuora does not document its length. */
export const connectionId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,255}$/, { error: 'must be an entity connection id: letters, digits, - and _' }));

/** Accounts and ledger records keep these texts, and an item has a bound. */
const label = z.string().check(z.minLength(1), z.maxLength(100), withoutControls);

/** The key of an assignment. Two keys that look alike would be two reasons for access, and an end would miss one. */
export const assignment = z.pipe(
  label.check(z.regex(/^(?!\s)(?![\s\S]*\s$)/u, { error: 'must not begin or end with white space' })),
  z.transform((key) => key.normalize('NFC')),
);

/** The keys of one or more assignments. */
export const assignments = z.pipe(
  z.array(assignment).check(z.minLength(1, { error: 'must name at least one assignment' }), z.maxLength(100)),
  sorted,
);

export const ticket = label;

/** One or more people or roles who approved a request. */
export const approvers = z.pipe(z.array(label).check(z.minLength(1), z.maxLength(10)), sorted);

/** The id of a rule of the access policy. */
export const ruleIdForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const ruleId = z.string().check(
  z.regex(ruleIdForm, {
    error: 'must be a rule id: at most 64 letters, digits, ., - and _, beginning with a letter or digit',
  }),
);

/** The ids of one or more rules. */
export const ruleIds = z.pipe(
  z.array(ruleId).check(z.minLength(1, { error: 'must name at least one rule' }), z.maxLength(100)),
  sorted,
);

/** The service's own id of a person. */
export const personId = label;

/** Counts what the service decides. */
export const counter = z.int().check(z.minimum(1));

export const zonedTime = z.iso.datetime({
  offset: true,
  error: 'must be a time with its zone, such as 2026-12-31T00:00:00Z',
});

/** A time in UTC, to the millisecond, so that two spellings of a time are equal. */
export const instant = z.pipe(
  zonedTime,
  z.transform((text) => new Date(text).toISOString()),
);

/** Facts for an auditor: who requested the change, and why. Kept in the ledger and the log; Zuora never gets them. */
export const audit = {
  requestedBy: z.optional(z.string().check(z.maxLength(256, { error: 'must be at most 256 characters' }))),
  reason: z.optional(z.string().check(z.maxLength(1024, { error: 'must be at most 1024 characters' }))),
};
