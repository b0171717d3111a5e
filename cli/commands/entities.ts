/** `entities`: Zuora's entities, ready to copy into the policy. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import { entityNames } from '../../operator/policy/entity-names.ts';
import { printable } from '../../operator/printable.ts';
import type { Session } from '../../operator/stack/session.ts';
import { type SurveyedEntity, surveyEntities } from '../../operator/zuora/entity-survey.ts';
import { readStoredCredentials } from '../../operator/zuora/stored-credentials.ts';
import { toJson } from '../terminal/text.ts';

export interface EntitiesOptions {
  readonly json?: true;
}

interface NamedEntity extends SurveyedEntity {
  /** A name that the policy may use. */
  readonly name: string;
}

/**
 * @returns the exit code: 1 when Zuora did not answer an OAuth client
 * @throws NotFound or ServiceError
 */
export async function listEntities(session: Session, { json }: EntitiesOptions): Promise<number> {
  const credentials = await readStoredCredentials(session);
  const survey = await surveyEntities(credentials, createHttp(session.proxy), session.now);
  const names = entityNames(survey.entities.map(({ zuoraName = '' }) => zuoraName));
  const named = survey.entities.map((entity, index) => ({ ...entity, name: names[index] ?? '' }));
  if (json) console.log(toJson({ entities: named.map(toEntityJson), problems: survey.problems }));
  else if (named.length > 0) console.log(formatPolicyYaml(named));
  for (const { client, problem } of survey.problems) console.error(printable(`OAuth client ${client}: ${problem}`));
  return survey.problems.length > 0 ? 1 : 0;
}

function toEntityJson({ name, id, ...rest }: NamedEntity) {
  return { name, id: hyphenatedEntityId(id), ...rest };
}

/** Part of a policy. */
function formatPolicyYaml(named: readonly NamedEntity[]): string {
  const fields = named.map(({ name, id }) => `  ${name}: ${hyphenatedEntityId(id)}`);
  const width = Math.max(...fields.map(({ length }) => length));
  const lines = named.map((entity, index) => printable(`${fields[index]?.padEnd(width)} # ${describeEntity(entity)}`));
  return ["entities: # Zuora's name, and the OAuth clients that reach it", ...lines].join('\n');
}

function describeEntity({ zuoraName = 'no name', reachedBy, seenBy }: NamedEntity): string {
  return `${zuoraName}: ${reachedBy.join(', ') || `none; seen by ${seenBy.join(', ')}`}`;
}
