/** The routes of the page Safeguard. */
import { Hono } from 'hono';
import { z } from 'zod';
import { cancelChange, readCancellable } from '../../operator/effective/cancellation.ts';
import { OperatorError } from '../../operator/errors.ts';
import { longestExpectation } from '../../operator/safeguard/expectation.ts';
import { readQuarantine } from '../../operator/safeguard/quarantine.ts';
import { announceRecorded, keepRecorded, releaseRecorded } from '../../operator/safeguard/recorded-answers.ts';
import { answer, answerReading } from '../answers.ts';
import type { Guarded } from '../guard/guards.ts';
import type { CancelRequest, ExpectRequest, ReleaseRequest, SetRequest } from '../shapes/safeguard.ts';
import type { Stage } from '../stage.ts';
import { readDatedChanges, readSafeguard } from './safeguard-view.ts';
import { requireSeen, seenPeople } from './seen-people.ts';

const setRequest = z.strictObject({
  set: z.string().min(1),
  state: z.enum(['open', 'kept', 'released']),
  effects: z.array(z.string()).nonempty(),
});
const releaseRequest = setRequest.extend({ isAll: z.boolean() });
const expectRequest = z.strictObject({
  direction: z.enum(['revocations', 'grants']),
  count: z.int().min(1).max(1_000_000),
  until: z.iso.datetime(),
});
const cancelRequest = z.strictObject({ id: z.string().min(1), mark: z.string() });

export function safeguardRoutes(stage: Stage): Hono<Guarded> {
  return new Hono<Guarded>()
    .get('/', (context) => answerReading(context, stage, readSafeguard))
    .get('/changes', (context) => answerReading(context, stage, readDatedChanges))
    .post('/release', async (context) => {
      await startRelease(stage, releaseRequest.parse(await context.req.json()));
      return answer(context, {});
    })
    .post('/keep', async (context) => {
      await startKeeping(stage, setRequest.parse(await context.req.json()));
      return answer(context, {});
    })
    .post('/expect', async (context) => {
      await expect(stage, expectRequest.parse(await context.req.json()));
      return answer(context, {});
    })
    .post('/cancel', async (context) => {
      await cancel(stage, cancelRequest.parse(await context.req.json()));
      return answer(context, {});
    });
}

/** @throws NotFound, or OperatorError if the set has changed */
async function startRelease(stage: Stage, { set, isAll, ...seen }: ReleaseRequest): Promise<void> {
  const quarantine = await readQuarantine(stage.session, set, () => undefined);
  if (isAll) requireSeen(quarantine, seen);
  const only = isAll ? undefined : seenPeople(quarantine, seen);
  const by = await stage.log(`releases ${only ? `${only.length} people of ` : ''}the set ${set}`);
  await releaseRecorded(stage.session, quarantine, { by, ...(only && { only }) });
}

/** @throws NotFound, or OperatorError if the set has changed */
async function startKeeping(stage: Stage, { set, ...seen }: SetRequest): Promise<void> {
  const quarantine = await readQuarantine(stage.session, set, () => undefined);
  requireSeen(quarantine, seen);
  await keepRecorded(stage.session, quarantine, await stage.log(`keeps the set ${set}`));
}

/** @throws OperatorError for a time in the past, or too far ahead */
async function expect(stage: Stage, { direction, count, until }: ExpectRequest): Promise<void> {
  const ahead = Date.parse(until) - stage.session.now();
  if (ahead <= 0 || ahead > longestExpectation) throw new OperatorError('Give a time within the next 7 days.');
  const by = await stage.log(`expects ${direction} of ${count} people until ${until}`);
  await announceRecorded(stage.session, { direction, count, until, by });
}

/** @throws NotFound, or OperatorError if it was announced anew, or cannot be cancelled any more */
async function cancel(stage: Stage, { id, mark }: CancelRequest): Promise<void> {
  const change = await readCancellable(stage.session, id, mark);
  if (change.state === 'cancelled') return;
  const by = await stage.log(`cancels the effective-dated change ${id}`);
  await cancelChange(stage.session, id, change, by);
}
