/** `policy …`: the commands that try the access policy, which send nothing, and the one that applies it. */
import { type Command, Option } from 'commander';
import { defaultPolicyFile } from '../../operator/policy/default-policy-file.ts';
import { readMessageBody } from '../arguments/message-body.ts';
import { personOfAttributes } from '../arguments/person-attribute.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { parseNamed, withPerson, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('the access policy: who gets access to which entities');

  policy
    .command('check')
    .argument('[file]', 'the policy', defaultPolicyFile)
    .description('find every problem of a policy, with its line, and the rules that may withhold access')
    .option('--stage <stage>', 'also count from how many people of this stage the rules withhold access')
    .addHelpText(
      'after',
      `
A rule that denies withholds new access as long as an attribute is unknown for which it asks. With --stage, everybody whom the
stage remembers is judged by the policy: how many people wait for which entity, and how many keep what was decided before. Only
this form needs AWS.

The exit code is 1 if the policy has problems, otherwise 0.

Examples:
  zuora-access policy check
  zuora-access policy check next-policy.yml --stage prod`,
    )
    .action(async (file, { stage }) => {
      const { checkPolicy } = await import('../commands/policy-check.ts');
      process.exitCode = await checkPolicy(file);
      if (stage === undefined || process.exitCode !== 0) return;
      const { readSoundPolicy } = await import('../../operator/policy/chosen-policy.ts');
      const policy = await readSoundPolicy(file);
      await runInSession(
        stage,
        () => import('../commands/policy-check-people.ts'),
        ({ checkPeople }, session) => checkPeople(session, policy),
      );
    });

  withStage(withPerson(withPolicy(policy.command('explain'))))
    .argument('[file]', "a message's body, as an identity system sends it; - reads standard input")
    .description('show what becomes of an event, or how the rules judge a known person, and why; sends nothing')
    .option('--login <login>', 'instead of an event, what the stage knows of the person with this login')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Shows the source that recognised the event, the person, how each rule decides, and the calls to Zuora that would follow.
Only this event counts: what the service knows of the person from other events is left out.
--person adds or replaces an attribute of the person, for events with few attributes. The age of a grant and newer events
are not considered.

With --login, all that the stage knows of the person counts, from all events. Only this form needs AWS, and --stage.

Examples:
  zuora-access policy explain event.json
  zuora-access policy explain event.json --person department=Billing --person groups=a --person groups=b
  zuora-access policy explain --login ada@example.com --stage prod`,
    )
    .action(async (file, { stage, login, policy: policyFile, person, ...options }) => {
      const { readSoundPolicy } = await import('../../operator/policy/chosen-policy.ts');
      const attributes = personOfAttributes(person);
      if ((file === undefined) === (login === undefined))
        throw new UsageError('Give the file of an event, or --login.');
      if (login !== undefined) {
        const { parseUsername } = await import('../arguments/username.ts');
        const username = parseNamed('--login', login, parseUsername);
        const soundPolicy = await readSoundPolicy(policyFile);
        return runInSession(
          stage,
          () => import('../commands/policy-explain-person.ts'),
          ({ explainPerson }, session) => explainPerson(session, soundPolicy, username, { ...options, attributes }),
        );
      }
      const { explainEvent } = await import('../commands/policy-explain.ts');
      const soundPolicy = await readSoundPolicy(policyFile);
      const body = await readMessageBody(file);
      process.exitCode = explainEvent(soundPolicy, body, { ...options, attributes }, Date.now());
    });

  withPolicy(policy.command('simulate'))
    .argument('<folder>', "with *.json files, each a message's body, in subfolders too; hidden files are skipped")
    .description('show what becomes of many events, in a table; sends nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The exit code is 1 if a file or folder cannot be read, otherwise 0. The outcomes do not matter.

Example:
  zuora-access policy simulate last-week/ --policy next-policy.yml`,
    )
    .action(async (folder, { policy: policyFile, ...options }) => {
      const { readSoundPolicy } = await import('../../operator/policy/chosen-policy.ts');
      const { simulatePolicy } = await import('../commands/policy-simulate.ts');
      process.exitCode = await simulatePolicy(await readSoundPolicy(policyFile), folder, options, Date.now());
    });

  withStage(policy.command('diff'))
    .argument('<old-file>', 'the policy of the stage')
    .argument('<new-file>', 'the policy to compare it with')
    .description('list whose access a new policy changes, of all people whom the stage remembers')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Judges what is known of each person by the rules of both policies. Decisions of the past, requests and blocks do not count,
and neither does the home entity. Entities are compared by id. Changes:
  gains      the rules grant the entity, and did not before
  loses      the rules granted the entity, and do not any more
  withheld   a rule that denies the entity needs attributes that are unknown: nothing new is given, and nothing ends
  undecided  a rule that grants the entity needs attributes that are unknown: nothing is given, and nothing ends.
             Or one that denies it with unknown: grant

The exit code is 2 if there are differences, otherwise 0. With wrong usage it is 2 too, and nothing is printed to standard
output.

Example:
  zuora-access policy diff policy.yml next-policy.yml --stage prod`,
    )
    .action(async (oldFile, newFile, { stage, ...options }) => {
      const { readSoundPolicy } = await import('../../operator/policy/chosen-policy.ts');
      const [before, after] = [await readSoundPolicy(oldFile), await readSoundPolicy(newFile)];
      await runInSession(
        stage,
        () => import('../commands/policy-diff.ts'),
        ({ showPolicyDiff }, session) => showPolicyDiff(session, before, after, options),
      );
    });

  addApply(policy);
}

function addApply(policy: Command): void {
  withStage(policy.command('apply'))
    .argument('[file]', 'the policy (default: policy.yml; on stage local else policy.example.yml)')
    .description('put a policy in force, and decide about everybody anew by it')
    .option('--dry-run', 'show what would change, and do nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
A deployment with another policy decides nothing by it. The functions go on with the policy in force until this command puts
another one in force. Deploy first, so that the functions read the policy's form; then apply the same file.

Shows as policy diff whose access changes, how many people lose or get access, and how many of them the safeguard keeps waiting.
Then it asks. A few minutes later everybody is decided anew. Rules and entities that the policy has no more end then, as
on: ruleNoLongerMatches says. With report they only are reported.

To apply the policy in force again decides about everybody anew. Do so if the command was interrupted.

Examples:
  zuora-access policy apply --stage prod --dry-run
  zuora-access policy apply --stage prod`,
    )
    .action((file, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/policy-apply.ts'),
        ({ applyPolicyOf }, session) => applyPolicyOf(session, file, options),
      ),
    );
}

function withPolicy(command: Command): Command {
  return command.addOption(new Option('--policy <file>', 'the policy').default(defaultPolicyFile));
}
