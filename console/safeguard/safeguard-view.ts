/** The safeguard and the effective-dated changes as their page shows them. */
import { announcementMark } from '../../operator/effective/cancellation.ts';
import { describeChange, describeSource } from '../../operator/effective/change-facts.ts';
import { EffectiveChangeLedger, idOf } from '../../operator/effective/effective-changes.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { readExpectations } from '../../operator/safeguard/expectation.ts';
import { type Quarantine, readQuarantines } from '../../operator/safeguard/quarantine.ts';
import { describeEffect, expectationLines } from '../../operator/safeguard/safeguard-words.ts';
import { readUsage, type SafeguardUsage } from '../../operator/safeguard/usage.ts';
import { isLeaver, nameOf, waitingSince } from '../../operator/safeguard/waiting-people.ts';
import type { DatedChanges, Limit, QuarantineRow, SafeguardState } from '../shapes/safeguard.ts';
import type { Stage } from '../stage.ts';
import { effectId } from './seen-people.ts';

export async function readSafeguard(stage: Stage): Promise<SafeguardState> {
  const { session } = stage;
  const usage = await readUsage(session, await stage.policy());
  const nameEntity = await stage.nameEntity();
  const sets = await readQuarantines(session, () => undefined);
  return {
    ...{ isOff: usage.limits === undefined, activePeople: usage.activePeople, limits: limitsOf(usage) },
    expected: expectationLines(await readExpectations(session)),
    sets: sets.map((set) => setRow(set, nameEntity)),
  };
}

function limitsOf({ limits, revokedThisHour, revokedBefore }: SafeguardUsage): readonly Limit[] {
  if (limits === undefined) return [];
  const { revocations, grants } = limits;
  const ofDay = revocations.ofAll === undefined ? [] : [revocations.ofAll + revokedBefore];
  return [
    { name: 'People who lose access by one cause in an hour', limit: revocations.ofCause },
    ...ofDay.map((limit) => ({
      ...{ name: 'People who lose access in a day', used: revokedBefore + revokedThisHour, limit },
    })),
    { name: 'People who get access by one cause in an hour', limit: grants.ofCause },
  ];
}

function setRow(quarantine: Quarantine, nameEntity: NameEntity): QuarantineRow {
  const { set, state, cause, direction, people } = quarantine;
  return {
    ...{ set, state, cause, direction, since: waitingSince(quarantine) },
    people: people.map((one) => ({
      ...{ id: one.person.id, login: nameOf(one), isLeaver: isLeaver(one) },
      effects: one.effects.map((effect) => ({
        ...{
          id: effectId(one.person.id, effect),
          change: describeEffect(effect),
          behind: effect.behind,
          since: effect.since,
        },
        entity: effect.entityId === undefined ? 'all' : nameEntity(effect.entityId),
      })),
    })),
  };
}

export async function readDatedChanges({ session }: Stage): Promise<DatedChanges> {
  const { aws, stack, interruption, now } = session;
  const changes = await new EffectiveChangeLedger(aws.dynamodb, stack.ledger, now).list(interruption);
  return {
    changes: changes.map((change) => ({
      ...{ id: idOf(change), mark: announcementMark(change), state: change.state },
      ...{ person: change.username, change: describeChange(change) },
      ...{ effectiveAt: change.effectiveAt, source: describeSource(change) },
    })),
  };
}
