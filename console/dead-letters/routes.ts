/** The routes of the page Dead letters. */
import { Hono } from 'hono';
import { deadLetterFacts } from '../../operator/dead-letters/letter-facts.ts';
import { findLetterRecord } from '../../operator/dead-letters/letter-record.ts';
import { nextStep } from '../../operator/dead-letters/next-step.ts';
import { indentJson } from '../../operator/json-text.ts';
import { recordFacts } from '../../operator/ledger/record-facts.ts';
import { escapeJson } from '../../operator/printable.ts';
import { answer, answerReading } from '../answers.ts';
import { eventStream } from '../event-stream.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { DeadLetterNews, LetterDetail } from '../shapes/dead-letters.ts';
import type { Stage } from '../stage.ts';
import { previewRedrive, startPurge, startRedrive, startRetry } from './disposals.ts';
import { purgeRequest, redriveRequest, retryRequest } from './letter-requests.ts';
import { findLetter } from './letter-search.ts';
import { LetterShelf, type Shelf } from './letter-shelf.ts';
import { LetterView } from './letter-view.ts';

export function deadLetterRoutes(stage: Stage, jobs: Jobs): Hono<Guarded> {
  const shelf = new LetterShelf(stage);
  const view = new LetterView();
  const desk = { stage, jobs, shelf };
  return new Hono<Guarded>()
    .get('/live', async (context) => {
      const nameEntity = await stage.nameEntity();
      return eventStream<DeadLetterNews>(context, stage, (send, end) => {
        let before: Shelf['letters'] | undefined;
        const tell = (now: Shelf) => {
          send(view.newsOf(now, before, nameEntity));
          before = now.letters;
        };
        shelf.follow(tell, end);
      });
    })
    .get('/letters/:id', (context) =>
      answerReading(context, stage, (reading) => readLetter(reading, shelf, context.req.param('id'))),
    )
    .get('/letters/:id/body', async (context) => {
      // Complete, with the numbers and keys as they were sent, for an editor. JSON escapes what would control a screen.
      const { body } = await findLetter(stage.until(context.req.raw.signal), shelf, context.req.param('id'));
      return context.json({ body: bodyLines(body).map(escapeJson).join('\n') });
    })
    .post('/read', async (context) => {
      await shelf.read();
      return answer(context, {});
    })
    .post('/preview', async (context) => {
      const request = redriveRequest.parse(await context.req.json());
      return answerReading(context, stage, (reading) => previewRedrive({ ...desk, stage: reading }, request));
    })
    .post('/redrive', async (context) =>
      answer(context, await startRedrive(desk, redriveRequest.parse(await context.req.json()))),
    )
    .post('/retry', async (context) =>
      answer(context, await startRetry(desk, retryRequest.parse(await context.req.json()))),
    )
    .post('/purge', async (context) =>
      answer(context, await startPurge(desk, purgeRequest.parse(await context.req.json()))),
    );
}

async function readLetter(stage: Stage, shelf: LetterShelf, id: string): Promise<LetterDetail> {
  const { session } = stage;
  const letter = await findLetter(stage, shelf, id);
  const record = await findLetterRecord(session, letter);
  const nameEntity = await stage.nameEntity();
  return {
    facts: deadLetterFacts(letter, session.now(), nameEntity),
    body: bodyLines(letter.body),
    record: record && recordFacts(record, session.now(), nameEntity),
    nextStep: nextStep(letter.reason, record),
  };
}

/** JSON is indented, anything else keeps its lines. */
function bodyLines(body: string): readonly string[] {
  return (indentJson(body) ?? body).split('\n');
}
