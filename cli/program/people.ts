/** `people …`, `leavers` and `movers`: the commands over what sources said of people. */
import type { Command } from 'commander';
import { withForms, withPolicyNames, withStage } from './options.ts';
import { addPeopleChanges, readPersonName } from './people-changes.ts';
import { runInSession } from './session.ts';

export function addPeopleCommands(program: Command): void {
  const people = program.command('people').description('what the service knows of people');

  withPolicyNames(withStage(people.command('show')))
    .argument('<person>', 'their login name in Zuora, present or former, or their id')
    .description('show what sources said of a person, and what the policy decided about them last')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
SAID AT is when a source said it last. SINCE is when it first said so, without another value in between. MEMBER is no for
who was removed, or not named in a list that names all. A decision is:
  assigned  the person is to have the entity, by these rules
  ends TIME these rules do not give it any more, and it ends then (movers)
  reported  it should end by the policy, which only reports that
  denied    these rules forbid it
  ended     these rules granted it before
  withheld  other rules grant it, and these may deny it: they ask for something unknown

Example:
  zuora-access people show ada@example.com --stage prod`,
    )
    .action(async (text, { stage, ...options }) => {
      const name = await readPersonName(text);
      await runInSession(
        stage,
        () => import('../commands/people-show.ts'),
        ({ showPerson }, session) => showPerson(session, name, options),
      );
    });

  withPolicyNames(withStage(people.command('forget')))
    .argument('<person>', 'their login name in Zuora, present or former, or their id')
    .description('erase what sources said of a person who has left')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads the whole table of people, to find the keys of the person's accounts. Access that remains stays, and leavers does not
list it any more: revoke it first. Another event about the person is remembered again.

Example:
  zuora-access people forget ada@example.com --stage prod`,
    )
    .action(async (text, { stage, ...options }) => {
      const name = await readPersonName(text);
      await runInSession(
        stage,
        () => import('../commands/people-forget.ts'),
        ({ forget }, session) => forget(session, name, options),
      );
    });

  addPeopleChanges(people);

  withPolicyNames(withForms(withStage(program.command('leavers'))))
    .description('list who has left or is suspended, as a source says, and still has or may have access')
    .option('--ended', 'list their access that has ended instead, and how long that took')
    .addHelpText(
      'after',
      `
Reads the whole table of people, and the linked accounts of those who left or are suspended. For the states see who --help.
PERSON is left or suspended, SINCE is when that took effect, and REPORTED when a source first said it. OVERDUE is how long
access has outlived it. POLICY is "only reports" where the policy ends no access of a leaver: use revoke. "waits in" a set
is for you to release: safeguard show. Access to the home entity is not listed, as Zuora ends
nobody's: deactivate the user in Zuora.

--ended reads the audit log too. ENDED is when Zuora had accepted the end, or when a look missed access that somebody took in
Zuora. AFTER SINCE and AFTER REPORT are how long access outlived the leaving, and its first report.

Examples:
  zuora-access leavers --stage prod
  zuora-access leavers --ended --csv > ended.csv
  zuora-access leavers --csv > leavers.csv`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/leavers.ts'),
        ({ listLeavers }, session) => listLeavers(session, options),
      ),
    );

  withPolicyNames(withForms(withStage(program.command('movers'))))
    .description('list who has moved, so that no rule gives them an entity any more, and keeps it for a time')
    .addHelpText(
      'after',
      `
Reads the whole table of people. The time is the policy's grace. Who moves back by then keeps the access.

Examples:
  zuora-access movers --stage prod
  zuora-access movers --csv > movers.csv`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/movers.ts'),
        ({ listMovers }, session) => listMovers(session, options),
      ),
    );
}
