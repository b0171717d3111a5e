/** The routes of the page Event. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { ActivityFeed } from '../activity/activity-feed.ts';
import { answer, answerReading } from '../answers.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Stage } from '../stage.ts';
import { readEventStory } from './event-story.ts';
import { startPublication } from './publishing.ts';

const query = z.object({ id: z.string().min(1), source: z.string().min(1).optional() });
const publishRequest = z.strictObject({ body: z.string().min(1), isNew: z.boolean() });

export function eventRoutes(stage: Stage, jobs: Jobs, feed: ActivityFeed): Hono<Guarded> {
  return new Hono<Guarded>()
    .get('/story', (context) =>
      answerReading(context, stage, (reading) => readEventStory(reading, feed, query.parse(context.req.query()))),
    )
    .post('/publish', async (context) =>
      answer(context, await startPublication(stage, jobs, publishRequest.parse(await context.req.json()))),
    );
}
