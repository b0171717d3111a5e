/** The routes of the page Activity. */
import { Hono } from 'hono';
import { z } from 'zod';
import { eventStream } from '../event-stream.ts';
import type { Guarded } from '../guard/guards.ts';
import type { ActivityBatch } from '../shapes/activity.ts';
import type { Stage } from '../stage.ts';
import { batchesOf } from './activity-batches.ts';
import type { ActivityFeed, Update } from './activity-feed.ts';

/** Milliseconds: a day. */
const maxAge = 86_400_000;

const query = z.object({
  minutes: z.coerce
    .number()
    .min(1)
    .max(maxAge / 60_000)
    .default(60),
});

export function activityRoutes(stage: Stage, feed: ActivityFeed): Hono<Guarded> {
  return new Hono<Guarded>().get('/live', (context) => {
    const { minutes } = query.parse(context.req.query());
    const since = stage.session.now() - minutes * 60_000;
    return eventStream<ActivityBatch>(context, stage, (send, end) => {
      const sendInParts = (update: Update) => {
        for (const batch of batchesOf(update)) send(batch, batch.isFirst);
      };
      feed.follow(since, sendInParts, end);
    });
  });
}
