/** People who get access and leave soon after. The later event counts, in whatever order the two are handled. */
import { nothingExpected } from '../expectation.ts';
import type { Team } from '../policy.ts';
import type { Random } from '../random.ts';
import { accessForATime, requestOf, revocationOf } from './access.ts';
import { callsOf } from './calls.ts';
import { timeOfSending } from './cloud-event.ts';
import { type Subject, single, someTeam, subjectOf } from './identity.ts';
import { type EventForm, endings, grants } from './identity-forms.ts';
import type { Publication } from './publication.ts';

type LeaverPart = (id: string, subject: Subject, team: Team, random: Random) => Publication;

const arrivals: readonly (readonly [weight: number, LeaverPart])[] = [
  [1, (id, { username }, { offices }) => requestOf(id, username, offices)],
  [1, (id, subject, team, random) => told(random.pick(grants), id, subject, team)],
];

/** Each ends all access, whatever gave it. */
const leavings: readonly (readonly [weight: number, LeaverPart])[] = [
  [1, (id, { username }, { offices }) => revocationOf(id, username, offices)],
  [1, (id, subject, team, random) => told(random.pick(endings), id, subject, team)],
];

function told(form: EventForm, id: string, subject: Subject, team: Team): Publication {
  const { username } = subject;
  return single({
    event: form.event({ id, ...subject, time: timeOfSending }, team),
    expected: nothingExpected,
    users: [{ username }],
    calls: callsOf.request(username, team.offices),
  });
}

/**
 * The departure must be sent after the arrival, and the arrival must not be sent again: the time of an event is the time
 * of its sending.
 */
export function leaver(id: string, random: Random): { readonly arrival: Publication; readonly departure: Publication } {
  const subject = subjectOf(id);
  const team = someTeam(random);
  const courses = accessForATime(subject.username, team.offices);
  return {
    arrival: { ...random.pick(arrivals)(`${id}.1`, subject, team, random), expected: nothingExpected },
    departure: {
      ...random.pick(leavings)(`${id}.2`, subject, team, random),
      expected: { ...nothingExpected, courses },
      users: [],
    },
  };
}
