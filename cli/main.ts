#!/usr/bin/env node
/** `zuora-access`: the operator's commands. */
import { Command, CommanderError } from 'commander';
import { explainError } from '../operator/explain-error.ts';
import packageJson from '../package.json' with { type: 'json' };
import { UsageError } from './arguments/usage-error.ts';
import { addAuditCommands } from './program/audit.ts';
import { addCompletionCommand } from './program/completion.ts';
import { addConsoleCommand } from './program/console.ts';
import { addCredentialsCommands } from './program/credentials.ts';
import { addDeadLetterCommands } from './program/dead-letters.ts';
import { addDoctorCommand } from './program/doctor.ts';
import { addEffectiveCommands } from './program/effective.ts';
import { addEventCommands } from './program/events.ts';
import { addPendingCommand } from './program/pending.ts';
import { addPeopleCommands } from './program/people.ts';
import { addPolicyCommands } from './program/policy.ts';
import { addQueueCommands } from './program/queues.ts';
import { addRevokeCommand } from './program/revoke.ts';
import { addSafeguardCommands } from './program/safeguard.ts';
import { addSourcesCommand } from './program/sources.ts';
import { addUnblockCommand } from './program/unblock.ts';
import { addZuoraCommands } from './program/zuora.ts';

const program = new Command('zuora-access')
  .description('Operates zuora-access: events, queues, dead letters, secret and policy.')
  .version(packageJson.version, '--version', 'print the version')
  .showHelpAfterError('For all options: --help')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  zuora-access dlq list --stage prod
  zuora-access dlq show 0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01
  zuora-access dlq redrive --reason permission-denied --dry-run
  zuora-access status onboarding-2026-1042 --source https://hr.example.com/onboarding
  zuora-access publish events/user-access-requested.example.json --new-id --wait
  zuora-access pause user-access-requests
  zuora-access effective list --stage prod
  zuora-access pending --stage prod
  zuora-access history ada@example.com --stage prod
  zuora-access who germany --stage prod
  zuora-access audit --from 2026-10-01 --to 2026-11-01 --out october --stage prod
  zuora-access people show ada@example.com --stage prod
  zuora-access leavers --stage prod
  zuora-access safeguard status --stage prod
  zuora-access sources --stage prod
  zuora-access tail --since 10m
  zuora-access doctor --stage prod
  zuora-access policy explain event.json
  zuora-access policy diff policy.yml next-policy.yml --stage prod
  zuora-access policy apply --stage prod
  zuora-access revoke ada@example.com --all --reason "Left today" --wait --stage prod
  zuora-access console --stage prod

Uses the usual settings of AWS (AWS_PROFILE, AWS_REGION, ...). For the local stack set
AWS_ENDPOINT_URL=http://127.0.0.1:4566.

Exit codes: 0 done; 1 something failed, was not found, or was interrupted; 2 wrong usage, or
differences (policy diff).`,
  );

addEventCommands(program);
addQueueCommands(program);
addDeadLetterCommands(program);
addEffectiveCommands(program);
addPendingCommand(program);
addAuditCommands(program);
addPeopleCommands(program);
addSafeguardCommands(program);
addSourcesCommand(program);
addDoctorCommand(program);
addCredentialsCommands(program);
addPolicyCommands(program);
addZuoraCommands(program);
addRevokeCommand(program);
addUnblockCommand(program);
addConsoleCommand(program);
addCompletionCommand(program);

// A reader that closes the pipe early, such as `head`, is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  console.error(`zuora-access: the output cannot be written (${error.message}), so it is not complete.`);
  process.exit(1);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode && 2;
  } else {
    console.error(`zuora-access: ${explainError(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
