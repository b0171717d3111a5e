/** How long somebody keeps access who has moved, so that no rule grants it any more. */
import * as z from 'zod/mini';
import { mustBe } from './schema-errors.ts';

const day = 24 * 3_600_000;

const maxDays = 90;

const graceError = mustBe(`a time of at most ${maxDays} days, as in P7D or PT12H; P0D for none`);

/** https://en.wikipedia.org/wiki/ISO_8601#Durations, in whole days or hours. */
const form = /^P(?:(?<days>\d{1,2})D|T(?<hours>\d{1,4})H)$/;

export const grace = z
  .string(graceError)
  .check(z.refine((text) => form.test(text) && millisecondsOf(text) <= maxDays * day, graceError));

/** Where the policy says nothing. */
export const defaultGrace = 'P7D';

/** In milliseconds. */
export function graceOf({ grace: text = defaultGrace }: { readonly grace?: string | undefined }): number {
  return millisecondsOf(text);
}

function millisecondsOf(text: string): number {
  const { days = 0, hours = 0 } = form.exec(text)?.groups ?? {};
  return Number(days) * day + Number(hours) * 3_600_000;
}
