/** A line of the log as the page Activity shows it. */
import { expect, test } from '@jest/globals';
import { activityRow } from '../../console/activity/activity-row.ts';
import { parseOutcomeLine } from '../../operator/log/outcome-line.ts';

const nameEntity = (id: string) => ({ g: 'germany', f: 'france' })[id] ?? id;

function rowOf(fields: object) {
  const said = { message: 'outcome', outcome: 'superseded', operation: 'requestUserAccess', messageId: 'm', ...fields };
  const line = parseOutcomeLine(JSON.stringify(said));
  if (line === undefined) throw new Error('no outcome line');
  return activityRow(1, { timestamp: 1, line }, nameEntity);
}

test('a superseded event names the newer ones, each with the entities in which it counts', () => {
  const newer = { operation: 'revokeUserAccess', time: '2026-11-21T09:30:00.000Z' };
  const supersededBy = [{ entityId: 'g', ...newer }, { entityId: 'f', ...newer }, { entityId: 'x' }];
  expect(rowOf({ supersededBy }).supersededBy).toEqual([
    'revokeUserAccess of 2026-11-21T09:30:00.000Z in germany, france',
    'a revocation in x',
  ]);
  expect(rowOf({}).supersededBy).toEqual([]);
});
