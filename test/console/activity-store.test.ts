/** The rows of a page that stays open. */
import { describe, expect, test } from '@jest/globals';
import { emptyStore, type Filters, filtered, inPeriod, withBatch } from '../../console/app/activity/activity-store.ts';
import { bucketsOf, latencyBuckets, outcomeBuckets } from '../../console/app/activity/buckets.ts';
import type { ActivityRow } from '../../console/shapes/activity.ts';

const hour = 3_600_000;
const row = (at: number): ActivityRow => ({
  ...{ id: at, at, outcome: 'dead-letter', severity: 'failure', operation: 'requestUserAccess', messageId: `m-${at}` },
  ...{ entities: [], terms: [], requests: [], supersededBy: [] },
});

test('what is older than the period is in no chart, and what came since the last tick is in the last bar', () => {
  const [from, to] = [10 * hour, 11 * hour];
  const times = [to + 1000, to, from, from - 1, 7 * hour];
  const store = withBatch(emptyStore, {
    ...{ isFirst: true, isComplete: true, rows: times.map(row) },
    latencies: times.toReversed().map((at) => ({ at, milliseconds: [at] })),
  });
  const { rows, latencies } = inPeriod(store, from);
  expect(rows.map(({ at }) => at)).toEqual([to + 1000, to, from]);
  const buckets = bucketsOf(from, to);
  const { all } = outcomeBuckets(rows, buckets);
  expect([all[0], all.at(-1), all.reduce((sum, count) => sum + count)]).toEqual([1, 2, 3]);
  const { median } = latencyBuckets(latencies, buckets);
  expect([median[0], median.at(-1)]).toEqual([from, to + 1000]);
});

describe('the filters', () => {
  const ada = { ...row(4), person: 'Ada@example.com', entities: ['germany'], source: 'https://hr.example.com' };
  const connection = { ...row(3), person: 'connection 5eed', entities: ['global', 'japan'], requester: 'Hedy Lamarr' };
  const nobody = { ...row(2), operation: 'translateIdentityEvent', outcome: 'ignored' };
  const plain = { ...row(1), outcome: 'applied', entities: ['germany-north'], source: 'okta', requester: 'Grace' };
  const all = [ada, connection, nobody, plain];
  const none: Filters = { person: '', entity: '', operation: '', outcome: '', source: '' };

  test.each<[Partial<Filters>, readonly ActivityRow[]]>([
    [{}, all],
    [{ person: 'aDA@' }, [ada]],
    [{ person: 'connection' }, [connection]],
    [{ person: 'grace' }, []],
    [{ entity: 'germany' }, [ada]],
    [{ entity: 'japan' }, [connection]],
    [{ entity: 'Japan' }, []],
    [{ operation: 'translateIdentityEvent' }, [nobody]],
    [{ operation: 'translate' }, []],
    [{ outcome: 'dead-letter' }, [ada, connection]],
    [{ outcome: 'dead' }, []],
    [{ source: 'HR.example' }, [ada]],
    [{ source: 'lamarr' }, [connection]],
    [{ source: 'okta grace' }, [plain]],
    [{ outcome: 'dead-letter', entity: 'japan' }, [connection]],
    [{ outcome: 'dead-letter', entity: 'japan', person: 'ada' }, []],
  ])('%j leave those that pass each of them', (filters, left) => {
    expect(filtered(all, { ...none, ...filters })).toEqual(left);
  });
});
