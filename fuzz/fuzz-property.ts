/** Translates a mutated payload, alone and among good events, and checks the invariants. */
import fc from 'fast-check';
import { knownAttributes } from '../lib/identity/attribute-names.ts';
import type { Person } from '../lib/identity/person.ts';
import type { Reading } from '../lib/identity/reading.ts';
import { parseClaims } from '../lib/identity/security-event-token.ts';
import { jwt } from './fixtures/envelopes.ts';
import { hook, logEvent } from './fixtures/okta.ts';
import { bulk, scimEvent, user } from './fixtures/scim.ts';
import { thin, workday, workdayRow } from './fixtures/vendors.ts';
import { type InactivePerson, inactive } from './inactive.ts';
import { type Invariant, invariants } from './invariants.ts';
import { leavesAndBranches, mutated } from './mutations.ts';
import { processorTime } from './processor-time.ts';
import { respell, type Spelling, spellings } from './respelling.ts';
import type { Run } from './run.ts';
import { endings, type Parts, type Translated, translate } from './translation.ts';

interface Form {
  readonly name: string;
  readonly good: unknown;
  readonly batch: (...events: unknown[]) => unknown;
}

/** Every form of a message with several events. */
const forms: readonly Form[] = [
  { name: 'an array', good: user(), batch: (...events) => events },
  { name: 'an event hook', good: logEvent('user.lifecycle.create'), batch: hook },
  {
    name: 'a poll of tokens',
    good: jwt(scimEvent('prov:create:full', { data: user() })),
    batch: (...events) => ({ sets: { ...events } }),
  },
  { name: 'change notifications', good: thin.graph('Users/u-1'), batch: (...value) => ({ value }) },
  { name: 'a report', good: workdayRow('Hire'), batch: workday },
  { name: 'a bulk request', good: { method: 'POST', path: '/Users', data: user() }, batch: bulk },
];

/** @returns a property that holds if every invariant holds; its error begins with the name of a broken invariant */
export function fuzzProperty(
  parts: Parts,
  judged: readonly Invariant[] = invariants,
  onRun: (run: Run) => void = () => {},
) {
  const goodAlone = new Map<Form, Attempt>();
  return fc.property(
    mutated,
    fc.constantFrom(...forms),
    inactive,
    fc.constantFrom(...spellings),
    (content, form, inactivePerson, spelling) => {
      const apart = () => {
        const known = goodAlone.get(form) ?? attempt(() => translate(parts, bodyOf(form.batch(form.good, form.good))));
        goodAlone.set(form, known);
        return known;
      };
      const run = runOf(parts, content, { ...form, apart }, inactivePerson, spelling);
      onRun(run);
      for (const { name, problem } of judged) {
        const found = problem(run);
        if (found !== undefined) throw new Error(`${name}: ${found}\n${run.body}`);
      }
    },
  );
}

function runOf(
  parts: Parts,
  content: unknown,
  form: Form & { readonly apart: () => Attempt },
  { content: inactiveContent, mustLoseAccess }: InactivePerson,
  spelling: Spelling,
): Run {
  const body = bodyOf(content);
  let first: Attempt = {};
  const duration = processorTime(() => {
    first = attempt(() => translate(parts, body));
  });
  const { value: translated } = first;
  const again = attempt(() => translate(parts, body));
  const amid = attempt(() => translate(parts, bodyOf(form.batch(form.good, content, form.good))));
  const apart = form.apart();
  const respelled = attempt(() => translate(parts, respell(body, spelling)));
  const inactiveBody = bodyOf(inactiveContent);
  const ofInactive = attempt(() => translate(parts, inactiveBody));
  const plannedOfInactive = attempt(() => endings(parts, inactiveBody));
  return {
    body,
    words: new Set(said(parsed(body))),
    translated,
    again: again.value,
    thrown: [first, again, amid, apart, respelled, ofInactive, plannedOfInactive]
      .map(({ thrown }) => thrown)
      .find(Boolean),
    duration,
    neighbours: { form: form.name, found: ends(amid.value), expected: ends(apart.value) },
    spellings: { spelling, found: outcomes(respelled.value), expected: outcomes(translated) },
    inactive: {
      body: inactiveBody,
      mustLoseAccess,
      outcomes: outcomes(ofInactive.value),
      endings: plannedOfInactive.value ?? [],
    },
    resent: (translated ?? []).flatMap(({ event }) =>
      'error' in event
        ? [
            {
              reason: event.error.reason,
              message: event.error.message,
              again: translate(parts, event.body).map((one) =>
                'error' in one.event ? one.event.error.reason : 'read',
              ),
            },
          ]
        : [],
    ),
  };
}

/** The first and the last event, without their ids, because an id can depend on the position in the batch. */
function ends(translated: readonly Translated[] | undefined): unknown {
  return [translated?.at(0), translated?.at(-1)].map(
    (one) =>
      one && {
        reasons: 'error' in one.event ? one.event.error.reason : one.event.readings.map(({ kind }) => kind),
        canonical: one.canonical.map(({ type, data }) => ({ type, data })),
      },
  );
}

/** In any order: the names in an object of events have none. */
function outcomes(translated: readonly Translated[] = []): readonly string[] {
  return translated
    .flatMap(({ event, canonical }) => [
      ...('error' in event ? [`bad ${event.error.reason}`] : event.readings.map(outcomeOf)),
      ...canonical.map(({ type, data }) => JSON.stringify([type, data.username, data.targetEntityIds])),
    ])
    .toSorted();
}

function outcomeOf(reading: Reading): string {
  if (reading.kind !== 'person') return `${reading.kind} ${reading.reason}`;
  const { change, groups, person } = reading;
  const attributes = knownAttributes
    .filter((name) => Object.hasOwn(person, name))
    .map((name) => [name, shown(person[name])]);
  return JSON.stringify([change, groups.toSorted(), attributes]);
}

/** A list in any order. */
function shown(value: Person[string] | undefined): unknown {
  if (typeof value === 'symbol') return String(value);
  return Array.isArray(value) ? value.toSorted() : value;
}

type Attempt = ReturnType<typeof attempt<readonly Translated[]>>;

function attempt<T>(action: () => T): { readonly value?: T; readonly thrown?: unknown } {
  try {
    return { value: action() };
  } catch (thrown) {
    return { thrown };
  }
}

function bodyOf(content: unknown): string {
  return typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
}

/** A text can itself be JSON or a JWT, as in SNS, or a URL with encoded segments. */
function said(content: unknown): string[] {
  return leavesAndBranches(content).flatMap((leaf) => {
    if (typeof leaf === 'object') return [];
    if (typeof leaf !== 'string') return [String(leaf)];
    const inner = /^[[{"]/.test(leaf) ? parsed(leaf) : parseClaims(leaf);
    const segments = leaf.split(/[/?#]/).flatMap((one) => attempt(() => decodeURIComponent(one)).value ?? []);
    return [leaf.trim(), ...segments, ...(inner === undefined ? [] : said(inner))];
  });
}

function parsed(text: string): unknown {
  const claims = parseClaims(text);
  if (claims !== undefined) return claims;
  return attempt((): unknown => JSON.parse(text)).value;
}
