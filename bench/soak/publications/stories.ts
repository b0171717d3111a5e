/** Several identity events about one person. They arrive in any order; together they say what the person has. */
import { nothingExpected } from '../expectation.ts';
import type { Team } from '../policy.ts';
import type { Random } from '../random.ts';
import { callsBetween, eventOf, several, single, someTeam, statementOf, subjectOf } from './identity.ts';
import {
  departures,
  type EventForm,
  grants,
  leavings,
  memberships,
  move,
  nameless,
  returns,
  scimCreatedAlone,
  userTypes,
} from './identity-forms.ts';
import { coursesOf, officesOf, type Statement } from './known-access.ts';
import type { Publication } from './publication.ts';

/** What happens to a person, in the order of time. */
interface Plot {
  readonly scenes: readonly (readonly [EventForm, Team])[];
  /** The offices that the person has in Zuora before. The scenes give them, too. */
  readonly had?: readonly string[];
}

type PlotRecipe = (random: Random) => Plot;

const systems = ['plain', 'okta', 'scim'] as const;

/** The access is back without another word: the person is still in the team. */
function leavesAndReturns(random: Random): Plot {
  const [team, system] = [someTeam(random), someOf(systems, random)];
  const forms = [random.pick(grants), leavings[system], returns[system]];
  return { scenes: aboutTeam(team, forms), ...(random.chance(0.3) && { had: team.offices }) };
}

function joinsAndLeaves(random: Random): Plot {
  const end = random.chance(0.7) ? leavings[someOf(systems, random)] : userTypes.excluded;
  return { scenes: aboutTeam(someTeam(random), [random.pick(grants), end]) };
}

/** A system names the member of a group by an id alone, and the login of that id elsewhere. */
function groupBeforeUser(random: Random): Plot {
  const forms = random.pick<readonly EventForm[]>([
    [2, [nameless.okta, returns.okta]],
    [2, [nameless.scim, returns.scim]],
    // Two people for the service, until the last event shows that they are one.
    [2, [nameless.scim, scimCreatedAlone, returns.scim]],
    [1, [nameless.okta, returns.okta, leavings.okta]],
  ]);
  return { scenes: aboutTeam(someTeam(random), forms) };
}

/** Two systems tell the same. */
function twoSystemsTell(random: Random): Plot {
  const { oktaJoined, plainJoined, oktaLeft, plainLeft } = memberships;
  const ends = random.pick<readonly EventForm[]>([
    [3, []],
    [1, [plainLeft]],
    [1, [plainLeft, oktaLeft]],
    [1, [leavings.okta]],
  ]);
  return { scenes: aboutTeam(someTeam(random), [oktaJoined, plainJoined, ...ends]) };
}

const changes = [...grants, ...departures, [2, move], [1, userTypes.excluded], [1, userTypes.admitted]] as const;

function changesOften(random: Random): Plot {
  const some = [someTeam(random), someTeam(random)];
  const count = 3 + random.below(3);
  return { scenes: Array.from({ length: count }, () => [random.pick(changes), someOf(some, random)] as const) };
}

const plots: readonly (readonly [weight: number, PlotRecipe])[] = [
  [3, leavesAndReturns],
  [1, joinsAndLeaves],
  [2, groupBeforeUser],
  [2, twoSystemsTell],
  [3, changesOften],
];

/** The share of the stories that one message tells. */
const oneMessageShare = 0.15;

/** Seconds from one event to the next. */
const pause = 10;

/** The messages in the order of their publication. Each may be sent again at any time. */
export function story(id: string, random: Random): readonly Publication[] {
  const { scenes, had = [] } = random.pick(plots)(random);
  const subject = subjectOf(id);
  const { username } = subject;
  const events = scenes.map(([form, team], index) => ({
    event: eventOf(form, `${id}.${index + 1}`, subject, team, index * pause),
    statement: statementOf(form, team, index * pause),
  }));
  const courses = coursesOf(
    username,
    events.map(({ statement }) => statement),
    had,
  );
  const arriving = shuffled(events, random);
  const [first, ...others] = random.chance(oneMessageShare)
    ? [inOneMessage(username, arriving, had, random)]
    : inMessages(username, arriving, had);
  if (first === undefined) return [];
  const users = [{ username, ...(had.length > 0 && { accessibleEntityIds: had }) }];
  return [{ ...first, users, expected: { ...nothingExpected, courses } }, ...others];
}

interface StoryEvent {
  readonly event: object;
  readonly statement: Statement;
}

/** One an event. */
function inMessages(username: string, events: readonly StoryEvent[], had: readonly string[]): readonly Publication[] {
  const states = [
    new Set(had),
    ...events.map((_, index) => officesOf(events.slice(0, index + 1).map(({ statement }) => statement))),
  ];
  return events.map(({ event }, index) => {
    const [before = new Set(), after = new Set()] = states.slice(index, index + 2);
    return single({ event, expected: nothingExpected, users: [], calls: callsBetween(username, before, after) });
  });
}

function inOneMessage(
  username: string,
  events: readonly StoryEvent[],
  had: readonly string[],
  random: Random,
): Publication {
  const offices = officesOf(events.map(({ statement }) => statement));
  const calls = callsBetween(username, new Set(had), offices);
  return {
    ...single({ event: {}, expected: nothingExpected, users: [], calls }),
    body: several(
      events.map(({ event }) => event),
      random,
    ),
  };
}

function aboutTeam(team: Team, forms: readonly EventForm[]): Plot['scenes'] {
  return forms.map((form) => [form, team] as const);
}

function someOf<T>(all: readonly T[], random: Random): T {
  return random.pick(all.map((one) => [1, one] as const));
}

function shuffled<T>(all: readonly T[], random: Random): readonly T[] {
  return all
    .map((one) => ({ one, place: random.next() }))
    .toSorted((first, second) => first.place - second.place)
    .map(({ one }) => one);
}
