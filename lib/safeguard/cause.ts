/** Names why a person's access changes: the safeguard counts people by cause. */
import { sha256 } from '../sha256.ts';
import { type Effect, isOfLeaver } from './effect.ts';

export interface Cause {
  /** Ten hex digits. */
  readonly id: string;
  /** For an operator, such as `rule billing by department`. */
  readonly words: string;
  /** The causes with a lower one are more particular. */
  readonly rank: number;
}

/** What a decision follows from. */
export interface Occasion {
  /** Undefined if no source has just said something. */
  readonly source?: string | undefined;
  /** That the person was added to or removed from. */
  readonly groups: readonly string[];
  /** The attributes that contradict a rule, by the rule's id. */
  readonly contradictedBy: ReadonlyMap<string, readonly string[]>;
  /** The hash of a policy, if an operator has applied it just now. */
  readonly appliedPolicy?: string | undefined;
}

/** All that one policy changes waits in one set, so its cause comes before those of its rules. */
const ranks = { policy: 0, rule: 1, group: 2, source: 3, day: 4 } as const;

/** Of everybody: the threshold of a day does not ask for the cause. */
export const everything = causeOf('all causes within a day', 'day');

/** One request counts them all. */
const maxRules = 20;
const maxGroups = 8;
const maxSources = 8;

/** The causes of some effects on one person; the most particular first. */
export function causesOf(
  effects: readonly Effect[],
  { source, groups, contradictedBy, appliedPolicy }: Occasion,
): readonly Cause[] {
  // A look at somebody follows no event.
  const sources = source === undefined ? effects.filter(isOfLeaver).flatMap(({ behind }) => behind) : [source];
  const rules = effects.flatMap(({ entityId, behind }) => (entityId === undefined ? [] : behind));
  return [
    ...(appliedPolicy === undefined ? [] : [policyCause(appliedPolicy)]),
    ...first(rules, maxRules).map((rule) => causeOf(ruleWords(rule, contradictedBy.get(rule)), 'rule')),
    ...first(groups, maxGroups).map(groupCause),
    ...first(sources, maxSources).map((name) => causeOf(`source ${name}`, 'source')),
  ];
}

export function groupCause(name: string): Cause {
  return causeOf(`group ${name}`, 'group');
}

export function isGroupCause({ rank }: Cause): boolean {
  return rank === ranks.group;
}

/** @param hash of the policy that an operator has applied */
export function policyCause(hash: string): Cause {
  return causeOf(`policy ${hash.slice(0, 10)}`, 'policy');
}

function causeOf(words: string, scope: keyof typeof ranks): Cause {
  return { id: causeIdOf(words), words, rank: ranks[scope] };
}

export function causeIdOf(words: string): string {
  return sha256(['cause', words]).slice(0, 10);
}

function ruleWords(rule: string, attributes: readonly string[] = []): string {
  return attributes.length === 0 ? `rule ${rule}` : `rule ${rule} by ${attributes.toSorted().join(', ')}`;
}

/** Each once, in an order that does not depend on the event. */
function first(texts: readonly string[], atMost: number): readonly string[] {
  return [...new Set(texts)].toSorted().slice(0, atMost);
}
