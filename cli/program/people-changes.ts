/** `people import`, `merge` and `unlink`: the commands that change what is known of people. */
import { type Command, Option } from 'commander';
import { parseNamed, withStage } from './options.ts';
import { runInSession } from './session.ts';

/** @param people the command `people` */
export function addPeopleChanges(people: Command): void {
  addImport(people);
  addMerge(people);
  addUnlink(people);
}

function addImport(people: Command): void {
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
    .addOption(stagePolicyOption())
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

function addMerge(people: Command): void {
  withStage(people.command('merge'))
    .argument('<first>', "a person's login name in Zuora, or their id")
    .argument('<second>', 'the same of somebody who is the same person')
    .description('make one person of two: the first gets the accounts and the logins of the second')
    .option('--force', 'even if both have an account in one source that is not over')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Shows both, and asks. What sources said of either counts for the person from then on. The service decides anew within a
minute. The linked accounts in Zuora stay two. A command that was cut off is run again.

Example:
  zuora-access people merge ada@example.com ada-old@example.com --stage prod`,
    )
    .action(async (first, second, { stage, ...options }) => {
      const names = { first: await readPersonName(first), second: await readPersonName(second) };
      await runInSession(
        stage,
        () => import('../commands/people-merge.ts'),
        ({ merge }, session) => merge(session, names, options),
      );
    });
}

function addUnlink(people: Command): void {
  withStage(people.command('unlink'))
    .argument('<person>', "a person's login name in Zuora, or their id")
    .description('take an account of a source out of a person, into a person of its own')
    .requiredOption('--source <name>', 'the source of the account')
    .option('--account <key>', 'an id of the account in its source, if the person has several there')
    .addOption(stagePolicyOption())
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
What only this account said is known to be absent of the person, and what only the others said is absent of the new one.
The login goes with the account, if no other account names it. The service decides anew about both within a minute. If
another source has the same login for the person, the next event would link them again: this is refused.

Example:
  zuora-access people unlink ada@example.com --source okta --account 00u1abcd --stage prod`,
    )
    .action(async (text, { stage, source, account: key, policy: policyFile, ...options }) => {
      const name = await readPersonName(text);
      const { readStagePolicy } = await import('../../operator/policy/chosen-policy.ts');
      await runInSession(
        stage,
        () => import('../commands/people-unlink.ts'),
        async ({ unlink }, session) => {
          const policy = await readStagePolicy(session.stack.stage, policyFile);
          return unlink(session, { name, choice: { source, key }, policy }, options);
        },
      );
    });
}

function stagePolicyOption(): Option {
  const description = 'the policy of the stage (default: policy.yml; on stage local else policy.example.yml)';
  return new Option('--policy <file>', description);
}

/** @throws UsageError */
export async function readPersonName(text: string): Promise<string> {
  const { parseUsername } = await import('../arguments/username.ts');
  return parseNamed('person', text, parseUsername);
}
