/** People who get access and leave soon after. The later event counts, in whatever order the two are handled. */
import { nothingExpected } from '../expectation.ts';
import type { Team } from '../policy.ts';
import type { Random } from '../random.ts';
import { changesUndone, requestOf, revocationOf } from './access.ts';
import { usernameOf } from './cloud-event.ts';
import { granted, removed, single, someTeam } from './identity.ts';
import { grants, removals } from './identity-forms.ts';
import type { Publication } from './publication.ts';

type LeaverPart = (id: string, username: string, team: Team, random: Random) => Publication;

const arrivals: readonly (readonly [weight: number, LeaverPart])[] = [
  [1, (id, username, { offices }) => requestOf(id, username, offices)],
  [1, (id, username, team, random) => single(granted(random.pick(grants), id, username, team))],
];

const departures: readonly (readonly [weight: number, LeaverPart])[] = [
  [1, (id, username, { offices }) => revocationOf(id, username, offices)],
  [1, (id, username, team, random) => single(removed(random.pick(removals), id, username, team))],
];

/**
 * The departure must be sent after the arrival, and the arrival must not be sent again: the time of an event is the time
 * of its sending.
 */
export function leaver(id: string, random: Random): { readonly arrival: Publication; readonly departure: Publication } {
  const username = usernameOf(id);
  const team = someTeam(random);
  const undone = changesUndone(username, team.offices);
  return {
    arrival: { ...random.pick(arrivals)(`${id}.1`, username, team, random), expected: nothingExpected },
    departure: {
      ...random.pick(departures)(`${id}.2`, username, team, random),
      expected: { ...nothingExpected, undone },
      users: [],
    },
  };
}
