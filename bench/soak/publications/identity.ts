/** Good messages of identity events, and their expected results under the soak's policy. */

import { offices } from '../../../local/zuora/large-tenant.ts';
import { effectOf } from '../effects.ts';
import { nothingExpected } from '../expectation.ts';
import { type Team, teams } from '../policy.ts';
import type { Random } from '../random.ts';
import { changesToGive } from './access.ts';
import { callsOf } from './calls.ts';
import { usernameOf } from './cloud-event.ts';
import { batches, bodyOf, type EventForm, grants, removals, silences, unreadable } from './identity-forms.ts';
import type { Publication } from './publication.ts';

const operation = 'translateIdentityEvent';

/** An event about one person, and its expected result. */
type PersonEvent = Omit<Publication, 'operation' | 'body'> & { readonly event: object };

type PersonEventRecipe = (id: string, random: Random) => PersonEvent;

/** An event that grants access to a user without access so far. */
export function granted(form: EventForm, id: string, username: string, team: Team): PersonEvent {
  return {
    event: form(id, username, team),
    expected: { ...nothingExpected, changes: changesToGive(username, team.offices) },
    users: [{ username }],
    calls: callsOf.request(username, team.offices),
  };
}

/** An event that revokes the team's access from a user who has it. */
export function removed(form: EventForm, id: string, username: string, team: Team): PersonEvent {
  return {
    event: form(id, username, team),
    expected: { ...nothingExpected, changes: team.offices.map((office) => effectOf.accessEnd(username, office)) },
    users: [{ username, accessibleEntityIds: team.offices }],
    calls: callsOf.revocation(username, team.offices),
  };
}

export function someTeam(random: Random): Team {
  return random.pick(teams.map((team) => [1, team] as const));
}

function grant(id: string, random: Random): PersonEvent {
  return granted(random.pick(grants), id, usernameOf(id), someTeam(random));
}

function removal(id: string, random: Random): PersonEvent {
  return removed(random.pick(removals), id, usernameOf(id), someTeam(random));
}

function silence(id: string, random: Random): PersonEvent {
  return quiet(random.pick(silences)(id, usernameOf(id), someTeam(random)));
}

/** A removal of a person whom Zuora does not know: there is nothing to revoke. */
function strangersRemoval(id: string, random: Random): PersonEvent {
  return {
    ...quiet(random.pick(removals)(id, usernameOf(id), { name: 'team-0', offices })),
    calls: callsOf.revocation(usernameOf(id), []),
  };
}

function quiet(event: object): PersonEvent {
  return { event, expected: nothingExpected, users: [], calls: [] };
}

export function single({ event, ...said }: PersonEvent): Publication {
  return { operation, body: JSON.stringify(event), ...said };
}

/** Two good events, and between them one that cannot be read and becomes a dead letter of its own. */
function batch(id: string, random: Random): Publication {
  const first = grant(`${id}.1`, random);
  const last = random.pick(personEventRecipes)(`${id}.3`, random);
  const [reason, form] = random.pick(unreadable);
  const bad = form(`${id}.2`);
  return {
    operation,
    body: JSON.stringify(random.pick(batches)([first.event, bad, last.event])),
    expected: {
      ...nothingExpected,
      changes: [...first.expected.changes, ...last.expected.changes],
      deadLetters: [{ reason, body: bodyOf(bad) }],
    },
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
