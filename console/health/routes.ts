/** The routes of the page Health. */
import { Hono } from 'hono';
import { z } from 'zod';
import { diagnose } from '../../operator/doctor/diagnosis.ts';
import { policyQuestions } from '../../operator/doctor/policy-questions.ts';
import { changeQueueMappings } from '../../operator/mappings/queue-mapping.ts';
import { chooseQueues } from '../../operator/stack/stack.ts';
import { answer } from '../answers.ts';
import { eventStream } from '../event-stream.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Checks, QueueChange, QueueState } from '../shapes/health.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';
import { QueueWatch } from './queue-watch.ts';

const queueChange = z.strictObject({ queue: z.string(), isPaused: z.boolean() });

export function healthRoutes(stage: Stage, jobs: Jobs): Hono<Guarded> {
  const watch = new QueueWatch(stage);
  return new Hono<Guarded>()
    .get('/live', (context) =>
      eventStream<QueueState>(context, stage, (send, end) => {
        watch.follow((state) => send(state, true), end);
      }),
    )
    .get('/checks', async (context) => answer(context, await runChecks(stage)))
    .post('/queue', async (context) =>
      answer(context, await startChange(stage, jobs, queueChange.parse(await context.req.json()))),
    );
}

/** Without a probe: a page that is opened tries no write. */
async function runChecks(stage: Stage): Promise<Checks> {
  const { session, env } = stage;
  const options = { entityIds: [], probe: false, ...policyQuestions(await stage.policy()) };
  return { tiles: await diagnose(session.stack.stage, options, env, session.now) };
}

/** @throws NotFound */
async function startChange(stage: Stage, jobs: Jobs, { queue, isPaused }: QueueChange): Promise<Job> {
  const queues = chooseQueues(stage.session.stack, queue);
  const by = await stage.log(`${isPaused ? 'pauses' : 'resumes'} the queue ${queue}`);
  const state = isPaused ? 'Disabled' : 'Enabled';
  return jobs.start({
    ...{ title: `${isPaused ? 'Pause' : 'Resume'} ${queue}`, by },
    async run(session, tell) {
      const onWait = (_: string, current: string) => tell({ text: `The event source mapping is ${current}` });
      const results = await changeQueueMappings(session, queues, { state, by }, onWait);
      const problems = results.flatMap((result) => ('problem' in result ? [result.problem] : []));
      const done = isPaused ? 'Paused. Its messages wait.' : 'Resumed.';
      return { text: problems.join(' ') || done, hasFailed: problems.length > 0 };
    },
  });
}
