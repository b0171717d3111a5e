/** The routes of the page Policy. None of them changes anything. */
import { Hono } from 'hono';
import { z } from 'zod';
import { answer, answerReading } from '../answers.ts';
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
    .get('/rules', (context) => answerReading(context, stage, readRules))
    .get('/person', async (context) =>
      answer(context, await judgePerson(stage, personQuery.parse(context.req.query()).name)),
    )
    .get('/waiting', (context) => answerReading(context, stage, compareWithInForce))
    .post('/try', async (context) => {
      const { body } = tryRequest.parse(await context.req.json());
      return answer(context, { events: await tryEvent(stage, body) });
    })
    .post('/diff', async (context) => {
      const { policy } = diffRequest.parse(await context.req.json());
      return answerReading(context, stage, (reading) => compareWith(reading, policy));
    });
}
