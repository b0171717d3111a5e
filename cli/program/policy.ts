/** `policy …`: the commands that try the access policy. They need no AWS, and send nothing. */
import { type Command, Option } from 'commander';
import { defaultPolicyFile } from '../../operator/policy/default-policy-file.ts';
import { readMessageBody } from '../arguments/message-body.ts';
import { personOfAttributes } from '../arguments/person-attribute.ts';
import { withPerson } from './options.ts';

export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('the access policy: who gets access to which entities');

  policy
    .command('check')
    .argument('[file]', 'the policy', defaultPolicyFile)
    .description('find every problem of a policy, with its line')
    .action(async (file) => {
      const { checkPolicy } = await import('../commands/policy-check.ts');
      process.exitCode = await checkPolicy(file);
    });

  withPerson(withPolicy(policy.command('explain')))
    .argument('<file>', "a message's body, as an identity system sends it; - reads standard input")
    .description('show what becomes of an event, and why; sends nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Shows the source that recognised the event, the person, how each rule decides, and the calls to Zuora that would follow.
--person adds or replaces an attribute of the person, for events with few attributes. The age of a grant and newer events
are not considered.

Examples:
  zuora-access policy explain event.json
  zuora-access policy explain event.json --person department=Billing --person groups=a --person groups=b`,
    )
    .action(async (file, { policy: policyFile, person, ...options }) => {
      const { readSoundPolicy } = await import('../../operator/policy/chosen-policy.ts');
      const { explainEvent } = await import('../commands/policy-explain.ts');
      const attributes = personOfAttributes(person);
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
}

function withPolicy(command: Command): Command {
  return command.addOption(new Option('--policy <file>', 'the policy').default(defaultPolicyFile));
}
