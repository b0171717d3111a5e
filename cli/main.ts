#!/usr/bin/env node
/** `zuora-access`: the operator's commands. */
import { Command, CommanderError } from 'commander';
import { explain, UsageError } from '../operator/errors.ts';
import { addCredentialsCommands } from './program/credentials.ts';
import { addDeadLetterCommands } from './program/dead-letters.ts';
import { addDoctorCommand } from './program/doctor.ts';
import { addEventCommands } from './program/events.ts';
import { addPolicyCommands } from './program/policy.ts';
import { addQueueCommands } from './program/queues.ts';
import { addZuoraCommands } from './program/zuora.ts';

const program = new Command('zuora-access')
  .description('Operates zuora-access: its events, its queues, their dead letters, its secret and its policy.')
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
  zuora-access publish events/user-access-requested.example.json --wait
  zuora-access pause user-access-requests
  zuora-access tail --since 10m
  zuora-access doctor --stage prod
  zuora-access policy explain event.json

On AWS with the usual settings (AWS_PROFILE, AWS_REGION, ...), or on the local stack with
AWS_ENDPOINT_URL=http://127.0.0.1:4566.

Exit codes: 0 done; 1 something failed, was not found, or was interrupted; 2 wrong usage.`,
  );

addEventCommands(program);
addQueueCommands(program);
addDeadLetterCommands(program);
addDoctorCommand(program);
addCredentialsCommands(program);
addPolicyCommands(program);
addZuoraCommands(program);

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode && 2;
  } else {
    console.error(`zuora-access: ${explain(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
