/** Events about a named person who is not active, in every form and spelling. */
import fc from 'fast-check';
import { endsEverything } from '../lib/identity/identity-change.ts';
import { entraCallout, jumpcloud, pingone } from './fixtures/directories.ts';
import { eventBridge, sns } from './fixtures/envelopes.ts';
import { deel, deelWorker } from './fixtures/hr.ts';
import { attributes, identity } from './fixtures/sailpoint.ts';
import { bulk, core, patch, scimEvent, user } from './fixtures/scim.ts';
import { plain } from './fixtures/vendors.ts';
import type { Decided, Ending } from './translation.ts';

/** A source's event about a person, with this value for whether they are active. */
type Form = (active: unknown) => unknown;

export interface InactivePerson {
  /** Of a body. */
  readonly content: unknown;
  /** The value is understood, and the person has a username: their access has to end. */
  readonly mustLoseAccess: boolean;
}

const understood: readonly unknown[] = [
  false,
  'false',
  'False',
  'FALSE',
  ' false ',
  [false],
  ['False'],
  { value: false },
  [{ value: 'False' }],
  '"False"',
  '[false]',
  '{"value": "false"}',
  0,
  '0',
  [0],
];

/** Nobody may take these for silence. */
const notUnderstood: readonly unknown[] = ['no', 'inactive', { state: 'no' }, [false, false]];

const patched = (...operations: object[]) => bulk({ method: 'PATCH', path: '/Users/u-1', data: patch(...operations) });

const withUsername: readonly Form[] = [
  (active) => plain('identity.user.joined.v1', { user: { userName: 'ada', active } }),
  (active) => plain('identity.user.changed.v1', { user: { userName: 'ada', active } }),
  (active) => user({ active }),
  (active) => user({ id: 'u-1', active }),
  (active) => user({ id: 'u-1', active: undefined, ACTIVE: active }),
  (active) => user({ active: undefined, [core]: { active } }),
  (active) => user({ active: undefined, [`${core}:active`]: active }),
  (active) => bulk({ method: 'POST', path: '/Users', data: user({ active }) }),
  (active) => patched({ op: 'replace', value: { active, userName: 'ada' } }),
  (active) => patched({ op: 'replace', path: 'userName', value: 'ada' }, { op: 'add', path: '/active', value: active }),
  (active) => bulk({ method: 'PUT', path: '/Users/u-1', data: user({ active }) }),
  (active) => scimEvent('prov:put:full', { data: user({ active }) }),
  (active) => ({ identity, attributes: { ...attributes, active } }),
  (accountEnabled) => entraCallout({ category: 'mover' }, { accountEnabled }),
  (enabled) => pingone('USER.UPDATED', {}, { enabled }),
  (active) => deel('worker.updated', { ...deelWorker, active }),
  (active) => jumpcloud('user_update', { changes: [{ field: 'active', to: active }] }),
];

/** These name the person by an id or a display name. */
const withoutUsername: readonly Form[] = [
  (active) => patched({ op: 'replace', path: 'active', value: active }),
  (active) => patched({ op: 'Replace', path: `${core}:active`, value: active }),
  (active) => patched({ op: 'add', value: { active } }),
  (active) => ({ identity, changes: [{ attribute: 'active', newValue: active }] }),
];

/** These say that the person is active too. Nobody may believe either. */
const contradictions: readonly Form[] = [
  (active) => user({ [core]: { active } }),
  (active) => user({ [`${core}:active`]: active }),
  (active) => user({ Active: active }),
  (active) => bulk({ method: 'PUT', path: '/Users/u-1', data: user({ [core]: { ACTIVE: active } }) }),
  (active) => patched({ op: 'replace', value: { userName: 'ada', active: true, [core]: { active } } }),
  (active) => patched({ op: 'replace', path: 'active', value: true, Value: active }),
  (active) => scimEvent('prov:put:full', { data: user({ [core]: { active } }) }),
  (active) => plain('identity.user.joined.v1', { user: { userName: 'ada', active: true, [core]: { active } } }),
  (active) => plain('identity.user.changed.v1', { user: { userName: 'ada', active: true, Active: active } }),
  (active) => ({ identity, attributes: { ...attributes, active: true, Active: active } }),
  (active) => ({ identity, changes: [true, active].map((newValue) => ({ attribute: 'active', newValue })) }),
  (active) => deel('worker.updated', { ...deelWorker, Active: active }),
  (active) => jumpcloud('user_update', { changes: [true, active].map((to) => ({ field: 'active', to })) }),
  (Enabled) => pingone('USER.UPDATED', {}, { enabled: true, Enabled }),
  (AccountEnabled) => entraCallout({ category: 'mover' }, { accountEnabled: true, AccountEnabled }),
];

/** Of Deel. The first words are those of a leaver. */
const endedStatuses: readonly unknown[] = ['inactive', 'Inactive', 'TERMINATED', ['terminated'], { value: 'inactive' }];
const unknownStatuses: readonly unknown[] = ['gone', 0, ['active', 'inactive'], { state: 'inactive' }];
const withStatus =
  (name: string): Form =>
  (status) =>
    deel('worker.updated', { ...deelWorker, [name]: status });
const statusForms = [withStatus('hiring_status'), withStatus('Hiring_Status')];

/** People have names in any script. */
const usernames = ['ada', 'ada@example.com', 'さくら', 'آدا@مثال.example', 'Ада.Лавлейс'];

/** The same event about a person with another username. */
function withUsernameIn(content: unknown, username: string): unknown {
  const written = JSON.stringify(content).replaceAll(/"ada(?:@example\.com)?"/g, JSON.stringify(username));
  return JSON.parse(written);
}

const envelopes = [(event: unknown) => event, (event: unknown) => [event], sns, (event: unknown) => eventBridge(event)];

export const inactive: fc.Arbitrary<InactivePerson> = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(
          fc.constantFrom(...withUsername, ...withoutUsername, ...contradictions),
          fc.constantFrom(...understood, ...notUnderstood),
        ),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constantFrom(...statusForms), fc.constantFrom(...endedStatuses, ...unknownStatuses)),
      },
    ),
    fc.constantFrom(...usernames),
    fc.constantFrom(...envelopes),
  )
  .map(([[form, value], username, envelope]) => ({
    content: envelope(withUsernameIn(form(value), username)),
    mustLoseAccess:
      (withUsername.includes(form) && understood.includes(value)) ||
      (statusForms.includes(form) && endedStatuses.includes(value)),
  }));

/** Whether a person who is not active keeps their access after the change. */
export function leavesAccess({ line: { outcome }, events }: Ending, mustLoseAccess: boolean): boolean {
  if (outcome === 'translated') return events.length === 0 || !events.every(endsAll);
  return outcome === 'ignored' || mustLoseAccess;
}

/** A decision about somebody who has left or is suspended that ends no access, though they have a valid username. */
export function keepsLeaver({ reading, line, events }: Decided): boolean {
  if (!endsEverything(reading.change)) return false;
  if (line.outcome === 'unresolvable') return hasUsername(reading) && line.reason !== 'bad-username';
  return line.outcome === 'ignored' || events.length === 0 || !events.every(endsAll);
}

function hasUsername({ person }: Decided['reading']): boolean {
  return typeof person['userName'] === 'string';
}

function endsAll({ data }: Ending['events'][number]): boolean {
  return data.isSuspended || (data.hasLeft && data.ruleAssignments.length === 0);
}
