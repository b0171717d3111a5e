/** What publishers may send, as commands. */
import * as fc from 'fast-check';
import { command } from './command.ts';
import type { EventTexts } from './publications.ts';

/** Few, so that messages meet. */
const wish = fc.constantFrom(0, 0, 0, 1, 1, 2, 3);
const id = fc.constantFrom('one', 'one', 'one', 'two', undefined);

export const publish = fc
  .tuple(wish, id)
  .map((details) =>
    command('publish', (world) => world.publish(world.subject.wishes[details[0]], details[1]), details),
  );

/** The sender claims that the message is another, which counts for nothing where the event has an id. */
export const publishForged = wish.map((index) =>
  command(
    'publish with a forged ID',
    (world) => world.publish(world.subject.wishes[index], 'forged', world.publications.latest?.messageId),
    [index],
  ),
);

/** Every text is as long as it may be, in characters of four bytes. */
const longTexts: EventTexts = {
  correlationid: '\u{1F9FE}'.repeat(256),
  requestedBy: '\u{1F9FE}'.repeat(128),
  reason: '\u{1F9FE}'.repeat(512),
};
const longId = '\u{1F9FE}'.repeat(256);
/** A time may have any number of digits. */
const longTime = `2026-11-21T09:30:00.${'0'.repeat(400_000)}Z`;

export const publishLong = fc.tuple(wish, fc.nat(19)).map(([index, chance]) => {
  const texts = chance === 0 ? { ...longTexts, time: longTime } : longTexts;
  return command(
    chance === 0 ? 'publish with a long time' : 'publish with long texts',
    (world) => world.publish(world.subject.wishes[index], longId, undefined, texts),
    [index],
  );
});

export const publishNonsense = fc
  .constantFrom('no event', '[]', '{"specversion":"1.0","type":"another"}')
  .map((body) => command('publish nonsense', (world) => world.send(body), [body]));
