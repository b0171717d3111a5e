/** `policy …`: the commands that try the access policy. They need no AWS, and send nothing. */
import { type Command, Option } from 'commander';
import { bodyOf } from '../../operator/files/input-file.ts';
import { soundPolicyAt, usual } from '../../operator/policy/chosen-policy.ts';
import { personSaid } from '../arguments/person-attribute.ts';
import { checkPolicyFile } from '../commands/policy-check.ts';
import { explainBody } from '../commands/policy-explain.ts';
import { simulate } from '../commands/policy-simulate.ts';
import { withPerson } from './options.ts';

export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('the access policy: who gets access to which entities');

  policy
    .command('check')
    .argument('[file]', 'the policy', usual)
    .description('find every problem of a policy, with its line')
    .action(async (file) => {
      process.exitCode = await checkPolicyFile(file);
    });

  withPerson(withPolicy(policy.command('explain')))
    .argument('<file>', "a message's body, as an identity system sends it; - reads it from standard input")
    .description('tell what becomes of an event, and why; sends nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Shows the source that recognised it, the person, how each rule fares, and the calls to Zuora that would be made. With
--person attributes are added, or replaced, to try an event that says little. That a grant is more than a week old, or that
something newer counts, is not held against it.

Examples:
  zuora-access policy explain event.json
  zuora-access policy explain event.json --person department=Billing --person groups=a --person groups=b`,
    )
    .action(async (file, { policy: policyFile, person, ...options }) => {
      const said = personSaid(person);
      const sound = await soundPolicyAt(policyFile);
      process.exitCode = explainBody(sound, await bodyOf(file), { ...options, said }, Date.now());
    });

  withPolicy(policy.command('simulate'))
    .argument('<folder>', "with *.json, each a message's body; folders in it too, but nothing hidden")
    .description('tell what becomes of many events, in a table; sends nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The exit code is 0 whatever becomes of the events, and 1 if a file or folder cannot be read.

Example:
  zuora-access policy simulate last-week/ --policy next-policy.yml`,
    )
    .action(async (folder, { policy: policyFile, ...options }) => {
      process.exitCode = await simulate(await soundPolicyAt(policyFile), folder, options, Date.now());
    });
}

function withPolicy(command: Command): Command {
  return command.addOption(new Option('--policy <file>', 'the policy').default(usual));
}
