/** Sources that go silent: their events by translation, and what the hourly look tells. */
import { beforeEach, expect, test } from '@jest/globals';
import { plain, workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { SilenceWatch } from '../../../lib/traffic/silence-watch.ts';
import { TrafficTable } from '../../../lib/traffic/traffic-table.ts';
import { day, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const hour = 60 * minute;
const parts = useAwsParts();
let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

/** What a sweep would tell now. */
function silent() {
  const { settings, clock } = translation;
  return new SilenceWatch(new TrafficTable(parts.dynamodb, settings, clock.now), clock.now).find();
}

/** A synchronisation that tells nothing new of anybody. */
function sync(source = 'https://hr.example.com') {
  const time = new Date(translation.clock.now()).toISOString();
  return plain('identity.user.changed.v1', { user: { userName: 'ada@example.com' } }, { id: time, time, source });
}

/** Delivers one message on each of so many days, but on the days of the week that are left out. */
async function sendDaily(days: number, without: readonly number[] = []): Promise<void> {
  for (let sent = 0; sent < days; sent += 1) {
    translation.clock.advance(day);
    if (!without.includes(new Date(translation.clock.now()).getUTCDay())) await translation.deliver(sync());
  }
}

test('a source that sends daily is silent after two days, and not before', async () => {
  await sendDaily(20);
  const since = new Date(translation.clock.now()).toISOString();
  translation.clock.advance(2 * day);
  expect(await silent()).toEqual([]);
  translation.clock.advance(hour);
  expect(await silent()).toEqual([
    { reason: 'source-silent', source: 'plain https://hr.example.com', since, longestGapMs: day },
  ]);
  await translation.deliver(sync());
  expect(await silent()).toEqual([]);
});

test('a source that rests at weekends is silent after twice a weekend', async () => {
  // The clock begins on a Saturday, so the last day is a Friday.
  await sendDaily(20, [0, 6]);
  translation.clock.advance(6 * day);
  expect(await silent()).toEqual([]);
  translation.clock.advance(hour);
  expect(await silent()).toMatchObject([{ longestGapMs: 3 * day }]);
});

test('a new source is not watched yet', async () => {
  await sendDaily(14);
  translation.clock.advance(10 * day);
  expect(await silent()).toEqual([]);
});

test('one source does not speak for another, nor one publisher of the plain form for another', async () => {
  await sendDaily(20);
  translation.clock.advance(2 * day + hour);
  await translation.deliver(sync('https://idp.example.com'));
  await translation.deliver(workos('dsync.user.created', workosUser));
  expect(await silent()).toMatchObject([{ source: 'plain https://hr.example.com' }]);
});

test('an old message that is redriven does not speak for its source', async () => {
  await sendDaily(20);
  const originalSentTimestamp = { stringValue: String(translation.clock.now() - 3 * day), dataType: 'String' };
  translation.clock.advance(2 * day + hour);
  const before = await silent();
  await translation.deliver(sync(), { messageAttributes: { originalSentTimestamp } });
  expect(await silent()).toEqual(before);
  expect(before).toHaveLength(1);
});

test('messages that waited count by their arrival', async () => {
  await sendDaily(20);
  translation.clock.advance(3 * day);
  for (const before of [2 * day, day]) {
    await translation.deliver(sync(), { sentAt: translation.clock.now() - before });
  }
  translation.clock.advance(day);
  expect(await silent()).toEqual([]);
});

test('a message whose arrival cannot be noted succeeds', async () => {
  parts.dynamodb.middlewareStack.add(
    (next) => (call) => {
      if (JSON.stringify(call.input).includes('"sources"')) throw new Error('throttled');
      return next(call);
    },
    { step: 'initialize', name: 'throttled' },
  );
  try {
    expect(await translation.deliver(sync())).toEqual(['ignored no-rule']);
  } finally {
    parts.dynamodb.middlewareStack.remove('throttled');
  }
  expect(translation.lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ what: 'arrival not noted', problem: expect.stringContaining('throttled') }),
  );
});

test('a look tells once an hour', async () => {
  await sendDaily(15);
  translation.clock.advance(3 * day);
  const { settings, clock } = translation;
  const watch = new SilenceWatch(new TrafficTable(parts.dynamodb, settings, clock.now), clock.now);
  expect(await watch.find()).toHaveLength(1);
  expect(await watch.find()).toEqual([]);
  translation.clock.advance(hour);
  expect(await watch.find()).toHaveLength(1);
});
