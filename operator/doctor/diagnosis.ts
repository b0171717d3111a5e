/** All checks of a stage, in the order in which one needs another. */
import { createHttp, type Http } from '../../lib/zuora/http.ts';
import type { Stack } from '../stack/stack.ts';
import { type Account, accountCheck, stackCheck } from './account.ts';
import { examine, type Line } from './check.ts';
import { dutiesOf } from './client-roles.ts';
import { skipped } from './finding.ts';
import { examineOAuthClients, oauthClientChecks } from './oauth-clients.ts';
import { examineQueue, queueChecks } from './queues.ts';
import { refusedEventsCheck } from './refused-events.ts';
import { secretCheck, secretFormCheck } from './secret.ts';
import { judgeClock, ServerClock } from './server-clock.ts';

export interface DiagnosisOptions {
  /** Entities that have to be reached, besides those that the secret names. */
  readonly entityIds: readonly string[];
  /** Whether to try a write that can change nothing, to see who is an administrator. */
  readonly probe: boolean;
}

/** Never throws. What does not depend on each other is read at once. */
export async function diagnose(
  stage: string,
  { entityIds, probe }: DiagnosisOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<readonly Line[]> {
  const aws = new ServerClock(now);
  const zuora = new ServerClock(now);
  const http = timed(createHttp(), zuora);
  const clients = probe ? oauthClientChecks : oauthClientChecks.filter((name) => name !== 'Administrator');
  const ofSecret = ["Secret's form", ...clients];
  const ofStage = [...queueChecks, 'Secret', ...ofSecret, 'Refused events'];

  const examineSecret = (account: Account, stack: Stack) =>
    examine(secretCheck(account, stack), {
      names: ofSecret,
      examine: (value) => [
        examine(secretFormCheck(stack, value), {
          names: clients,
          examine: (credentials) => [
            examineOAuthClients(dutiesOf(credentials, entityIds), { http, now, stage, probe }),
          ],
        }),
      ],
    });

  const lines = await examine(accountCheck(env, aws), {
    names: ['Stage', ...ofStage],
    examine: (account) => [
      examine(stackCheck(account, stage), {
        names: ofStage,
        examine: (stack) => [
          ...stack.queues.map((queue) => examineQueue(account.clients, stage, queue)),
          examineSecret(account, stack),
          examine(refusedEventsCheck(account, stack, now)),
        ],
      }),
    ],
  });
  return [
    ...lines,
    ...(probe ? [] : [{ check: 'Administrator', ...skipped('no read of Zuora tells who is one: --probe asks') }]),
    { check: 'Clock', about: 'AWS', ...judgeClock('AWS', aws.ahead) },
    { check: 'Clock', about: 'Zuora', ...judgeClock('Zuora', zuora.ahead) },
  ];
}

/** Tells a clock the date of every answer. */
function timed(http: Http, clock: ServerClock): Http {
  return async (call, request) => {
    const answer = await http(call, request);
    clock.note(answer.headers['date']);
    return answer;
  };
}
