import { expect, test } from '@jest/globals';
import { latenciesOf, parseLatencyLine } from '../../../operator/log/latency-line.ts';

/** As Powertools writes it: a metric with one value, or with several. */
const line = (ZuoraLatency: unknown) =>
  JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [] }, operation: 'requestUserAccess', ZuoraLatency });

test.each<[string, string, readonly number[] | undefined]>([
  ['one call', line(12.5), [12.5]],
  ['several calls', line([12, 30]), [12, 30]],
  ['an invocation without a call', line(undefined), undefined],
  ['a value of another form', line('12'), undefined],
  ['an outcome', JSON.stringify({ message: 'outcome', ZuoraLatency: 12 }), undefined],
  ['what is no JSON', 'Error: "operation"', undefined],
])('the metrics of %s', (_, text, milliseconds) => {
  expect(parseLatencyLine(text)).toEqual(milliseconds);
});

test('lines without a latency are left out', () => {
  const events = [
    { timestamp: 1, message: line([12]) },
    { timestamp: 2, message: '{}' },
  ];
  expect(latenciesOf(events)).toEqual([{ timestamp: 1, milliseconds: [12] }]);
});
