/** The policy's time zone. */
import * as z from 'zod/mini';
import { isTimeZone } from '../time-zone.ts';
import { nearestName } from './nearest-name.ts';
import { mustBe } from './schema-errors.ts';

const form = 'a time zone of the IANA database, as in Europe/Berlin';

export const timeZone = z.string(mustBe(form)).check(
  z.refine(isTimeZone, {
    error: ({ input }) => {
      const likely = likelyZone(String(input));
      return `must be ${form}${likely === undefined ? '' : `; did you mean ${likely}?`}`;
    },
  }),
);

/** A zone whose city is named alone, or a typo. */
function likelyZone(name: string): string | undefined {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.find((zone) => zone.toLowerCase().endsWith(`/${name.toLowerCase()}`)) ?? nearestName(name, zones);
}
