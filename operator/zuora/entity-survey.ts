/** Zuora's entities, and which OAuth clients of a stage see and reach each. */
import type { Credentials } from '../../lib/zuora/credentials.ts';
import type { Http } from '../../lib/zuora/http.ts';
import { explainError } from '../explain-error.ts';
import { type ClientRole, clientRoles } from './client-roles.ts';
import { ZuoraUser } from './zuora-user.ts';

export interface SurveyedEntity {
  readonly id: string;
  /** Zuora's name; undefined if a token reaches an entity that Zuora does not show to its client. */
  readonly zuoraName: string | undefined;
  /** The clients whose token reaches it: `default`, or `of` an entity. */
  readonly reachedBy: readonly string[];
  /** The clients that Zuora shows it to. */
  readonly seenBy: readonly string[];
}

export interface Survey {
  /** In Zuora's order. */
  readonly entities: readonly SurveyedEntity[];
  /** Clients that Zuora did not answer. */
  readonly problems: readonly { readonly client: string; readonly problem: string }[];
}

/** What Zuora answers one client. */
interface ClientView {
  readonly client: string;
  readonly names: ReadonlyMap<string, string>;
  readonly reached: readonly string[];
}

/** Asks as all clients at once. A client without an answer does not stop the others. */
export async function surveyEntities(credentials: Credentials, http: Http, now: () => number): Promise<Survey> {
  const roles = clientRoles(credentials, []);
  const answers = await Promise.allSettled(roles.map((role) => viewOf(role, http, now)));
  const views = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const problems = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ client: roles[index]?.name ?? '', problem: explainError(answer.reason) }] : [],
  );
  const ids = new Set(views.flatMap(({ names, reached }) => [...names.keys(), ...reached]));
  const clientsWith = (matches: (view: ClientView) => boolean) => views.filter(matches).map(({ client }) => client);
  const entities = [...ids].map((id) => ({
    id,
    zuoraName: views.find(({ names }) => names.has(id))?.names.get(id),
    reachedBy: clientsWith(({ reached }) => reached.includes(id)),
    seenBy: clientsWith(({ names }) => names.has(id)),
  }));
  return { entities, problems };
}

async function viewOf({ name, client }: ClientRole, http: Http, now: () => number): Promise<ClientView> {
  const user = new ZuoraUser(client, http, now);
  const { entityIds: reached } = await user.token();
  const entities = await user.entities();
  return { client: name, names: new Map(entities.map(({ id, name }) => [id, name])), reached };
}
