/** Events about a named person who is not active, in every form and spelling. */
import fc from 'fast-check';
import { entraCallout, jumpcloud, pingone } from './fixtures/directories.ts';
import { eventBridge, sns } from './fixtures/envelopes.ts';
import { deel, deelWorker } from './fixtures/hr.ts';
import { attributes, identity } from './fixtures/sailpoint.ts';
import { bulk, core, patch, scimEvent, user } from './fixtures/scim.ts';
import { plain } from './fixtures/vendors.ts';

/** The last ones are not understood: nobody may take them for silence. */
const spellings: readonly unknown[] = [
  false,
  'false',
  'False',
  'FALSE',
  ' false ',
  [false],
  ['False'],
  { value: false },
  [{ value: 'False' }],
  0,
  'no',
  'inactive',
  { state: 'no' },
  [false, false],
];

const patched = (operation: object) => bulk({ method: 'PATCH', path: '/Users/u-1', data: patch(operation) });

const forms: readonly ((active: unknown) => unknown)[] = [
  (active) => plain('identity.user.joined.v1', { user: { userName: 'ada', active } }),
  (active) => plain('identity.user.changed.v1', { user: { userName: 'ada', active } }),
  (active) => user({ active }),
  (active) => user({ id: 'u-1', active }),
  (active) => user({ id: 'u-1', active: undefined, ACTIVE: active }),
  (active) => bulk({ method: 'PUT', path: '/Users/u-1', data: user({ active }) }),
  (active) => patched({ op: 'replace', path: 'active', value: active }),
  (active) => patched({ op: 'Replace', path: `${core}:active`, value: active }),
  (active) => patched({ op: 'add', value: { active } }),
  (active) => scimEvent('prov:put:full', { data: user({ active }) }),
  (active) => ({ identity, attributes: { ...attributes, active } }),
  (active) => ({ identity, changes: [{ attribute: 'active', newValue: active }] }),
  (accountEnabled) => entraCallout({ category: 'mover' }, { accountEnabled }),
  (enabled) => pingone('USER.UPDATED', {}, { enabled }),
  (active) => deel('worker.updated', { ...deelWorker, active }),
  (active) => jumpcloud('user_update', { changes: [{ field: 'active', to: active }] }),
];

const envelopes = [(event: unknown) => event, (event: unknown) => [event], sns, (event: unknown) => eventBridge(event)];

/** A body's content. */
export const inactive: fc.Arbitrary<unknown> = fc
  .tuple(fc.constantFrom(...forms), fc.constantFrom(...spellings), fc.constantFrom(...envelopes))
  .map(([form, spelling, envelope]) => envelope(form(spelling)));
