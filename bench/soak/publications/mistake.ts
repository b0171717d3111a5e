/** A group that somebody deletes by mistake, with so many members that the safeguard quarantines them. */
import { effectOf } from '../effects.ts';
import { nothingExpected } from '../expectation.ts';
import { mistakenTeam } from '../policy.ts';
import { callsOf } from './calls.ts';
import { eventOf, oneHour, single, subjectOf } from './identity.ts';
import { groupDeleted, memberships } from './identity-forms.ts';
import type { Publication } from './publication.ts';
import { timeBeforeRun } from './times.ts';

/** More than may lose access by one cause without an operator. */
const [minMembers, maxMembers] = [20, 300] as const;
const memberShare = 0.003;

/** Below so many messages the soak has no mistake. */
const minMessages = 1000;

/** The number of members; 0 for no mistake. */
export function membersOfMistake(messages: number): number {
  if (messages < minMessages) return 0;
  return Math.min(maxMembers, Math.max(minMembers, Math.floor(messages * memberShare)));
}

/** One message for each member, and the one that deletes the group. */
export function mistake(seed: number, members: number): readonly Publication[] {
  if (members === 0) return [];
  const subjects = Array.from({ length: members }, (_, index) => subjectOf(`${seed}-mistake-${index}`));
  const { offices } = mistakenTeam;
  const joined = subjects.map((subject, index) =>
    single({
      event: eventOf(memberships.oktaJoined, `${seed}-joined-${index}`, subject, mistakenTeam, 0),
      expected: { ...nothingExpected, changes: offices.map((id) => effectOf.access(subject.username, id)) },
      users: [{ username: subject.username }],
      calls: callsOf.request(subject.username, offices),
    }),
  );
  const deleted = single({
    event: groupDeleted(`${seed}-deleted`, timeBeforeRun(oneHour / 2), mistakenTeam),
    expected: { ...nothingExpected, quarantined: subjects.map(({ username }) => username) },
    users: [],
    calls: [],
  });
  return [...joined, deleted];
}
