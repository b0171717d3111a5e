/** The routes of all pages, below `/api`. */
import { Hono } from 'hono';
import { deployedOperations } from '../operator/stack/deployed-operations.ts';
import { ActivityFeed } from './activity/activity-feed.ts';
import { activityRoutes } from './activity/routes.ts';
import { answer } from './answers.ts';
import { deadLetterRoutes } from './dead-letters/routes.ts';
import { entityRoutes } from './entities/routes.ts';
import { eventRoutes } from './events/routes.ts';
import type { Guarded } from './guard/guards.ts';
import { healthRoutes } from './health/routes.ts';
import { Jobs } from './jobs/jobs.ts';
import { jobRoutes } from './jobs/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { policyRoutes } from './policy/routes.ts';
import { safeguardRoutes } from './safeguard/routes.ts';
import { sandboxRoutes } from './sandbox/routes.ts';
import type { StageInfo } from './shapes/stage-info.ts';
import type { Stage } from './stage.ts';

export function createRoutes(stage: Stage, { isReadOnly }: { readonly isReadOnly: boolean }): Hono<Guarded> {
  const jobs = new Jobs(stage);
  const routes = new Hono<Guarded>();
  routes.get('/stage', async (context) => {
    const { aws, stack, now } = stage.session;
    const policy = await stage.policy();
    const info: StageInfo = {
      ...{ stage: stack.stage, isReadOnly, isLocal: aws.isOnThisMachine, now: now() },
      hasSandbox: stage.sandboxUrl !== undefined,
      entities: Object.entries(policy?.entities ?? {}).map(([name, id]) => ({ id, name })),
      operations: deployedOperations.map(({ name, queue }) => ({ name, queue })),
    };
    return answer(context, info);
  });
  const feed = new ActivityFeed(stage);
  routes.route('/activity', activityRoutes(stage, feed));
  routes.route('/entities', entityRoutes(stage, jobs));
  routes.route('/events', eventRoutes(stage, jobs, feed));
  routes.route('/dead-letters', deadLetterRoutes(stage, jobs));
  routes.route('/people', peopleRoutes(stage, jobs));
  routes.route('/health', healthRoutes(stage, jobs));
  routes.route('/policy', policyRoutes(stage));
  routes.route('/safeguard', safeguardRoutes(stage));
  routes.route('/jobs', jobRoutes(stage, jobs));
  if (stage.sandboxUrl !== undefined) routes.route('/sandbox', sandboxRoutes(stage, stage.sandboxUrl));
  return routes;
}
