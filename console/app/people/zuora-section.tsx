/** What Zuora itself shows, asked at the operator's wish: it costs calls. */
import type { PersonDetail, ZuoraAccessView } from '../../shapes/people.ts';
import { AskZuora, useAnswerOfZuora } from '../ask-zuora.tsx';
import { finishedJobs } from '../jobs.tsx';
import { Badge, Cell, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';
import { ownerQuery } from './person-address.ts';

export function ZuoraSection({ detail }: { readonly detail: PersonDetail }) {
  const path = `/people/zuora?${ownerQuery(detail)}`;
  const { isAsked, ask, answer, problem, isLoading } = useAnswerOfZuora<ZuoraAccessView>(path, finishedJobs.value);
  return (
    <Section title="What Zuora shows now">
      <AskZuora isAsked={isAsked} ask={ask} />
      {isLoading && !answer && <Loading what="the access from Zuora" />}
      {problem && <Failed problem={problem} />}
      {answer && (
        <table class="stacked">
          <TableHead titles={['Entity', 'Access', 'Policy, by the login alone']} />
          <tbody>
            {answer.entities.map(({ name, hasAccess, policy }) => (
              <tr key={name}>
                <td>
                  <Their text={name} />
                </td>
                <Cell title="Access">
                  <Badge severity={hasAccess ? 'success' : 'plain'}>{hasAccess ? 'yes' : 'no'}</Badge>
                </Cell>
                <Cell title="Policy">{policy}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
