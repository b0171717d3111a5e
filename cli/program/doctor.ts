/** `doctor`: the command that finds out what is wrong. */
import type { Command } from 'commander';
import { chooseStage } from '../arguments/stage.ts';
import { withStage } from './options.ts';

export function addDoctorCommand(program: Command): void {
  withStage(program.command('doctor'))
    .description('find out what stops the service from working, and how to fix it; changes nothing')
    .option('--entity <id...>', 'entities that must be reached, besides those that the secret names')
    .option(
      '--policy <file>',
      'a policy whose entities must be reached (default: policy.yml; on stage local else policy.example.yml)',
    )
    .option('--probe', 'find out who is an administrator, by a write that cannot change anything', false)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Checks AWS credentials, stage, queues, event source mappings, dead letters, secret, OAuth clients and the entities that
they reach, those that the policy grants or approves among them, protected logins, whether the policy is in force, refused
events in the ledger, and the clock.

No read of Zuora shows who is an administrator. With --probe each client tries to accept a connection whose id is all
zeros, in every entity that it acts in. No such connection exists, so nothing can change. Zuora refuses because of
missing rights, or because there is no such connection. Zuora does not publish which of the two it checks first: an ok
is a sign, not a proof.

Exit codes: 0 nothing fails; 1 something fails; 2 wrong usage.

Examples:
  zuora-access doctor --stage prod
  zuora-access doctor --stage prod --probe --entity 11e643f4-a3ee-8bad-b061-0025904c57d6`,
    )
    .action(async ({ stage, entity = [], policy: policyFile, ...options }) => {
      const [{ parseEntityId }, { runDoctor }, { readOptionalPolicy }, { policyQuestions }] = await Promise.all([
        import('../arguments/entity-id.ts'),
        import('../commands/doctor.ts'),
        import('../../operator/policy/chosen-policy.ts'),
        import('../../operator/doctor/policy-questions.ts'),
      ]);
      const entityIds = entity.map(parseEntityId);
      const chosenStage = chooseStage(stage, process.env);
      const policy = await readOptionalPolicy(chosenStage, policyFile, false);
      const doctorOptions = { ...options, entityIds, ...policyQuestions(policy) };
      process.exitCode = await runDoctor(chosenStage, doctorOptions, process.env, Date.now);
    });
}
