/** Reads what the policy decided from the event that tells it. */
import type { Decision } from '../account/account.ts';
import type { DecisionTerms } from '../decision-terms.ts';
import type { Command } from './operation.ts';

/** @param saidAt when the event was said; milliseconds since the epoch */
export function decisionOf(
  { entityId, leftAt, ruleAssignments, denials, ended = [], otherLogins, ...command }: Command & DecisionTerms,
  saidAt: number,
): Decision {
  const { generation, revision, isSuspended, hasLeft, mayHaveLeft } = command;
  return {
    ...{ generation, revision, isSuspended, hasLeft, mayHaveLeft, leftAt: millisecondsOf(leftAt) },
    home: entityId === undefined ? undefined : { entityId, saidAt },
    assignments: new Map(
      ruleAssignments.map(({ entityId: id, rules, expiresAt }) => [
        id,
        { rules, expiresAt: millisecondsOf(expiresAt) },
      ]),
    ),
    denials: rulesByEntity(denials),
    ended: rulesByEntity(ended),
    ...(otherLogins && {
      otherLogins: otherLogins.map((other) => ({ ...other, leftAt: millisecondsOf(other.leftAt) })),
    }),
  };
}

function rulesByEntity(named: DecisionTerms['denials']): ReadonlyMap<string, readonly string[]> {
  return new Map(named.map(({ entityId, rules }) => [entityId, rules]));
}

function millisecondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
