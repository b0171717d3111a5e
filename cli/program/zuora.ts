/** The commands that read Zuora. */
import type { Command } from 'commander';
import { personOfAttributes } from '../arguments/person-attribute.ts';
import { chooseStage } from '../arguments/stage.ts';
import { parseNamed, withPerson, withStage } from './options.ts';
import { runInSession } from './session.ts';

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
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/entities.ts'),
        ({ listEntities }, session) => listEntities(session, options),
      ),
    );

  withPerson(withStage(program.command('access')))
    .argument('<username>', "the user's login name in Zuora")
    .description('show which entities a user may enter, and what the policy says about each')
    .option('--policy <file>', 'the policy (default: policy.yml; on stage local else policy.example.yml)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Rules on attributes that you do not pass with --person stay undecided. Zuora does not show requests that wait for an
administrator.

Example:
  zuora-access access ada@example.com --stage prod --person department=Billing --person country=DE`,
    )
    .action(async (text, { stage, policy: policyFile, person, ...options }) => {
      const [{ parseUsername }, { readOptionalPolicy }] = await Promise.all([
        import('../arguments/username.ts'),
        import('../../operator/policy/chosen-policy.ts'),
      ]);
      const username = parseNamed('username', text, parseUsername);
      const attributes = personOfAttributes(person);
      const policy = await readOptionalPolicy(chooseStage(stage, process.env), policyFile, person.length > 0);
      await runInSession(
        stage,
        () => import('../commands/access.ts'),
        ({ showAccess }, session) => showAccess(session, username, { ...options, policy, attributes }),
      );
    });
}
