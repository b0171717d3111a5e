/** The commands that read Zuora. */
import type { Command } from 'commander';
import { policyToGoBy } from '../../operator/policy/chosen-policy.ts';
import { personSaid } from '../arguments/person-attribute.ts';
import { parseUsername } from '../arguments/username.ts';
import { access } from '../commands/access.ts';
import { entities } from '../commands/entities.ts';
import { argument, withPerson, withStage } from './options.ts';
import { run } from './run.ts';

export function addZuoraCommands(program: Command): void {
  withStage(program.command('entities'))
    .description("list Zuora's entities, ready for the policy, and the OAuth clients that reach each")
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  zuora-access entities --stage prod`,
    )
    .action(({ stage, ...options }) => run(stage, (session) => entities(session, options)));

  withPerson(withStage(program.command('access')))
    .argument('<username>', "the user's login name in Zuora", argument(parseUsername))
    .description('show which entities a user may enter, and what the policy says of it')
    .option('--policy <file>', 'the policy (default: policy.yml, if there is one)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
What is not said of the person by --person, no rule can be decided by. Zuora shows no request that waits for an
administrator.

Example:
  zuora-access access ada@example.com --stage prod --person department=Billing --person country=DE`,
    )
    .action(async (username, { stage, policy, person, ...options }) => {
      const said = personSaid(person);
      const read = await policyToGoBy(policy, person.length > 0);
      await run(stage, (session) => access(session, username, { ...options, policy: read, said }));
    });
}
