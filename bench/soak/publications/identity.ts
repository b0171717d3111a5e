/** Good messages of identity events, and their expected results under the soak's policy. */
import type { AccessCourse } from '../access-course.ts';
import { nothingExpected } from '../expectation.ts';
import type { FaultPoint } from '../faults.ts';
import { type Team, teams } from '../policy.ts';
import type { Random } from '../random.ts';
import { callsOf } from './calls.ts';
import { usernameOf } from './cloud-event.ts';
import { departures, type EventForm, endings, grants, silences } from './identity-forms.ts';
import { coursesOf, officesOf, type Statement } from './known-access.ts';
import type { Publication } from './publication.ts';
import { timeBeforeRun } from './times.ts';
import { batches, bodyOf, unreadable } from './unreadable.ts';

const operation = 'translateIdentityEvent';

/** Long enough for the events of one person, one after the other. */
export const oneHour = 3600;

/** An event about one person, and its expected result. */
type PersonEvent = Omit<Publication, 'operation' | 'body'> & { readonly event: object };

type PersonEventRecipe = (id: string, random: Random) => PersonEvent;

/** Of all events about one person. */
export interface Subject {
  readonly username: string;
  readonly account: string;
}

export function subjectOf(id: string): Subject {
  return { username: usernameOf(id), account: id };
}

/** @param second of the event, counted from an hour before the run */
export function eventOf(form: EventForm, id: string, subject: Subject, team: Team, second: number): object {
  return form.event({ id, ...subject, time: timeBeforeRun(oneHour - second) }, team);
}

export function statementOf({ source, says }: EventForm, team: Team, at: number): Statement {
  return { source, at, says: says(team) };
}

/** The calls that bring a user's access from one state to another. */
export function callsBetween(
  username: string,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): readonly FaultPoint[] {
  const given = [...after].filter((id) => !before.has(id));
  const ended = [...before].filter((id) => !after.has(id));
  return [
    ...(given.length > 0 ? callsOf.request(username, given) : []),
    ...(ended.length > 0 ? callsOf.revocation(username, ended) : []),
  ];
}

export function someTeam(random: Random): Team {
  return random.pick(teams.map((team) => [1, team] as const));
}

/** The only event about its person. @param had the person's offices in Zuora before */
function aboutSomebody(form: EventForm, id: string, team: Team, had: readonly string[] = []): PersonEvent {
  const subject = subjectOf(id);
  const { username } = subject;
  const statements = [statementOf(form, team, 0)];
  return {
    event: eventOf(form, id, subject, team, 0),
    expected: { ...nothingExpected, courses: coursesOf(username, statements, had) },
    users: [{ username, ...(had.length > 0 && { accessibleEntityIds: had }) }],
    calls: callsBetween(username, new Set(had), officesOf(statements)),
  };
}

function grant(id: string, random: Random): PersonEvent {
  return aboutSomebody(random.pick(grants), id, someTeam(random));
}

const removals = [...departures, ...endings];

/** Nobody knew why the person has access. */
function removal(id: string, random: Random): PersonEvent {
  const team = someTeam(random);
  return aboutSomebody(random.pick(removals), id, team, team.offices);
}

function silence(id: string, random: Random): PersonEvent {
  return { ...aboutSomebody(random.pick(silences), id, someTeam(random)), users: [] };
}

/** A removal of a person whom Zuora does not know: there is nothing to revoke. */
function strangersRemoval(id: string, random: Random): PersonEvent {
  const removed = aboutSomebody(random.pick(removals), id, someTeam(random));
  return { ...removed, users: [], calls: callsOf.revocation(usernameOf(id), []) };
}

export function single({ event, ...said }: PersonEvent): Publication {
  return { operation, body: JSON.stringify(event), ...said };
}

/** A message with several events. */
export function several(events: readonly unknown[], random: Random): string {
  return JSON.stringify(random.pick(batches)(events));
}

/** Two good events, and between them one that cannot be read and becomes a dead letter of its own. */
function batch(id: string, random: Random): Publication {
  const first = grant(`${id}.1`, random);
  const last = random.pick(personEventRecipes)(`${id}.3`, random);
  const [reason, form] = random.pick(unreadable);
  const bad = form(`${id}.2`);
  const courses: readonly AccessCourse[] = [...first.expected.courses, ...last.expected.courses];
  return {
    operation,
    body: several([first.event, bad, last.event], random),
    expected: { ...nothingExpected, courses, deadLetters: [{ reason, body: bodyOf(bad) }] },
    users: [...first.users, ...last.users],
    calls: [...first.calls, ...last.calls],
  };
}

const personEventRecipes: readonly (readonly [weight: number, PersonEventRecipe])[] = [
  [55, grant],
  [30, removal],
  [5, silence],
  [1, strangersRemoval],
];

/** The share of messages with several events. */
const batchShare = 0.15;

export function identityEvent(id: string, random: Random): Publication {
  return random.chance(batchShare) ? batch(id, random) : single(random.pick(personEventRecipes)(id, random));
}
