/** The routes of the page Policy. None of them changes anything. */
import { Hono } from 'hono';
import { z } from 'zod';
import { answer } from '../answers.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Stage } from '../stage.ts';
import { judgePerson } from './judged-rules.ts';
import { compareWith, compareWithInForce, readPolicyView, readRules, tryEvent } from './policy-view.ts';

const personQuery = z.object({ name: z.string().min(1) });
const tryRequest = z.strictObject({ body: z.string().min(1) });
const diffRequest = z.strictObject({ policy: z.string().min(1) });

export function policyRoutes(stage: Stage): Hono<Guarded> {
  return new Hono<Guarded>()
    .get('/', async (context) => answer(context, await readPolicyView(stage)))
    .get('/rules', async (context) => answer(context, await readRules(stage)))
    .get('/person', async (context) =>
      answer(context, await judgePerson(stage, personQuery.parse(context.req.query()).name)),
    )
    .get('/waiting', async (context) => answer(context, await compareWithInForce(stage)))
    .post('/try', async (context) => {
      const { body } = tryRequest.parse(await context.req.json());
      return answer(context, { events: await tryEvent(stage, body) });
    })
    .post('/diff', async (context) =>
      answer(context, await compareWith(stage, diffRequest.parse(await context.req.json()).policy)),
    );
}
