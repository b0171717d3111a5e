/** The access that another policy changes, and what it cannot tell. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { formatCount } from '../../operator/counts.ts';
import { describeWithDenials } from '../../operator/policy/access-words.ts';
import { type DiffTotal, diffTotals } from '../../operator/policy/diff-totals.ts';
import type { Entitlement } from '../../operator/policy/entitlement.ts';
import { entityNaming, type NameEntity } from '../../operator/policy/entity-naming.ts';
import type { PolicyDifference } from '../../operator/policy/policy-diff.ts';
import type { StageDiff } from '../../operator/policy/stage-diff.ts';
import { describeMatcher } from '../../operator/policy/trial-words.ts';
import { unkeptFacts } from '../../operator/policy/unkept-facts.ts';
import { printable } from '../../operator/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

/** Room for a few rules. */
const maxPolicyLength = 120;

/** @param width of the terminal in characters, if there is one */
export function policyDiffTable(differences: readonly PolicyDifference[], width: number | undefined): string {
  return formatTable(
    ['USER', 'ENTITY', 'CHANGE', 'OLD POLICY', 'NEW POLICY'],
    differences.map((difference) => {
      const { username, effect, before, after } = difference;
      return [
        ...[clip(username, maxCellLength), nameOf(difference), effect],
        ...[before, after].map((entitlement) => clip(describeWithDenials(entitlement), maxPolicyLength)),
      ];
    }),
    width,
  );
}

/** The new policy's name; the old one's of an entity that the new policy does not name. */
function nameOf({ before, after, entityId }: PolicyDifference): string {
  return after?.name ?? before?.name ?? entityId;
}

/** Such as `12 people gain germany, 3 lose france, 40 become undecided for japan (userType unknown).` */
export function describeDiff({ differences, people }: StageDiff, before: Policy, after: Policy): string {
  const nameEntity = naming(before, after);
  const totals = diffTotals(differences).map((total, index) => describeTotal(total, nameEntity, index === 0));
  const others = [
    ...(people.left > 0 ? [`${people.left} who left`] : []),
    ...(people.withoutLogin > 0 ? [`${people.withoutLogin} without a login`] : []),
  ];
  return [
    `${totals.join(', ') || 'No differences'}.`,
    `${formatCount(people.compared, 'person', 'people')} compared.`,
    ...(others.length > 0 ? [`Not compared: ${others.join(', ')}.`] : []),
  ].join(' ');
}

function describeTotal({ effect, entityId, people, unknown }: DiffTotal, nameEntity: NameEntity, isFirst: boolean) {
  const who = isFirst ? formatCount(people, 'person', 'people') : String(people);
  const name = printable(nameEntity(entityId));
  const isOne = people === 1;
  switch (effect) {
    case 'gains':
      return `${who} ${isOne ? 'gains' : 'gain'} ${name}`;
    case 'loses':
      return `${who} ${isOne ? 'loses' : 'lose'} ${name}`;
    case 'withheld':
      return `${who} ${isOne ? 'waits' : 'wait'} for ${name} (${printable(unknown.join(', '))} unknown)`;
    case 'undecided':
      return `${who} ${isOne ? 'becomes' : 'become'} undecided for ${name} (${printable(unknown.join(', '))} unknown)`;
  }
}

function naming(before: Policy, after: Policy): NameEntity {
  const known = new Set(Object.values(after.entities));
  const names = Object.entries(before.entities).filter(([, id]) => !known.has(id));
  // Two entities may have one name, each in one policy.
  const [old, recent] = [entityNaming({ entities: Object.fromEntries(names) }), entityNaming(after)];
  return (entityId) => (known.has(entityId) ? recent : old)(entityId);
}

/** What the comparison cannot tell; nothing if it can tell everything. */
export function diffWarnings(before: Policy, after: Policy): readonly string[] {
  return [unkeptWarning(before, after), homeWarning(before, after)].filter((warning) => warning !== undefined);
}

function unkeptWarning(before: Policy, after: Policy): string | undefined {
  const { attributes, members } = unkeptFacts(before, after);
  const lists = [...members].map(([list, matchers]) => `${list} (${matchers.map(describeMatcher).join(', ')})`);
  const unkept = printable([...attributes, ...lists].join(', '));
  if (unkept === '') return undefined;
  return `Only the new policy asks for ${unkept}. A stage with the old policy has kept this of nobody: it counts as unknown until events say it.`;
}

function homeWarning(before: Policy, after: Policy): string | undefined {
  const [old, recent] = [before, after].map(({ entities, homeEntity }) => entities[homeEntity]);
  if (old === recent) return undefined;
  return `The home entity changes from ${before.homeEntity} to ${after.homeEntity}. Neither is compared: users have access to their home entity without a rule.`;
}

/** For a program. */
export function toDiffJson({ differences, people }: StageDiff, before: Policy, after: Policy): object {
  const { attributes, members } = unkeptFacts(before, after);
  const nameEntity = naming(before, after);
  return {
    differences: differences.map((difference) => ({
      ...{ username: difference.username, effect: difference.effect },
      ...{ entity: nameOf(difference), entityId: hyphenatedEntityId(difference.entityId) },
      ...{ old: toEntitlementJson(difference.before), new: toEntitlementJson(difference.after) },
    })),
    totals: diffTotals(differences).map(({ entityId, ...others }) => ({
      ...{ entity: nameEntity(entityId), entityId: hyphenatedEntityId(entityId) },
      ...others,
    })),
    people,
    unknown: { attributes, members: Object.fromEntries(members) },
  };
}

function toEntitlementJson(entitlement: Entitlement | undefined): object | null {
  if (entitlement === undefined) return null;
  const { status, rules, undecidedDenials } = entitlement;
  return { status, rules, undecidedDenials };
}
