/** A group that somebody deletes by mistake, with so many members that the safeguard has them wait for an operator. */
import { effectOf } from '../effects.ts';
import { nothingExpected } from '../expectation.ts';
import { mistakenTeam } from '../policy.ts';
import { callsOf } from './calls.ts';
import { eventOf, single, subjectOf } from './identity.ts';
import { groupDeleted, memberships } from './identity-forms.ts';
import type { Publication } from './publication.ts';

/** More than may lose access by one cause without an operator. */
const [fewest, most] = [20, 300] as const;
const share = 0.003;

/** Below so many messages the soak has no mistake. */
const leastMessages = 1000;

/** How many members the group has; 0 for no mistake. */
export function membersOfMistake(messages: number): number {
  if (messages < leastMessages) return 0;
  return Math.min(most, Math.max(fewest, Math.floor(messages * share)));
}

/** One message for each member, and the one that deletes the group. */
export function mistake(seed: number, members: number): readonly Publication[] {
  if (members === 0) return [];
  const subjects = Array.from({ length: members }, (_, index) => subjectOf(`${seed}-mistake-${index}`));
  const usernames = subjects.map(({ username }) => username);
  const { offices } = mistakenTeam;
  const joined = subjects.map((subject, index) =>
    single({
      event: eventOf(memberships.oktaJoined, `${seed}-joined-${index}`, subject, mistakenTeam, 0),
      expected: { ...nothingExpected, changes: offices.map((id) => effectOf.access(subject.username, id)) },
      users: [{ username: subject.username }],
      calls: callsOf.request(subject.username, offices),
    }),
  );
  const nobody = subjectOf(`${seed}-nobody`);
  const deleted = single({
    event: eventOf(groupDeleted, `${seed}-deleted`, nobody, mistakenTeam, 60),
    expected: { ...nothingExpected, waiting: usernames },
    users: [],
    calls: [],
  });
  return [...joined, deleted];
}
