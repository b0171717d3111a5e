/** The people who wait, and what is expected, as a person and a program read it. */
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';
import { formatCount } from '../../operator/counts.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import type { Quarantine } from '../../operator/safeguard/quarantine.ts';
import { describeEffect, type Expected } from '../../operator/safeguard/safeguard-words.ts';
import { isLeaver, nameOf, type WaitingPerson, waitingSince } from '../../operator/safeguard/waiting-people.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

/**
 * @param now milliseconds since the epoch
 * @param width of the terminal in characters, if there is one
 */
export function quarantineTable(sets: readonly Quarantine[], now: number, width: number | undefined): string {
  const rows = sets.map((set) => [
    ...[set.set, set.state, clip(set.cause, maxCellLength), set.direction],
    ...[String(set.people.length), String(set.people.filter(isLeaver).length)],
    formatDuration(Math.max(0, now - Date.parse(waitingSince(set)))),
  ]);
  return formatTable(['SET', 'STATE', 'CAUSE', 'CHANGES', 'PEOPLE', 'LEAVERS', 'WAITING'], rows, width);
}

/** One row for each effect. */
export function waitingTable(
  people: readonly WaitingPerson[],
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = people.flatMap((one) =>
    one.effects.map((effect) => [
      clip(nameOf(one), maxCellLength),
      describeEffect(effect),
      clip(effect.entityId === undefined ? 'all' : nameEntity(effect.entityId), maxCellLength),
      clip(effect.behind.join(', '), maxCellLength),
      effect.since,
    ]),
  );
  return formatTable(['USER', 'CHANGE', 'ENTITY', 'RULES OR SOURCES', 'WAITING SINCE'], rows, width);
}

export function describeSet({ set, state, cause, direction, people }: Quarantine): string {
  const who = formatCount(people.length, 'person', 'people');
  return `Set ${set}, ${state}: ${direction} of ${who} by ${clip(cause, maxCellLength)}.`;
}

/** @param people to be listed; left out, only their number */
export function toQuarantineJson(quarantine: Quarantine, people?: readonly WaitingPerson[]): object {
  const { set, state, cause, direction } = quarantine;
  return {
    ...{ set, state, cause, direction, waitingSince: waitingSince(quarantine) },
    ...{ count: quarantine.people.length, leavers: quarantine.people.filter(isLeaver).length },
    ...(people && { people: people.map(toWaitingJson) }),
  };
}

function toWaitingJson({ person: { id, logins }, effects }: WaitingPerson): object {
  return { person: id, username: logins.at(-1)?.login ?? null, effects: effects.map(toEffectJson) };
}

export function toEffectJson({ kind, entityId, behind, set, cause, since }: QuarantinedEffect): object {
  return { kind, entityId: entityId ?? null, behind, set, cause, since };
}

export function toExpectationJson({ direction, count, until, source }: Expected): object {
  return { direction, count, until, source: source ?? null };
}
