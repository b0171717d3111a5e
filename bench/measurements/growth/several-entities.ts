/** What the packaged functions ask of Zuora where an event, or its entity, concerns many things. */
import { variableOf } from '../../../lib/settings.ts';
import type { Bench, WarmContender } from '../../bench.ts';
import type { PackagedFunction } from '../../bundles.ts';
import { eventOf } from '../../load/records.ts';
import { connectionIdAt, entityIdAt, homeEntityId, type TenantSettings } from '../../stand-ins/tenant.ts';
import type { Point } from '../../statistics/fit.ts';
import { median } from '../../statistics/median.ts';
import type { Surroundings } from '../../surroundings.ts';
import type { Curve } from './curve.ts';

/** Milliseconds. */
const delay = 50;
const inFlight = 10;
const batch = 10;
const repeats = 3;

export const revocation: Curve = {
  name: 'revocation',
  title: `Revoke a user's access, ${inFlight} calls in flight`,
  size: 'entities of the event',
  cost: 'times that Zuora takes to answer',
  measure: (bench) => overSizes(bench, 'revokeUserAccess', [10, 25, 50, 100], revocationTime),
};

export const connections: Curve = {
  name: 'connections',
  title: `Accept ${batch} connections of one batch, each the last of the list`,
  size: 'connections of the entity',
  cost: 'reads of Zuora',
  measure: (bench) => overSizes(bench, 'acceptEntityConnection', [300, 1200, 3000, 10_000], connectionReads),
};

type Measure = (handler: WarmContender, surroundings: Surroundings, size: number) => Promise<number>;

function overSizes(
  bench: Bench,
  name: 'revokeUserAccess' | 'acceptEntityConnection',
  sizes: readonly number[],
  measure: Measure,
): Promise<Point[]> {
  const { bundle, variables } = bench.service.functions[name];
  const code: PackagedFunction = {
    bundle,
    variables: { ...variables, [variableOf('callsInFlight')]: String(inFlight) },
  };
  return bench.withPlainSurroundings(async (surroundings) => {
    const handler = await bench.warm(surroundings, code);
    try {
      const points: Point[] = [];
      for (const size of sizes) points.push({ size, cost: await measure(handler, surroundings, size) });
      return points;
    } finally {
      await handler.end();
    }
  });
}

async function revocationTime(handler: WarmContender, surroundings: Surroundings, size: number): Promise<number> {
  const targetEntityIds = Array.from({ length: size }, (_, index) => entityIdAt(index));
  await surroundings.tellZuora({ delay, granted: [homeEntityId, ...targetEntityIds] } satisfies TenantSettings);
  const times: number[] = [];
  for (let time = 0; time < repeats; time += 1) {
    const data = { username: `user-${size}-${time}@example.com`, targetEntityIds };
    const { wall } = await handler.handle({ events: [eventOf('zuora.user-access.revoked.v1', [data])] });
    times.push(wall / delay);
  }
  return median(times);
}

async function connectionReads(handler: WarmContender, surroundings: Surroundings, size: number): Promise<number> {
  await surroundings.tellZuora({ connections: size } satisfies TenantSettings);
  await surroundings.takeCounts();
  const all = Array.from({ length: batch }, (_, index) => ({
    connectionId: connectionIdAt(size - 1 - index),
    entityId: homeEntityId,
  }));
  await handler.handle({ events: [eventOf('zuora.entity-connection.approved.v1', all)] });
  return (await surroundings.takeCounts())['Zuora reads'] ?? Number.NaN;
}
