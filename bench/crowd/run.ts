/** One run with a crowd: each step is measured, and what holds after it is checked. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultThresholds } from '../../lib/policy/default-thresholds.ts';
import { packageService } from '../../local/packaging.ts';
import { startStack } from '../../local/stack.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { Service } from './service.ts';

/** Seconds, and people a second. */
interface Measured {
  readonly seconds: number;
  readonly perSecond: number;
}

export interface CrowdFigures {
  readonly imported: Measured;
  /** From the first event until all of them are translated: what each person is to have is decided. */
  readonly translated: Measured;
  /** From the first event until all of them have access in Zuora. */
  readonly given: Measured;
  /** From the first event until all of them have left, or wait. */
  readonly left: Measured;
  /** Who lost access before an operator had said so, and who waited. */
  readonly lostBefore: number;
  readonly waited: number;
  /** From the release until nobody has access. */
  readonly released: Measured;
  /** What should not have been; none if all is well. */
  readonly violations: readonly string[];
}

const policy = JSON.stringify({
  version: 1,
  username: 'userName',
  entities: { home: seedEntity.global, germany: seedEntity.germany },
  homeEntity: 'home',
  rules: [{ id: 'staff', when: { groups: ['staff'] }, grant: ['germany'] }],
  on: { left: 'revoke', groupRemoved: 'revoke', ruleNoLongerMatches: 'revoke' },
});

const { revocations } = defaultThresholds;

/** @param folder for the policy, the package and the stack's state; empty */
export async function runCrowd(folder: string, people: number): Promise<CrowdFigures> {
  const projectFolder = join(import.meta.dirname, '../..');
  const packageFolder = join(folder, 'package');
  const policyFile = join(folder, 'policy.yml');
  writeFileSync(policyFile, policy);
  await packageService(projectFolder, 'local', packageFolder, [`policyFile=${relative(projectFolder, policyFile)}`]);
  const stack = await startStack(
    {
      ...{
        data: join(folder, 'data'),
        package: packageFolder,
        policy: undefined,
        awsPort: 0,
        zuoraPort: 0,
        consolePort: undefined,
      },
      ...{ outsideAws: undefined, fresh: true, samples: false, json: true, outcomes: false },
    },
    { notice: console.error, functionLine: () => undefined },
  );
  const service = new Service(stack.awsUrl, stack.zuoraUrl, folder, policyFile);
  try {
    return await measure(service, people);
  } finally {
    service.close();
    await stack.stop();
  }
}

async function measure(service: Service, people: number): Promise<CrowdFigures> {
  const logins = Array.from({ length: people }, (_, index) => `p${index}@example.com`);
  const measured = async (step: string, work: () => Promise<void>): Promise<Measured> => {
    const begin = performance.now();
    await work();
    const seconds = (performance.now() - begin) / 1000;
    console.error(`${step}: ${seconds.toFixed(1)} s`);
    return { seconds: Number(seconds.toFixed(1)), perSecond: Number((people / seconds).toFixed(1)) };
  };
  await service.addUsers(logins);
  const imported = await measured('imported', () => service.importPeople(logins));
  await service.expectGrants(people);
  let translated: Measured = { seconds: Number.NaN, perSecond: Number.NaN };
  const given = await measured('joined, with access', async () => {
    translated = await measured('joined, translated', async () => {
      await service.send('joined', logins);
      await service.drained('identity-events');
    });
    await service.until(async () => (await service.holders()) === people);
  });
  const left = await measured('left, or waiting', async () => {
    await service.send('left', logins);
    await service.drained('identity-events');
  });
  await service.drained('access-decisions');
  const lostBefore = people - (await service.holders());
  const sets = await service.waitingSets();
  const waited = sets.reduce((sum, { count }) => sum + count, 0);
  const released = await measured('released, without access', async () => {
    for (const { set } of sets) await service.release(set);
    await service.until(async () => (await service.holders()) === 0);
  });
  const mayLose = Math.max(revocations.people, (people * revocations.percent) / 100);
  const violations = [
    ...(lostBefore > mayLose ? [`${lostBefore} lost access, and ${mayLose} may`] : []),
    ...(lostBefore + waited === people ? [] : [`${people - lostBefore - waited} neither lost access nor waited`]),
  ];
  return { imported, translated, given, left, lostBefore, waited, released, violations };
}
