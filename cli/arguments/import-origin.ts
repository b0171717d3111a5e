/** Who said what an import records, and when, as an operator writes it. */
import { plain } from '../../lib/identity/sources/plain.ts';
import { sources } from '../../lib/identity/sources.ts';
import { didYouMean } from '../../operator/did-you-mean.ts';
import type { ImportOrigin } from '../../operator/people/import/row-reading.ts';
import { parseInstant } from './instant.ts';
import { parseRequiredText } from './required-text.ts';
import { UsageError } from './usage-error.ts';

export interface OriginOptions {
  readonly source: string;
  readonly asOf: string;
  readonly publisher?: string;
}

/**
 * @param now milliseconds since the epoch
 * @throws UsageError
 */
export function parseOrigin({ source, asOf, publisher }: OriginOptions, now: number): ImportOrigin {
  requireSource(source);
  requirePublisher(source, publisher);
  const time = parseInstant(asOf);
  // It would be the newest, and every later event about the people would look outdated.
  if (time > now)
    throw new UsageError(`--as-of: ${asOf} is in the future. Give the time at which the file was exported.`);
  return { source, publisher, asOf: new Date(time).toISOString() };
}

function requireSource(source: string): void {
  const names = sources.map(({ name }) => name);
  if (names.includes(source)) return;
  throw new UsageError(
    `--source: there is no source ${source || "''"}.${didYouMean(source, names)} The sources are ${names.join(', ')}.`,
  );
}

/** Without it, the accounts would not be those of the publisher's events. */
function requirePublisher(source: string, publisher: string | undefined): void {
  if (source !== plain.name && publisher !== undefined) {
    throw new UsageError(`--publisher: only events in the form ${plain.name} name their publisher.`);
  }
  if (source === plain.name) {
    if (publisher === undefined) {
      throw new UsageError(
        `--publisher is missing: give the source attribute of the events in the form ${plain.name}.`,
      );
    }
    parseRequiredText(publisher);
  }
}
