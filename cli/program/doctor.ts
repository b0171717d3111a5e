/** `doctor`: the command that finds out what is wrong. */
import type { Command } from 'commander';
import { stageOf } from '../../operator/connection.ts';
import { parseEntityId } from '../arguments/entity-id.ts';
import { doctor } from '../commands/doctor.ts';
import { withStage } from './options.ts';

export function addDoctorCommand(program: Command): void {
  withStage(program.command('doctor'))
    .description('find out what keeps the service from its work, and what to do about it; changes nothing')
    .option('--entity <id...>', 'entities that have to be reached, besides those that the secret names')
    .option('--probe', 'ask Zuora who is an administrator, by a write that can change nothing', false)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Looks at AWS credentials, stage, queues and what feeds them to the functions, dead letters, secret, OAuth clients and
the entities that they reach, refused events in the ledger, and the clock.

No read of Zuora tells who is an administrator. With --probe each client tries, in every entity that it acts in, to
accept a connection whose id is all zeros. There is none, so it can change nothing; it is refused for want of rights, or
because there is no such connection. Zuora does not publish which it looks at first: an ok is a sign, no proof.

Exit codes: 0 nothing fails; 1 something does; 2 wrong usage.

Examples:
  zuora-access doctor --stage prod
  zuora-access doctor --stage prod --probe --entity 11e643f4-a3ee-8bad-b061-0025904c57d6`,
    )
    .action(async ({ stage, entity = [], ...options }) => {
      const entityIds = entity.map(parseEntityId);
      process.exitCode = await doctor(stageOf(stage, process.env), { ...options, entityIds }, process.env, Date.now);
    });
}
