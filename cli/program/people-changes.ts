/** `people import`: the commands that change what is known of people. */
import { type Command, Option } from 'commander';
import { withStage } from './options.ts';
import { runInSession } from './session.ts';

/** @param people the command `people` */
export function addPeopleChanges(people: Command): void {
  withStage(people.command('import'))
    .argument('<file>', 'a SCIM ListResponse, comma-separated values, or JSON lines')
    .description("record what a source said of people at a time; it changes nobody's access")
    .requiredOption('--source <name>', 'the source, by its name in docs/identity-events.md')
    .requiredOption('--as-of <time>', 'when it was so: a date or a time with its zone')
    .option('--publisher <source>', 'the source attribute of the events; only for --source plain')
    .addOption(
      new Option('--format <format>', 'the form of the file (default: by its name or content)').choices([
        'scim',
        'csv',
        'jsonl',
      ]),
    )
    .option('--policy <file>', 'the policy of the stage (default: policy.yml; on stage local else policy.example.yml)')
    .option('--dry-run', 'record nothing, and count what would be new, changed and in conflict')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Records attributes, groups and whether a person is active, as an event of the source would. Only what the policy can use is
kept. Whatever a newer event said stays, and the same import twice changes nothing. No decision follows: the next event
about a person decides from all that is known.

A CSV file has attributes in its header, and lists with ; between their values. Rows that cannot be read are listed, and
the others are recorded. The exit code is 1 if a row was left out, or if somebody else has the login of one.

Examples:
  zuora-access people import users.json --source scim --as-of 2026-11-01T06:00Z --dry-run --stage prod
  zuora-access people import staff.csv --source workday --as-of 2026-11-01 --stage prod`,
    )
    .action(async (file, { stage, source, asOf, publisher, policy: policyFile, ...options }) => {
      const { parseOrigin } = await import('../arguments/import-origin.ts');
      const origin = parseOrigin({ source, asOf, publisher }, Date.now());
      const { readStagePolicy } = await import('../../operator/policy/chosen-policy.ts');
      await runInSession(
        stage,
        () => import('../commands/people-import.ts'),
        async ({ importFile }, session) => {
          const policy = await readStagePolicy(session.stack.stage, policyFile);
          return importFile(session, { file, origin, policy }, options);
        },
      );
    });
}
