/** Tells which sources a message is of. */
import type { IdentityEvent } from '../identity/read-events.ts';
import type { Reading } from '../identity/reading.ts';
import { plain } from '../identity/sources/plain.ts';
import { sourceName } from '../traffic/source-traffic.ts';

/**
 * The names of the sources, each once. An event that became a dead letter shows no working source, and one of the plain
 * form that says nothing of anybody does not tell its publisher.
 */
export function sourcesHeard(events: readonly IdentityEvent[]): readonly string[] {
  const names = events.flatMap((event) => {
    if ('error' in event) return [];
    const { source } = event;
    return event.readings.flatMap((reading) => {
      const publisher = publisherOf(reading);
      return source === plain.name && publisher === undefined ? [] : sourceName(source, publisher);
    });
  });
  return [...new Set(names)];
}

function publisherOf(reading: Reading): string | undefined {
  return 'publisher' in reading ? reading.publisher : undefined;
}
