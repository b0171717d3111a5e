/** The policy's thresholds, above which a change waits for an operator. */
import * as z from 'zod/mini';
import { defaultThresholds } from './default-thresholds.ts';
import { mustBe } from './schema-errors.ts';

const wholeError = mustBe('a whole number from 1 to 1000000');
const percentError = mustBe('a number of percent, from 0 to 100');

const people = (otherwise: number) =>
  z._default(z.int(wholeError).check(z.minimum(1, wholeError), z.maximum(1_000_000, wholeError)), otherwise);
const percent = (otherwise: number) =>
  z._default(z.number(percentError).check(z.minimum(0, percentError), z.maximum(100, percentError)), otherwise);

const { revocations: ofRevocations, grants: ofGrants } = defaultThresholds;

const revocations = z.strictObject(
  {
    people: people(ofRevocations.people),
    percent: percent(ofRevocations.percent),
    percentADay: percent(ofRevocations.percentADay),
  },
  mustBe('thresholds, as in { people: 10, percent: 5, percentADay: 10 }'),
);

const grants = z.strictObject(
  { people: people(ofGrants.people), percent: percent(ofGrants.percent) },
  mustBe('thresholds, as in { people: 50, percent: 20 }'),
);

const thresholds = z.strictObject({ revocations: z.prefault(revocations, {}), grants: z.prefault(grants, {}) });

/** `off`, or the thresholds of people by the direction of the change. */
export const safeguardSettings = z.union(
  [z.literal('off'), thresholds],
  mustBe('off, or thresholds, as in { revocations: { people: 10, percent: 5 } }'),
);

export type SafeguardThresholds = Readonly<z.infer<typeof thresholds>>;

/** The fields by their place. */
export const safeguardFields: readonly (readonly [place: RegExp, names: readonly string[]])[] = [
  [/^safeguard\./, Object.keys(thresholds.shape)],
  [/^safeguard\.revocations\./, Object.keys(revocations.shape)],
  [/^safeguard\.grants\./, Object.keys(grants.shape)],
];
