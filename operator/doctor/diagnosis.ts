/** Runs all checks of a stage, in the order in which they depend on each other. */
import { createHttp, type Http } from '../../lib/zuora/http.ts';
import { proxyOptions } from '../proxy.ts';
import type { Stack } from '../stack/stack.ts';
import { clientRoles } from '../zuora/client-roles.ts';
import { type Account, accountCheck, stackCheck } from './account.ts';
import { automaticApprovalCheck } from './automatic-approvals.ts';
import { type CheckResult, runCheck } from './check.ts';
import { skipped } from './finding.ts';
import { checkOAuthClients, oauthClientChecks } from './oauth-clients.ts';
import type { PolicyEntities } from './policy-entities.ts';
import { policyInForceCheck } from './policy-in-force.ts';
import { protectedLoginsCheck } from './protected-logins.ts';
import { checkQueue, queueChecks } from './queues.ts';
import { refusedEventsCheck } from './refused-events.ts';
import { secretCheck, secretFormCheck } from './secret.ts';
import { judgeClock, ServerClock } from './server-clock.ts';

export interface DiagnosisOptions {
  /** Entities that the clients must reach besides those that the secret names. */
  readonly entityIds: readonly string[];
  /** Entities of the policy, which the clients must reach too. */
  readonly policyEntities?: PolicyEntities;
  /** Entities in which the policy has requests approved. */
  readonly automaticEntityIds?: readonly string[];
  /** The hash of the policy at hand; undefined without one. */
  readonly policyHash?: string;
  /** Whether to try a write that cannot change anything, to find out who is an administrator. */
  readonly probe: boolean;
}

/** Never throws. Independent checks run at once. */
export async function diagnose(
  stage: string,
  { entityIds, policyEntities, automaticEntityIds = [], policyHash, probe }: DiagnosisOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<readonly CheckResult[]> {
  const aws = new ServerClock(now);
  const zuora = new ServerClock(now);
  const http = noteAnswers(createHttp(proxyOptions(env)), zuora);
  const clientChecks = probe ? oauthClientChecks : oauthClientChecks.filter((name) => name !== 'Administrator');
  const secretFormChecks = ["Secret's form", ...clientChecks];
  const stageChecks = [...queueChecks, 'Protected logins', 'Secret', ...secretFormChecks, 'Refused events'];

  const checkSecret = (account: Account, stack: Stack) =>
    runCheck(secretCheck(account, stack), {
      names: secretFormChecks,
      run: (value) => [
        runCheck(secretFormCheck(stack, value), {
          names: clientChecks,
          run: (credentials) => [
            checkOAuthClients(clientRoles(credentials, entityIds), { http, now, stage, policyEntities, probe }),
            ...automaticEntityIds.map((id) => runCheck(automaticApprovalCheck(credentials, id, stage))),
          ],
        }),
      ],
    });

  const results = await runCheck(accountCheck(env, aws), {
    names: ['Stage', ...stageChecks],
    run: (account) => [
      runCheck(stackCheck(account, stage), {
        names: stageChecks,
        run: (stack) => [
          ...stack.queues.map((queue) => checkQueue(account.aws, stage, queue)),
          runCheck(protectedLoginsCheck(account, stack)),
          checkSecret(account, stack),
          ...(policyHash === undefined ? [] : [runCheck(policyInForceCheck(account, stack, policyHash, now))]),
          runCheck(refusedEventsCheck(account, stack, now)),
        ],
      }),
    ],
  });
  return [
    ...results,
    ...(probe
      ? []
      : [{ check: 'Administrator', ...skipped('no read of Zuora shows who is an administrator: use --probe') }]),
    { check: 'Clock', about: 'AWS', ...judgeClock('AWS', aws.ahead) },
    { check: 'Clock', about: 'Zuora', ...judgeClock('Zuora', zuora.ahead) },
  ];
}

/** Passes the date of every answer to a clock. */
function noteAnswers(http: Http, clock: ServerClock): Http {
  return async (call, request) => {
    const answer = await http(call, request);
    clock.note(answer.headers['date']);
    return answer;
  };
}
