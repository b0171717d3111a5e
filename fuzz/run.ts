/** The result of translating one mutated payload. */
import { knownAttributes } from '../lib/identity/attribute-names.ts';
import type { Person } from '../lib/identity/person.ts';
import type { Reading } from '../lib/identity/reading.ts';
import type { InactivePerson } from './inactive.ts';
import { processorTime } from './processor-time.ts';
import { respell, type Spelling } from './respelling.ts';
import { type Decided, type Ending, endings, eventsOf, type Parts, type Translated, translate } from './translation.ts';
import { wordsIn } from './words.ts';

/** A form of a message with several events, and two good events in it. */
export interface BatchForm {
  readonly name: string;
  readonly good: unknown;
  readonly batch: (...events: unknown[]) => unknown;
  /** The two good events without another one between them. */
  readonly apart: () => Attempt;
}

/** The result of translating one payload. */
export interface Run {
  readonly body: string;
  /** Every text and number in the body, inside any envelope. */
  readonly words: ReadonlySet<string>;
  /** Undefined after an exception. */
  readonly translated: readonly Translated[] | undefined;
  readonly again: readonly Translated[] | undefined;
  readonly thrown: unknown;
  /** As `processorTime` tells it. */
  readonly duration: number;
  /** The good events before and after the payload in a batch, and the same without the payload. */
  readonly neighbours: { readonly form: string; readonly found: unknown; readonly expected: unknown };
  /** The outcomes of the payload in another spelling, and in its own. */
  readonly spellings: {
    readonly spelling: Spelling;
    readonly found: readonly string[];
    readonly expected: readonly string[];
  };
  /** An event about a person who is not active, its readings, and what the translation plans for it. */
  readonly inactive: {
    readonly body: string;
    readonly mustLoseAccess: boolean;
    readonly outcomes: readonly string[];
    readonly endings: readonly Ending[];
    readonly decided: readonly Decided[];
  };
  /** Each refused event, and the result of reading its own body again. */
  readonly resent: readonly { readonly reason: string; readonly message: string; readonly again: readonly string[] }[];
}

/** Each translation happens once, and only if an invariant needs it: some are about the payload alone. */
export function runOf(
  parts: Parts,
  content: unknown,
  form: BatchForm,
  { content: inactiveContent, mustLoseAccess }: InactivePerson,
  spelling: Spelling,
): Run {
  const body = bodyOf(content);
  const inactiveBody = bodyOf(inactiveContent);
  const first = once(() => {
    let made: Attempt = {};
    const duration = processorTime(() => {
      made = attempt(() => translate(parts, body));
    });
    return { ...made, duration };
  });
  const again = once(() => attempt(() => translate(parts, body)));
  const amid = once(() => attempt(() => translate(parts, bodyOf(form.batch(form.good, content, form.good)))));
  const respelled = once(() => attempt(() => translate(parts, respell(body, spelling))));
  const ofInactive = once(() => attempt(() => translate(parts, inactiveBody)));
  const plannedOfInactive = once(() => attempt(() => endings(parts, inactiveBody)));
  const words = once(() => wordsIn(body));
  const attempts: readonly (() => { readonly thrown?: unknown })[] = [
    first,
    again,
    amid,
    form.apart,
    respelled,
    ofInactive,
    plannedOfInactive,
  ];
  return {
    body,
    get words() {
      return words();
    },
    get translated() {
      return first().value;
    },
    get again() {
      return again().value;
    },
    get thrown() {
      return attempts.map((made) => made().thrown).find(Boolean);
    },
    get duration() {
      return first().duration;
    },
    get neighbours() {
      return { form: form.name, found: ends(amid().value), expected: ends(form.apart().value) };
    },
    get spellings() {
      return { spelling, found: outcomes(respelled().value), expected: outcomes(first().value) };
    },
    inactive: {
      body: inactiveBody,
      mustLoseAccess,
      get outcomes() {
        return outcomes(ofInactive().value);
      },
      get endings() {
        return plannedOfInactive().value ?? [];
      },
      get decided() {
        return (ofInactive().value ?? []).flatMap(({ decided }) => decided);
      },
    },
    get resent() {
      return (first().value ?? []).flatMap((one) => resentAlone(parts, one));
    },
  };
}

function resentAlone(parts: Parts, { event }: Translated): Run['resent'] {
  if (!('error' in event)) return [];
  const { reason, message } = event.error;
  const again = translate(parts, event.body).map((one) => ('error' in one.event ? one.event.error.reason : 'read'));
  return [{ reason, message, again }];
}

function once<T>(action: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: action() };
    return made.value;
  };
}

/** The first and the last event, without their ids, because an id can depend on the position in the batch. */
function ends(translated: readonly Translated[] | undefined): unknown {
  return [translated?.at(0), translated?.at(-1)].map(
    (one) =>
      one && {
        reasons: 'error' in one.event ? one.event.error.reason : one.event.readings.map(({ kind }) => kind),
        decided: eventsOf([one]).map(({ data }) => data),
      },
  );
}

/** In any order: the names in an object of events have none. */
function outcomes(translated: readonly Translated[] = []): readonly string[] {
  return translated
    .flatMap(({ event, decided }) => [
      ...('error' in event ? [`bad ${event.error.reason}`] : event.readings.map(outcomeOf)),
      ...decided.map(({ line: { outcome, reason }, events }) =>
        JSON.stringify([outcome, reason, events.map(({ data }) => data)]),
      ),
    ])
    .toSorted();
}

function outcomeOf(reading: Reading): string {
  if (reading.kind === 'group') return JSON.stringify([reading.change, reading.groups.toSorted(), reading.formerNames]);
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

export type Attempt = ReturnType<typeof attempt<readonly Translated[]>>;

export function attempt<T>(action: () => T): { readonly value?: T; readonly thrown?: unknown } {
  try {
    return { value: action() };
  } catch (thrown) {
    return { thrown };
  }
}

export function bodyOf(content: unknown): string {
  return typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
}
