/** `history`, `who` and `audit`: the commands over the audit log. */
import { type Command, Option } from 'commander';
import { parseInstant } from '../arguments/instant.ts';
import { parseRequiredText } from '../arguments/required-text.ts';
import { chooseStage } from '../arguments/stage.ts';
import { argumentParser, parseNamed, withForms, withPolicyNames, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addAuditCommands(program: Command): void {
  withPolicyNames(withForms(withStage(program.command('history'))))
    .argument('<username>', "the user's login name in Zuora, present or former")
    .description("show all that the audit log has about a user's access: what, why, and who asked")
    .option('--entity <name>', "only about this entity, by the policy's name or by id")
    .addOption(timeOption('--from <time>', 'only what was written then or later: a date, or a time with its zone'))
    .addOption(timeOption('--to <time>', 'only what was written before'))
    .addHelpText(
      'after',
      `
Shows the entries of every account that has or had this login, the newest last. TIME is when the entry was written.

Examples:
  zuora-access history ada@example.com --stage prod
  zuora-access history ada@example.com --entity germany --from 2026-01-01 --csv`,
    )
    .action(async (text, { stage, entity, ...options }) => {
      const { parseUsername } = await import('../arguments/username.ts');
      const username = parseNamed('username', text, parseUsername);
      const entityId = await readEntity(stage, options.policy, entity);
      await runInSession(
        stage,
        () => import('../commands/history.ts'),
        ({ showHistory }, session) => showHistory(session, username, { ...options, entityId }),
      );
    });

  withPolicyNames(withForms(withStage(program.command('who'))))
    .argument('<entity>', "by the policy's name, or by id")
    .description('list who has access to an entity now, since when, why, and who asked')
    .option('--all', 'also those whose access ended or is blocked')
    .addHelpText(
      'after',
      `
Reads all linked accounts, and for each row the user's entries in the audit log. A user about whom no event came is not
listed: the service does not know them. SEEN is when the service last saw the access in Zuora. States:
  verified         Zuora showed the access
  requested, pending, unconfirmed, outcome-unknown, unanswered
                   the access was asked for and not seen yet: see pending --help
  not-requested    the access is to exist, and nothing was sent yet
  waiting-for-account
                   the access is to exist, and Zuora has never shown the user
  removed-outside  somebody else took the access; a newer request asks for it again
  failed           Zuora refused it for good
  closed           Zuora may still work on an earlier change
  ending           the access is to end, and may exist still
  not-ended        the access is to end, and Zuora refused that for good
  unmanaged        Zuora shows the access, and nothing that the service knows explains it
  blocked, ended   no access, and none is to exist (only with --all)

Examples:
  zuora-access who germany --stage prod
  zuora-access who 5eed0000-0000-4000-8000-000000000002 --all --csv > who.csv`,
    )
    .action(async (text, { stage, ...options }) => {
      const entityId = (await readEntity(stage, options.policy, text)) ?? text;
      await runInSession(
        stage,
        () => import('../commands/who.ts'),
        ({ showWho }, session) => showWho(session, entityId, options),
      );
    });

  withPolicyNames(withForms(withStage(program.command('audit'))))
    .description('export the entries of the audit log that were written in a period')
    .addOption(timeOption('--from <time>', 'required: a date, or a time with its zone').makeOptionMandatory())
    .addOption(timeOption('--to <time>', 'required: until then, at least 15 minutes ago').makeOptionMandatory())
    .option('--entity <name>', "only about this entity, by the policy's name or by id")
    .option(
      '--out <folder>',
      'write the export to a new folder: entries, logins and a manifest with SHA-256',
      parseRequiredText,
    )
    .addHelpText(
      'after',
      `
The entries come by day, in each by entity, and in each by time. --json prints one entry a line. --out writes entries.csv,
or entries.jsonl with --json. The folder must not exist, or be empty. Only you can read it. It is complete when it has a
manifest.json. The same period exported again gives the same bytes.

Examples:
  zuora-access audit --from 2026-10-01 --to 2026-11-01 --out october --stage prod
  zuora-access audit --from 2026-11-28T08:00Z --to 2026-11-28T09:00Z --entity germany`,
    )
    .action(async ({ stage, entity, ...options }) => {
      const entityId = await readEntity(stage, options.policy, entity);
      await runInSession(
        stage,
        () => import('../commands/audit.ts'),
        ({ audit }, session) => audit(session, { ...options, entityId }),
      );
    });
}

function timeOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(argumentParser(parseInstant));
}

/** The id of the entity that an operator names; undefined if they name none. */
async function readEntity(
  stage: string | undefined,
  policy: string | undefined,
  text: string | undefined,
): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const { chooseEntity } = await import('../../operator/policy/entity-choice.ts');
  return chooseEntity(chooseStage(stage, process.env), policy, text);
}
