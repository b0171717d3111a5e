/** Which facts a stage does not keep of people because its policy cannot use them, although another policy asks for them. */
import { memberLists, usableFacts } from '../../lib/people/usable-facts.ts';
import type { Matcher } from '../../lib/policy/pattern.ts';
import type { Policy, Rule } from '../../lib/policy/policy.ts';

export interface UnkeptFacts {
  readonly attributes: readonly string[];
  /** What rules ask for in lists such as `groups`, of which a stage keeps only the values that its policy names. */
  readonly members: ReadonlyMap<string, readonly Matcher[]>;
}

/** @param kept the policy by which the stage chooses what to keep */
export function unkeptFacts(kept: Policy, other: Policy): UnkeptFacts {
  const { attributes } = usableFacts(kept);
  const isUnkept = (name: string) => !memberLists.includes(name) && name !== 'active' && !attributes.has(name);
  const members = memberLists.flatMap((list) => {
    const named = matchersOf(kept.rules, list);
    const unkept = matchersOf(other.rules, list).filter((matcher) => !named.some((one) => covers(one, matcher)));
    return unkept.length > 0 ? [[list, unkept] as const] : [];
  });
  return { attributes: [...usableFacts(other).asked].filter(isUnkept), members: new Map(members) };
}

/** Whether a rule asks for a value of a list that the stage does not keep. */
export function asksUnkeptMember({ members }: UnkeptFacts, { when }: Pick<Rule, 'when'>): boolean {
  return Object.entries(when).some(([name, wanted]) => {
    const unkept = new Set(members.get(name)?.map(toText));
    return wanted.some((matcher) => unkept.has(toText(matcher)));
  });
}

/** Each once. */
function matchersOf(rules: readonly Rule[], list: string): readonly Matcher[] {
  const all = rules.flatMap(({ when }) => (Object.hasOwn(when, list) ? (when[list] ?? []) : []));
  return [...new Map(all.map((matcher) => [toText(matcher), matcher])).values()];
}

/** Whether all that one matcher names is kept because of the other. */
function covers(kept: Matcher, asked: Matcher): boolean {
  if (toText(kept) === toText(asked)) return true;
  if (typeof kept !== 'object') return false;
  if ('exists' in kept) return typeof asked === 'object' && 'exists' in asked;
  const whole = typeof asked === 'object' ? undefined : String(asked);
  if ('prefix' in kept) return (partOf(asked, 'prefix') ?? whole)?.startsWith(kept.prefix) ?? false;
  if ('suffix' in kept) return (partOf(asked, 'suffix') ?? whole)?.endsWith(kept.suffix) ?? false;
  if (!('equals-ignore-case' in kept)) return false;
  const inAnyCase = partOf(asked, 'equals-ignore-case') ?? whole;
  return inAnyCase?.toLowerCase() === kept['equals-ignore-case'].toLowerCase();
}

function partOf(matcher: Matcher, operator: 'prefix' | 'suffix' | 'equals-ignore-case'): string | undefined {
  const operands: Readonly<Record<string, unknown>> = typeof matcher === 'object' ? { ...matcher } : {};
  const operand = operands[operator];
  return typeof operand === 'string' ? operand : undefined;
}

function toText(matcher: Matcher): string {
  return typeof matcher === 'object' ? JSON.stringify(matcher) : String(matcher);
}
