/** Turns what a source reports of a group as a whole into a reading: sets its id and time, and checks that it names a group. */
import type { Json } from '../json.ts';
import { groupNames } from './attribute-values.ts';
import { eventId } from './event-id.ts';
import { countedTime, plausibleTime } from './event-time.ts';
import { type GroupChangeKind, type GroupReading, type SkippedReading, unresolvable } from './reading.ts';
import { parseTimestamp } from './timestamp.ts';
import type { EventContext } from './transport.ts';

/** A change of a group that a source reports. Names and ids are in the source's own form. */
export interface GroupChange {
  readonly change: GroupChangeKind;
  readonly names?: readonly unknown[];
  readonly ids?: readonly unknown[];
  readonly formerNames?: readonly unknown[];
  readonly directory?: string | undefined;
  /** The source's own id of the event, unchanged. */
  readonly id?: string | undefined;
  /** Tells apart several changes in one event. */
  readonly part?: string | number;
  /** When the change happened, in the source's own form. What ends access counts from its delivery without it. */
  readonly time?: unknown;
}

export type CreateGroupReading = (change: GroupChange) => GroupReading | SkippedReading;

/** The reading of a group, or the reason why there is none. */
export function createGroupReading(
  event: Json,
  context: EventContext,
  { names = [], ids = [], formerNames = [], directory, ...reported }: GroupChange,
): GroupReading | SkippedReading {
  const { change } = reported;
  const groups = groupNames([...names, ...ids]);
  const isNamed = change === 'directory-deleted' ? directory !== undefined : groups.length > 0;
  if (!isNamed) return unresolvable(change === 'members-replaced' ? 'former-members' : 'no-group');
  const plausible = plausibleTime(parseTimestamp(reported.time), context);
  // Who says who is in a group also gives access.
  const isEnd = change === 'group-deleted' || change === 'directory-deleted';
  const former = groupNames(formerNames);
  return {
    ...{ kind: 'group', change, groups, hasIdsOnly: groupNames(names).length === 0 },
    ...(former.length > 0 && { formerNames: former }),
    ...(directory !== undefined && { directory }),
    id: eventId(event, context, reported, plausible),
    ...countedTime(plausible, context, isEnd),
  };
}
