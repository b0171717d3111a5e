/** What a decision about a person follows, for the audit: an event of a source. */
import * as z from 'zod/mini';
import type { SourceReading } from './identification.ts';
import type { KnownPerson } from './known-person.ts';
import { sinceOf } from './source-accounts.ts';

const text = z.optional(z.string());

const occasion = z.object({
  reading: z.object({
    /** The source's id of the event. */
    id: z.string(),
    time: z.string(),
    effectiveAt: text,
    /** From when on it was so; occasions of earlier releases have none. */
    since: text,
    change: z.string(),
    audit: z.object({ requestedBy: text, reason: text, correlationId: text }),
  }),
  source: z.string(),
  /** The rules that it made hold, or not hold any more. */
  rules: z.array(z.string()),
});

export type Occasion = DeepReadonly<z.infer<typeof occasion>>;

type DeepReadonly<Value> = { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };

/** Of the last of some events, what the audit asks for; nothing of the person. */
export function occasionOf(said: readonly SourceReading[], rules: readonly string[]): Occasion | undefined {
  const last = said.at(-1);
  if (last === undefined) return undefined;
  const { id, time, effectiveAt, change, audit } = last.reading;
  const reading = { id, time, effectiveAt, since: sinceOf(last.reading), change, audit };
  return { reading, source: last.source, rules: firstOf(rules) };
}

/** @param json as an item has it */
export function ofStoredOccasion(json: string): Occasion {
  return occasion.parse(JSON.parse(json));
}

/** Why something is decided without an event: what is known has changed, or an operator has applied a policy. */
export type OwnChange = 'decided-anew' | 'policy-applied';

/** Of what was decided from what is known alone: an id for each decision. */
export function withoutEvent(
  { id, revision }: Pick<KnownPerson, 'id' | 'revision'>,
  now: number,
  rules: readonly string[],
  change: OwnChange = 'decided-anew',
): Occasion {
  const time = new Date(now).toISOString();
  return {
    reading: { id: `${id}.${revision}`, time, change, audit: {} },
    source: 'zuora-access',
    rules: firstOf(rules),
  };
}

/** More than a decision has room to tell. */
const maxRules = 350;

/** Each once. */
function firstOf(rules: readonly string[]): readonly string[] {
  return [...new Set(rules)].slice(0, maxRules);
}
