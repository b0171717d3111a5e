/** Zuora's entities, and which of the OAuth clients of a stage sees and reaches each. */
import type { Credentials } from '../../lib/zuora/credentials.ts';
import type { Http } from '../../lib/zuora/http.ts';
import { type Duty, dutiesOf } from '../doctor/client-roles.ts';
import { explain } from '../errors.ts';
import { ZuoraUser } from './zuora-user.ts';

export interface SurveyedEntity {
  readonly id: string;
  /** Zuora's name; undefined where a token reaches an entity that its client is not shown. */
  readonly zuoraName: string | undefined;
  /** The clients whose token reaches it: `default`, or `of` an entity. */
  readonly reachedBy: readonly string[];
  /** The clients that Zuora shows it to. */
  readonly seenBy: readonly string[];
}

export interface Survey {
  /** In Zuora's order. */
  readonly entities: readonly SurveyedEntity[];
  /** Clients that could not be asked. */
  readonly problems: readonly { readonly client: string; readonly problem: string }[];
}

/** What Zuora tells one client. */
interface Sight {
  readonly client: string;
  readonly names: ReadonlyMap<string, string>;
  readonly reached: readonly string[];
}

/** Asks all clients at once. One that is not answered keeps nothing from the others. */
export async function surveyEntities(credentials: Credentials, http: Http, now: () => number): Promise<Survey> {
  const duties = dutiesOf(credentials, []);
  const answers = await Promise.allSettled(duties.map((duty) => sightOf(duty, http, now)));
  const sights = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const problems = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ client: duties[index]?.name ?? '', problem: explain(answer.reason) }] : [],
  );
  const ids = new Set(sights.flatMap(({ names, reached }) => [...names.keys(), ...reached]));
  const clientsThat = (see: (sight: Sight) => boolean) => sights.filter(see).map(({ client }) => client);
  const entities = [...ids].map((id) => ({
    id,
    zuoraName: sights.find(({ names }) => names.has(id))?.names.get(id),
    reachedBy: clientsThat(({ reached }) => reached.includes(id)),
    seenBy: clientsThat(({ names }) => names.has(id)),
  }));
  return { entities, problems };
}

async function sightOf({ name, client }: Duty, http: Http, now: () => number): Promise<Sight> {
  const user = new ZuoraUser(client, http, now);
  const { entityIds: reached } = await user.token();
  const entities = await user.entities();
  return { client: name, names: new Map(entities.map(({ id, name }) => [id, name])), reached };
}
