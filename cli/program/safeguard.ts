/** `safeguard …`: the commands over changes of too many people at once. */
import type { Command } from 'commander';
import { parseNamed, withPolicyNames, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addSafeguardCommands(program: Command): void {
  const safeguard = program.command('safeguard').description('changes of many people that wait for you');
  addStatus(safeguard);
  addShow(safeguard);
  addRelease(safeguard);
  addKeep(safeguard);
  addExpect(safeguard);
}

function addStatus(safeguard: Command): void {
  withStage(safeguard.command('status'))
    .description('list the sets of people who wait, and what is expected')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads the whole table of people. A set has the people whom one cause would change. STATE is open until you release or keep the
set. After keep, its people wait until the facts or the rules change. After release, each person is decided anew within a
minute or two.

Example:
  zuora-access safeguard status --stage prod`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/safeguard-status.ts'),
        ({ showStatus }, session) => showStatus(session, options),
      ),
    );
}

function addShow(safeguard: Command): void {
  withPolicyNames(withStage(safeguard.command('show')))
    .argument('<set>', 'the id of the set, as safeguard status prints it')
    .description('list the people of a set, those who have left first')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  zuora-access safeguard show d15f3d93bd77 --stage prod`,
    )
    .action((set, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/safeguard-show.ts'),
        ({ showSet }, session) => showSet(session, set, options),
      ),
    );
}

function addRelease(safeguard: Command): void {
  withPolicyNames(withStage(safeguard.command('release')))
    .argument('<set>', 'the id of the set')
    .description('let the changes of a set happen')
    .option('--only <login...>', 'only those of these people; the others wait on')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Each person is decided anew within a minute or two. What does not apply any more does not happen. Released changes do not count
towards the thresholds.

Examples:
  zuora-access safeguard release d15f3d93bd77 --stage prod
  zuora-access safeguard release d15f3d93bd77 --only ada@example.com grace@example.com --stage prod`,
    )
    .action((set, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/safeguard-release.ts'),
        ({ releaseSet }, session) => releaseSet(session, set, options),
      ),
    );
}

function addKeep(safeguard: Command): void {
  withPolicyNames(withStage(safeguard.command('keep')))
    .argument('<set>', 'the id of the set')
    .description('do not let the changes of a set happen')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Its people keep what they have until the facts or the rules behind the change are others. What publishers request for them
counts again; rules give the leavers among them nothing new. Correct the source or the policy too. A kept set can still be
released.

Example:
  zuora-access safeguard keep d15f3d93bd77 --stage prod`,
    )
    .action((set, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/safeguard-keep.ts'),
        ({ keepSet }, session) => keepSet(session, set, options),
      ),
    );
}

function addExpect(safeguard: Command): void {
  withStage(safeguard.command('expect'))
    .description('announce changes of many people')
    .requiredOption('--count <people>', 'required: how many, on top of the threshold')
    .requiredOption('--until <time>', 'required: the last moment, at most 7 days from now')
    .option('--grants', 'people get access (default: access ends)')
    .option('--source <name>', 'only changes from this source')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Raises the thresholds of each hour, and of the day, by the count until then. It takes the place of what was expected before. The
functions know of it within a minute. For people who wait already, use safeguard release.

Example:
  zuora-access safeguard expect --count 400 --until 2026-12-01T18:00Z --source workday --stage prod`,
    )
    .action(async ({ stage, count, until, ...options }) => {
      const [{ parseCount }, { parseInstant }] = await Promise.all([
        import('../arguments/count.ts'),
        import('../arguments/instant.ts'),
      ]);
      const expected = {
        count: parseNamed('--count', count, parseCount),
        until: parseNamed('--until', until, parseInstant),
      };
      await runInSession(
        stage,
        () => import('../commands/safeguard-expect.ts'),
        ({ expectChanges }, session) => expectChanges(session, { ...options, ...expected }),
      );
    });
}
