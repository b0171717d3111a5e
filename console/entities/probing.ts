/** Finds out which entities the OAuth clients administer, as work that every page sees. */
import { createHttp } from '../../lib/zuora/http.ts';
import { probeAdministrators } from '../../operator/doctor/administrators.ts';
import { readStoredCredentials } from '../../operator/zuora/stored-credentials.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';

export async function startProbe(stage: Stage, jobs: Jobs): Promise<Job> {
  const nameEntity = await stage.nameEntity();
  const by = await stage.log('tries which entities the OAuth clients administer');
  return jobs.start({
    ...{ title: 'Administrators of the entities', by },
    async run(session, tell) {
      tell({ text: 'Each client tries to accept a connection that does not exist' });
      const options = { http: createHttp(session.proxy), now: session.now, stage: session.stack.stage };
      const found = await probeAdministrators(await readStoredCredentials(session), options);
      const results = found.map(({ about = '', found: text, fix, status }) => ({
        ...{ name: nameEntity(about), isGood: status === 'ok' },
        text: [text, fix].filter(Boolean).join('. '),
      }));
      return { text: 'Tried.', results, hasFailed: results.some(({ isGood }) => !isGood) };
    },
  });
}
