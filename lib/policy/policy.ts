/** The access policy: which people get access to which Zuora entities, and how that access ends. */
import * as z from 'zod/mini';
import { entityId, ruleIdForm } from '../../events/fields.ts';
import { check, type Problem, unknownField } from '../check.ts';
import { inconsistencies } from './consistency.ts';
import { grace } from './grace.ts';
import { hint } from './nearest-name.ts';
import { when } from './pattern-schema.ts';
import { safeguardFields, safeguardSettings } from './safeguard-settings.ts';
import { mustBe } from './schema-errors.ts';
import { engagementSources, sourceOrder } from './source-lists.ts';
import { timeZone } from './time-zone-name.ts';
import { usernameChoice } from './username-choice.ts';
import { workdayProcesses } from './workday-processes.ts';

const nameError = mustBe('a name of at most 64 letters, digits, - and _, and begin with a letter');
const idError = mustBe('an id of at most 64 letters, digits, ., - and _, and begin with a letter or digit');

const entityName = z.string(nameError).check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, nameError));
const ruleId = z.string(idError).check(z.regex(ruleIdForm, idError));

const entityNames = z
  .array(entityName, { error: 'must be a list of entity names' })
  .check(z.minLength(1, { error: 'must name at least one entity' }));

const rule = z
  .strictObject(
    {
      id: ruleId,
      when,
      grant: z.optional(entityNames),
      deny: z.optional(entityNames),
      /** Of a rule that denies: what is unknown withholds nothing. */
      unknown: z.optional(z.literal('grant', mustBe('grant, or left out'))),
    },
    mustBe('a rule, with id, when, and grant or deny'),
  )
  .check(z.refine(({ grant, deny }) => grant !== undefined || deny !== undefined, { error: 'must grant or deny' }));

const approvals = z.record(
  entityName,
  z.enum(['automatic', 'manual'], mustBe('automatic or manual')),
  mustBe('entities, each with automatic or manual, as in { germany: automatic }'),
);

const consequence = z._default(z.enum(['report', 'revoke'], mustBe('report or revoke')), 'report');

const consequences = z.strictObject(
  {
    noMatch: z._default(z.literal('ignore', mustBe('ignore')), 'ignore'),
    left: consequence,
    groupRemoved: consequence,
    ruleNoLongerMatches: consequence,
  },
  mustBe('cases with their consequence, as in { left: report }'),
);

const policySchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1, without quotes' }),
  /** The attributes that can hold the Zuora username. */
  username: usernameChoice,
  /** The sources that count, the one that decides first. Without it, of all sources the newest statement counts. */
  sources: z.optional(sourceOrder),
  /** The HR systems in which somebody may have several engagements at a time, under one login. */
  severalEngagements: z.optional(engagementSources),
  /** Of dates without a time; UTC without it. */
  timeZone: z.optional(timeZone),
  /** Business processes of Workday that have names of the company's own. */
  workday: z.optional(workdayProcesses),
  entities: z.record(entityName, entityId, mustBe("your names for entities, each with Zuora's id")),
  /** Where users are created. Requests are made there; it is never granted or revoked. */
  homeEntity: entityName,
  rules: z.array(rule, mustBe('a list of rules, each after a hyphen')),
  /** Who approves requests in an entity: the service, or an administrator. */
  approve: z._default(approvals, {}),
  on: z.prefault(consequences, {}),
  /** How long access stays of which a person's attributes, and not their groups, take the last rule. */
  grace: z.optional(grace),
  /** How many people may change at once before an operator is asked. */
  safeguard: z.optional(safeguardSettings),
});

export type Policy = Readonly<z.infer<typeof policySchema>>;
export type Rule = Policy['rules'][number];

export type CheckedPolicy =
  | { readonly success: true; readonly policy: Policy }
  | { readonly success: false; readonly problems: readonly Problem[] };

/** Finds every problem of a policy at once: in its form, and between its parts. */
export function checkPolicy(value: unknown): CheckedPolicy {
  const checked = check(policySchema, value);
  const problems = [...(checked.success ? [] : checked.problems.map(withHint)), ...inconsistencies(value)];
  return checked.success && problems.length === 0
    ? { success: true, policy: checked.data }
    : { success: false, problems };
}

/** The fields that a policy may have, by their place. */
const knownFields: readonly (readonly [place: RegExp, names: readonly string[]])[] = [
  [/^/, Object.keys(policySchema.shape)],
  [/^on\./, Object.keys(consequences.shape)],
  [/^workday\./, Object.keys(workdayProcesses.shape)],
  [/^rules\.\d+\./, Object.keys(rule.shape)],
  ...safeguardFields,
];

/** Adds the name that an unknown field most likely stands for. */
function withHint({ field, problem }: Problem): Problem {
  if (problem !== unknownField) return { field, problem };
  const place = knownFields.findLast(([pattern]) => pattern.test(field));
  const name = place && field.replace(place[0], '');
  return { field, problem: `${problem}${hint(name ?? '', place?.[1] ?? [])}` };
}
