/** The routes of the work that takes a while. */
import { Hono } from 'hono';
import { z } from 'zod';
import { NotFound } from '../../operator/errors.ts';
import { answer } from '../answers.ts';
import { eventStream } from '../event-stream.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';
import type { Jobs } from './jobs.ts';

export function jobRoutes(stage: Stage, jobs: Jobs): Hono<Guarded> {
  return new Hono<Guarded>()
    .get('/live', (context) =>
      eventStream<{ readonly jobs: readonly Job[] }>(context, stage, (send, end) => {
        jobs.follow((all) => send({ jobs: all }, true), end);
      }),
    )
    .post('/:id/stop', async (context) => {
      const id = z.coerce.number().parse(context.req.param('id'));
      const job = jobs.running(id);
      if (!job) throw new NotFound('This work is over already.');
      await stage.log(`stops the work “${job.title}”`);
      jobs.stop(id);
      return answer(context, {});
    });
}
