/** The routes of the page Entities. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { approvalBody } from '../../operator/publication/approval-body.ts';
import { readEventCatalogue } from '../../operator/publication/event-catalogue.ts';
import { toPublication } from '../../operator/publication/publication.ts';
import { answer, answerReading } from '../answers.ts';
import { publishAndFollow } from '../events/publishing.ts';
import type { Guarded } from '../guard/guards.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { requireOwner } from '../people/login-owner.ts';
import type { ApproveRequest } from '../shapes/entities.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';
import { readClients, readConnections, readOverview, readPeopleOf } from './entity-reading.ts';
import { startProbe } from './probing.ts';

const entityQuery = z.object({ id: z.string().min(1) });
const approveRequest = z.strictObject({
  login: z.string().min(1),
  person: z.string().optional(),
  entityId: z.string().min(1),
  reason: z.string().trim().min(1).max(500),
});

export function entityRoutes(stage: Stage, jobs: Jobs): Hono<Guarded> {
  return new Hono<Guarded>()
    .get('/', (context) => answerReading(context, stage, readOverview))
    .get('/people', (context) =>
      answerReading(context, stage, (reading) => readPeopleOf(reading, entityQuery.parse(context.req.query()).id)),
    )
    .get('/connections', async (context) => answer(context, await readConnections(stage)))
    .get('/clients', async (context) => answer(context, await readClients(stage)))
    .post('/probe', async (context) => answer(context, await startProbe(stage, jobs)))
    .post('/approve', async (context) =>
      answer(context, await startApproval(stage, jobs, approveRequest.parse(await context.req.json()))),
    );
}

/** @throws NotPublished, or OperatorError if the login is somebody else's now */
async function startApproval(stage: Stage, jobs: Jobs, request: ApproveRequest): Promise<Job> {
  const { login, person, entityId, reason } = request;
  await requireOwner(stage.session, login, person);
  const name = (await stage.nameEntity())(entityId);
  const by = await stage.log(`approves the access of ${login} to ${name}: ${reason}`);
  const time = new Date(stage.session.now()).toISOString();
  const body = approvalBody({ username: login, entityId, requestedBy: by, reason }, time, randomUUID());
  const publication = toPublication(body, await readEventCatalogue());
  return jobs.start({
    ...{ title: `Approve the access of ${login} to ${name}`, by },
    run: (session, tell) => publishAndFollow(session, publication, tell, by),
  });
}
